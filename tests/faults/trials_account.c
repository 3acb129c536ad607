/* Trials of throttling and of the flows of a login service. */
#include "trials.h"

/* ---- Throttling ---- */

static pwpol_status made_throttle(struct world *world, const pwpol_policy *policy)
{
    pwpol_throttle *throttle = UNSET;
    world->strike();
    pwpol_status status = pwpol_throttle_new(&throttle, policy, NULL, NULL);
    world->spare();
    assert_true((status == PWPOL_OK) == (throttle != NULL));
    pwpol_throttle_free(throttle);
    return status;
}

static pwpol_status try_pwpol_throttle_new(struct world *world)
{
    return made_throttle(world, world->policy);
}

static pwpol_status try_key_file(struct world *world)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "throttle.key_file", "key", NULL), PWPOL_OK);
    pwpol_status status = made_throttle(world, policy);
    pwpol_policy_free(policy);
    return status;
}

static pwpol_throttle *a_throttle(struct world *world)
{
    pwpol_throttle *throttle = NULL;
    assert_int_equal(pwpol_throttle_new(&throttle, world->policy, NULL, NULL), PWPOL_OK);
    return throttle;
}
ENDS(pwpol_throttle_free, pwpol_throttle, a_throttle)

static pwpol_status begin(struct world *world, pwpol_attempt_answer *answer, pwpol_attempt **attempt)
{
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    request.account = WORLD_ACCOUNT;
    request.account_len = WORLD_ACCOUNT_LEN;
    request.source = "192.0.2.7";
    request.password = world->password;
    request.password_len = world->password_len;
    request.now = WORLD_NOW;
    return pwpol_attempt_begin(world->throttle, &request, answer, attempt);
}

static pwpol_status try_pwpol_attempt_begin(struct world *world)
{
    pwpol_attempt_answer answer = { .size = sizeof answer, .decision = PWPOL_UNAVAILABLE };
    pwpol_attempt *attempt = UNSET;
    world->strike();
    pwpol_status status = begin(world, &answer, &attempt);
    world->spare();
    assert_true((status == PWPOL_OK && answer.decision == PWPOL_ALLOW) == (attempt != NULL));
    pwpol_attempt_release(attempt, WORLD_NOW);
    return status != PWPOL_OK ? status : answer.decision == PWPOL_ALLOW ? PWPOL_OK : PWPOL_ERR_STORE;
}

static pwpol_attempt *an_attempt(struct world *world)
{
    pwpol_attempt_answer answer = { .size = sizeof answer };
    pwpol_attempt *attempt = NULL;
    assert_int_equal(begin(world, &answer, &attempt), PWPOL_OK);
    assert_non_null(attempt);
    return attempt;
}

