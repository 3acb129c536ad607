#include "text/classes.h"
#include "text/fold.h"
#include "text/normal.h"
#include "text/opaque.h"
#include "text/text.h"

#include <string.h>
#include <utf8proc.h>

/* origin[] and source[] count in 32 bits, and so do the arrays on the way to them. */
enum { MOST_POINTS = 1 << 26 };
enum { REPLACEMENT_CHARACTER = 0xFFFD };

static pwpol_status refuse(struct text *text, enum text_problem problem, size_t at)
{
    text->problem = problem;
    text->problem_at = at;
    return PWPOL_OK;
}

/* Nearly every password: printable ASCII, prepared and folded in one pass.
 * *prepared is false, and nothing was decided, when the input is anything else. */
static pwpol_status prepare_ascii(struct arena *arena, const unsigned char *input, size_t length,
                                  struct text *text, bool *prepared)
{
    char *bytes = arena_take(arena, length + 1, 1);
    unsigned char *folded = arena_take(arena, length + 1, 1);
    uint8_t *classes = arena_take(arena, length, 1);
    uint32_t *points = arena_take(arena, length, sizeof *points);
    uint32_t *same = arena_take(arena, length + 1, sizeof *same);
    if (bytes == NULL || folded == NULL || classes == NULL || points == NULL || same == NULL)
        return PWPOL_ERR_NO_MEMORY;
    unsigned seen = 0;
    size_t i = 0;
    for (; i < length && input[i] < 0x80 && ascii_classes[input[i]] != 0; i++) {
        bytes[i] = (char)input[i];
        folded[i] = fold_ascii(input[i]);
        classes[i] = ascii_classes[input[i]];
        points[i] = input[i];
        same[i] = (uint32_t)i;
        seen |= classes[i];
    }
    *prepared = i == length;
    if (!*prepared)
        return PWPOL_OK;
    same[length] = (uint32_t)length;
    *text = (struct text){ .input_length = length,
                           .bytes = bytes,
                           .bytes_len = length,
                           .points = points,
                           .length = length,
                           .source = same,
                           .classes = classes,
                           .classes_seen = seen,
                           .graphemes = length,
                           .folded = folded,
                           .folded_len = length,
                           .origin = same };
    return PWPOL_OK;
}

struct scan {
    size_t points;    /* code points before the end, or before what is no UTF-8 */
    size_t bytes;     /* the bytes that they take */
    uint32_t highest; /* of these code points */
};

/* Reads the whole input, however long. */
static void scan(const unsigned char *input, size_t input_len, struct scan *found)
{
    *found = (struct scan){ 0 };
    while (found->bytes < input_len) {
        const unsigned char *at = input + found->bytes;
        uint64_t eight;
        if (input_len - found->bytes >= sizeof eight) {
            memcpy(&eight, at, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                found->bytes += sizeof eight;
                found->points += sizeof eight;
                continue;
            }
        }
        uint32_t point;
        size_t taken = utf8_decode(at, input_len - found->bytes, &point);
        if (taken == 0)
            return;
        if (point > found->highest)
            found->highest = point;
        found->bytes += taken;
        found->points++;
    }
}

/* Decodes what scan() found valid, with spaces of any kind made U+0020 (RFC 8265,
 * 4.2.2). What is not allowed is replaced by stand_in; when that is 0, false and a
 * problem. */
static bool decode(const unsigned char *input, size_t input_len, uint32_t stand_in, uint32_t *points,
                   struct text *text)
{
    uint32_t before = 0;
    for (size_t i = 0, at = 0; at < input_len; i++) {
        uint32_t point;
        at += utf8_decode(input + at, input_len - at, &point);
        if (!opaque_allows(point, before)) {
            if (stand_in == 0) {
                refuse(text, TEXT_CONTROL, i);
                return false;
            }
            point = stand_in;
        }
        before = point;
        points[i] = utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_ZS ? ' ' : point;
    }
    return true;
}

/* What normal_compose() would give when no code point reaches NORMAL_FIRST_CHANGED. */
static bool keep(struct arena *arena, uint32_t *points, size_t count, struct normal *normal)
{
    uint32_t *source = arena_take(arena, count + 1, sizeof *source);
    if (source == NULL)
        return false;
    for (size_t i = 0; i <= count; i++)
        source[i] = (uint32_t)i;
    *normal = (struct normal){ .points = points, .source = source, .length = count };
    return true;
}

static bool encode(struct arena *arena, struct text *text)
{
    size_t length = 0;
    for (size_t i = 0; i < text->length; i++)
        length += utf8_length(text->points[i]);
    unsigned char *bytes = arena_take(arena, length + 1, 1);
    if (bytes == NULL)
        return false;
    text->bytes = (const char *)bytes;
    text->bytes_len = length;
    for (size_t i = 0; i < text->length; i++)
        bytes += utf8_encode(text->points[i], bytes);
    *bytes = '\0';
    return true;
}

