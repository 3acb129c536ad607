#include "routes.h"

#include <string.h>

static void asset(struct request *request)
{
    static const struct {
        const char *name, *type;
    } assets[] = {
        { "style.css", "text/css; charset=utf-8" },
        { "form.js", "text/javascript; charset=utf-8" },
        { "icon.svg", "image/svg+xml" },
    };
    for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++) {
        if (strcmp(request->path + 1, assets[i].name) != 0)
            continue;
        const struct text *file = pages_file(request->service->pages, assets[i].name);
        text_add_bytes(&request->answer, file->bytes, file->length);
        request->type = assets[i].type;
    }
}

/* Where password managers look for the page: https://w3c.github.io/webappsec-change-password-url/ */
static void change_elsewhere(struct request *request)
{
    redirect(request, "/change");
}

enum { GETS = 1, POSTS = 2, SIGNED_IN = 4, BEFORE_CHANGE = 8 /* open to who must change a password first */ };

static const struct {
    const char *path;
    int allows;
    handler *answer;
} routes[] = {
    { "/", GETS, home_page },
    { "/signup", GETS | POSTS, signup_page },
    { "/signin", GETS | POSTS, signin_page },
    { "/signout", POSTS | BEFORE_CHANGE, signout_action },
    { "/change", GETS | POSTS | SIGNED_IN | BEFORE_CHANGE, change_page },
    { "/forgotten", GETS | POSTS, forgotten_page },
    { "/reset", GETS | POSTS, reset_page },
    { "/admin", GETS | POSTS | SIGNED_IN, admin_page },
    { "/check", POSTS | BEFORE_CHANGE, check_action },
    { "/.well-known/change-password", GETS | BEFORE_CHANGE, change_elsewhere },
    { "/style.css", GETS, asset },
    { "/form.js", GETS, asset },
    { "/icon.svg", GETS, asset },
};
enum { ROUTES_COUNT = sizeof routes / sizeof routes[0] };

static void refuse(struct request *request, unsigned int status, const char *sentence)
{
    show_problem(request, "notice", sentence);
    request->status = status;
}

static void answer(struct request *request, size_t i)
{
    int allows = routes[i].allows;
    bool must_change = request->signed_in && request->renewal.state == PWPOL_RENEWAL_MUST_CHANGE;
    if (request->body_too_long)
        refuse(request, MHD_HTTP_CONTENT_TOO_LARGE,
               say(request, "The form is too long.", "Le formulaire est trop long."));
    else if (request->post && !form_read(&request->form, request->body, request->body_length))
        refuse(request, MHD_HTTP_BAD_REQUEST,
               say(request, "The form cannot be read.", "Le formulaire est illisible."));
    else if (request->post && !visitor_owns_form(request))
        refuse(request, MHD_HTTP_FORBIDDEN,
               say(request, "This form is no longer valid. Open the page again and fill it in once more.",
                   "Ce formulaire n'est plus valable. Rouvrez la page et remplissez-le de nouveau."));
    else if ((allows & SIGNED_IN) && !request->signed_in)
        redirect(request, "/signin");
    else if (must_change && !(allows & BEFORE_CHANGE))
        redirect(request, "/change");
    else
        routes[i].answer(request);
}

void route(struct request *request, const char *method)
{
    bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    request->post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    request->status = MHD_HTTP_OK;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (strcmp(routes[i].path, request->path) != 0)
            continue;
        if (routes[i].answer == asset && get) {
            asset(request);
            return;
        }
        visitor_begin(request);
        if ((get && (routes[i].allows & GETS)) || (request->post && (routes[i].allows & POSTS)))
            answer(request, i);
        else
            refuse(request, MHD_HTTP_METHOD_NOT_ALLOWED,
                   say(request, "This page is not asked for in this way.",
                       "Cette page ne se demande pas ainsi."));
        return;
    }
    visitor_begin(request);
    refuse(request, MHD_HTTP_NOT_FOUND, say(request, "There is no such page.", "Cette page n'existe pas."));
}

const char *route_name(const char *path)
{
    for (size_t i = 0; i < ROUTES_COUNT; i++)
        if (strcmp(routes[i].path, path) == 0)
            return routes[i].path;
    return "(unknown)";
}
