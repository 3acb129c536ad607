/* What the flows leave in the memory of the process: no password, old, new or wrong, no form of it that the check or the
 * corpus works with, and no token. */
#include "desk.h"

#include "../hash/residue.h"

#include <sodium.h>
#include <stdio.h>

enum { PASSWORD_LEN = 24, RUN = 8, MASK = 0xA5, TOKEN_BYTES = 32 };

/* At rest they are masked; what a flow is given is wiped before anybody looks. A byte at a time: in no register whole. */
enum secret { OLD, NEW, LAST, WRONG, TOKEN, SECRETS };
static volatile unsigned char masked[SECRETS][PWPOL_RESET_TOKEN_SIZE];
static char given[SECRETS][PWPOL_RESET_TOKEN_SIZE];

static void new_passwords(void)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char all_classes[] = "aA1-";
    assert_true(sodium_init() >= 0);
    for (unsigned secret = OLD; secret <= WRONG; secret++)
        for (unsigned i = 0; i < PASSWORD_LEN; i++)
            masked[secret][i] =
                (unsigned char)((i < 4 ? all_classes[i] : characters[randombytes_uniform(64)]) ^ MASK);
    for (unsigned i = 0; i < PWPOL_RESET_TOKEN_SIZE; i++)
        masked[TOKEN][i] = MASK;
}

static void unmask(enum secret secret, unsigned char *into, size_t length)
{
    for (size_t i = 0; i < length; i++)
        ((volatile unsigned char *)into)[i] = masked[secret][i] ^ MASK;
}

static unsigned char lower(unsigned char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (unsigned char)(letter + 'a' - 'A') : letter;
}

/* As it is and in lower case, in UTF-8, UTF-16 and UTF-32; backwards; and the SHA-1 that the corpus is asked for. */
static void expect_password(enum secret secret)
{
    static const char *const names[] = { "the old password", "the new password", "the last password",
                                         "the wrong password" };
    static unsigned char work[4 * PASSWORD_LEN];
    for (unsigned folded = 0; folded < 2; folded++) {
        for (unsigned width = 1; width <= 4; width *= 2) {
            memset(work, 0, sizeof work);
            for (unsigned i = 0; i < PASSWORD_LEN; i++)
                work[width * i] = folded ? lower(masked[secret][i] ^ MASK) : masked[secret][i] ^ MASK;
            residue_expect(names[secret], work, width * PASSWORD_LEN, width * RUN);
        }
        for (unsigned i = 0; i < PASSWORD_LEN; i++)
            work[i] = folded ? lower(masked[secret][PASSWORD_LEN - 1 - i] ^ MASK)
                             : masked[secret][PASSWORD_LEN - 1 - i] ^ MASK;
        residue_expect(names[secret], work, PASSWORD_LEN, RUN);
    }
    sodium_memzero(work, sizeof work);
}

