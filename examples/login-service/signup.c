/* Opening an account, and the live check of every page where a password is chosen. */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Hands the new account to the outbox, which adds it if the address has none. */
static bool send_welcome(struct request *request, const char *email, const char *name, const char *id)
{
    struct errand errand = { .letter = LETTER_WELCOME };
    struct user *user = &errand.user;
    pwpol_row_change row = { .size = sizeof row };
    if (pwpol_outcome_row(request->outcome, &row) != PWPOL_OK)
        return false;
    snprintf(user->id, sizeof user->id, "%s", id);
    snprintf(user->email, sizeof user->email, "%s", email);
    snprintf(user->name, sizeof user->name, "%s", name);
    snprintf(user->stored, sizeof user->stored, "%s", row.stored);
    user->changed_at = row.changed_at;
    user->flags = row.flags;
    snprintf(errand.lang, sizeof errand.lang, "%s", request->lang);
    return pwpol_reset_token_new(request->service->policy, user->id, strlen(user->id), user->stored,
                                 service_now(), errand.token, user->confirm) == PWPOL_OK &&
           outbox_put(request->service->outbox, &errand);
}

/* What is wrong with the fields besides the password; NULL for nothing. */
static const char *field_problem(const struct request *request, bool email_valid, size_t name_length)
{
    if (name_length == 0 || name_length >= NAME_SIZE)
        return say(request, "Type your name, in at most 200 bytes.",
                   "Saisissez votre nom, en 200 octets au plus.");
    if (!email_valid)
        return say(request, "Type your e-mail address, such as camille@example.org.",
                   "Saisissez votre adresse, comme camille@example.org.");
    return NULL;
}

void signup_page(struct request *request)
{
    char email[EMAIL_SIZE], id[ID_SIZE];
    size_t name_length;
    struct person person;
    pwpol_row row;
    if (!request->post) {
        show(request, "signup");
        return;
    }
    const char *name = form_value(&request->form, "name", &name_length);
    bool email_valid = email_field(request, "email", email);
    view_set(&request->view, "email", field(request, "email"));
    view_set(&request->view, "new_name", name);
    const char *problem = field_problem(request, email_valid, name_length);
    if (problem != NULL) {
        show_problem(request, "signup", problem);
        request->status = MHD_HTTP_UNPROCESSABLE_CONTENT;
        return;
    }
    /* The password is hashed whether the address has an account or not: both take the same time. */
    service_random(id, sizeof id);
    flow_person(&person, email, name);
    pwpol_account_request asked = flow_request(request, email, NULL, &row);
    asked.password = form_value(&request->form, "new_password", &asked.password_len);
    asked.account = id;
    asked.account_len = strlen(id);
    asked.context = &person.context;
    pwpol_status status = pwpol_account_enrol(request->service->accounts, &asked, &request->outcome);
    if (!flow_accepted(request, status, "signup"))
        return;
    if (visitor_may_write(request, email) && !send_welcome(request, email, name, id)) {
        show_problem(request, "signup", pwpol_strstatus(PWPOL_ERR_BUSY, request->lang));
        request->status = MHD_HTTP_SERVICE_UNAVAILABLE;
        return;
    }
    show(request, "mail");
}

void check_action(struct request *request)
{
    struct person person;
    char email[EMAIL_SIZE], *json = NULL;
    size_t length;
    const char *candidate = form_value(&request->form, "new_password", &length);
    bool user = request->signed_in;
    (void)email_field(request, "email", email);
    flow_person(&person, user ? request->user.email : email,
                user ? request->user.name : field(request, "name"));
    person.context.old_password = form_value(&request->form, "password", &person.context.old_password_len);
    if (person.context.old_password_len == 0)
        person.context.old_password = NULL;
    pwpol_status status =
        pwpol_check(request->service->policy, candidate, length, &person.context, &request->report);
    if (status == PWPOL_OK)
        status = pwpol_report_json(request->report, request->lang, &json);
    text_add(&request->answer, status == PWPOL_OK ? json : "{}");
    request->type = "application/json";
    request->status = status == PWPOL_OK ? MHD_HTTP_OK : MHD_HTTP_UNPROCESSABLE_CONTENT;
    pwpol_free(json);
}
