/* Many at one account over stores that processes share: what is verified is counted here, and is never more than
 * one attacker gets alone. */
#include "kinds.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* What the policy lets one attacker verify in a row, by its settings. */
static const struct {
    const char *const settings[5];
    unsigned most;
} limits[] = {
    { { NULL }, 5 }, /* then the delay */
    { { "throttle.delay_after", "0", NULL }, 10 },
    { { "throttle.delay_after", "0", "throttle.lock_after", "0", NULL }, 25 },
};
enum { LIMITS = sizeof limits / sizeof limits[0] };

/* Between processes. */
struct tally {
    atomic_uint turn;
    atomic_uint verified; /* passwords that were compared */
    atomic_uint right;    /* of them */
    atomic_uint errors;
};

struct attacker {
    pwpol_throttle *throttle;
    struct tally *tally;
    unsigned turns;
    unsigned right_turn; /* of all turns, who has the right password; none beyond the last */
    const char *account;
    pthread_barrier_t *all; /* of threads, which begin at once */
};

static void guess(const struct attacker *attacker)
{
    struct tally *tally = attacker->tally;
    for (unsigned i = 0; i < attacker->turns; i++) {
        unsigned turn = atomic_fetch_add(&tally->turn, 1);
        char source[32], password[32];
        snprintf(source, sizeof source, "198.18.%u.%u", turn / 250 % 250, turn % 250);
        int length = snprintf(password, sizeof password, "guess %u", turn);
        pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
        pwpol_attempt_answer answer = { .size = sizeof answer };
        pwpol_attempt *attempt = NULL;
        request.account = attacker->account;
        request.account_len = strlen(attacker->account);
        request.source = source;
        request.password = password;
        request.password_len = (size_t)length;
        if (pwpol_attempt_begin(attacker->throttle, &request, &answer, &attempt) != PWPOL_OK || answer.outage)
            atomic_fetch_add(&tally->errors, 1);
        if (attempt == NULL)
            continue;
        atomic_fetch_add(&tally->verified, 1);
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL); /* comparing takes time, in which others come */
        bool right = turn == attacker->right_turn;
        atomic_fetch_add(&tally->right, right);
        if (pwpol_attempt_settle(attempt, right, 0) != PWPOL_OK)
            atomic_fetch_add(&tally->errors, 1);
    }
}

static void *guess_in_thread(void *pointer)
{
    struct attacker *attacker = pointer;
    pthread_barrier_wait(attacker->all);
    guess(attacker);
    return NULL;
}

