/* A new password: for who is signed in, and for who has forgotten it. */
#include "request.h"

#include <stdio.h>
#include <string.h>

void change_page(struct request *request)
{
    struct user user = request->user;
    struct person person;
    pwpol_row row;
    pwpol_renewal_sentence(&request->renewal, request->lang, request->note, sizeof request->note);
    view_set(&request->view, "renewal", request->note);
    view_set(&request->view, "email", request->user.email);
    if (!request->post) {
        show(request, "change");
        return;
    }
    pwpol_account_request asked = flow_request(request, user.email, &user, &row);
    flow_person(&person, user.email, user.name);
    asked.context = &person.context;
    pwpol_status status = pwpol_account_change(request->service->accounts, &asked, &request->outcome);
    if (!flow_accepted(request, status, "change") || !flow_password_changed(request, &user, "change"))
        return;
    flow_know_device(request);
    redirect(request, visitor_sign_in(request, &user) ? "/?notice=changed" : "/signin");
}

void forgotten_page(struct request *request)
{
    struct errand errand = { .letter = LETTER_RESET };
    struct user *user = &errand.user;
    pwpol_row row;
    pwpol_row_change change = { .size = sizeof change };
    char email[EMAIL_SIZE];
    if (!request->post) {
        show(request, "forgotten");
        return;
    }
    if (!email_field(request, "email", email)) {
        view_set(&request->view, "email", field(request, "email"));
        show_problem(request, "forgotten",
                     say(request, "Type your e-mail address, such as camille@example.org.",
                         "Saisissez votre adresse, comme camille@example.org."));
        request->status = MHD_HTTP_UNPROCESSABLE_CONTENT;
        return;
    }
    view_set(&request->view, "email", field(request, "email"));
    bool found = users_find(request->service->users, email, user) && user->confirm[0] == '\0';
    pwpol_account_request asked = flow_request(request, email, found ? user : NULL, &row);
    pwpol_status status = pwpol_account_reset_begin(request->service->accounts, &asked, &request->outcome);
    if (!flow_accepted(request, status, "forgotten"))
        return;
    const char *token = pwpol_outcome_token(request->outcome);
    if (*token == '\0' || pwpol_outcome_row(request->outcome, &change) != PWPOL_OK)
        memset(user, 0, sizeof *user);
    else
        snprintf(user->reset, sizeof user->reset, "%s", change.reset);
    snprintf(errand.token, sizeof errand.token, "%s", token);
    snprintf(errand.lang, sizeof errand.lang, "%s", request->lang);
    (void)outbox_put(request->service->outbox, &errand);
    show(request, "mail");
}

/* Who holds a good link knows whose it is: then a password manager is told too. */
static void show_owner(struct request *request, const struct user *user)
{
    if (!pwpol_reset_token_check(request->service->policy, user->reset, query(request, "token"), user->id,
                                 strlen(user->id), user->stored, service_now()))
        return;
    snprintf(request->note, sizeof request->note, "%s", user->email);
    view_set(&request->view, "email", request->note);
}

void reset_page(struct request *request)
{
    struct user user = { 0 };
    struct person person;
    pwpol_row row;
    const char *account = request->post ? field(request, "account") : query(request, "account");
    view_set(&request->view, "account", account);
    view_set(&request->view, "token", request->post ? field(request, "token") : query(request, "token"));
    bool found = users_find_id(request->service->users, account, &user) && user.confirm[0] == '\0';
    if (!request->post) {
        if (found)
            show_owner(request, &user);
        show(request, "reset");
        return;
    }
    pwpol_account_request asked =
        flow_request(request, found ? user.email : account, found ? &user : NULL, &row);
    flow_person(&person, user.email, user.name);
    asked.context = found ? &person.context : NULL;
    pwpol_status status = pwpol_account_reset_finish(request->service->accounts, &asked, &request->outcome);
    if (flow_accepted(request, status, "reset") && flow_password_changed(request, &user, "reset"))
        redirect(request, "/signin?notice=reset");
}
