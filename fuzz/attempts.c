/* Attempts at a few accounts from any addresses and with any device tokens, and the events that they cause. */
#include "input.h"

#include "pwpol/throttle.h"

#include "text/text.h"

enum { OPERATIONS_MOST = 64, UNDER_WAY = 4 };

static const char secret_account[] = "fuzzed-account-name";

static void judge_line(const char *line, size_t length)
{
    must(length > 0 && strlen(line) == length, "an event has one line, whose length is told");
    must(strpbrk(line, "\r\n") == NULL, "no event ends its line");
    must(strstr(line, secret_account) == NULL, "no event names an account");
    for (size_t at = 0; at < length;) {
        uint32_t point;
        size_t took = utf8_decode((const unsigned char *)line + at, length - at, &point);
        must(took > 0, "events are UTF-8");
        at += took;
    }
}

static void hear(void *context, const pwpol_event *event)
{
    char line[1024], part[8];
    (void)context;
    judge_line(line, pwpol_event_json(event, line, sizeof line));
    must(line[0] == '{' && line[strlen(line) - 1] == '}', "JSON is one object");
    judge_line(line, pwpol_event_text(event, line, sizeof line));
    must(pwpol_event_text(event, part, sizeof part) == strlen(line) &&
             strncmp(line, part, sizeof part - 1) == 0,
         "a short room gets the beginning");
}

/* Whatever a program might report of its own. */
static void judge_event(struct input *input)
{
    char *texts[3];
    for (size_t i = 0; i < 3; i++)
        texts[i] = input_field(input, NULL);
    pwpol_event event = { .size = sizeof event,
                          .name = "fuzzed",
                          .rule = "",
                          .cause = texts[0],
                          .subject = texts[1],
                          .source = texts[2],
                          .now = (int64_t)input_below(input, UINT64_MAX),
                          .count = input_byte(input) };
    char line[512];
    size_t length = pwpol_event_text(&event, line, sizeof line);
    must(strpbrk(line, "\r\n\"") == NULL && strlen(line) == (length < sizeof line ? length : sizeof line - 1),
         "nothing in an event ends or splits its line");
    length = pwpol_event_json(&event, line, sizeof line);
    must(strpbrk(line, "\r\n") == NULL && strlen(line) == (length < sizeof line ? length : sizeof line - 1),
         "nor that of JSON");
    for (size_t i = 0; i < 3; i++)
        free(texts[i]);
}

static pwpol_throttle *new_throttle(void)
{
    static pwpol_policy *policy;
    pwpol_throttle *throttle = NULL;
    pwpol_throttle_options options = PWPOL_THROTTLE_OPTIONS_INIT;
    static const unsigned char key[32] = { 7 };
    options.key = key;
    options.on_event = hear;
    if (policy == NULL)
        must(pwpol_policy_new(&policy, NULL) == PWPOL_OK &&
                 pwpol_policy_set(policy, "throttle.memory_subjects", "1000", NULL) == PWPOL_OK,
             "there is a policy");
    must(pwpol_throttle_new(&throttle, policy, &options, NULL) == PWPOL_OK, "and a throttle");
    return throttle;
}

static void try_once(pwpol_throttle *throttle, struct input *input, int64_t now, pwpol_attempt **attempt)
{
    uint8_t manner = input_byte(input);
    char token[PWPOL_DEVICE_TOKEN_SIZE] = "", *source = input_field(input, NULL),
         *device = input_field(input, NULL);
    size_t account_len = sizeof secret_account - 1 - (manner & 1);
    pwpol_attempt_request request = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer answer = { .size = sizeof answer };
    if (manner & 32)
        must(pwpol_device_token(throttle, secret_account, account_len, now, token) == PWPOL_OK,
             "a token is made");
    request.account = secret_account;
    request.account_len = account_len;
    request.source = manner & 2 ? source : NULL;
    request.device = manner & 32 ? token : manner & 4 ? device : NULL;
    request.password = manner & 8 ? device : NULL;
    request.password_len = manner & 8 ? strlen(device) : 0;
    request.challenge_passed = manner & 16;
    request.now = now;
    must(pwpol_attempt_begin(throttle, &request, &answer, attempt) == PWPOL_OK, "an answer is given");
    must((answer.decision == PWPOL_ALLOW) == (*attempt != NULL), "who is allowed has an attempt");
    must((answer.decision == PWPOL_ALLOW) == (answer.cause[0] == '\0'), "a refusal has a cause");
    must(answer.wait_ms >= 0 && !answer.outage, "nobody waits for less than nothing");
    must(!(manner & 4) || (manner & 32) || !answer.trusted || (manner & 2),
         "a token from elsewhere is trusted by nobody");
    free(source);
    free(device);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    pwpol_throttle *throttle = new_throttle();
    pwpol_attempt *attempts[UNDER_WAY] = { NULL };
    int64_t now = INT64_C(1767225600000);
    for (int i = 0; i < OPERATIONS_MOST && input.left > 0; i++) {
        uint8_t operation = input_byte(&input);
        pwpol_attempt **attempt = &attempts[operation % UNDER_WAY];
        pwpol_subject_status status = { .size = sizeof status };
        now += (int64_t)(operation & 64 ? input_below(&input, 1 << 24) : input_byte(&input));
        if (operation >= 0xF0) {
            judge_event(&input);
        } else if (operation >= 0xE8) {
            must(pwpol_throttle_unlock(throttle, secret_account, sizeof secret_account - 1, now) ==
                         PWPOL_OK &&
                     pwpol_throttle_status(throttle, secret_account, sizeof secret_account - 1, now,
                                           &status) == PWPOL_OK,
                 "an account is unlocked");
            must(status.failures == 0 && status.decision != PWPOL_LOCKED, "and then open");
        } else if (operation >= 0xE0) {
            must(pwpol_throttle_lock(throttle, secret_account, sizeof secret_account - 1, 0, now) ==
                         PWPOL_OK &&
                     pwpol_throttle_status(throttle, secret_account, sizeof secret_account - 1, now,
                                           &status) == PWPOL_OK,
                 "an account is locked");
            must(status.decision == PWPOL_LOCKED && status.locked_by_person, "and then shut");
        } else if (*attempt == NULL) {
            try_once(throttle, &input, now, attempt);
        } else if (operation & 32) {
            pwpol_attempt_release(*attempt, now);
            *attempt = NULL;
        } else {
            must(pwpol_attempt_settle(*attempt, operation & 16, now) == PWPOL_OK, "an attempt ends");
            *attempt = NULL;
        }
    }
    for (size_t i = 0; i < UNDER_WAY; i++)
        pwpol_attempt_release(attempts[i], now);
    pwpol_throttle_free(throttle);
    return 0;
}
