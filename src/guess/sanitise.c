#include "guess/sanitise.h"

enum { REPLACEMENT = 0xFFFD };

/* Alone, so that it takes one pass however many controls there are. */
static pwpol_status is_refused(const unsigned char *bytes, size_t count, bool *refused)
{
    struct arena arena = { 0 };
    struct text text;
    pwpol_status status = text_prepare(&arena, (const char *)bytes, count, 8, &text);
    *refused = text.problem != TEXT_FINE;
    arena_end(&arena);
    return status;
}

/* Every refused code point becomes one U+FFFD; with plain, every one that is not
 * ASCII does. replaced holds 3 bytes a byte read. */
static pwpol_status replace(const unsigned char *input, size_t input_len, bool plain, unsigned char *replaced,
                            size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < input_len;) {
        uint32_t point = REPLACEMENT;
        size_t step = utf8_decode(input + i, input_len - i, &point);
        bool refused;
        pwpol_status status = is_refused(input + i, step, &refused);
        if (status != PWPOL_OK)
            return status;
        *length += utf8_encode(refused || (plain && point >= 0x80) ? REPLACEMENT : point, replaced + *length);
        i += step;
    }
    return PWPOL_OK;
}

static pwpol_status status_of(enum text_problem problem)
{
    switch (problem) {
    case TEXT_INVALID_UTF8:
        return PWPOL_ERR_UTF8;
    case TEXT_TOO_LONG:
        return PWPOL_ERR_TOO_LONG;
    case TEXT_FINE:
    case TEXT_EMPTY:
        return PWPOL_OK;
    default:
        return PWPOL_ERR_INTERNAL;
    }
}

pwpol_status text_prepare_any(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                              struct text *text)
{
    pwpol_status status = text_prepare(arena, input, input_len, max_points, text);
    if (status != PWPOL_OK)
        return status;
    if (text->problem != TEXT_CONTROL)
        return status_of(text->problem);
    unsigned char *replaced = arena_take(arena, input_len, 3);
    if (replaced == NULL)
        return PWPOL_ERR_NO_MEMORY;
    /* The second time for a pile of more marks than the text room allows, of
     * which none is refused alone. */
    for (int plain = 0; plain <= 1 && text->problem == TEXT_CONTROL; plain++) {
        size_t length;
        status = replace((const unsigned char *)input, input_len, plain, replaced, &length);
        if (status == PWPOL_OK)
            status = text_prepare(arena, (const char *)replaced, length, max_points, text);
        if (status != PWPOL_OK)
            return status;
    }
    return status_of(text->problem);
}
