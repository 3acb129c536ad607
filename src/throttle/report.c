#include "throttle/report.h"

void subject_text(const unsigned char key[PWPOL_STORE_KEY_SIZE], char text[SUBJECT_TEXT_SIZE])
{
    sodium_bin2hex(text, SUBJECT_TEXT_SIZE, key, PWPOL_STORE_KEY_SIZE);
}

void report_event(const struct reporter *reporter, pwpol_event event, const unsigned char *subject,
                  const unsigned char *source)
{
    if (reporter->handler == NULL)
        return;
    char subject_hex[SUBJECT_TEXT_SIZE] = "", source_hex[SUBJECT_TEXT_SIZE] = "";
    if (subject != NULL)
        subject_text(subject, subject_hex);
    if (source != NULL)
        subject_text(source, source_hex);
    event.size = sizeof event;
    event.subject = subject_hex;
    event.source = source_hex;
    event.rule = event.rule == NULL ? "" : event.rule;
    event.cause = event.cause == NULL ? "" : event.cause;
    reporter->handler(reporter->context, &event);
}
