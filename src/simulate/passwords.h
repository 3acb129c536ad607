/* How likely each guess is: which password of an attacker's list an account has.
 *
 * The attacker knows the policy, and tries what it accepts, the most likely first. The
 * list is never needed itself: an account has the password of a rank. */
#ifndef PWPOL_SIMULATE_PASSWORDS_H
#define PWPOL_SIMULATE_PASSWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum passwords_model {
    /* Zipf's law: the first r passwords are those of a share C r^s of all people. The first refused
     * ones are nobody's, since the policy refuses them: their owners have chosen among the others, each in
     * proportion (the normalisation model of J. Blocki, S. Komanduri, A. Procaccia, O. Sheffet,
     * "Optimizing password composition policies", EC 2013). */
    PASSWORDS_ZIPF,
    /* As above, where the ranks that the policy accepts are those of a list. */
    PASSWORDS_LIST,
    /* Every guess up to the last is as likely. */
    PASSWORDS_EVEN
};

/* The law as it was fitted to the 32.6 million passwords of the RockYou leak: D. Wang, H. Cheng, P. Wang,
 * X. Huang, G. Jian, "Zipf's law in passwords", IEEE TIFS 12 (2017). */
#define PASSWORDS_ZIPF_C 0.037433
#define PASSWORDS_ZIPF_S 0.187227
/* Words of data/words/passwords.txt, which dictionary.builtin refuses. */
enum { PASSWORDS_BUILTIN = 55890 };
/* Longest list. */
enum { PASSWORDS_LIST_MAX = 4000000 };

struct passwords {
    enum passwords_model model;
    double refused; /* ZIPF: ranks from 1 that the policy refuses */
    double log10;   /* EVEN: the number of guesses, as a power of ten */
    /* LIST. Started zeroed, filled with passwords_add(), ended with passwords_end(). */
    double *mass;   /* of what is accepted, up to each, cumulated */
    size_t count;
    size_t capacity;
    uint32_t lines;      /* of the list, also those refused */
    double refused_mass; /* ZIPF, LIST: share of people who wanted a password that the policy refuses */
};

/* refused: ranks, from 1, that the policy refuses. */
struct passwords passwords_zipf(double refused);
struct passwords passwords_even(double log10);

/* The share of people who have one of the first rank passwords. */
double passwords_share(double rank);

/* The next word of a list is accepted, or refused. False when there is no memory. */
bool passwords_add(struct passwords *passwords, bool accepted);
void passwords_end(struct passwords *passwords);

/* Which of the attacker's guesses, from 1, is the account's password; 0 when none ever is. */
uint64_t passwords_rank(const struct passwords *passwords, uint64_t seed, uint64_t account);
/* The probability that one of the first guesses of the attacker is an account's password. */
double passwords_found(const struct passwords *passwords, uint64_t guesses);

#endif
