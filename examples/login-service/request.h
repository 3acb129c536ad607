/* One request and its answer, as the handlers see them: no handler speaks HTTP itself. */
#ifndef LOGIN_REQUEST_H
#define LOGIN_REQUEST_H

#include "form.h"
#include "service.h"
#include <microhttpd.h>

/* A password of 4096 bytes takes three times as much in a form, and a change holds two. */
enum { BODY_SIZE = 32 * 1024, COOKIES_MAX = 4, COOKIE_SIZE = 320, PATH_SIZE = 64 };

struct request {
    struct service *service;
    struct MHD_Connection *connection;
    char path[PATH_SIZE];
    bool post;
    const char *lang; /* "fr" or "en" */
    char source[64];  /* address of the other end; behind a proxy it would be the one that the proxy, and only
                            the proxy, says */
    char token[TOKEN_SIZE]; /* of the cookie: this browser, signed in or not */
    char csrf[TOKEN_SIZE];  /* what every form of this browser must bring back */
    bool signed_in;
    struct user user;             /* who is signed in */
    pwpol_renewal_result renewal; /* of that user's password */

    char body[BODY_SIZE + 1]; /* holds passwords: this whole struct is locked memory, wiped when it ends */
    size_t body_length;
    bool body_too_long;
    struct form form;

    struct view view;       /* what the page will be filled with */
    pwpol_outcome *outcome; /* of the flow, ended with the request: the page shows its report */
    pwpol_report *report;
    char note[256];          /* a text made for the page */
    char wait[48];           /* another */
    char secret[TOKEN_SIZE]; /* a password made for the page */
    unsigned int status;
    const char *location; /* redirect there (303), whatever the status */
    struct text answer;   /* instead of a page, when its type is set */
    const char *type;
    char cookies[COOKIES_MAX][COOKIE_SIZE];
    size_t cookies_count;
};

typedef void handler(struct request *request);

/* ---- What came -------------------------------------------------------------- */

/* A field of the form. "" when there is none. */
const char *field(const struct request *request, const char *name);
/* Of the part of the address after "?"; "" when there is none. */
const char *query(const struct request *request, const char *name);
/* A cookie, "" when there is none; under HTTPS its name begins with "__Host-": no neighbour can have set
 * it. */
const char *cookie(const struct request *request, const char *name);
/* The field as an e-mail address in lower case; false when it is none, or too long. */
bool email_field(const struct request *request, const char *name, char email[EMAIL_SIZE]);

/* ---- What goes ---------------------------------------------------------------- */

/* The page to show, with a value or none. */
void show(struct request *request, const char *page);
/* The same with one sentence above the form, which readers of the screen are told at once. */
void show_problem(struct request *request, const char *page, const char *sentence);
void redirect(struct request *request, const char *location);
/* max_age: seconds; 0 for as long as the browser is open, -1 to remove it. */
void set_cookie(struct request *request, const char *name, const char *value, int64_t max_age);
const char *say(const struct request *request, const char *english, const char *french);

/* ---- Browsers, forms, people (visitor.c) --------------------------------------- */

/* Finds the language, the cookie, the user. */
void visitor_begin(struct request *request);
/* Whether the form was made for this browser, by this service. */
bool visitor_owns_form(const struct request *request);
/* A new cookie for a user who has just signed in, so that nobody knows it from before. */
bool visitor_sign_in(struct request *request, const struct user *user);
void visitor_sign_out(struct request *request);
/* PLACEHOLDER of a captcha: an addition, which any program can do. Put a real one here. */
void visitor_ask_challenge(struct request *request);
bool visitor_passed_challenge(const struct request *request);
/* Whether one more welcome may go to this address: pwpol counts them as it counts wrong passwords, so that
 * this service floods nobody's mail. (pwpol_account_reset_begin() does so by itself.) */
bool visitor_may_write(const struct request *request, const char *email);

/* ---- Flows of pwpol (flow.c) --------------------------------------------------- */

/* What a flow is asked, of the form's field "password", the browser and a user (NULL: there is none, and
 * the flow costs and says the same). row is filled in and must live as long. */
pwpol_account_request flow_request(const struct request *request, const char *login, const struct user *user,
                                   pwpol_row *row);
/* The field "new_password" and the person it must not be drawn from. */
struct person {
    char parts[NAME_SIZE];
    const char *names[8];
    pwpol_context context;
};
void flow_person(struct person *person, const char *email, const char *name);
/* Whether the flow, which has just written request->outcome, lets the person go on; if not, shows the page
 * again with pwpol's own sentence, and the reasons where a new password is refused. */
bool flow_accepted(struct request *request, pwpol_status status, const char *page);
/* Writes the row as the flow says, ends every session of the user, and tells the user by mail; false when
 * the row has changed meanwhile, after showing the page again. */
bool flow_password_changed(struct request *request, struct user *user, const char *page);
/* Keeps in a cookie that this device is known, so that strangers do not lock its owner out. */
void flow_know_device(struct request *request);

/* ---- The pages -------------------------------------------------------------- */

handler home_page, signup_page, signin_page, signout_action, change_page, forgotten_page, reset_page,
    admin_page, check_action;

#endif
