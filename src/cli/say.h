/* What the program says to people: every sentence of texts.def, in the person's
 * language, and the sentences that end in a complaint on standard error. */
#ifndef PWPOL_CLI_SAY_H
#define PWPOL_CLI_SAY_H

#include <stdbool.h>
#include <stddef.h>

enum sentence {
#define TEXT(id, english, french) SAY_##id,
#include "cli/texts.def"
#undef TEXT
    SAY_COUNT
};

/* The exit codes, for scripts; pwpol(1) documents them. */
enum { CODE_ACCEPTED = 0, CODE_REFUSED = 1, CODE_USAGE = 2, CODE_FAILURE = 3 };

/* "fr" or "en", and nothing else. */
const char *language(void);
bool language_is_french(void);
/* False when name is no language of the program; nothing changes then. */
bool language_set(const char *name);
/* The first of LC_ALL, LC_MESSAGES and LANG that is set decides; English when it is not French. */
void language_from_locale(void);

const char *tell(enum sentence id);

/* Writes "pwpol: SENTENCE" on standard error. Its %s may hold anything: control
 * characters and bytes that are not UTF-8 come out as '?', so that no argument
 * can play with the terminal. Never hand it a secret. */
void complain(enum sentence id, ...);
/* The same with a sentence that the library made. */
void complain_text(const char *sentence);
/* "why" of a failed system call, in the person's language for the usual ones. */
const char *tell_errno(int error);

/* A number as the language writes it: "79,55" in French; no trailing zeros. */
void tell_number(double value, unsigned decimals, char *text, size_t text_size);

#endif
