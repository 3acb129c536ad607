#include "trials.h"

#include "../breach/support.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- A store that keeps nothing, and may be cancelled as one that waits for a server ---- */

static pwpol_status load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    (void)context, (void)now;
    pthread_testcancel();
    for (size_t i = 0; i < count; i++)
        items[i].found = false;
    return PWPOL_OK;
}

static pwpol_status swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    *swapped = true;
    return load(context, items, count, now);
}

static pwpol_status scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *), void *visitor)
{
    (void)context, (void)now, (void)visit, (void)visitor;
    pthread_testcancel();
    return PWPOL_OK;
}

static pwpol_status clear(void *context)
{
    (void)context;
    pthread_testcancel();
    return PWPOL_OK;
}

static void shut(void *context)
{
    (void)context;
}

/* ---- The world ---- */

static void write_text(const char *path, const char *text)
{
    write_file(path, (const unsigned char *)text, strlen(text));
    assert_int_equal(chmod(path, 0600), 0);
}

static void make_files(void)
{
    static const struct plan plan = { .seed = 1 };
    write_text("words.txt", "abricot\ncerise\n");
    write_text("ring", "one AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\n");
    write_text("key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\n");
    write_text("top.conf", "preset = pci-dss-4\ninclude = other.conf\ndictionary.files = words.txt\n");
    write_text("other.conf", "length.min = 14\n");
    write_text("secret", "word\n");
    make_corpus("corpus", &plan, 500);
}

void world_open(struct world *world)
{
    static const pwpol_store_methods methods = { sizeof methods, load, swap, scan, clear, shut, NULL };
    static const char *const settings[][2] = { { "hash.memory", "8" },
                                               { "hash.passes", "1" },
                                               { "hash.lanes", "1" },
                                               { "hash.slots", "2" },
                                               { "hash.budget", "65536" },
                                               { "hash.allow_weak", "true" },
                                               { "throttle.outage", "closed" },
                                               { "breach.file", "corpus" },
                                               { "breach.access", "read" } };
    assert_int_equal(pwpol_policy_new(&world->policy, NULL), PWPOL_OK);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        assert_int_equal(pwpol_policy_set(world->policy, settings[i][0], settings[i][1], NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(world->policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_keyring_new(&world->ring), PWPOL_OK);
    assert_int_equal(pwpol_keyring_add(world->ring, "one", world->pepper, true), PWPOL_OK);
    assert_int_equal(pwpol_hasher_new(&world->hasher, world->policy, world->ring, NULL), PWPOL_OK);
    assert_int_equal(pwpol_store_new(&world->store, &methods, NULL), PWPOL_OK);
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    options.store = world->store;
    options.key = (const unsigned char *)"0123456789abcdef0123456789abcdef";
    assert_int_equal(pwpol_throttle_new(&world->throttle, world->policy, &options, NULL), PWPOL_OK);
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    parts.policy = world->policy;
    parts.hasher = world->hasher;
    parts.throttle = world->throttle;
    assert_int_equal(pwpol_accounts_new(&world->accounts, &parts), PWPOL_OK);
    assert_int_equal(pwpol_breach_open(&world->breach, "corpus", PWPOL_BREACH_READ, NULL), PWPOL_OK);
    assert_int_equal(pwpol_check(world->policy, "azerty", 6, NULL, &world->report), PWPOL_OK);
    assert_int_equal(pwpol_guess("azerty", 6, NULL, &world->guess), PWPOL_OK);
    assert_int_equal(pwpol_audit_new(world->policy, WORLD_NOW, "en", &world->audit), PWPOL_OK);
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = WORLD_ACCOUNT;
    request.login_len = WORLD_ACCOUNT_LEN;
    request.password = "azerty";
    request.password_len = 6;
    request.now = WORLD_NOW;
    assert_int_equal(pwpol_account_enrol(world->accounts, &request, &world->outcome), PWPOL_OK);
    assert_int_equal(pwpol_hash(world->hasher, world->password, world->password_len, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN,
                                world->stored),
                     PWPOL_OK);
    assert_int_equal(pwpol_reset_token_new(world->policy, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, world->stored, WORLD_NOW,
                                           world->token, world->kept),
                     PWPOL_OK);
}

void world_close(struct world *world)
{
    pwpol_tuning_free(world->tuning);
    pwpol_outcome_free(world->outcome);
    pwpol_audit_free(world->audit);
    pwpol_guess_free(world->guess);
    pwpol_report_free(world->report);
    pwpol_breach_close(world->breach);
    pwpol_accounts_free(world->accounts);
    pwpol_throttle_free(world->throttle);
    pwpol_store_free(world->store);
    pwpol_hasher_free(world->hasher);
    pwpol_keyring_free(world->ring);
    pwpol_policy_free(world->policy);
}

pwpol_status end_text(pwpol_status status, char *text)
{
    assert_true((status == PWPOL_OK) == (text != NULL));
    pwpol_free(text);
    return status;
}

pwpol_policy *world_open_policy(void)
{
    static const char *const settings[][2] = { { "dictionary.files", "words.txt" }, { "breach.file", "corpus" } };
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        assert_int_equal(pwpol_policy_set(policy, settings[i][0], settings[i][1], NULL), PWPOL_OK);
    return policy;
}

/* ---- A suite ---- */

static void do_nothing(void)
{
}

struct world here = { .password = "k7#Vw!2qZx9m",
                      .password_len = 12,
                      .pepper = (const unsigned char *)"0123456789abcdef0123456789abcdef",
                      .strike = do_nothing,
                      .spare = do_nothing };

int begin_world(void **state)
{
    if (begin_folder(state) != 0 || chdir(in_folder("")) != 0)
        return -1;
    make_files();
    world_open(&here);
    return 0;
}

int end_world(void **state)
{
    world_close(&here);
    return chdir("/") != 0 || end_folder(state) != 0;
}

/* ---- All trials ---- */

const struct trial *trial_at(size_t index)
{
    const struct {
        const struct trial *first;
        size_t count;
    } tables[] = { { trials_of_policy, trials_of_policy_count },
                   { trials_of_check, trials_of_check_count },
                   { trials_of_hash, trials_of_hash_count },
                   { trials_of_account, trials_of_account_count },
                   { trials_of_stores, trials_of_stores_count } };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (index < tables[i].count)
            return &tables[i].first[index];
        index -= tables[i].count;
    }
    return NULL;
}

static bool has_trial(const char *function)
{
    const struct trial *trial;
    for (size_t i = 0; (trial = trial_at(i)) != NULL; i++)
        if (strcmp(trial->function, function) == 0)
            return true;
    return false;
}

/* A line of libabigail's: <elf-symbol name='pwpol_check' ... type='func-type' ... */
void assert_every_function_has_a_trial(char *const *baselines, int count)
{
    char line[4096], name[64];
    size_t functions = 0, missing = 0;
    for (int i = 0; i < count; i++) {
        FILE *file = fopen(baselines[i], "r");
        assert_non_null(file);
        while (fgets(line, sizeof line, file) != NULL) {
            if (sscanf(line, " <elf-symbol name='%63[a-z0-9_]'", name) != 1 || strncmp(name, "pwpol_", 6) != 0)
                continue;
            functions++;
            if (!has_trial(name)) {
                print_message("# %s has no trial\n", name);
                missing++;
            }
        }
        fclose(file);
    }
    assert_true(functions > 100);
    assert_int_equal(missing, 0);
}

void assert_runs(const struct trial *trial)
{
    here.nth = 0;
    if (trial->run(&here) != PWPOL_OK)
        fail_msg("%s %s does not work", trial->function, trial->how);
}