static void expect_token(void)
{
    static unsigned char work[PWPOL_RESET_TOKEN_SIZE], bytes[TOKEN_BYTES];
    size_t length = 0;
    unmask(TOKEN, work, sizeof work);
    if (work[0] == '\0')
        return;
    assert_int_equal(sodium_base642bin(bytes, sizeof bytes, (char *)work, strlen((char *)work), NULL, &length, NULL,
                                       sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                     0);
    residue_expect("the token", work, strlen((char *)work), RUN);
    residue_expect("the bytes of the token", bytes, sizeof bytes, RUN);
    sodium_memzero(work, sizeof work);
    sodium_memzero(bytes, sizeof bytes);
    sodium_stackzero(16384);
}

/* ---- Flows, on a stack that is searched after them ---- */

struct step {
    const char *name;
    pwpol_status (*flow)(pwpol_accounts *accounts, const pwpol_account_request *request, pwpol_outcome **outcome);
    enum secret password, new_password; /* SECRETS for none */
    bool with_token, kept;              /* kept: searched while the outcome is there */
    pwpol_answer answer;
};

struct taken {
    const struct step *step;
    pwpol_accounts *accounts; /* without a handler, which would write on what is to be searched */
    pwpol_account_request request;
    pwpol_outcome *outcome;
    pwpol_status status;
};

static void take(void *pointer)
{
    struct taken *taken = pointer;
    taken->status = taken->step->flow(taken->accounts, &taken->request, &taken->outcome);
}

static void give(const struct step *step, pwpol_account_request *request)
{
    for (unsigned secret = OLD; secret < SECRETS; secret++)
        unmask(secret, (unsigned char *)given[secret], sizeof given[secret]);
    if (step->password < SECRETS) {
        request->password = given[step->password];
        request->password_len = PASSWORD_LEN;
    }
    if (step->new_password < SECRETS) {
        request->new_password = given[step->new_password];
        request->new_password_len = PASSWORD_LEN;
    }
    if (step->with_token)
        request->token = given[TOKEN];
}

static void keep_token(const char *token)
{
    for (size_t i = 0; token[0] != '\0' && i < PWPOL_RESET_TOKEN_SIZE; i++)
        masked[TOKEN][i] = (unsigned char)token[i] ^ MASK;
}

static size_t left_by(struct desk *desk, const struct step *step)
{
    struct taken taken = { .step = step, .accounts = desk_quiet_accounts(desk) };
    taken.request = desk_request(desk, NULL);
    give(step, &taken.request);
    residue_run(take, &taken);
    sodium_memzero(given, sizeof given);
    assert_int_equal(taken.status, PWPOL_OK);
    if (pwpol_outcome_answer(taken.outcome) != step->answer)
        fail_msg("%s: %s", step->name, pwpol_outcome_cause(taken.outcome));
    assert_true(desk_write(desk, taken.outcome));
    keep_token(pwpol_outcome_token(taken.outcome));
    if (!step->kept) {
        pwpol_outcome_free(taken.outcome);
        taken.outcome = NULL;
    }
    residue_begin();
    for (unsigned secret = OLD; secret <= WRONG; secret++)
        expect_password(secret);
    expect_token();
    size_t left = residue_count();
    if (left > 0)
        fprintf(stderr, "# after: %s\n", step->name);
    pwpol_outcome_free(taken.outcome);
    pwpol_accounts_free(taken.accounts);
    return left;
}

static const struct step steps[] = {
    { "enrolment", pwpol_account_enrol, OLD, SECRETS, false, false, PWPOL_ACCEPTED },
    { "a login", pwpol_account_login, OLD, SECRETS, false, false, PWPOL_ACCEPTED },
    { "a login whose outcome is kept", pwpol_account_login, OLD, SECRETS, false, true, PWPOL_ACCEPTED },
    { "a wrong login", pwpol_account_login, WRONG, SECRETS, false, false, PWPOL_REFUSED },
    { "a change to the same password", pwpol_account_change, OLD, OLD, false, false, PWPOL_REFUSED_WEAK },
    { "the same, whose outcome is kept", pwpol_account_change, OLD, OLD, false, true, PWPOL_REFUSED_WEAK },
    { "a change without the current password", pwpol_account_change, WRONG, NEW, false, false, PWPOL_REFUSED },
    { "a change", pwpol_account_change, OLD, NEW, false, false, PWPOL_ACCEPTED },
    { "a request for a reset", pwpol_account_reset_begin, SECRETS, SECRETS, false, false, PWPOL_ACCEPTED },
    { "a reset to an earlier password", pwpol_account_reset_finish, SECRETS, OLD, true, false, PWPOL_REFUSED_WEAK },
    { "a reset", pwpol_account_reset_finish, SECRETS, LAST, true, false, PWPOL_ACCEPTED },
    { "a token that is used again", pwpol_account_reset_finish, SECRETS, OLD, true, false, PWPOL_REFUSED },
    { "a login with the last password", pwpol_account_login, LAST, SECRETS, false, false, PWPOL_ACCEPTED },
};

static void nothing_is_left_of_a_password_or_a_token_by_any_flow(void **state)
{
    (void)state;
    struct desk desk;
    size_t left = 0;
    new_passwords();
    desk_open(&desk, "breach history.count=4");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        left += left_by(&desk, &steps[i]);
    desk_close(&desk);
    assert_int_equal(left, 0);
}

static void of_a_locked_and_an_unknown_account_nothing_is_left_either(void **state)
{
    (void)state;
    static const struct step locked = { "a login at a locked account", pwpol_account_login, OLD, SECRETS, false, false,
                                        PWPOL_REFUSED };
    static const struct step unknown = { "a login at no account", pwpol_account_login, OLD, SECRETS, false, false,
                                         PWPOL_REFUSED };
    struct desk desk;
    new_passwords();
    desk_open(&desk, "breach");
    size_t left = left_by(&desk, &steps[0]);
    assert_int_equal(pwpol_throttle_lock(desk.throttle, "42", 2, 0, desk.now), PWPOL_OK);
    left += left_by(&desk, &locked);
    desk.exists = false;
    assert_int_equal(pwpol_throttle_unlock(desk.throttle, "42", 2, desk.now), PWPOL_OK);
    left += left_by(&desk, &unknown);
    desk_close(&desk);
    assert_int_equal(left, 0);
}

/* A search that finds nothing is worth something only if it finds what is there. */
static void leave_copies(void *none)
{
    (void)none;
    char copy[PASSWORD_LEN / 2], folded[PASSWORD_LEN];
    memcpy(copy, given[NEW], sizeof copy);
    for (size_t i = 0; i < sizeof folded; i++)
        folded[i] = (char)lower((unsigned char)given[OLD][PASSWORD_LEN - 1 - i]);
    __asm__ volatile("" : : "r"(copy), "r"(folded) : "memory"); /* so that the compiler leaves them there */
}

static void what_is_left_is_found(void **state)
{
    (void)state;
    new_passwords();
    for (unsigned secret = OLD; secret < SECRETS; secret++)
        unmask(secret, (unsigned char *)given[secret], sizeof given[secret]);
    residue_run(leave_copies, NULL);
    sodium_memzero(given, sizeof given);
    residue_begin();
    expect_password(OLD);
    expect_password(NEW);
    fprintf(stderr, "# the copies that this test leaves on purpose:\n");
    assert_true(residue_count() >= PASSWORD_LEN / 2 - RUN + 1 + PASSWORD_LEN - RUN + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_found),
        cmocka_unit_test(nothing_is_left_of_a_password_or_a_token_by_any_flow),
        cmocka_unit_test(of_a_locked_and_an_unknown_account_nothing_is_left_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
