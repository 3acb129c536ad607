#include "cli/breach_lines.h"

#include "breach/digest.h"

#include <ctype.h>

enum { NO_DIGIT = 0x80, SHORTEST_LINE = 28 }; /* 27 digits of an NT hash whose file has the others */

/* The value of a hexadecimal digit; NO_DIGIT for what is none. */
static const unsigned char *digit_values(void)
{
#define N NO_DIGIT
    static const unsigned char values[256] = {
        N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N, N, N, N, N, N,
        N, 10, 11, 12, 13, 14, 15, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, 10, 11, 12, 13, 14, 15, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
        N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
    };
#undef N
    return values;
}

size_t lines_records_most(const struct lines *lines, size_t text_len)
{
    return 1 + text_len / (lines->passwords ? 2 : SHORTEST_LINE);
}

static bool decode(const char *digits, size_t hash_len, unsigned char hash[HASH_SIZE_MOST])
{
    const unsigned char *values = digit_values();
    unsigned wrong = 0;
    for (size_t i = 0; i < hash_len && i < HASH_SIZE_MOST; i++) {
        unsigned high = values[(unsigned char)digits[2 * i]], low = values[(unsigned char)digits[2 * i + 1]];
        wrong |= high | low;
        hash[i] = (unsigned char)(high << 4 | low);
    }
    return wrong < NO_DIGIT;
}

/* What follows the hash: nothing, or ":" and a number. */
static bool parse_count(const char *text, size_t length, uint64_t *count)
{
    *count = 1;
    if (length == 0)
        return true;
    if (text[0] != ':' || length == 1 || length > 20)
        return false;
    *count = 0;
    for (size_t i = 1; i < length; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (digit > 9)
            return false;
        *count = *count * 10 + digit;
    }
    return true;
}

static bool parse_hash(const struct lines *lines, const struct piece *piece, const char *line, size_t length,
                       unsigned char *hash, uint64_t *count)
{
    size_t bytes = hash_size(lines->hash), digits = 2 * bytes;
    char joined[2 * HASH_SIZE_MOST];
    if (length >= digits && (length == digits || line[digits] == ':'))
        return decode(line, bytes, hash) && parse_count(line + digits, length - digits, count);
    if (piece->prefix[0] == '\0' || length < digits - PREFIX_DIGITS)
        return false;
    memcpy(joined, piece->prefix, PREFIX_DIGITS);
    memcpy(joined + PREFIX_DIGITS, line, digits - PREFIX_DIGITS);
    return decode(joined, bytes, hash) &&
           parse_count(line + digits - PREFIX_DIGITS, length - (digits - PREFIX_DIGITS), count);
}

static unsigned class_of(const struct lines *lines, uint64_t count)
{
    unsigned class = 0;
    while (class < CLASSES && count >= lines->classes[class])
        class++;
    return class;
}

static void parse_line(const struct lines *lines, struct piece *piece, const char *line, size_t length)
{
    unsigned char hash[HASH_SIZE_MOST];
    uint64_t count = 1;
    bool fine = lines->passwords
                    ? password_digest(lines->hash, line, length, hash) == PWPOL_OK
                    : parse_hash(lines, piece, line, length, hash, &count);
    if (!fine) {
        piece->malformed++;
        if (piece->bad_line == 0)
            piece->bad_line = piece->line_count;
    } else if (count < lines->min_count) {
        piece->rare++;
    } else {
        record_of_hash(piece->records + piece->count * lines->words, lines->words, hash,
                       hash_size(lines->hash), class_of(lines, count));
        piece->count++;
    }
}

void lines_parse(const struct lines *lines, struct piece *piece)
{
    const char *line = piece->text, *end = piece->text + piece->text_len;
    piece->count = 0;
    piece->line_count = piece->rare = piece->malformed = piece->bad_line = 0;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *next = newline == NULL ? end : newline + 1;
        size_t length = (size_t)((newline == NULL ? end : newline) - line);
        piece->line_count++;
        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (length > 0)
            parse_line(lines, piece, line, length);
        line = next;
    }
}

pwpol_breach_hash lines_kind(const char *text, size_t text_len, bool has_prefix)
{
    size_t digits = 0;
    while (digits < text_len && isxdigit((unsigned char)text[digits]))
        digits++;
    if (has_prefix && digits + PREFIX_DIGITS <= 2 * hash_size(PWPOL_BREACH_SHA1) && digits != 32)
        digits += PREFIX_DIGITS;
    return digits == 40 ? PWPOL_BREACH_SHA1 : digits == 32 ? PWPOL_BREACH_NT : (pwpol_breach_hash)0;
}

void prefix_of_name(const char *path, char prefix[PREFIX_DIGITS + 1])
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    size_t digits = strspn(name, "0123456789abcdefABCDEF");
    bool is_prefix = digits == PREFIX_DIGITS && (name[digits] == '\0' || name[digits] == '.');
    memcpy(prefix, name, is_prefix ? PREFIX_DIGITS : 0);
    prefix[is_prefix ? PREFIX_DIGITS : 0] = '\0';
}
