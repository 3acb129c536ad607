/* Sign up, sign in, change and reset with pwpol, over a table of users in SQLite.
 *
 *     cc login.c $(pkg-config --cflags --libs pwpol sqlite3) && ./a.out
 *
 * docs/accounts.md explains each step; examples/login-service is a whole service. */
#include <pwpol.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* What the service has besides; pwpol needs the five columns from stored on. */
static const char table[] = "CREATE TABLE account ("
                            " id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE,"
                            " stored TEXT NOT NULL DEFAULT '', changed_at INTEGER NOT NULL DEFAULT 0,"
                            " flags INTEGER NOT NULL DEFAULT 0, history TEXT NOT NULL DEFAULT '',"
                            " reset TEXT NOT NULL DEFAULT '')";

/* One row of it. */
struct user {
    char id[16];
    char stored[PWPOL_HASH_SIZE];
    int64_t changed_at;
    uint32_t flags;
    char history[16 * PWPOL_HASH_SIZE];
    char reset[PWPOL_RESET_STORED_SIZE];
};

static bool copy(char *field, size_t size, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return text != NULL && snprintf(field, size, "%s", text) < (int)size;
}

/* SELECT ... WHERE login = ?; false when the name leads to no row. */
static bool find(sqlite3 *database, const char *login, struct user *user)
{
    sqlite3_stmt *row = NULL;
    sqlite3_prepare_v2(database, "SELECT id, stored, changed_at, flags, history, reset FROM account WHERE login = ?", -1,
                       &row, NULL);
    sqlite3_bind_text(row, 1, login, -1, SQLITE_STATIC);
    bool found = sqlite3_step(row) == SQLITE_ROW && copy(user->id, sizeof user->id, row, 0) &&
                 copy(user->stored, sizeof user->stored, row, 1) && copy(user->history, sizeof user->history, row, 4) &&
                 copy(user->reset, sizeof user->reset, row, 5);
    user->changed_at = sqlite3_column_int64(row, 2);
    user->flags = (uint32_t)sqlite3_column_int64(row, 3);
    sqlite3_finalize(row);
    return found;
}

/* One request to the service, and the row that the login leads to, if any. */
struct visit {
    sqlite3 *database;
    bool known;
    struct user user;
    pwpol_row row;
    pwpol_account_request request;
    pwpol_outcome *outcome;
};

static pwpol_account_request *arrive(struct visit *visit, sqlite3 *database, const char *login)
{
    *visit = (struct visit){ .database = database, .request = PWPOL_ACCOUNT_REQUEST_INIT, .row = PWPOL_ROW_INIT };
    visit->request.login = login; /* as the table compares it */
    visit->request.login_len = strlen(login);
    visit->request.source = "192.0.2.7"; /* the person's address, not your proxy's */
    visit->known = find(database, login, &visit->user);
    if (!visit->known) /* row stays NULL: the flow costs and says what it does for a wrong password */
        return &visit->request;
    visit->row.stored = visit->user.stored;
    visit->row.changed_at = visit->user.changed_at;
    visit->row.flags = visit->user.flags;
    visit->row.history = visit->user.history;
    visit->row.reset = visit->user.reset;
    visit->request.row = &visit->row;
    visit->request.account = visit->user.id; /* the primary key: it never changes */
    visit->request.account_len = strlen(visit->user.id);
    return &visit->request;
}

/* False when somebody else was faster, or the table cannot be written. */
static bool save(const struct visit *visit)
{
    pwpol_row_change change = { .size = sizeof change };
    sqlite3_stmt *update = NULL;
    if (pwpol_outcome_row(visit->outcome, &change) != PWPOL_OK)
        return false;
    if (!visit->known || !change.write)
        return true;
    sqlite3_prepare_v2(visit->database,
                       "UPDATE account SET stored = ?, changed_at = ?, flags = ?, history = ?, reset = ?"
                       " WHERE id = ? AND stored = ?",
                       -1, &update, NULL);
    sqlite3_bind_text(update, 1, change.stored, -1, SQLITE_STATIC);
    sqlite3_bind_int64(update, 2, change.changed_at);
    sqlite3_bind_int64(update, 3, change.flags);
    sqlite3_bind_text(update, 4, change.history, -1, SQLITE_STATIC);
    sqlite3_bind_text(update, 5, change.reset, -1, SQLITE_STATIC);
    sqlite3_bind_text(update, 6, visit->user.id, -1, SQLITE_STATIC);
    sqlite3_bind_text(update, 7, change.expected, -1, SQLITE_STATIC);
    bool saved = sqlite3_step(update) == SQLITE_DONE && sqlite3_changes(visit->database) == 1;
    sqlite3_finalize(update);
    return saved;
}

