/* Text as people type it: strict UTF-8, prepared as RFC 8265 OpaqueString,
 * measured, classified and folded for comparison. */
#ifndef PWPOL_TEXT_TEXT_H
#define PWPOL_TEXT_TEXT_H

#include "base/secret.h"
#include "pwpol/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_problem {
    TEXT_FINE = 0,
    TEXT_EMPTY,
    TEXT_INVALID_UTF8, /* problem_at: byte offset of the first bad sequence */
    TEXT_CONTROL,      /* problem_at: code point index of the input; NUL, C0, C1, and what else
                          RFC 8264 keeps out: invisible, unassigned, private (opaque.c) */
    TEXT_TOO_LONG      /* input_length holds the code points of the whole input */
};

/* Classes of one character; also the bits of a set of them. */
enum text_class {
    CLASS_LOWER = 1,
    CLASS_UPPER = 2,
    CLASS_DIGIT = 4,        /* any script's digits, and superscripts */
    CLASS_SPECIAL = 8,      /* punctuation, symbols, spaces, emoji */
    CLASS_OTHER_LETTER = 16 /* a letter of neither case: an ideograph */
};

/* A prepared text. Arrays live in the arena it was made with. Unless problem is
 * TEXT_FINE only problem, problem_at and input_length mean anything. */
struct text {
    enum text_problem problem;
    size_t problem_at;
    size_t input_length; /* code points of the input */

    const char *bytes; /* the prepared form, UTF-8, what is hashed; NUL-terminated */
    size_t bytes_len;
    const uint32_t *points; /* its code points */
    size_t length;
    const uint32_t *source; /* points[i] comes from the input's code point source[i]; never
                               decreases, but two points may come from one;
                               length + 1 entries, the last is input_length */
    const uint8_t *classes; /* of points[i], one enum text_class each; marks, joiners and
                               variation selectors have that of the point before */
    unsigned classes_seen;  /* all of them together */
    size_t graphemes;       /* extended grapheme clusters (UAX 29) */

    /* For comparisons: lower case, no accents, ligatures apart (é e, œ oe, ß ss),
     * compatibility forms plain; UTF-8 bytes, mostly ASCII. Same for NFC and NFD. */
    const unsigned char *folded; /* NUL-terminated */
    size_t folded_len;
    const uint32_t *origin; /* folded[i] comes from points[origin[i]]; folded_len + 1
                               entries, the last is length */
};

/* Prepares an input, which must have at most max_points code points once prepared.
 * Only PWPOL_ERR_NO_MEMORY is a failure.
 *
 * An input may be longer before: decomposed, a code point takes up to four. Beyond
 * four times max_points it is only counted. The whole input is read whatever its
 * length, and what is not UTF-8 is TEXT_INVALID_UTF8 even where it is too long:
 * there are no code points to count in it. input_length then stops before the
 * problem. Of TEXT_TOO_LONG and TEXT_CONTROL either may be told when both are true. */
pwpol_status text_prepare(struct arena *arena, const char *input, size_t input_len, size_t max_points,
                          struct text *text);

/* The same for a text that is looked at and never hashed: what would be TEXT_CONTROL
 * is prepared as U+FFFD, one for each code point. */
pwpol_status text_prepare_leniently(struct arena *arena, const char *input, size_t input_len,
                                    size_t max_points, struct text *text);

/* Folds a NUL-free UTF-8 word as text.folded is; into folded of folded_size bytes
 * (4 x word_len + 1 always suffices). False when it is not UTF-8 or does not fit.
 * Allocates nothing; for words of lists and contexts, not for passwords: what it
 * leaves on the stack is not wiped. */
bool text_fold(const char *word, size_t word_len, unsigned char *folded, size_t folded_size,
               size_t *folded_len);

/* Decodes one code point at bytes[0]; the bytes it takes, or 0 when invalid
 * (overlong, surrogate, truncated, above U+10FFFF). bytes_len at least 1. */
size_t utf8_decode(const unsigned char *bytes, size_t bytes_len, uint32_t *point);
/* Encodes into at most 4 bytes; the bytes written. */
size_t utf8_encode(uint32_t point, unsigned char *bytes);
/* The bytes that utf8_encode() writes. */
size_t utf8_length(uint32_t point);

enum text_class text_class_of(uint32_t point);

/* How many of the 33 printable ASCII specials, space included, there are. The
 * authority counts 37 on an AZERTY keyboard: these and four that ASCII lacks. */
enum { TEXT_ASCII_SPECIALS = 33 };

#endif
