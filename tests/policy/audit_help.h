/* What the suites of the audit's renderings share. */
#ifndef PWPOL_TESTS_AUDIT_HELP_H
#define PWPOL_TESTS_AUDIT_HELP_H

#include "suite.h"

#include "pwpol.h"

#define NO_BREAK "\u00A0"
enum { CHAPTERS = 6 };
extern const int64_t now;                    /* 2025-11-24T16:00:00Z */
extern const char *const chapters[CHAPTERS]; /* in English */

/* An audit in one call; it must succeed. End the text with pwpol_free(). */
char *rendered(const pwpol_policy *policy, int64_t when, const char *lang, pwpol_format format);
char *rendered_preset(const char *preset, const char *lang, pwpol_format format);
/* The default preset with one key changed. */
char *rendered_with(const char *key, const char *value, const char *lang, pwpol_format format);
/* Calls a check on every preset in both languages. */
void for_each(pwpol_format format, void (*check)(const char *text, bool french));

size_t occurrences(const char *text, const char *part);
void assert_contains(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

#endif
