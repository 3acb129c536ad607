/* Sign up, sign in, change and reset with pwpol, against one row in memory.
 *
 *     cc login.c $(pkg-config --cflags --libs pwpol) && ./a.out
 *
 * docs/accounts.md explains each step; examples/login-service is a whole service. */
#include <pwpol.h>
#include <stdio.h>
#include <string.h>

/* A service keeps these in its table. */
struct user {
    char stored[PWPOL_HASH_SIZE];
    int64_t changed_at;
    uint32_t flags;
    char history[16 * PWPOL_HASH_SIZE];
    char reset[PWPOL_RESET_STORED_SIZE];
};

static pwpol_account_request ask(const struct user *user, pwpol_row *row)
{
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = "camille";
    request.login_len = strlen(request.login);
    request.account = "1"; /* the primary key: it never changes */
    request.account_len = 1;
    request.source = "192.0.2.7";
    *row = (pwpol_row)PWPOL_ROW_INIT;
    row->stored = user->stored;
    row->changed_at = user->changed_at;
    row->flags = user->flags;
    row->history = user->history;
    row->reset = user->reset;
    request.row = row;
    return request;
}

/* UPDATE ... WHERE id = 1 AND stored = expected; false when somebody else was faster. */
static bool save(struct user *user, const pwpol_outcome *outcome)
{
    pwpol_row_change change = { .size = sizeof change };
    if (pwpol_outcome_row(outcome, &change) != PWPOL_OK)
        return false;
    if (!change.write)
        return true;
    if (strcmp(user->stored, change.expected) != 0 || strlen(change.history) >= sizeof user->history)
        return false;
    snprintf(user->stored, sizeof user->stored, "%s", change.stored);
    snprintf(user->history, sizeof user->history, "%s", change.history);
    snprintf(user->reset, sizeof user->reset, "%s", change.reset);
    user->changed_at = change.changed_at;
    user->flags = change.flags;
    return true;
}

static bool conclude(const char *what, struct user *user, pwpol_status status, pwpol_outcome *outcome)
{
    if (status != PWPOL_OK) {
        printf("%s: %s\n", what, pwpol_strstatus(status, "en"));
        return false;
    }
    bool saved = save(user, outcome);
    printf("%s: %s\n", what, pwpol_outcome_sentence(outcome, "en"));
    pwpol_report *report = pwpol_outcome_report(outcome);
    for (size_t i = 0; i < pwpol_report_count(report); i++)
        printf("  - %s\n", pwpol_report_message(report, i, "en"));
    return saved && pwpol_outcome_answer(outcome) == PWPOL_ACCEPTED;
}

static void log_event(void *context, const pwpol_event *event)
{
    char line[512];
    (void)context;
    pwpol_event_json(event, line, sizeof line);
    fprintf(stderr, "%s\n", line);
}

static bool show(pwpol_accounts *accounts)
{
    struct user user = { 0 };
    pwpol_row row;
    pwpol_outcome *outcome = NULL;
    char token[PWPOL_RESET_TOKEN_SIZE];

    pwpol_account_request request = ask(&user, &row);
    request.password = "correct-Lamb-87-otter";
    request.password_len = strlen(request.password);
    pwpol_status status = pwpol_account_enrol(accounts, &request, &outcome);
    bool fine = conclude("sign up", &user, status, outcome);
    pwpol_outcome_free(outcome);

    request = ask(&user, &row);
    request.password = "something else";
    request.password_len = strlen(request.password);
    status = pwpol_account_login(accounts, &request, &outcome);
    fine = !conclude("sign in", &user, status, outcome) && fine;
    pwpol_outcome_free(outcome);

    request = ask(&user, &row);
    request.password = "correct-Lamb-87-otter";
    request.password_len = strlen(request.password);
    status = pwpol_account_login(accounts, &request, &outcome);
    fine = conclude("sign in", &user, status, outcome) && fine;
    pwpol_outcome_free(outcome);

    request = ask(&user, &row);
    request.password = "correct-Lamb-87-otter";
    request.password_len = strlen(request.password);
    request.new_password = "marble+Tunnel?64fern";
    request.new_password_len = strlen(request.new_password);
    status = pwpol_account_change(accounts, &request, &outcome);
    fine = conclude("change", &user, status, outcome) && fine;
    pwpol_outcome_free(outcome);

    request = ask(&user, &row);
    status = pwpol_account_reset_begin(accounts, &request, &outcome);
    fine = conclude("forgotten", &user, status, outcome) && fine;
    snprintf(token, sizeof token, "%s", pwpol_outcome_token(outcome)); /* in the link that is sent; "" : send nothing */
    pwpol_outcome_free(outcome);

    request = ask(&user, &row);
    request.token = token;
    request.new_password = "violet%Harbour=29wind";
    request.new_password_len = strlen(request.new_password);
    status = pwpol_account_reset_finish(accounts, &request, &outcome);
    fine = conclude("reset", &user, status, outcome) && fine;
    pwpol_outcome_free(outcome);
    return fine;
}

int main(void)
{
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_accounts *accounts = NULL;
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    bool fine = pwpol_policy_new(&policy, NULL) == PWPOL_OK &&
                pwpol_hasher_new(&hasher, policy, NULL, NULL) == PWPOL_OK &&
                pwpol_throttle_new(&throttle, policy, NULL, NULL) == PWPOL_OK;
    if (fine) {
        parts.policy = policy;
        parts.hasher = hasher;
        parts.throttle = throttle;
        parts.on_event = log_event;
        fine = pwpol_accounts_new(&accounts, &parts) == PWPOL_OK && show(accounts);
    }
    pwpol_accounts_free(accounts);
    pwpol_throttle_free(throttle);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return fine ? 0 : 1;
}