static pwpol_status try_pwpol_attempt_settle(struct world *world)
{
    pwpol_attempt *attempt = an_attempt(world);
    world->strike();
    pwpol_status status = pwpol_attempt_settle(attempt, true, WORLD_NOW);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_attempt_release(struct world *world)
{
    pwpol_attempt *attempt = an_attempt(world);
    world->strike();
    pwpol_attempt_release(attempt, WORLD_NOW);
    world->spare();
    return PWPOL_OK;
}

static pwpol_status try_pwpol_device_token(struct world *world)
{
    char token[PWPOL_DEVICE_TOKEN_SIZE] = "before";
    world->strike();
    pwpol_status status = pwpol_device_token(world->throttle, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, WORLD_NOW, token);
    world->spare();
    assert_true((status == PWPOL_OK) == (token[0] != '\0'));
    return status;
}

static pwpol_status try_pwpol_throttle_status(struct world *world)
{
    pwpol_subject_status subject = { .size = sizeof subject };
    world->strike();
    pwpol_status status = pwpol_throttle_status(world->throttle, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, WORLD_NOW, &subject);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_throttle_source_status(struct world *world)
{
    pwpol_subject_status subject = { .size = sizeof subject };
    world->strike();
    pwpol_status status = pwpol_throttle_source_status(world->throttle, "192.0.2.7", WORLD_NOW, &subject);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_throttle_unlock(struct world *world)
{
    world->strike();
    pwpol_status status = pwpol_throttle_unlock(world->throttle, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, WORLD_NOW);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_throttle_unlock_source(struct world *world)
{
    world->strike();
    pwpol_status status = pwpol_throttle_unlock_source(world->throttle, "192.0.2.7", WORLD_NOW);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_throttle_lock(struct world *world)
{
    world->strike();
    pwpol_status status = pwpol_throttle_lock(world->throttle, WORLD_ACCOUNT, WORLD_ACCOUNT_LEN, 0, WORLD_NOW);
    world->spare();
    return status;
}

static const pwpol_event event = { .size = sizeof event, .name = "account.locked", .rule = "B4", .cause = "", .subject = "",
                                   .source = "", .now = WORLD_NOW };
/* A line, or "" and a length of 0. */
static pwpol_status told(struct world *world, size_t (*tell)(const pwpol_event *event, char *text, size_t text_size))
{
    char text[512] = "before";
    world->strike();
    size_t length = tell(&event, text, sizeof text);
    world->spare();
    assert_int_equal(length, strlen(text));
    return length > 0 ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

static pwpol_status try_pwpol_event_json(struct world *world)
{
    return told(world, pwpol_event_json);
}

static pwpol_status try_pwpol_event_text(struct world *world)
{
    return told(world, pwpol_event_text);
}

/* ---- Flows ---- */

static pwpol_status try_pwpol_accounts_new(struct world *world)
{
    pwpol_accounts *accounts = UNSET;
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    parts.policy = world->policy;
    parts.hasher = world->hasher;
    parts.throttle = world->throttle;
    world->strike();
    pwpol_status status = pwpol_accounts_new(&accounts, &parts);
    world->spare();
    assert_true((status == PWPOL_OK) == (accounts != NULL));
    pwpol_accounts_free(accounts);
    return status;
}

static pwpol_accounts *some_accounts(struct world *world)
{
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    pwpol_accounts *accounts = NULL;
    parts.policy = world->policy;
    parts.hasher = world->hasher;
    parts.throttle = world->throttle;
    assert_int_equal(pwpol_accounts_new(&accounts, &parts), PWPOL_OK);
    return accounts;
}
ENDS(pwpol_accounts_free, pwpol_accounts, some_accounts)

static pwpol_status try_pwpol_accounts_compromised(struct world *world)
{
    world->strike();
    pwpol_accounts_compromised(world->accounts, 0);
    world->spare();
    return PWPOL_OK;
}

typedef pwpol_status flow(pwpol_accounts *accounts, const pwpol_account_request *request, pwpol_outcome **outcome);

/* A new password that a flow takes, far from the world's. */
static const char next[] = "R4?tz-LpQ8wn";

static pwpol_account_request request_of(const struct world *world, const pwpol_row *row, const char *password,
                                        size_t password_len)
{
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    request.login = "ada@example.org";
    request.login_len = 15;
    request.account = WORLD_ACCOUNT;
    request.account_len = WORLD_ACCOUNT_LEN;
    request.row = row;
    request.password = password;
    request.password_len = password_len;
    request.new_password = next;
    request.new_password_len = sizeof next - 1;
    request.token = world->token;
    request.source = "192.0.2.7";
    request.now = WORLD_NOW;
    return request;
}

static pwpol_row row_of(const struct world *world)
{
    pwpol_row row = PWPOL_ROW_INIT;
    row.stored = world->stored;
    row.changed_at = WORLD_NOW;
    row.reset = world->kept;
    return row;
}

static pwpol_status flowed(struct world *world, flow *run, bool has_row, const char *password, size_t password_len,
                           pwpol_answer wanted)
{
    const pwpol_row row = row_of(world);
    const pwpol_account_request request = request_of(world, has_row ? &row : NULL, password, password_len);
    pwpol_outcome *outcome = UNSET;
    world->strike();
    pwpol_status status = run(world->accounts, &request, &outcome);
    world->spare();
    assert_true((status == PWPOL_OK) == (outcome != NULL));
    pwpol_answer answer = status == PWPOL_OK ? pwpol_outcome_answer(outcome) : PWPOL_TRY_LATER;
    if (answer != wanted) {
        pwpol_row_change change = { .size = sizeof change };
        assert_int_equal(answer, PWPOL_TRY_LATER);
        assert_true(status != PWPOL_OK || (pwpol_outcome_row(outcome, &change) == PWPOL_OK && !change.write));
    }
    const char *cause = status == PWPOL_OK ? pwpol_outcome_cause(outcome) : "";
    if (answer != wanted && status == PWPOL_OK)
        status = strcmp(cause, "no-memory") == 0       ? PWPOL_ERR_NO_MEMORY
                 : strcmp(cause, "breach-corpus") == 0 ? PWPOL_ERR_IO
                                                       : PWPOL_ERR_INTERNAL;
    pwpol_outcome_free(outcome);
    return status;
}

static pwpol_status try_pwpol_account_enrol(struct world *world)
{
    return flowed(world, pwpol_account_enrol, false, world->password, world->password_len, PWPOL_ACCEPTED);
}

static pwpol_status try_weak(struct world *world)
{
    return flowed(world, pwpol_account_enrol, false, "azerty", 6, PWPOL_REFUSED_WEAK);
}

static pwpol_status try_pwpol_account_login(struct world *world)
{
    return flowed(world, pwpol_account_login, true, world->password, world->password_len, PWPOL_ACCEPTED);
}

static pwpol_status try_wrong_login(struct world *world)
{
    return flowed(world, pwpol_account_login, true, "azerty", 6, PWPOL_REFUSED);
}

static pwpol_status try_stranger(struct world *world)
{
    return flowed(world, pwpol_account_login, false, world->password, world->password_len, PWPOL_REFUSED);
}

static pwpol_status try_pwpol_account_change(struct world *world)
{
    return flowed(world, pwpol_account_change, true, world->password, world->password_len, PWPOL_ACCEPTED);
}

static pwpol_status try_wrong_change(struct world *world)
{
    return flowed(world, pwpol_account_change, true, "azerty", 6, PWPOL_REFUSED);
}

static pwpol_status try_pwpol_account_reset_begin(struct world *world)
{
    return flowed(world, pwpol_account_reset_begin, true, NULL, 0, PWPOL_ACCEPTED);
}

static pwpol_status try_pwpol_account_reset_finish(struct world *world)
{
    return flowed(world, pwpol_account_reset_finish, true, NULL, 0, PWPOL_ACCEPTED);
}

static pwpol_outcome *an_outcome(struct world *world)
{
    const pwpol_row row = row_of(world);
    const pwpol_account_request request = request_of(world, &row, world->password, world->password_len);
    pwpol_outcome *outcome = NULL;
    assert_int_equal(pwpol_account_login(world->accounts, &request, &outcome), PWPOL_OK);
    return outcome;
}
ENDS(pwpol_outcome_free, pwpol_outcome, an_outcome)

static pwpol_status try_pwpol_outcome_row(struct world *world)
{
    pwpol_row_change change = { .size = sizeof change };
    world->strike();
    pwpol_status status = pwpol_outcome_row(world->outcome, &change);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_outcome_renewal(struct world *world)
{
    pwpol_renewal_result result = { .size = sizeof result };
    pwpol_outcome *outcome = an_outcome(world);
    world->strike();
    pwpol_status status = pwpol_outcome_renewal(outcome, &result);
    world->spare();
    pwpol_outcome_free(outcome);
    return status;
}

ASKS(pwpol_outcome_answer, pwpol_outcome_answer(world->outcome) == PWPOL_REFUSED_WEAK)
ASKS(pwpol_outcome_wait_ms, pwpol_outcome_wait_ms(world->outcome) == 0)
ASKS(pwpol_outcome_sentence, strlen(pwpol_outcome_sentence(world->outcome, "fr")) > 0)
ASKS(pwpol_outcome_report, pwpol_outcome_report(world->outcome) != NULL)
ASKS(pwpol_outcome_device, pwpol_outcome_device(world->outcome)[0] == '\0')
ASKS(pwpol_outcome_token, pwpol_outcome_token(world->outcome)[0] == '\0')
ASKS(pwpol_outcome_cause, pwpol_outcome_cause(world->outcome) != NULL)

const struct trial trials_of_account[] = {
    TRIAL(pwpol_throttle_new),
    { "pwpol_throttle_new", "with a file of the key", try_key_file },
    TRIAL(pwpol_throttle_free),
    TRIAL(pwpol_attempt_begin),
    TRIAL(pwpol_attempt_settle),
    TRIAL(pwpol_attempt_release),
    TRIAL(pwpol_device_token),
    TRIAL(pwpol_throttle_status),
    TRIAL(pwpol_throttle_source_status),
    TRIAL(pwpol_throttle_unlock),
    TRIAL(pwpol_throttle_unlock_source),
    TRIAL(pwpol_throttle_lock),
    TRIAL(pwpol_event_json),
    TRIAL(pwpol_event_text),
    TRIAL(pwpol_accounts_new),
    TRIAL(pwpol_accounts_free),
    TRIAL(pwpol_accounts_compromised),
    TRIAL(pwpol_account_enrol),
    { "pwpol_account_enrol", "with a weak password", try_weak },
    TRIAL(pwpol_account_login),
    { "pwpol_account_login", "with a wrong password", try_wrong_login },
    { "pwpol_account_login", "of nobody", try_stranger },
    TRIAL(pwpol_account_change),
    { "pwpol_account_change", "with a wrong password", try_wrong_change },
    TRIAL(pwpol_account_reset_begin),
    TRIAL(pwpol_account_reset_finish),
    TRIAL(pwpol_outcome_free),
    TRIAL(pwpol_outcome_row),
    TRIAL(pwpol_outcome_renewal),
    TRIAL(pwpol_outcome_answer),
    TRIAL(pwpol_outcome_wait_ms),
    TRIAL(pwpol_outcome_sentence),
    TRIAL(pwpol_outcome_report),
    TRIAL(pwpol_outcome_device),
    TRIAL(pwpol_outcome_token),
    TRIAL(pwpol_outcome_cause),
};
const size_t trials_of_account_count = sizeof trials_of_account / sizeof trials_of_account[0];