/* Marks and joiners take the class of what they are attached to: an accent or a
 * heart in colour must not pass for one more class. */
static bool is_attached(uint32_t point)
{
    if (point < NORMAL_FIRST_CHANGED)
        return false;
    switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_MN: /* variation selectors are of it */
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return true;
    default:
        return false;
    }
}

static bool classify(struct arena *arena, struct text *text)
{
    uint8_t *classes = arena_take(arena, text->length, 1);
    if (classes == NULL)
        return false;
    for (size_t i = 0; i < text->length; i++) {
        uint32_t point = text->points[i];
        classes[i] = i > 0 && is_attached(point) ? classes[i - 1] : (uint8_t)text_class_of(point);
        text->classes_seen |= classes[i];
    }
    text->classes = classes;
    return true;
}

static void count_graphemes(struct text *text)
{
    utf8proc_int32_t state = 0;
    text->graphemes = 1;
    for (size_t i = 1; i < text->length; i++)
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)text->points[i - 1],
                                             (utf8proc_int32_t)text->points[i], &state))
            text->graphemes++;
}

static bool fold_all(struct arena *arena, struct text *text)
{
    size_t most = 0;
    for (size_t i = 0; i < text->length; i++)
        most += text->points[i] < 0x80 ? 1 : utf8_length(text->points[i]) * FOLD_GROWTH_MAX;
    unsigned char *folded = arena_take(arena, most + 1, 1);
    uint32_t *origin = arena_take(arena, most + 1, sizeof *origin);
    if (folded == NULL || origin == NULL)
        return false;
    struct fold fold;
    size_t length = 0;
    for (size_t i = 0; i < text->length; i++) {
        size_t added = fold_point(&fold, text->points[i]);
        for (size_t j = 0; j < added; j++) {
            folded[length] = fold.bytes[j];
            origin[length++] = (uint32_t)i;
        }
    }
    secret_wipe(&fold, sizeof fold);
    folded[length] = '\0';
    origin[length] = (uint32_t)text->length;
    text->folded = folded;
    text->folded_len = length;
    text->origin = origin;
    return true;
}

/* input is valid UTF-8 of text->input_length code points. */
static pwpol_status prepare_any(struct arena *arena, const unsigned char *input, size_t input_len,
                                size_t max_points, uint32_t stand_in, bool normal_already, struct text *text)
{
    struct normal normal;
    uint32_t *points = arena_take(arena, text->input_length, sizeof *points);
    if (points == NULL)
        return PWPOL_ERR_NO_MEMORY;
    if (!decode(input, input_len, stand_in, points, text))
        return PWPOL_OK;
    bool enough = normal_already ? keep(arena, points, text->input_length, &normal)
                                 : normal_compose(arena, points, text->input_length, &normal);
    if (!enough)
        return PWPOL_ERR_NO_MEMORY;
    if (normal.length > max_points)
        return refuse(text, TEXT_TOO_LONG, 0);
    text->points = normal.points;
    text->length = normal.length;
    text->source = normal.source;
    count_graphemes(text);
    return encode(arena, text) && classify(arena, text) && fold_all(arena, text) ? PWPOL_OK
                                                                                 : PWPOL_ERR_NO_MEMORY;
}

static pwpol_status prepare(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                            uint32_t stand_in, struct text *text)
{
    const unsigned char *bytes = (const unsigned char *)input;
    *text = (struct text){ 0 };
    if (max_points > MOST_POINTS)
        max_points = MOST_POINTS;
    if (input_len == 0)
        return refuse(text, TEXT_EMPTY, 0);
    if (input_len <= max_points) {
        bool prepared;
        pwpol_status status = prepare_ascii(arena, bytes, input_len, text, &prepared);
        if (status != PWPOL_OK || prepared)
            return status;
    }
    struct scan found;
    scan(bytes, input_len, &found);
    text->input_length = found.points;
    if (found.bytes < input_len)
        return refuse(text, TEXT_INVALID_UTF8, found.bytes);
    bool normal_already = found.highest < NORMAL_FIRST_CHANGED;
    if (found.points > (normal_already ? max_points : max_points * NORMAL_PARTS_MAX))
        return refuse(text, TEXT_TOO_LONG, 0);
    return prepare_any(arena, bytes, input_len, max_points, stand_in, normal_already, text);
}

pwpol_status text_prepare(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                          struct text *text)
{
    return prepare(arena, input, input_len, max_points, 0, text);
}

pwpol_status text_prepare_leniently(struct arena *arena, const char *input, size_t input_len,
                                    size_t max_points, struct text *text)
{
    return prepare(arena, input, input_len, max_points, REPLACEMENT_CHARACTER, text);
}
