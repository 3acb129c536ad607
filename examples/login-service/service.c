#include "service.h"
#include "attempts.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t service_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void service_random(char *text, size_t size)
{
    unsigned char bytes[(TOKEN_SIZE * 3 + 3) / 4];
    char all[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(all, sizeof all, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    memcpy(text, all, size - 1);
    text[size - 1] = '\0';
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(all, sizeof all);
}

/* What happened, for the service's log: never a password, a name or an address in clear. */
static void on_event(void *context, const pwpol_event *event)
{
    char line[512];
    (void)context;
    pwpol_event_text(event, line, sizeof line);
    fprintf(stderr, "event %s\n", line);
}

static bool begin_pwpol(struct service *service)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_throttle_options throttling = PWPOL_THROTTLE_OPTIONS_INIT;
    pwpol_accounts_parts parts = PWPOL_ACCOUNTS_PARTS_INIT;
    const char *file = service->options.policy;
    pwpol_status status = file != NULL ? pwpol_policy_load(&service->policy, file, &where)
                                       : pwpol_policy_new(&service->policy, NULL);
    throttling.on_event = on_event;
    if (status == PWPOL_OK)
        status = attempts_open(&service->store, service->options.attempts, service->policy, &where);
    if (status == PWPOL_OK)
        status = pwpol_policy_validate(service->policy, &where);
    if (status == PWPOL_OK)
        status = pwpol_hasher_new(&service->hasher, service->policy, NULL, &where);
    throttling.store = service->store;
    if (status == PWPOL_OK)
        status = pwpol_throttle_new(&service->throttle, service->policy, &throttling, &where);
    parts.policy = service->policy;
    parts.hasher = service->hasher;
    parts.throttle = service->throttle;
    parts.on_event = on_event;
    if (status == PWPOL_OK)
        status = pwpol_accounts_new(&service->accounts, &parts);
    if (status != PWPOL_OK)
        fprintf(stderr, "login-service: %s\n",
                where.message_en[0] != '\0' ? where.message_en : pwpol_strstatus(status, "en"));
    return status == PWPOL_OK;
}

bool service_begin(struct service *service, const struct options *options)
{
    memset(service, 0, sizeof *service);
    service->options = *options;
    service->https = options->certificate != NULL;
    if (sodium_init() < 0) {
        fputs("login-service: the system gives no random bytes.\n", stderr);
        return false;
    }
    randombytes_buf(service->secret, sizeof service->secret);
    return begin_pwpol(service) && (service->pages = pages_load(options->pages)) != NULL &&
           (service->users = users_open(options->database)) != NULL &&
           (service->outbox = outbox_open(service, options->outbox)) != NULL;
}

void service_end(struct service *service)
{
    outbox_close(service->outbox);
    users_close(service->users);
    pages_free(service->pages);
    pwpol_accounts_free(service->accounts);
    pwpol_throttle_free(service->throttle);
    pwpol_store_free(service->store);
    pwpol_hasher_free(service->hasher);
    pwpol_policy_free(service->policy);
    sodium_memzero(service, sizeof *service);
}

bool service_invite(struct service *service, const char *email, pwpol_role role, char password[TOKEN_SIZE])
{
    struct user user = { .role = role };
    pwpol_account_request request = PWPOL_ACCOUNT_REQUEST_INIT;
    pwpol_row_change row = { .size = sizeof row };
    pwpol_outcome *outcome = NULL;
    service_random(user.id, sizeof user.id);
    service_random(password, 17);
    snprintf(user.email, sizeof user.email, "%s", email);
    request.login = user.email;
    request.login_len = strlen(user.email);
    request.account = user.id;
    request.account_len = strlen(user.id);
    request.password = password;
    request.password_len = strlen(password);
    request.provisioned = true;
    bool made = pwpol_account_enrol(service->accounts, &request, &outcome) == PWPOL_OK &&
                pwpol_outcome_answer(outcome) == PWPOL_ACCEPTED &&
                pwpol_outcome_row(outcome, &row) == PWPOL_OK;
    if (made) {
        snprintf(user.stored, sizeof user.stored, "%s", row.stored);
        user.changed_at = row.changed_at;
        user.flags = row.flags;
        made = users_add(service->users, &user);
    }
    pwpol_outcome_free(outcome);
    if (!made)
        sodium_memzero(password, TOKEN_SIZE);
    return made;
}
