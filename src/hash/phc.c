#include "hash/phc.h"

#include <stdio.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Branches on public characters only: salts, tags and ids of stored strings. */
static int base64_value(char character)
{
    if (character >= 'A' && character <= 'Z')
        return character - 'A';
    if (character >= 'a' && character <= 'z')
        return character - 'a' + 26;
    if (character >= '0' && character <= '9')
        return character - '0' + 52;
    return character == '+' ? 62 : character == '/' ? 63 : -1;
}

int base64_decode(const char *text, size_t text_len, unsigned char *bytes, size_t bytes_size)
{
    if (text_len % 4 == 1 || text_len / 4 * 3 + (text_len % 4 * 3) / 4 > bytes_size)
        return -1;
    uint32_t bits = 0;
    unsigned bit_count = 0;
    int count = 0;
    for (size_t i = 0; i < text_len; i++) {
        int value = base64_value(text[i]);
        if (value < 0)
            return -1;
        bits = bits << 6 | (uint32_t)value;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[count++] = (unsigned char)(bits >> bit_count);
            bits &= (1u << bit_count) - 1;
        }
    }
    return bits == 0 ? count : -1;
}

char *base64_encode(const unsigned char *bytes, size_t bytes_len, char *text)
{
    uint32_t bits = 0;
    unsigned bit_count = 0;
    for (size_t i = 0; i < bytes_len; i++) {
        bits = (bits << 8 | bytes[i]) & 0xFFFF;
        for (bit_count += 8; bit_count >= 6;) {
            bit_count -= 6;
            *text++ = alphabet[bits >> bit_count & 63];
        }
    }
    if (bit_count > 0)
        *text++ = alphabet[bits << (6 - bit_count) & 63];
    *text = '\0';
    return text;
}

/* What is still to be read of a stored string. */
struct rest {
    const char *at;
    const char *end;
};

static bool take(struct rest *rest, const char *literal)
{
    size_t length = strlen(literal);
    if ((size_t)(rest->end - rest->at) < length || memcmp(rest->at, literal, length) != 0)
        return false;
    rest->at += length;
    return true;
}

static bool take_number(struct rest *rest, uint32_t *number)
{
    const char *begin = rest->at;
    uint64_t value = 0;
    while (rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9' && value <= UINT32_MAX)
        value = value * 10 + (uint64_t)(*rest->at++ - '0');
    if (rest->at == begin || value > UINT32_MAX || (*begin == '0' && rest->at - begin > 1))
        return false;
    *number = (uint32_t)value;
    return true;
}

/* Base64 up to the next '$' or ',' or the end. */
static bool take_bytes(struct rest *rest, unsigned char *bytes, size_t least, size_t most, size_t *count)
{
    const char *begin = rest->at;
    while (rest->at < rest->end && *rest->at != '$' && *rest->at != ',')
        rest->at++;
    int decoded = base64_decode(begin, (size_t)(rest->at - begin), bytes, most);
    if (decoded < 0 || (size_t)decoded < least)
        return false;
    *count = (size_t)decoded;
    return true;
}

static bool take_variant(struct rest *rest, enum argon2_variant *variant)
{
    if (take(rest, "$argon2id$"))
        *variant = ARGON2_VARIANT_ID;
    else if (take(rest, "$argon2i$"))
        *variant = ARGON2_VARIANT_I;
    else if (take(rest, "$argon2d$"))
        *variant = ARGON2_VARIANT_D;
    else
        return false;
    return true;
}

/* Version 1.0 of Argon2 wrote no version. */
static bool take_version(struct rest *rest, uint32_t *version)
{
    *version = ARGON2_V10;
    if (!take(rest, "v="))
        return true;
    return take_number(rest, version) && (*version == ARGON2_V10 || *version == ARGON2_V13) &&
           take(rest, "$");
}

static bool cost_is_possible(const struct argon2_cost *cost)
{
    return cost->passes >= 1 && cost->lanes >= 1 && cost->lanes < 1u << 24 && cost->memory / 8 >= cost->lanes;
}

bool phc_parse(const char *text, size_t text_len, struct phc *phc)
{
    struct rest rest = { text, text + text_len };
    *phc = (struct phc){ 0 };
    if (text_len >= PHC_STRING_SIZE || !take_variant(&rest, &phc->variant) ||
        !take_version(&rest, &phc->version))
        return false;
    if (!take(&rest, "m=") || !take_number(&rest, &phc->cost.memory) || !take(&rest, ",t=") ||
        !take_number(&rest, &phc->cost.passes) || !take(&rest, ",p=") ||
        !take_number(&rest, &phc->cost.lanes))
        return false;
    if (take(&rest, ",keyid=") && !take_bytes(&rest, phc->keyid, 1, PHC_KEYID_MAX, &phc->keyid_len))
        return false;
    if (take(&rest, ",data=") && !take_bytes(&rest, phc->data, 1, PHC_DATA_MAX, &phc->data_len))
        return false;
    return take(&rest, "$") && take_bytes(&rest, phc->salt, PHC_SALT_MIN, PHC_SALT_MAX, &phc->salt_len) &&
           take(&rest, "$") && take_bytes(&rest, phc->tag, PHC_TAG_MIN, PHC_TAG_MAX, &phc->tag_len) &&
           rest.at == rest.end && cost_is_possible(&phc->cost);
}

static char *put(char *at, const char *text)
{
    size_t length = strlen(text);
    memcpy(at, text, length + 1);
    return at + length;
}

void phc_write(const struct phc *phc, char text[PHC_STRING_SIZE])
{
    static const char *const names[] = { "argon2d", "argon2i", "argon2id" };
    char *at = text;
    at += sprintf(at, "$%s$", names[phc->variant]);
    if (phc->version != ARGON2_V10)
        at += sprintf(at, "v=%u$", (unsigned)phc->version);
    at += sprintf(at, "m=%u,t=%u,p=%u", (unsigned)phc->cost.memory, (unsigned)phc->cost.passes,
                  (unsigned)phc->cost.lanes);
    if (phc->keyid_len > 0)
        at = base64_encode(phc->keyid, phc->keyid_len, put(at, ",keyid="));
    if (phc->data_len > 0)
        at = base64_encode(phc->data, phc->data_len, put(at, ",data="));
    at = base64_encode(phc->salt, phc->salt_len, put(at, "$"));
    base64_encode(phc->tag, phc->tag_len, put(at, "$"));
}
