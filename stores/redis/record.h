/* A record as the server keeps it. */
#ifndef PWPOL_STORES_REDIS_RECORD_H
#define PWPOL_STORES_REDIS_RECORD_H

#include "redis/settings.h"

#include <hiredis/hiredis.h>

enum { RECORD_SIZE = PWPOL_STORE_STATE_SIZE + 8 + 4, KEY_TEXT_SIZE = PREFIX_SIZE + 2 * PWPOL_STORE_KEY_SIZE };

/* The state; by how much the lifetime is longer than the hold, ms; the danger. Numbers with the highest byte
 * first. So the end of the hold moves with the server's clock, like the end of the life. */
void record_write(const pwpol_store_item *item, unsigned char bytes[RECORD_SIZE]);
/* life: what is left of it, ms. False for bytes that are no record. */
bool record_read(const redisReply *bytes, int64_t life, pwpol_store_record *record);
/* found and current of an item; false for what is neither a record nor nothing. */
bool record_tell(const redisReply *bytes, pwpol_store_item *item);

/* The name of a key: the prefix and 32 hexadecimal digits, so that events, `pwpol throttle` and redis-cli name
 * a subject alike. Returns its length. */
size_t key_write(const struct settings *settings, const unsigned char *key, char text[KEY_TEXT_SIZE]);
/* False for another program's. */
bool key_read(const struct settings *settings, const char *text, size_t length, unsigned char *key);

#endif
