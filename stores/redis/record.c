#include "redis/record.h"

#include <string.h>

static void write_number(unsigned char *bytes, unsigned size, uint64_t number)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (unsigned char)(number >> 8 * (size - 1 - i));
}

static uint64_t read_number(const unsigned char *bytes, unsigned size)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

void record_write(const pwpol_store_item *item, unsigned char bytes[RECORD_SIZE])
{
    int64_t hold = item->hold > 0 ? item->hold : 0;
    memcpy(bytes, item->state, PWPOL_STORE_STATE_SIZE);
    write_number(bytes + PWPOL_STORE_STATE_SIZE, 8, (uint64_t)(item->lifetime - hold));
    write_number(bytes + PWPOL_STORE_STATE_SIZE + 8, 4, item->danger);
}

static bool is_record(const redisReply *bytes)
{
    return bytes->type == REDIS_REPLY_STRING && bytes->len == RECORD_SIZE;
}

bool record_read(const redisReply *bytes, int64_t life, pwpol_store_record *record)
{
    if (!is_record(bytes))
        return false;
    const unsigned char *from = (const unsigned char *)bytes->str;
    int64_t beyond = (int64_t)read_number(from + PWPOL_STORE_STATE_SIZE, 8);
    memcpy(record->state, from, PWPOL_STORE_STATE_SIZE);
    record->lifetime = life;
    record->hold = beyond < life ? life - beyond : 0;
    record->danger = (uint32_t)read_number(from + PWPOL_STORE_STATE_SIZE + 8, 4);
    return beyond > -INT64_C(1000000000000000);
}

bool record_tell(const redisReply *bytes, pwpol_store_item *item)
{
    item->found = bytes->type == REDIS_REPLY_STRING;
    memset(item->current, 0, PWPOL_STORE_STATE_SIZE);
    if (item->found && is_record(bytes))
        memcpy(item->current, bytes->str, PWPOL_STORE_STATE_SIZE);
    return bytes->type == REDIS_REPLY_NIL || is_record(bytes);
}

size_t key_write(const struct settings *settings, const unsigned char *key, char text[KEY_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    size_t length = strlen(settings->prefix);
    memcpy(text, settings->prefix, length);
    for (unsigned i = 0; i < PWPOL_STORE_KEY_SIZE; i++) {
        text[length++] = digits[key[i] >> 4];
        text[length++] = digits[key[i] & 15];
    }
    return length;
}

static int digit_value(char digit)
{
    return digit >= '0' && digit <= '9' ? digit - '0' : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool key_read(const struct settings *settings, const char *text, size_t length, unsigned char *key)
{
    size_t before = strlen(settings->prefix);
    if (length != before + 2 * PWPOL_STORE_KEY_SIZE || memcmp(text, settings->prefix, before) != 0)
        return false;
    for (unsigned i = 0; i < PWPOL_STORE_KEY_SIZE; i++) {
        int high = digit_value(text[before + 2 * i]), low = digit_value(text[before + 2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
