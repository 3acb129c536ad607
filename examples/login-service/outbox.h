/* Mail. This example prints it; a service in earnest hands it to a mail server here.
 *
 * Letters are written and rows made by a thread of their own, after the person has had an answer: whether an
 * address has an account does not show in the time that the answer takes (rule B6). */
#ifndef LOGIN_OUTBOX_H
#define LOGIN_OUTBOX_H

#include "users.h"

struct service;
struct outbox;

enum letter {
    LETTER_WELCOME, /* after a sign-up: adds the user, or tells the owner of an address that has an account */
    LETTER_RESET,   /* a link to a new password */
    LETTER_CHANGED  /* the password has changed */
};

struct errand {
    enum letter letter;
    struct user user;       /* LETTER_RESET: an id of "" does nothing, in the same time */
    char token[TOKEN_SIZE]; /* of the link */
    char lang[3];
};

/* path: where letters are appended; NULL for standard output. NULL after a complaint. */
struct outbox *outbox_open(struct service *service, const char *path);
/* Copies the errand; false when too many are waiting. */
bool outbox_put(struct outbox *outbox, const struct errand *errand);
/* Ends what is waiting first. NULL is fine. */
void outbox_close(struct outbox *outbox);

#endif
