/* The corpus that is compiled in: the common passwords of data/words/passwords.txt. */
#ifndef PWPOL_BREACH_BUILTIN_H
#define PWPOL_BREACH_BUILTIN_H

#include <stddef.h>

const unsigned char *builtin_corpus(void);
size_t builtin_corpus_size(void);

#endif