static void guess_in_threads(struct attacker *attacker, unsigned count)
{
    pthread_t *threads = calloc(count, sizeof *threads);
    pthread_attr_t attributes;
    pthread_barrier_t all;
    assert_non_null(threads);
    pthread_barrier_init(&all, NULL, count);
    attacker->all = &all;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(pthread_create(&threads[i], &attributes, guess_in_thread, attacker), 0);
    for (unsigned i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    pthread_attr_destroy(&attributes);
    pthread_barrier_destroy(&all);
    free(threads);
}

/* Each with handles of its own. */
static void guess_in_processes(enum kind kind, const char *file, const char *const settings[], struct attacker attacker,
                               unsigned count)
{
    pid_t children[8];
    assert_true(count <= sizeof children / sizeof children[0]);
    for (unsigned child = 0; child < count; child++) {
        children[child] = fork();
        if (children[child] == 0) {
            pwpol_store *store = kind_open(kind, file, kinds_server.url);
            attacker.throttle = kind_throttle(store, settings);
            guess(&attacker);
            pwpol_throttle_free(attacker.throttle);
            pwpol_store_free(store);
            _exit(0);
        }
        assert_true(children[child] > 0);
    }
    for (unsigned child = 0; child < count; child++) {
        int status = 1;
        waitpid(children[child], &status, 0);
        assert_int_equal(status, 0);
    }
}

static struct tally *share_tally(void)
{
    struct tally *tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(tally, MAP_FAILED);
    return tally;
}

static pwpol_subject_status look(pwpol_throttle *throttle, const char *account)
{
    pwpol_subject_status status = { .size = sizeof status };
    assert_int_equal(pwpol_throttle_status(throttle, account, strlen(account), 0, &status), PWPOL_OK);
    return status;
}

static void guess_together(enum kind kind, unsigned processes, unsigned threads, unsigned turns)
{
    struct tally *tally = share_tally();
    for (size_t i = 0; i < LIMITS; i++) {
        char account[32];
        snprintf(account, sizeof account, "victim %u of %u", (unsigned)i, threads);
        memset(tally, 0, sizeof *tally);
        pwpol_store *store = kind_open(kind, "crowd.db", kinds_server.url);
        struct attacker attacker = {
            .tally = tally, .turns = turns, .right_turn = UINT32_MAX, .account = account
        };
        attacker.throttle = kind_throttle(store, limits[i].settings);
        if (threads > 0)
            guess_in_threads(&attacker, threads);
        else
            guess_in_processes(kind, "crowd.db", limits[i].settings, attacker, processes);
        assert_int_equal(atomic_load(&tally->errors), 0);
        assert_true(atomic_load(&tally->verified) >= 1);
        assert_true(atomic_load(&tally->verified) <= limits[i].most);
        pwpol_subject_status status = look(attacker.throttle, account);
        assert_int_equal(status.in_window, atomic_load(&tally->verified));
        assert_int_equal(status.pending, 0);
        /* The rest, one after the other, and no more. */
        attacker.turns = 2 * limits[i].most;
        guess(&attacker);
        assert_int_equal(atomic_load(&tally->verified), limits[i].most);
        pwpol_throttle_free(attacker.throttle);
        pwpol_store_free(store);
    }
    munmap(tally, sizeof *tally);
}

static void a_thousand_threads_on_one_file_get_what_one_gets(void **state)
{
    (void)state;
    guess_together(SQLITE, 0, 1000, 2);
}

static void a_thousand_threads_on_one_server_get_what_one_gets(void **state)
{
    (void)state;
    guess_together(REDIS, 0, 1000, 2);
}

static void eight_processes_on_one_file_get_what_one_gets(void **state)
{
    (void)state;
    guess_together(SQLITE, 8, 0, 40);
}

static void eight_processes_on_one_server_get_what_one_gets(void **state)
{
    (void)state;
    guess_together(REDIS, 8, 0, 40);
}

/* Eight at once, of whom one knows the password: the seven others are fewer than lock an account, whatever the order. */
static void a_right_password_in_the_crowd_is_never_locked_out_by_it(void **state)
{
    (void)state;
    static const char *const settings[] = { "throttle.delay_after", "0", "throttle.lock_after", "8", NULL };
    struct tally *tally = share_tally();
    for (enum kind kind = SQLITE; kind < KINDS; kind++) {
        pwpol_store *store = kind_open(kind, "right.db", kinds_server.url);
        char account[16];
        struct attacker attacker = { .tally = tally, .turns = 1, .account = account };
        attacker.throttle = kind_throttle(store, settings);
        for (unsigned round = 0; round < 16; round++) {
            memset(tally, 0, sizeof *tally);
            snprintf(account, sizeof account, "owner %u", round);
            attacker.right_turn = round % 8;
            if (round < 8)
                guess_in_processes(kind, "right.db", settings, attacker, 8);
            else
                guess_in_threads(&attacker, 8);
            assert_int_equal(atomic_load(&tally->errors), 0);
            assert_int_equal(atomic_load(&tally->right), 1);
            pwpol_subject_status status = look(attacker.throttle, account);
            assert_int_equal(status.decision, PWPOL_ALLOW);
            assert_true(status.failures <= 7);
            assert_int_equal(status.pending, 0);
        }
        pwpol_throttle_free(attacker.throttle);
        pwpol_store_free(store);
    }
    munmap(tally, sizeof *tally);
}

/* Attackers are killed at any point, over and over, also between an attempt's beginning and its end, while they change
 * records of their own beside the one that is locked: the lock stands, and nobody was given more for it. */
static void no_lock_is_lost_with_a_process_that_is_killed(void **state)
{
    (void)state;
    static const char *const settings[] = { "throttle.delay_after", "0", NULL };
    struct tally *tally = share_tally();
    for (enum kind kind = SQLITE; kind < KINDS; kind++) {
        pwpol_store *store = kind_open(kind, "killed.db", kinds_server.url);
        pwpol_throttle *throttle = kind_throttle(store, settings);
        memset(tally, 0, sizeof *tally);
        struct attacker attacker = {
            .throttle = throttle, .tally = tally, .turns = 20, .right_turn = UINT32_MAX, .account = "locked"
        };
        guess(&attacker);
        pwpol_subject_status before = look(throttle, "locked");
        assert_int_equal(before.decision, PWPOL_LOCKED);
        for (unsigned round = 1; round <= 12; round++) {
            char fresh[32];
            snprintf(fresh, sizeof fresh, "fresh %u", round);
            memset(tally, 0, sizeof *tally);
            pid_t children[2];
            for (size_t i = 0; i < 2; i++) {
                children[i] = fork();
                if (children[i] == 0) {
                    pwpol_store *own = kind_open(kind, "killed.db", kinds_server.url);
                    attacker.throttle = kind_throttle(own, settings);
                    attacker.turns = 1;
                    for (;;) {
                        attacker.account = atomic_load(&tally->turn) % 2 == 0 ? "locked" : fresh;
                        guess(&attacker);
                    }
                }
            }
            for (unsigned waited = 0; waited < 2000 && atomic_load(&tally->turn) < 2 * round; waited++)
                nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
            for (size_t i = 0; i < 2; i++) {
                kill(children[i], SIGKILL);
                waitpid(children[i], NULL, 0);
            }
            assert_true(atomic_load(&tally->turn) > 0);
            pwpol_subject_status after = look(throttle, "locked");
            assert_int_equal(after.decision, PWPOL_LOCKED);
            assert_int_equal(after.failures, before.failures);
            assert_true(atomic_load(&tally->verified) <= 10);
            /* Counted before it was verified, whatever became of the process. */
            after = look(throttle, fresh);
            assert_true(after.failures + after.pending >= atomic_load(&tally->verified));
        }
        pwpol_throttle_free(throttle);
        pwpol_store_free(store);
    }
    munmap(tally, sizeof *tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_threads_on_one_file_get_what_one_gets),
        cmocka_unit_test(a_thousand_threads_on_one_server_get_what_one_gets),
        cmocka_unit_test(eight_processes_on_one_file_get_what_one_gets),
        cmocka_unit_test(eight_processes_on_one_server_get_what_one_gets),
        cmocka_unit_test(a_right_password_in_the_crowd_is_never_locked_out_by_it),
        cmocka_unit_test(no_lock_is_lost_with_a_process_that_is_killed),
    };
    return cmocka_run_group_tests(tests, kinds_enter, kinds_leave);
}
