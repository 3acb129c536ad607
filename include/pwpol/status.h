/* Status codes and version of pwpol.
 *
 * A status says that a call could not do its work. A weak password is not a
 * status: it is a result, and pwpol_check() reports it with PWPOL_OK. */
#ifndef PWPOL_STATUS_H
#define PWPOL_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PWPOL_API __attribute__((visibility("default")))
#else
#define PWPOL_API
#endif

#define PWPOL_VERSION_MAJOR 1
#define PWPOL_VERSION_MINOR 0
#define PWPOL_VERSION_PATCH 0

/* New codes are only ever added at the end; treat one you do not know as a failure. */
typedef enum pwpol_status {
    PWPOL_OK = 0,
    PWPOL_ERR_NO_MEMORY = 1, /* an allocation failed; nothing was changed */
    PWPOL_ERR_ARGUMENT = 2,  /* a NULL or a size the documentation excludes */
    PWPOL_ERR_UTF8 = 3,      /* text that must be UTF-8 is not */
    PWPOL_ERR_TOO_LONG = 4,  /* longer than the documented bound */
    PWPOL_ERR_KEY = 5,       /* no policy key has this name */
    PWPOL_ERR_RANGE = 6,     /* a policy value is not of the key's type or range */
    PWPOL_ERR_SYNTAX = 7,    /* a policy file or a word list that cannot be read */
    PWPOL_ERR_PRESET = 8,    /* no preset has this name */
    PWPOL_ERR_CONFLICT = 9,  /* values of a policy that exclude each other */
    PWPOL_ERR_FROZEN = 10,   /* the policy is in use and can no longer change */
    PWPOL_ERR_IO = 11,       /* a file cannot be opened, read or written */
    PWPOL_ERR_LOOP = 12,     /* a policy file includes itself */
    PWPOL_ERR_RANDOM = 13,   /* the system gives no random bytes */
    PWPOL_ERR_INTERNAL = 14, /* a defect of pwpol or of a library it stands on */
    PWPOL_ERR_BUSY = 15,     /* no memory of the budget came free in time; try again later */
    PWPOL_ERR_STORE = 16,    /* a store does not answer, or refuses */
    PWPOL_ERR_FULL = 17      /* a store is full of what it must not forget */
} pwpol_status;

/* One sentence on a status, static, in "fr" or "en"; any other language
 * (NULL included) is answered in English. Never NULL. */
PWPOL_API const char *pwpol_strstatus(pwpol_status status, const char *lang);

/* The version of the library in use, "MAJOR.MINOR.PATCH", static. */
PWPOL_API const char *pwpol_version(void);

/* Ends a text that a function of pwpol returned through a char **. NULL is fine. */
PWPOL_API void pwpol_free(void *text);

#ifdef __cplusplus
}
#endif
#endif
