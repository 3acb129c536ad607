/* Who is at the other end: language, cookie, forms, session. */
#include "request.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

const char *say(const struct request *request, const char *english, const char *french)
{
    return strcmp(request->lang, "fr") == 0 ? french : english;
}

const char *field(const struct request *request, const char *name)
{
    return form_value(&request->form, name, NULL);
}

const char *query(const struct request *request, const char *name)
{
    const char *value = MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
    return value != NULL ? value : "";
}

static void cookie_name(const struct request *request, const char *name, char full[32])
{
    snprintf(full, 32, "%s%s", request->service->https ? "__Host-" : "", name);
}

const char *cookie(const struct request *request, const char *name)
{
    char full[32];
    cookie_name(request, name, full);
    const char *value = MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, full);
    return value != NULL ? value : "";
}

void set_cookie(struct request *request, const char *name, const char *value, int64_t max_age)
{
    char full[32], age[32] = "";
    cookie_name(request, name, full);
    if (request->cookies_count == COOKIES_MAX)
        return;
    if (max_age != 0)
        snprintf(age, sizeof age, "; Max-Age=%lld", (long long)(max_age > 0 ? max_age : 0));
    /* Lax, not Strict: who opens the link of a mail is to find the session. Forms are bound by their token
     * besides. */
    snprintf(request->cookies[request->cookies_count++], COOKIE_SIZE,
             "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", full, value,
             request->service->https ? "; Secure" : "", age);
}

bool email_field(const struct request *request, const char *name, char email[EMAIL_SIZE])
{
    size_t length;
    const char *text = form_value(&request->form, name, &length);
    while (length > 0 && *text == ' ')
        text++, length--;
    while (length > 0 && text[length - 1] == ' ')
        length--;
    email[0] = '\0';
    if (length >= EMAIL_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        email[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
    email[length] = '\0';
    /* Whether it exists is seen when somebody opens the link that is sent to it. */
    const char *at = strrchr(email, '@');
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)email[i] <= ' ' || email[i] == 127)
            return false;
    return at != NULL && at != email && strchr(at, '.') != NULL && at[1] != '.' && email[length - 1] != '.';
}

void show(struct request *request, const char *page)
{
    request->view.page = page;
}

void show_problem(struct request *request, const char *page, const char *sentence)
{
    show(request, page);
    view_set(&request->view, "sentence", sentence);
}

void redirect(struct request *request, const char *location)
{
    request->location = location;
    request->status = MHD_HTTP_SEE_OTHER;
}

/* A MAC of what for this browser: nothing of it is kept, and nobody else can make it. */
static void mac(const struct request *request, const char *what, unsigned char tag[32])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, request->service->secret, SECRET_SIZE, 32);
    crypto_generichash_update(&state, (const unsigned char *)what, strlen(what) + 1);
    crypto_generichash_update(&state, (const unsigned char *)request->token, strlen(request->token));
    crypto_generichash_final(&state, tag, 32);
}

