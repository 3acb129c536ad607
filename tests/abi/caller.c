/* A program as it was compiled against the headers of 1.0.0: it includes none, and keeps what they said then. What
 * it holds must never be brought up to date; a library that it no longer runs on needs another soname. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct where {
    size_t size;
    uint32_t line, column;
    char file[256], key[64], allowed[192], message_en[640], message_fr[640];
};

struct context {
    size_t size;
    const char *login, *email;
    const char *const *names;
    size_t names_count;
    const char *company, *site, *birth_date;
    const char *const *words;
    size_t words_count;
    const char *old_password;
    size_t old_password_len;
};

struct finding {
    size_t size;
    const char *name, *rule;
    int severity;
    double have, want;
    size_t start, length;
    const char *source;
};

struct numbers {
    size_t size;
    double policy_entropy, formal_entropy, guesses_log10;
    size_t code_points, graphemes, words;
};

struct verified {
    size_t size;
    int verdict;
    bool needs_rehash, truncated;
    const char *scheme;
};

struct attempt_request {
    size_t size;
    const void *account;
    size_t account_len;
    const char *source, *device, *password;
    size_t password_len;
    bool challenge_passed;
    int64_t now;
};

struct attempt_answer {
    size_t size;
    int decision;
    int64_t until, wait_ms;
    const char *cause;
    uint32_t failures;
    bool trusted, repeated, outage;
    int status;
};

struct throttle_options {
    size_t size;
    void *store;
    const unsigned char *key;
    void (*on_event)(void *context, const void *event);
    void *event_context;
};

struct accounts_parts {
    size_t size;
    const void *policy;
    void *hasher, *throttle;
    void (*on_event)(void *context, const void *event);
    void *event_context;
    int64_t compromised_before;
    const void *breach;
};

struct row {
    size_t size;
    const char *stored;
    int64_t changed_at;
    uint32_t flags;
    int role;
    const char *history, *reset;
};

struct account_request {
    size_t size;
    const char *login;
    size_t login_len;
    const void *account;
    size_t account_len;
    const struct row *row;
    const char *password;
    size_t password_len;
    const char *new_password;
    size_t new_password_len;
    const char *token;
    const struct context *context;
    const char *source, *device;
    bool challenge_passed, provisioned;
    int64_t now;
};

struct row_change {
    size_t size;
    bool write;
    const char *stored;
    int64_t changed_at;
    uint32_t flags;
    const char *history, *reset, *expected;
};

struct sqlite_options {
    size_t size;
    uint64_t records_max;
    uint32_t timeout_ms;
    bool durable;
    int clock;
};

enum { OK = 0, ERR_RANGE = 6, MATCH = 0, MISMATCH = 1, ALLOW = 0, ACCEPTED = 0, REFUSED = 2 };

int pwpol_policy_new(void **policy, const char *preset);
int pwpol_policy_set(void *policy, const char *key, const char *value, struct where *where);
const char *pwpol_policy_get(const void *policy, const char *key);
void pwpol_policy_free(void *policy);
int pwpol_check(const void *policy, const char *candidate, size_t candidate_len,
                const struct context *context, void **report);
bool pwpol_report_accepted(const void *report);
size_t pwpol_report_count(const void *report);
int pwpol_report_finding(const void *report, size_t index, struct finding *finding);
int pwpol_report_numbers(const void *report, struct numbers *numbers);
const char *pwpol_report_message(void *report, size_t index, const char *lang);
void pwpol_report_free(void *report);
int pwpol_hasher_new(void **hasher, const void *policy, const void *ring, struct where *where);
int pwpol_hash(void *hasher, const char *password, size_t password_len, const void *account,
               size_t account_len, char stored[1024]);
int pwpol_verify(void *hasher, const char *stored, const char *password, size_t password_len,
                 const void *account, size_t account_len, struct verified *result);
void pwpol_hasher_free(void *hasher);
int pwpol_store_sqlite_open(void **store, const char *path, const struct sqlite_options *options,
                            struct where *where);
void pwpol_store_free(void *store);
int pwpol_throttle_new(void **throttle, const void *policy, const struct throttle_options *options,
                       struct where *where);
int pwpol_attempt_begin(void *throttle, const struct attempt_request *request, struct attempt_answer *answer,
                        void **attempt);
int pwpol_attempt_settle(void *attempt, bool success, int64_t now);
void pwpol_throttle_free(void *throttle);
int pwpol_accounts_new(void **accounts, const struct accounts_parts *parts);
int pwpol_account_enrol(void *accounts, const struct account_request *request, void **outcome);
int pwpol_account_login(void *accounts, const struct account_request *request, void **outcome);
void pwpol_accounts_free(void *accounts);
int pwpol_outcome_answer(const void *outcome);
int pwpol_outcome_row(const void *outcome, struct row_change *change);
void pwpol_outcome_free(void *outcome);

static int wrong;

static void expect(bool held, const char *what)
{
    if (!held) {
        printf("not so: %s\n", what);
        wrong = 1;
    }
}
#define EXPECT(held) expect(held, #held)

static void *a_policy(void)
{
    static const char *const quick[][2] = { { "hash.memory", "7168" },
                                            { "hash.passes", "5" },
                                            { "hash.lanes", "1" } };
    void *policy = NULL;
    struct where where = { .size = sizeof where };
    EXPECT(pwpol_policy_new(&policy, "cnil-2022-100-restricted") == OK);
    for (size_t i = 0; i < sizeof quick / sizeof quick[0]; i++)
        EXPECT(pwpol_policy_set(policy, quick[i][0], quick[i][1], &where) == OK);
    EXPECT(pwpol_policy_set(policy, "length.min", "no", &where) == ERR_RANGE);
    EXPECT(strcmp(where.key, "length.min") == 0 && where.message_en[0] != '\0' &&
           where.message_fr[0] != '\0');
    EXPECT(strcmp(pwpol_policy_get(policy, "hash.memory"), "7168") == 0);
    return policy;
}

static void checks(const void *policy)
{
    void *report = NULL;
    struct context who = { .size = sizeof who, .login = "camille.durand", .birth_date = "1989-07-14" };
    EXPECT(pwpol_check(policy, "Camille1989!", 12, &who, &report) == OK);
    EXPECT(!pwpol_report_accepted(report) && pwpol_report_count(report) > 0);
    struct finding finding = { .size = sizeof finding };
    EXPECT(pwpol_report_finding(report, 0, &finding) == OK);
    EXPECT(finding.size == sizeof finding && finding.severity == 2 && strcmp(finding.name, "context") == 0);
    EXPECT(finding.start == 0 && finding.length == 7 && strcmp(finding.source, "login") == 0);
    struct numbers numbers = { .size = sizeof numbers };
    EXPECT(pwpol_report_numbers(report, &numbers) == OK);
    EXPECT(numbers.code_points == 12 && numbers.graphemes == 12 && numbers.words == 0 &&
           numbers.guesses_log10 > 1);
    EXPECT(strstr(pwpol_report_message(report, 0, "fr"), "identifiant") != NULL);
    pwpol_report_free(report);
}

static void hashes(void *hasher)
{
    char stored[1024];
    struct verified verified = { .size = sizeof verified };
    EXPECT(pwpol_hash(hasher, "vrai", 4, NULL, 0, stored) == OK);
    EXPECT(pwpol_verify(hasher, stored, "vrai", 4, NULL, 0, &verified) == MATCH);
    EXPECT(verified.verdict == MATCH && !verified.needs_rehash && strcmp(verified.scheme, "argon2id") == 0);
    EXPECT(pwpol_verify(hasher, stored, "faux", 4, NULL, 0, NULL) == MISMATCH);
}

static void attempts(void *throttle)
{
    struct attempt_request request = {
        .size = sizeof request, .account = "ada", .account_len = 3, .source = "192.0.2.7"
    };
    struct attempt_answer answer = { .size = sizeof answer };
    void *attempt = NULL;
    EXPECT(pwpol_attempt_begin(throttle, &request, &answer, &attempt) == OK);
    EXPECT(answer.decision == ALLOW && strcmp(answer.cause, "") == 0 && !answer.outage &&
           answer.status == OK);
    EXPECT(pwpol_attempt_settle(attempt, true, 0) == OK);
}

static void flows(const void *policy, void *hasher, void *throttle)
{
    const struct accounts_parts parts = {
        .size = sizeof parts, .policy = policy, .hasher = hasher, .throttle = throttle
    };
    void *accounts = NULL, *enrolled = NULL, *outcome = NULL;
    EXPECT(pwpol_accounts_new(&accounts, &parts) == OK);
    struct account_request request = { .size = sizeof request,
                                       .login = "ada",
                                       .login_len = 3,
                                       .password = "xK7#pQ2v!mRd",
                                       .password_len = 12,
                                       .source = "192.0.2.7",
                                       .now = 1700000000000 };
    EXPECT(pwpol_account_enrol(accounts, &request, &enrolled) == OK &&
           pwpol_outcome_answer(enrolled) == ACCEPTED);
    struct row_change change = { .size = sizeof change };
    EXPECT(pwpol_outcome_row(enrolled, &change) == OK && change.write && change.changed_at == request.now);
    struct row row = { .size = sizeof row, .stored = change.stored, .changed_at = change.changed_at };
    request.row = &row;
    EXPECT(pwpol_account_login(accounts, &request, &outcome) == OK &&
           pwpol_outcome_answer(outcome) == ACCEPTED);
    pwpol_outcome_free(outcome);
    request.password_len--;
    EXPECT(pwpol_account_login(accounts, &request, &outcome) == OK &&
           pwpol_outcome_answer(outcome) == REFUSED);
    pwpol_outcome_free(outcome);
    pwpol_outcome_free(enrolled);
    pwpol_accounts_free(accounts);
}

int main(int argc, char **argv)
{
    void *policy = a_policy(), *hasher = NULL, *store = NULL, *throttle = NULL;
    const unsigned char key[32] = { 1 };
    EXPECT(pwpol_hasher_new(&hasher, policy, NULL, NULL) == OK);
    const struct sqlite_options options = { .size = sizeof options, .records_max = 1000, .clock = 1 };
    EXPECT(argc == 2 && pwpol_store_sqlite_open(&store, argv[1], &options, NULL) == OK);
    const struct throttle_options counted = { .size = sizeof counted, .store = store, .key = key };
    EXPECT(pwpol_throttle_new(&throttle, policy, &counted, NULL) == OK);
    checks(policy);
    hashes(hasher);
    attempts(throttle);
    flows(policy, hasher, throttle);
    pwpol_throttle_free(throttle);
    pwpol_store_free(store);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    puts(wrong ? "another ABI" : "the ABI of 1.0.0");
    return wrong;
}
