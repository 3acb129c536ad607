/* Bytes as a password: strict UTF-8, preparation, folding. The first byte chooses a bound and whether what is no
 * password is looked at all the same. */
#include "input.h"

#include "text/text.h"

/* The offset of what is not UTF-8, or the length; counts the code points before it. */
static size_t valid_until(const char *bytes, size_t length, size_t *points)
{
    unsigned char again[4];
    size_t at = 0;
    *points = 0;
    while (at < length) {
        uint32_t point;
        size_t took = utf8_decode((const unsigned char *)bytes + at, length - at, &point);
        if (took == 0)
            break;
        must(utf8_encode(point, again) == took && utf8_length(point) == took &&
                 memcmp(again, bytes + at, took) == 0,
             "a code point has one encoding");
        at += took;
        ++*points;
    }
    return at;
}

static void judge_prepared(const struct text *text, size_t max_points)
{
    size_t points;
    unsigned seen = 0;
    must(text->length >= 1 && text->length <= max_points, "a prepared text is within its bound");
    must(strlen(text->bytes) == text->bytes_len, "a prepared text holds no NUL");
    must(valid_until(text->bytes, text->bytes_len, &points) == text->bytes_len && points == text->length,
         "a prepared text is UTF-8 of as many code points as it says");
    for (size_t i = 0; i < text->length; i++) {
        must(text->source[i] <= text->source[i + 1], "sources never decrease");
        seen |= text->classes[i];
    }
    must(text->source[text->length] == text->input_length, "the last source is the end of the input");
    must(seen == text->classes_seen, "the classes seen are those of the code points");
    must(text->graphemes >= 1 && text->graphemes <= text->length, "a grapheme is one code point or more");
    for (size_t i = 0; i < text->folded_len; i++)
        must(text->origin[i] <= text->origin[i + 1] && text->origin[i] < text->length,
             "origins never decrease");
    must(text->origin[text->folded_len] == text->length, "the last origin is the end of the text");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    struct arena arena = { 0 };
    struct text text, again;
    uint8_t manner = input_byte(&input);
    size_t max_points = manner & 2 ? 1024 : 1 + manner / 4, length = input.left, points;
    char *candidate = input_take(&input, length);
    pwpol_status (*prepare)(struct arena *, const char *, size_t, size_t, struct text *) =
        manner & 1 ? text_prepare_leniently : text_prepare;
    must(prepare(&arena, candidate, length, max_points, &text) == PWPOL_OK, "only memory can lack");
    size_t valid = valid_until(candidate, length, &points);
    must((text.problem == TEXT_INVALID_UTF8) == (valid < length),
         "what is not UTF-8 is told, and nothing else is");
    must(text.problem != TEXT_INVALID_UTF8 || text.problem_at == valid,
         "the place is the first that is not UTF-8");
    must((text.problem == TEXT_EMPTY) == (length == 0), "only nothing is empty");
    must(text.input_length == points, "the code points of the input are counted");
    if (text.problem == TEXT_FINE) {
        judge_prepared(&text, max_points);
        must(prepare(&arena, text.bytes, text.bytes_len, max_points, &again) == PWPOL_OK &&
                 again.problem == TEXT_FINE,
             "what is prepared can be prepared");
        must(again.bytes_len == text.bytes_len && memcmp(again.bytes, text.bytes, text.bytes_len) == 0,
             "preparing twice changes nothing");
        must(again.folded_len == text.folded_len && memcmp(again.folded, text.folded, text.folded_len) == 0,
             "what is prepared folds alike");
        unsigned char *folded = malloc(4 * text.bytes_len + 1);
        size_t folded_len;
        must(folded != NULL &&
                 text_fold(text.bytes, text.bytes_len, folded, 4 * text.bytes_len + 1, &folded_len) &&
                 folded_len == text.folded_len && memcmp(folded, text.folded, folded_len) == 0,
             "words of lists fold as candidates do");
        free(folded);
    }
    arena_end(&arena);
    free(candidate);
    return 0;
}
