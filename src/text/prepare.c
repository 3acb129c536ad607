#include "text/fold.h"
#include "text/text.h"

#include <string.h>
#include <utf8proc.h>

/* Input may be longer than what it is prepared to: a decomposed letter with
 * three marks becomes one code point. Beyond this factor it is too long anyway. */
enum { SHRINK_MAX = 4 };
/* Canonical decomposition makes at most four code points of one (UAX 15). */
enum { GROW_MAX = 4 };
/* More marks on one character than any writing needs; the bound of the
 * Stream-Safe Text Format (UAX 15), which also bounds the work of ordering them. */
enum { MARKS_MAX = 30 };

enum { ZERO_WIDTH_NON_JOINER = 0x200C, ZERO_WIDTH_JOINER = 0x200D };

static void refuse(struct text *text, enum text_problem problem, size_t at)
{
    text->problem = problem;
    text->problem_at = at;
}

/* Every byte printable ASCII. */
static bool is_printable_ascii(const unsigned char *input, size_t input_len)
{
    unsigned char outside = 0;
    for (size_t i = 0; i < input_len; i++)
        outside |= (unsigned char)((unsigned char)(input[i] - 0x20) > 0x5E);
    return outside == 0;
}

static pwpol_status prepare_ascii(struct arena *arena, const unsigned char *input, size_t length,
                                  struct text *text)
{
    char *bytes = arena_take(arena, length + 1, 1);
    unsigned char *folded = arena_take(arena, length + 1, 1);
    uint8_t *classes = arena_take(arena, length, 1);
    uint32_t *points = arena_take(arena, length, sizeof *points);
    uint32_t *identity = arena_take(arena, length + 1, sizeof *identity);
    if (bytes == NULL || folded == NULL || classes == NULL || points == NULL || identity == NULL)
        return PWPOL_ERR_NO_MEMORY;
    memcpy(bytes, input, length);
    bytes[length] = '\0';
    for (size_t i = 0; i < length; i++) {
        points[i] = input[i];
        identity[i] = (uint32_t)i;
        folded[i] = fold_ascii(input[i]);
        classes[i] = (uint8_t)text_class_of(input[i]);
        text->classes_seen |= classes[i];
    }
    folded[length] = '\0';
    identity[length] = (uint32_t)length;
    text->bytes = bytes;
    text->bytes_len = text->length = text->folded_len = text->graphemes = length;
    text->points = points;
    text->classes = classes;
    text->folded = folded;
    text->source = text->origin = identity;
    return PWPOL_OK;
}

/* Counts the code points of the whole input; false at the first bad sequence. */
static bool count_points(const unsigned char *input, size_t input_len, struct text *text)
{
    for (size_t i = 0; i < input_len;) {
        uint32_t point;
        size_t step = utf8_decode(input + i, input_len - i, &point);
        if (step == 0) {
            refuse(text, TEXT_INVALID_UTF8, i);
            return false;
        }
        i += step;
        text->input_length++;
    }
    return true;
}

/* RFC 8264, FreeformClass, as far as a password is concerned: controls,
 * unassigned and private code points, non-characters and invisible formatting
 * are out, for nobody can be sure to type them again. The joiners and variation
 * selectors stay, because people type emoji that are made with them. */
static bool is_allowed(uint32_t point)
{
    switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    case UTF8PROC_CATEGORY_CF:
        return point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER;
    default:
        return true;
    }
}

/* Decodes, checks and maps spaces (RFC 8265, 4.2.2: any Zs becomes U+0020). */
static bool decode_allowed(const unsigned char *input, size_t input_len, utf8proc_int32_t *points,
                           struct text *text)
{
    unsigned marks = 0;
    size_t count = 0;
    for (size_t i = 0; i < input_len; count++) {
        uint32_t point;
        i += utf8_decode(input + i, input_len - i, &point);
        const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)point);
        marks = property->combining_class != 0 ? marks + 1 : 0;
        if (!is_allowed(point) || marks > MARKS_MAX) {
            refuse(text, TEXT_CONTROL, count);
            return false;
        }
        points[count] = property->category == UTF8PROC_CATEGORY_ZS ? ' ' : (utf8proc_int32_t)point;
    }
    return true;
}

/* Marks in canonical order (UAX 15): a stable sort by combining class between starters. */
static void order_marks(utf8proc_int32_t *points, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        utf8proc_int32_t point = points[i];
        utf8proc_propval_t combining = utf8proc_get_property(point)->combining_class;
        size_t j = i;
        for (; combining != 0 && j > 0 && utf8proc_get_property(points[j - 1])->combining_class > combining;
             j--)
            points[j] = points[j - 1];
        points[j] = point;
    }
}

/* NFC of one grapheme cluster into normal, which holds GROW_MAX times its code
 * points; how many. Composition never crosses the border of a cluster. */
