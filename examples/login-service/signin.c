/* Signing in and out, and what who is signed in sees first. */
#include "request.h"

#include <stdio.h>
#include <string.h>

/* An account counts as none until somebody who knows its password has opened the link that was sent to its
 * address: then nobody can take an address that is not theirs, nor learn that it was taken. */
static bool may_sign_in(const struct request *request, const struct user *user)
{
    return user->confirm[0] == '\0' ||
           pwpol_reset_token_check(request->service->policy, user->confirm, field(request, "token"), user->id,
                                   strlen(user->id), user->stored, service_now());
}

static bool sign_in(struct request *request, struct user *user)
{
    pwpol_row_change change = { .size = sizeof change };
    struct users *users = request->service->users;
    return pwpol_outcome_row(request->outcome, &change) == PWPOL_OK && users_write(users, user, &change) &&
           (user->confirm[0] == '\0' || users_confirm(users, user)) && visitor_sign_in(request, user);
}

static void notice(struct request *request)
{
    const char *which = query(request, "notice");
    if (strcmp(which, "changed") == 0)
        view_set(&request->view, "notice",
                 say(request, "Your password has changed. Other devices are signed out.",
                     "Votre mot de passe a changé. Les autres appareils sont déconnectés."));
    else if (strcmp(which, "reset") == 0)
        view_set(&request->view, "notice",
                 say(request, "Your password has changed. Sign in with the new one.",
                     "Votre mot de passe a changé. Connectez-vous avec le nouveau."));
}

void signin_page(struct request *request)
{
    struct user user = { 0 };
    pwpol_row row;
    char email[EMAIL_SIZE];
    const char *token = request->post ? field(request, "token") : query(request, "token");
    view_set(&request->view, "token", token);
    if (!request->post) {
        notice(request);
        show(request, "signin");
        return;
    }
    bool valid = email_field(request, "email", email);
    view_set(&request->view, "email", field(request, "email"));
    if (!valid) {
        show_problem(request, "signin",
                     say(request, "Type your e-mail address, such as camille@example.org.",
                         "Saisissez votre adresse, comme camille@example.org."));
        request->status = MHD_HTTP_UNPROCESSABLE_CONTENT;
        return;
    }
    bool found = users_find(request->service->users, email, &user) && may_sign_in(request, &user);
    pwpol_account_request asked = flow_request(request, email, found ? &user : NULL, &row);
    pwpol_status status = pwpol_account_login(request->service->accounts, &asked, &request->outcome);
    if (!flow_accepted(request, status, "signin"))
        return;
    if (!sign_in(request, &user)) {
        show_problem(request, "signin",
                     say(request, "The account has just changed. Try again.",
                         "Le compte vient de changer. Recommencez."));
        request->status = MHD_HTTP_CONFLICT;
        return;
    }
    flow_know_device(request);
    redirect(request, "/"); /* or to the change of the password, if it must be: see routes.c */
}

void home_page(struct request *request)
{
    notice(request);
    if (!request->signed_in) {
        show(request, "welcome");
        return;
    }
    pwpol_renewal_sentence(&request->renewal, request->lang, request->note, sizeof request->note);
    view_set(&request->view, "renewal", request->note);
    show(request, "account");
}

void signout_action(struct request *request)
{
    visitor_sign_out(request);
    redirect(request, "/");
}