/* The form token follows from the cookie, so it is a new one after each sign-in. */
static void set_token(struct request *request, const char *token)
{
    unsigned char tag[32];
    snprintf(request->token, sizeof request->token, "%s", token);
    mac(request, "form", tag);
    sodium_bin2base64(request->csrf, sizeof request->csrf, tag, sizeof tag,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void new_token(struct request *request)
{
    char token[TOKEN_SIZE];
    service_random(token, sizeof token);
    set_token(request, token);
    set_cookie(request, "session", token, 0);
}

static bool is_language(const char *text)
{
    return strcmp(text, "fr") == 0 || strcmp(text, "en") == 0;
}

/* What the person has chosen, now or before; else what the browser prefers of the two. */
static void find_language(struct request *request)
{
    const char *asked = query(request, "lang"), *kept = cookie(request, "lang");
    const char *accepted =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Accept-Language");
    if (is_language(asked))
        set_cookie(request, "lang", asked, 365 * 24 * 3600);
    else if (is_language(kept))
        asked = kept;
    if (is_language(asked)) {
        request->lang = asked[0] == 'f' ? "fr" : "en";
        return;
    }
    const char *french = accepted != NULL ? strstr(accepted, "fr") : NULL;
    const char *english = accepted != NULL ? strstr(accepted, "en") : NULL;
    request->lang = french != NULL && (english == NULL || french < english) ? "fr" : "en";
}

static void find_user(struct request *request)
{
    pwpol_password_life life = { .size = sizeof life };
    int64_t now = service_now();
    const char *token = cookie(request, "session");
    request->renewal.size = sizeof request->renewal;
    if (strlen(token) != TOKEN_SIZE - 1) {
        new_token(request);
        return;
    }
    set_token(request, token);
    if (!session_find(request->service->users, token, now, &request->user))
        return;
    life.role = request->user.role;
    life.flags = request->user.flags;
    life.changed_at = request->user.changed_at;
    request->signed_in = pwpol_renewal(request->service->policy, &life, now, &request->renewal) == PWPOL_OK;
}

void visitor_begin(struct request *request)
{
    find_language(request);
    request->view.lang = request->lang;
    find_user(request);
    view_set(&request->view, "csrf", request->csrf);
    view_set(&request->view, "site", SITE);
    view_set(&request->view, "path", request->path);
    if (request->signed_in) {
        view_set(&request->view, "user", request->user.email);
        view_set(&request->view, "name", request->user.name);
        view_set(&request->view, "privileged", request->user.role == PWPOL_ROLE_PRIVILEGED ? "yes" : "");
    }
}

bool visitor_owns_form(const struct request *request)
{
    const char *site = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Sec-Fetch-Site");
    const char *sent = field(request, "csrf");
    bool ours =
        site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0; /* none: a reload */
    return ours && strlen(sent) == strlen(request->csrf) &&
           sodium_memcmp(sent, request->csrf, strlen(sent)) == 0;
}

bool visitor_sign_in(struct request *request, const struct user *user)
{
    session_end(request->service->users, request->token);
    new_token(request);
    return session_begin(request->service->users, user, request->token, service_now());
}

void visitor_sign_out(struct request *request)
{
    session_end(request->service->users, request->token);
    new_token(request);
}

/* Two numbers from 1 to 9 that this browser is asked to add. */
static void challenge(const struct request *request, int *first, int *second)
{
    unsigned char tag[32];
    mac(request, "challenge", tag);
    *first = 1 + tag[0] % 9;
    *second = 1 + tag[1] % 9;
}

void visitor_ask_challenge(struct request *request)
{
    static const char *const figures[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
    int first, second;
    challenge(request, &first, &second);
    view_set(&request->view, "first", figures[first]);
    view_set(&request->view, "second", figures[second]);
}

bool visitor_passed_challenge(const struct request *request)
{
    int first, second;
    char sum[8];
    challenge(request, &first, &second);
    snprintf(sum, sizeof sum, "%d", first + second);
    return strcmp(field(request, "challenge"), sum) == 0;
}

bool visitor_may_write(const struct request *request, const char *email)
{
    char subject[EMAIL_SIZE + 8];
    pwpol_attempt_request attempt = PWPOL_ATTEMPT_REQUEST_INIT;
    pwpol_attempt_answer decision = { .size = sizeof decision };
    pwpol_attempt *counted = NULL;
    snprintf(subject, sizeof subject, "letter %s", email);
    attempt.account = subject;
    attempt.account_len = strlen(subject);
    attempt.source = request->source;
    attempt.challenge_passed = true; /* one that asks for a captcha has other forms to ask it in */
    if (pwpol_attempt_begin(request->service->throttle, &attempt, &decision, &counted) != PWPOL_OK)
        return false;
    if (counted != NULL)
        (void)pwpol_attempt_settle(counted, false, 0);
    return decision.decision == PWPOL_ALLOW;
}
