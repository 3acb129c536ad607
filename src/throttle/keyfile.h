/* throttle.key_file: one line, base64 of 32 bytes. */
#ifndef PWPOL_THROTTLE_KEYFILE_H
#define PWPOL_THROTTLE_KEYFILE_H

#include "throttle/subject.h"

/* key is secret memory. PWPOL_ERR_IO, PWPOL_ERR_SYNTAX, PWPOL_ERR_NO_MEMORY; where may be NULL. */
pwpol_status keyfile_read(const char *path, unsigned char key[THROTTLE_KEY_SIZE], pwpol_where *where);

#endif
