/* The simulated world, for the files of this room. */
#ifndef PWPOL_SIMULATE_WORLD_H
#define PWPOL_SIMULATE_WORLD_H

#include "simulate/queue.h"
#include "simulate/simulate.h"

/* Midnight of 1 January 2026, UTC, in ms since 1970: when every scenario begins. */
#define WORLD_BEGINNING INT64_C(1767225600000)

enum { NAME_SIZE = 32, ADDRESS_SIZE = 48, PASSWORD_SIZE = 48 };

/* Marks of an account. */
enum { MARK_BROKEN = 1, MARK_LOCKED = 2, MARK_DISTURBED = 4 };

struct text_block; /* where the tokens of devices are kept; devices.c */

struct world {
    const struct scenario *scenario;
    struct results *results;
    pwpol_throttle *throttle;
    int64_t now;         /* ms since the beginning */
    bool by_attacker;    /* who is asking the library just now */
    uint32_t account;    /* about whom; UINT32_MAX for a name without an account */
    uint32_t targets;
    uint32_t *guesses;   /* verified, of each account */
    unsigned char *marks;
    char **devices;      /* the token of each owner's device; NULL until it is needed */
    struct text_block *texts;

    /* The attack. */
    bool attacked;
    uint64_t guesses_sent;
    uint32_t next_target;
    uint64_t pairs_used;
    uint64_t pairs_known; /* of them, those with an account here */
    bool attack_over;

    /* The owners. */
    struct queue queue;
    uint64_t arrivals;
    double arrival;       /* of the next, in ms: many may come within one */
    int64_t next_arrival; /* INT64_MAX when nobody comes any more */
};

/* ---- What both ask ---- */

/* One attempt: begins it, and settles it when it is allowed. password is right or wrong; *allowed tells
 * whether it was verified. */
struct trial {
    char name[NAME_SIZE];
    char source[ADDRESS_SIZE];
    char password[PASSWORD_SIZE];
    const char *device; /* NULL for none */
    bool right;
    bool challenge_passed;
};
pwpol_status world_try(struct world *world, const struct trial *trial, pwpol_attempt_answer *answer);

void world_count(struct world *world, enum series series);
/* Writes prefix and number, millions of times a run; its end. */
char *world_text(char *text, const char *prefix, uint64_t number);
/* The text that stands for the password of a rank, or for the owner's own when rank is 0. */
void world_password(uint64_t rank, uint32_t account, char password[PASSWORD_SIZE]);

/* ---- attack.c ---- */
/* When the next guess is sent; INT64_MAX when there is none any more. */
int64_t attack_next(const struct world *world);
pwpol_status attack_step(struct world *world);

/* ---- owners.c ---- */
/* Draws when the next owner comes, after the one who came last. */
void owners_expect(struct world *world);
/* Somebody comes to log in, now. */
pwpol_status owners_arrive(struct world *world);
/* The first of the queue goes on, now. */
pwpol_status owners_go_on(struct world *world);

/* ---- devices.c ---- */
/* The token of an owner's device, made before the beginning. PWPOL_ERR_NO_MEMORY and those of pwpol_device_token(). */
pwpol_status devices_of(struct world *world, uint32_t account, const char **token);
void devices_end(struct world *world);

/* The address of an attacker, of an owner at home, of somebody elsewhere. */
void address_of_attacker(const struct scenario *scenario, uint64_t number, char address[ADDRESS_SIZE]);
void address_of_home(const struct scenario *scenario, uint32_t account, char address[ADDRESS_SIZE]);
void address_elsewhere(const struct scenario *scenario, uint64_t number, char address[ADDRESS_SIZE]);

#endif
