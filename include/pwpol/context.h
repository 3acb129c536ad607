/* What belongs to the person or to the site, so that a password drawn from it
 * can be recognised (CNIL 2022-100; rule A11).
 *
 * Every field may be left NULL or 0. Texts are UTF-8 and NUL-terminated; the
 * caller keeps them, and they need to live only until the call returns. A text
 * that is not UTF-8, or longer than 1024 bytes, ends the call with a status.
 * At most 64 names and 64 words. */
#ifndef PWPOL_CONTEXT_H
#define PWPOL_CONTEXT_H

#include <pwpol/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_context {
    size_t size;              /* sizeof(pwpol_context); set by PWPOL_CONTEXT_INIT */
    const char *login;        /* account name; its parts are looked at too */
    const char *email;        /* local part and domain are looked at apart */
    const char *const *names; /* given names, family names, nicknames */
    size_t names_count;
    const char *company;      /* employer or organisation */
    const char *site;         /* name or domain of the service */
    const char *birth_date;   /* "YYYY-MM-DD"; anything else is PWPOL_ERR_RANGE */
    const char *const *words; /* whatever else a stranger could guess: town, pet, product */
    size_t words_count;
    const char *old_password; /* the current password at a change; may hold NUL bytes */
    size_t old_password_len;  /* bytes; at most 4096, PWPOL_ERR_TOO_LONG beyond */
} pwpol_context;

#define PWPOL_CONTEXT_INIT { sizeof(pwpol_context), NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, 0 }

#ifdef __cplusplus
}
#endif
#endif
