#include "breach/builtin.h"

#include "base/embed.h"
#include "builtin_breach.h"

EMBED(pwpol_builtin_breach, BUILTIN_BREACH_FILE);
EMBEDDED unsigned char pwpol_builtin_breach[];

const unsigned char *builtin_corpus(void)
{
    return pwpol_builtin_breach;
}

size_t builtin_corpus_size(void)
{
    return BUILTIN_BREACH_SIZE;
}
