/* What a service may log: structured records, never a password and never an
 * account name or an address in clear (rules C5, B6). */
#ifndef PWPOL_EVENT_H
#define PWPOL_EVENT_H

#include <pwpol/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_event {
    size_t size;         /* sizeof(pwpol_event) of the library that calls */
    const char *name;    /* stable: "attempt.refused", "account.locked", "login.accepted"; static */
    const char *rule;    /* rule of the regulation that it serves: "B4"; "" for none; static */
    const char *cause;   /* stable: "account", "source", "network", "device", "store"; "" for none; static */
    const char *subject; /* who: 32 hexadecimal digits, the keyed hash that a store knows; "" for none */
    const char *source;  /* from where, hashed likewise; "" for none */
    int64_t now;         /* ms since 1970 */
    int64_t until;       /* ms since 1970: end of a wait or a lock; 0 for none */
    uint32_t count;      /* failures in a row, or a minute; 0 for none */
    pwpol_status status; /* of the store or the memory that failed; PWPOL_OK otherwise */
} pwpol_event;

/* Called by the thread that caused the event, with no lock held; texts live
 * until it returns. It may not call the object that reports. */
typedef void (*pwpol_event_handler)(void *context, const pwpol_event *event);

/* One line of JSON, without its newline. The length that it needs, NUL not
 * counted, whatever text_size is; what does not fit is cut. 0 and "" for what is
 * no event, and when there is no memory. */
PWPOL_API size_t pwpol_event_json(const pwpol_event *event, char *text, size_t text_size);
/* The same as "name rule=B4 subject=..." for syslog. */
PWPOL_API size_t pwpol_event_text(const pwpol_event *event, char *text, size_t text_size);

#ifdef __cplusplus
}
#endif
#endif
