/* Asks for a secret on the terminal, without showing it. */
#ifndef PWPOL_CLI_PROMPT_H
#define PWPOL_CLI_PROMPT_H

#include "cli/page.h"
#include "cli/say.h"

/* Writes the question on the terminal and reads one line into answer, its
 * newline cut, the echo off. A signal restores the terminal before it does what
 * it does, and a stopped program asks again when it goes on. False after a
 * complaint: no terminal, or a line longer than terminals can give. */
bool prompt_secret(enum sentence question, struct page *answer);

#endif
