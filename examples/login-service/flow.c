/* Between the forms and pwpol: every page that takes a password does so through here. */
#include "request.h"

#include <stdio.h>
#include <string.h>

pwpol_account_request flow_request(const struct request *request, const char *login, const struct user *user,
                                   pwpol_row *row)
{
    pwpol_account_request asked = PWPOL_ACCOUNT_REQUEST_INIT;
    asked.login = login;
    asked.login_len = strlen(login);
    asked.password = form_value(&request->form, "password", &asked.password_len);
    asked.new_password = form_value(&request->form, "new_password", &asked.new_password_len);
    asked.token = field(request, "token");
    asked.source = request->source;
    asked.device = cookie(request, "device");
    asked.challenge_passed = visitor_passed_challenge(request);
    if (user == NULL)
        return asked;
    *row = (pwpol_row)PWPOL_ROW_INIT;
    row->stored = user->stored;
    row->changed_at = user->changed_at;
    row->flags = user->flags;
    row->role = user->role;
    row->history = user->history;
    row->reset = user->reset;
    asked.account = user->id;
    asked.account_len = strlen(user->id);
    asked.row = row;
    return asked;
}

void flow_person(struct person *person, const char *email, const char *name)
{
    pwpol_context context = PWPOL_CONTEXT_INIT;
    char *rest = person->parts;
    snprintf(person->parts, sizeof person->parts, "%s", name);
    for (char *part; context.names_count < sizeof person->names / sizeof person->names[0] &&
                     (part = strsep(&rest, " -'")) != NULL;)
        if (*part != '\0')
            person->names[context.names_count++] = part;
    context.login = email;
    context.email = email;
    context.names = person->names;
    context.site = SITE;
    person->context = context;
}

/* How long to wait, where the policy lets that be told. */
static void show_wait(struct request *request)
{
    long long seconds = (pwpol_outcome_wait_ms(request->outcome) + 999) / 1000;
    if (seconds <= 0)
        return;
    bool minutes = seconds >= 120;
    snprintf(request->wait, sizeof request->wait, "%s %lld %s.", say(request, "Wait", "Attendez"),
             minutes ? (seconds + 59) / 60 : seconds, minutes ? "min" : "s");
    view_set(&request->view, "wait", request->wait);
}

bool flow_accepted(struct request *request, pwpol_status status, const char *page)
{
    static const unsigned int statuses[] = {
        [PWPOL_ACCEPTED] = MHD_HTTP_OK,
        [PWPOL_ACCEPTED_MUST_CHANGE] = MHD_HTTP_OK,
        [PWPOL_REFUSED] = MHD_HTTP_FORBIDDEN,
        [PWPOL_REFUSED_WEAK] = MHD_HTTP_UNPROCESSABLE_CONTENT,
        [PWPOL_ASK_CHALLENGE] = MHD_HTTP_FORBIDDEN,
        [PWPOL_TRY_LATER] = MHD_HTTP_SERVICE_UNAVAILABLE,
    };
    if (status != PWPOL_OK) {
        show_problem(request, page, pwpol_strstatus(status, request->lang));
        request->status = MHD_HTTP_SERVICE_UNAVAILABLE;
        return false;
    }
    pwpol_answer answer = pwpol_outcome_answer(request->outcome);
    if (answer == PWPOL_ACCEPTED || answer == PWPOL_ACCEPTED_MUST_CHANGE)
        return true;
    show_problem(request, page, pwpol_outcome_sentence(request->outcome, request->lang));
    request->view.report = pwpol_outcome_report(request->outcome);
    request->status = (size_t)answer < sizeof statuses / sizeof statuses[0] ? statuses[answer]
                                                                            : MHD_HTTP_SERVICE_UNAVAILABLE;
    show_wait(request);
    if (answer == PWPOL_ASK_CHALLENGE)
        visitor_ask_challenge(request);
    return false;
}

bool flow_password_changed(struct request *request, struct user *user, const char *page)
{
    pwpol_row_change change = { .size = sizeof change };
    struct errand errand = { .letter = LETTER_CHANGED };
    if (pwpol_outcome_row(request->outcome, &change) != PWPOL_OK ||
        !users_write(request->service->users, user, &change)) {
        show_problem(request, page,
                     say(request, "The account has just changed. Try again.",
                         "Le compte vient de changer. Recommencez."));
        request->status = MHD_HTTP_CONFLICT;
        return false;
    }
    session_end_all(request->service->users, user);
    errand.user = *user;
    snprintf(errand.lang, sizeof errand.lang, "%s", request->lang);
    (void)outbox_put(request->service->outbox, &errand);
    return true;
}

void flow_know_device(struct request *request)
{
    const char *token = pwpol_outcome_device(request->outcome);
    if (*token != '\0')
        set_cookie(request, "device", token, 30 * 24 * 3600); /* as throttle.trust_lifetime */
}
