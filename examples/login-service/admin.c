/* For who has the privileged role: see how an account fares, unlock it, have its password changed, invite. */
#include "request.h"

#include <stdio.h>
#include <string.h>

/* What attempts are counted by: the id of an account, as flow_request() says, or what was typed for one. */
static const char *subject(struct request *request, const char *email, struct user *user)
{
    return users_find(request->service->users, email, user) ? user->id : email;
}

/* What strangers meet when they try this account now. */
static void show_status(struct request *request, const char *email)
{
    struct user user;
    const char *counted = subject(request, email, &user);
    pwpol_subject_status status = { .size = sizeof status };
    const char *state =
        say(request, "The counts cannot be read now.", "Les compteurs sont illisibles en ce moment.");
    if (pwpol_throttle_status(request->service->throttle, counted, strlen(counted), 0, &status) == PWPOL_OK) {
        state = status.decision == PWPOL_LOCKED  ? say(request, "Locked.", "Bloqué.")
                : status.decision == PWPOL_ALLOW ? say(request, "Open.", "Ouvert.")
                                                 : say(request, "Held back.", "Ralenti.");
        snprintf(request->note, sizeof request->note, "%u", status.failures);
    }
    view_set(&request->view, "state", state);
    view_set(&request->view, "failures", request->note);
}

static void invite(struct request *request, const char *email)
{
    pwpol_role role = *field(request, "role") != '\0' ? PWPOL_ROLE_PRIVILEGED : PWPOL_ROLE_ORDINARY;
    struct user there;
    if (users_find(request->service->users, email, &there) && there.confirm[0] == '\0') {
        view_set(&request->view, "sentence",
                 say(request, "This address has an account.", "Cette adresse a un compte."));
    } else if (!service_invite(request->service, email, role, request->secret)) {
        view_set(&request->view, "sentence", pwpol_strstatus(PWPOL_ERR_BUSY, request->lang));
    } else {
        /* Shown once, on a page that nothing keeps. */
        view_set(&request->view, "password", request->secret);
    }
}

static void act(struct request *request, const char *email, const char *action)
{
    struct user user;
    const char *counted = subject(request, email, &user);
    bool found = counted == user.id;
    if (strcmp(action, "unlock") == 0 &&
        pwpol_throttle_unlock(request->service->throttle, counted, strlen(counted), 0) == PWPOL_OK)
        view_set(&request->view, "notice", say(request, "Unlocked.", "Débloqué."));
    else if (strcmp(action, "compromised") == 0 && found &&
             users_flag(request->service->users, &user, PWPOL_PASSWORD_COMPROMISED)) {
        session_end_all(request->service->users, &user);
        view_set(&request->view, "notice",
                 say(request, "The password must change at the next sign-in.",
                     "Le mot de passe devra changer à la prochaine connexion."));
    } else {
        view_set(&request->view, "sentence", say(request, "Nothing was changed.", "Rien n'a changé."));
    }
}

void admin_page(struct request *request)
{
    char email[EMAIL_SIZE];
    const char *action = field(request, "action");
    if (request->user.role != PWPOL_ROLE_PRIVILEGED) {
        show_problem(request, "notice", say(request, "There is no such page.", "Cette page n'existe pas."));
        request->status = MHD_HTTP_NOT_FOUND;
        return;
    }
    show(request, "admin");
    if (!request->post)
        return;
    bool valid = email_field(request, "email", email);
    view_set(&request->view, "email", field(request, "email"));
    if (!valid) {
        view_set(&request->view, "sentence",
                 say(request, "Type an e-mail address.", "Saisissez une adresse."));
        return;
    }
    if (strcmp(action, "invite") == 0)
        invite(request, email);
    else if (strcmp(action, "look") != 0)
        act(request, email, action);
    show_status(request, email);
}