/* Shows what the person reads; true when the answer lets them in and the row is written. */
static bool leave(struct visit *visit, const char *what, pwpol_status status)
{
    if (status != PWPOL_OK) {
        printf("%s: %s\n", what, pwpol_strstatus(status, "en"));
        return false;
    }
    bool saved = save(visit);
    printf("%s: %s\n", what, pwpol_outcome_sentence(visit->outcome, "en"));
    pwpol_report *report = pwpol_outcome_report(visit->outcome);
    for (size_t i = 0; i < pwpol_report_count(report); i++)
        printf("  - %s\n", pwpol_report_message(report, i, "en"));
    bool fine = saved && pwpol_outcome_answer(visit->outcome) == PWPOL_ACCEPTED;
    pwpol_outcome_free(visit->outcome);
    return fine;
}

static bool sign_up(pwpol_accounts *accounts, sqlite3 *database, const char *login, const char *password)
{
    struct visit visit;
    pwpol_context who = PWPOL_CONTEXT_INIT;
    who.login = login; /* and names, birth date, ...: what is known of the person may not be in the password */
    pwpol_account_request *request = arrive(&visit, database, login);
    request->password = password;
    request->password_len = strlen(password);
    request->context = &who;
    return leave(&visit, "sign up", pwpol_account_enrol(accounts, request, &visit.outcome));
}

static bool sign_in(pwpol_accounts *accounts, sqlite3 *database, const char *login, const char *password)
{
    struct visit visit;
    pwpol_account_request *request = arrive(&visit, database, login);
    request->password = password;
    request->password_len = strlen(password);
    return leave(&visit, "sign in", pwpol_account_login(accounts, request, &visit.outcome));
}

static bool change(pwpol_accounts *accounts, sqlite3 *database, const char *login, const char *password,
                   const char *new_password)
{
    struct visit visit;
    pwpol_account_request *request = arrive(&visit, database, login);
    request->password = password;
    request->password_len = strlen(password);
    request->new_password = new_password;
    request->new_password_len = strlen(new_password);
    return leave(&visit, "change", pwpol_account_change(accounts, request, &visit.outcome));
}

static bool forgotten(pwpol_accounts *accounts, sqlite3 *database, const char *login,
                      char token[PWPOL_RESET_TOKEN_SIZE])
{
    struct visit visit;
    pwpol_account_request *request = arrive(&visit, database, login);
    pwpol_status status = pwpol_account_reset_begin(accounts, request, &visit.outcome);
    *token = '\0';
    if (status == PWPOL_OK) /* in the link that is sent; "": send nothing */
        snprintf(token, PWPOL_RESET_TOKEN_SIZE, "%s", pwpol_outcome_token(visit.outcome));
    return leave(&visit, "forgotten", status);
}

static bool reset(pwpol_accounts *accounts, sqlite3 *database, const char *login, const char *token,
                  const char *new_password)
{
    struct visit visit;
    pwpol_account_request *request = arrive(&visit, database, login);
    request->token = token;
    request->new_password = new_password;
    request->new_password_len = strlen(new_password);
    return leave(&visit, "reset", pwpol_account_reset_finish(accounts, request, &visit.outcome));
}

static void log_event(void *context, const pwpol_event *event)
{
    char line[512];
    (void)context;
    pwpol_event_json(event, line, sizeof line);
    fprintf(stderr, "%s\n", line);
}

static bool show(pwpol_accounts *accounts, sqlite3 *database)
{
    char token[PWPOL_RESET_TOKEN_SIZE];
    return !sign_up(accounts, database, "camille", "Camille1989!") &&
           sign_up(accounts, database, "camille", "correct-Lamb-87-otter") &&
           !sign_in(accounts, database, "camille", "something else") &&
           !sign_in(accounts, database, "nobody", "something else") &&
           sign_in(accounts, database, "camille", "correct-Lamb-87-otter") &&
           change(accounts, database, "camille", "correct-Lamb-87-otter", "marble+Tunnel?64fern") &&
           forgotten(accounts, database, "nobody", token) && *token == '\0' &&
           forgotten(accounts, database, "camille", token) &&
           reset(accounts, database, "camille", token, "violet%Harbour=29wind") &&
           !reset(accounts, database, "camille", token, "copper/Meadow~51tram") &&
           sign_in(accounts, database, "camille", "violet%Harbour=29wind");
}

int main(void)
{
    sqlite3 *database = NULL;
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    pwpol_throttle *throttle = NULL;
    pwpol_accounts *accounts = NULL;
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    bool fine = sqlite3_open(":memory:", &database) == SQLITE_OK &&
                sqlite3_exec(database, table, NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_exec(database, "INSERT INTO account (id, login) VALUES ('user:1', 'camille')", NULL, NULL,
                             NULL) == SQLITE_OK;
    fine = fine && pwpol_policy_new(&policy, NULL) == PWPOL_OK &&
           pwpol_hasher_new(&hasher, policy, NULL, NULL) == PWPOL_OK &&
           pwpol_throttle_new(&throttle, policy, NULL, NULL) == PWPOL_OK;
    if (fine) {
        parts.policy = policy;
        parts.hasher = hasher;
        parts.throttle = throttle;
        parts.on_event = log_event;
        fine = pwpol_accounts_new(&accounts, &parts) == PWPOL_OK && show(accounts, database);
    }
    pwpol_accounts_free(accounts);
    pwpol_throttle_free(throttle);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    sqlite3_close(database);
    return fine ? 0 : 1;
}
