/* What the service is made of, from start to stop. */
#ifndef LOGIN_SERVICE_H
#define LOGIN_SERVICE_H

#include "outbox.h"
#include "pages.h"
#include "users.h"
#include <pwpol.h>

/* The name that people see, and that no password may be drawn from. */
#define SITE "Guichet"

struct options {
    const char *address; /* to listen on: "127.0.0.1", "::1", "0.0.0.0" */
    uint16_t port;       /* 0: any free one */
    const char
        *origin; /* what links in mails begin with: "https://login.example.org"; never taken from a request */
    const char *certificate; /* PEM files; NULL: no HTTPS, and then on this machine only */
    const char *key;
    const char *database;
    const char *attempts; /* where wrong passwords are counted */
    const char *pages;
    const char *policy;    /* NULL: the default preset */
    const char *outbox;    /* NULL: standard output */
    const char *add_admin; /* make this account and stop; NULL: serve */
};

enum { SECRET_SIZE = 32, ORIGIN_SIZE = 256 };

struct service {
    struct options options;
    bool https;
    char origin[ORIGIN_SIZE];
    unsigned char
        secret[SECRET_SIZE]; /* of this run: forms that were opened before a restart are asked for again */
    struct pages *pages;
    struct users *users;
    struct outbox *outbox;
    pwpol_policy *policy;
    pwpol_hasher *hasher;
    pwpol_store *store;
    pwpol_throttle *throttle;
    pwpol_accounts *accounts;
};

/* False after a complaint on standard error. Call service_end() in both cases. */
bool service_begin(struct service *service, const struct options *options);
void service_end(struct service *service);
/* ms since 1970 */
int64_t service_now(void);
/* A credential for somebody else: the password that was drawn is written to password, and must change at the
 * first sign-in (rule D4). False when it could not be made; pwpol's status is logged. */
bool service_invite(struct service *service, const char *email, pwpol_role role, char password[TOKEN_SIZE]);
/* size is 2 to TOKEN_SIZE: 6 random bits a character, of A-Z a-z 0-9 - _ */
void service_random(char *text, size_t size);

#endif