static size_t normalise_cluster(const utf8proc_int32_t *cluster, size_t count, utf8proc_int32_t *normal)
{
    size_t length = 0;
    int boundary = 0;
    for (size_t i = 0; i < count; i++) {
        utf8proc_ssize_t parts = utf8proc_decompose_char(cluster[i], normal + length, GROW_MAX,
                                                         UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &boundary);
        if (parts < 0 || parts > GROW_MAX) {
            normal[length] = cluster[i];
            parts = 1;
        }
        length += (size_t)parts;
    }
    order_marks(normal, length);
    utf8proc_ssize_t composed =
        utf8proc_normalize_utf32(normal, (utf8proc_ssize_t)length, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    return composed < 0 ? length : (size_t)composed;
}

/* NFC of the whole, cluster by cluster, with the code point that each came from. */
static void normalise(const utf8proc_int32_t *input, uint32_t *points, uint32_t *source, struct text *text)
{
    size_t length = 0;
    for (size_t start = 0, end; start < text->input_length; start = end) {
        utf8proc_int32_t state = 0;
        for (end = start + 1; end < text->input_length; end++)
            if (utf8proc_grapheme_break_stateful(input[end - 1], input[end], &state))
                break;
        size_t count = normalise_cluster(input + start, end - start, (utf8proc_int32_t *)points + length);
        for (size_t i = 0; i < count; i++)
            source[length + i] = (uint32_t)(start + (i < end - start ? i : end - start - 1));
        length += count;
        text->graphemes++;
    }
    source[length] = (uint32_t)text->input_length;
    text->points = points;
    text->source = source;
    text->length = length;
}

static bool encode(struct arena *arena, struct text *text)
{
    unsigned char *bytes = arena_take(arena, text->length * 4 + 1, 1);
    if (bytes == NULL)
        return false;
    size_t length = 0;
    for (size_t i = 0; i < text->length; i++)
        length += utf8_encode(text->points[i], bytes + length);
    bytes[length] = '\0';
    text->bytes = (const char *)bytes;
    text->bytes_len = length;
    return true;
}

static bool classify(struct arena *arena, struct text *text)
{
    uint8_t *classes = arena_take(arena, text->length, 1);
    if (classes == NULL)
        return false;
    for (size_t i = 0; i < text->length; i++) {
        classes[i] = (uint8_t)text_class_of(text->points[i]);
        text->classes_seen |= classes[i];
    }
    text->classes = classes;
    return true;
}

static bool fold(struct arena *arena, struct text *text)
{
    uint32_t points[FOLD_POINTS_MAX];
    unsigned char encoded[4];
    size_t length = 0;
    for (size_t i = 0; i < text->length; i++) {
        size_t count = fold_point(text->points[i], points);
        for (size_t j = 0; j < count; j++)
            length += utf8_encode(points[j], encoded);
    }
    unsigned char *folded = arena_take(arena, length + 1, 1);
    uint32_t *origin = arena_take(arena, length + 1, sizeof *origin);
    if (folded == NULL || origin == NULL)
        return false;
    size_t at = 0;
    for (size_t i = 0; i < text->length; i++) {
        size_t count = fold_point(text->points[i], points);
        for (size_t j = 0; j < count; j++) {
            size_t bytes = utf8_encode(points[j], folded + at);
            for (size_t k = 0; k < bytes; k++)
                origin[at + k] = (uint32_t)i;
            at += bytes;
        }
    }
    secret_wipe(points, sizeof points);
    secret_wipe(encoded, sizeof encoded);
    folded[length] = '\0';
    origin[length] = (uint32_t)text->length;
    text->folded = folded;
    text->folded_len = length;
    text->origin = origin;
    return true;
}

static pwpol_status prepare_unicode(struct arena *arena, const unsigned char *input, size_t input_len,
                                    size_t max_points, struct text *text)
{
    utf8proc_int32_t *decoded = arena_take(arena, text->input_length, sizeof *decoded);
    uint32_t *points = arena_take(arena, text->input_length * GROW_MAX, sizeof *points);
    uint32_t *source = arena_take(arena, text->input_length * GROW_MAX + 1, sizeof *source);
    if (decoded == NULL || points == NULL || source == NULL)
        return PWPOL_ERR_NO_MEMORY;
    if (!decode_allowed(input, input_len, decoded, text))
        return PWPOL_OK;
    normalise(decoded, points, source, text);
    if (text->length > max_points) {
        refuse(text, TEXT_TOO_LONG, 0);
        return PWPOL_OK;
    }
    return encode(arena, text) && classify(arena, text) && fold(arena, text) ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

pwpol_status text_prepare(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                          struct text *text)
{
    const unsigned char *bytes = (const unsigned char *)input;
    *text = (struct text){ 0 };
    if (input_len == 0) {
        refuse(text, TEXT_EMPTY, 0);
        return PWPOL_OK;
    }
    bool ascii = is_printable_ascii(bytes, input_len);
    if (ascii)
        text->input_length = input_len;
    else if (!count_points(bytes, input_len, text))
        return PWPOL_OK;
    if (text->input_length > (ascii ? max_points : max_points * SHRINK_MAX)) {
        refuse(text, TEXT_TOO_LONG, 0);
        return PWPOL_OK;
    }
    return ascii ? prepare_ascii(arena, bytes, input_len, text)
                 : prepare_unicode(arena, bytes, input_len, max_points, text);
}
