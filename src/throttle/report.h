/* Tells the service what happened. */
#ifndef PWPOL_THROTTLE_REPORT_H
#define PWPOL_THROTTLE_REPORT_H

#include "throttle/subject.h"

struct reporter {
    pwpol_event_handler handler; /* NULL: nobody listens */
    void *context;
};

/* The texts of event are the caller's; subject and source may be NULL and are written in hexadecimal. Nothing is done
 * when nobody listens. */
void report_event(const struct reporter *reporter, pwpol_event event, const unsigned char *subject,
                  const unsigned char *source);

enum { SUBJECT_TEXT_SIZE = 2 * PWPOL_STORE_KEY_SIZE + 1 };
void subject_text(const unsigned char key[PWPOL_STORE_KEY_SIZE], char text[SUBJECT_TEXT_SIZE]);

#endif
