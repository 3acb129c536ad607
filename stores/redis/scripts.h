/* What the server does in one step, in Lua. */
#ifndef PWPOL_STORES_REDIS_SCRIPTS_H
#define PWPOL_STORES_REDIS_SCRIPTS_H

#include <stdint.h>

enum script { LOAD, SWAP, READ, SCRIPTS };
enum { SCRIPT_NAME_SIZE = 41 };

extern const char *const script_texts[SCRIPTS];
/* The SHA-1 by which the server knows a script, in hexadecimal. */
void script_name(enum script which, char name[SCRIPT_NAME_SIZE]);

#endif
