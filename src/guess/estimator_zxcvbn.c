/* zxcvbn-c, on the English that it knows (T. Evans, after D. Wheeler).
 *
 * It is told windows of at most 16 characters. Its time grows with the cube of
 * the length on digits that may be letters: "12" repeated takes 0.5 ms for 16,
 * 2.6 ms for 24, 1.5 s for 128. The windows end where the best cut so far has a
 * border, so that no word is torn; guessing one after the other is an attack on
 * the whole, so their sum is the cost of one. What comes after the last window
 * costs what the best cut so far makes of it.
 *
 * It is told ASCII: a character that folds to a letter is that letter, with its
 * capital, and its accent is one of four (é è ê ë); any other is a sign, the same for
 * the same character, so that what it does not know is neither a word nor a repeat. It
 * rates the bytes of UTF-8 as if drawn at random: 80 bits for six accented letters.
 *
 * It allocates and frees what it does not wipe. What remains are its nodes, which
 * hold positions, lengths and kinds, and the copies of repeated parts that it
 * makes to rate their unit. The window and the stack are wiped here. */
#include "guess/context.h"
#include "guess/estimators.h"

#include <math.h>
#include <sodium.h>
#include <string.h>
#include <zxcvbn.h>

enum { WINDOW = 16, WINDOWS_MAX = 4, WORDS_MAX = 8, STACK_USED = 8192, ACCENTS = 4 };

/* ---- What it is told ---- */

/* In an order that is neither a sequence nor a walk over a keyboard. */
static const char signs[] = "~&[<#}=,?%{!;_>^@:|(.$-*)+";
enum { SIGNS = sizeof signs - 1 };

/* The characters that no ASCII letter stands for, in the order they came. */
struct strangers {
    uint32_t points[SIGNS];
    size_t count;
};

static char sign_of(struct strangers *strangers, uint32_t point)
{
    size_t i = 0;
    while (i < strangers->count && i < SIGNS && strangers->points[i] != point)
        i++;
    if (i == SIGNS) /* more of them than signs: which one matters no longer */
        return signs[point % SIGNS];
    if (i == strangers->count)
        strangers->points[strangers->count++] = point;
    return signs[i];
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* One byte a code point; NULL: no memory. */
static char *write_ascii(struct match *match)
{
    const struct lane *lane = &match->forward;
    char *ascii = arena_take(match->arena, match->length + 1, 1);
    struct strangers *strangers = arena_take(match->arena, 1, sizeof *strangers);
    size_t folded = 0;
    if (strangers == NULL)
        return NULL;
    for (size_t i = 0; ascii != NULL && i < match->length; i++) {
        uint32_t point = match->text->points[i];
        while (folded < lane->length && lane->begin[folded] < i)
            folded++;
        bool folds = folded < lane->length && lane->begin[folded] == i && lane->bytes[folded] < 0x80;
        char letter = folds ? (char)lane->bytes[folded] : '\0';
        if (point < 0x80)
            letter = (char)point;
        else if (!folds)
            letter = sign_of(strangers, point);
        else if (match->text->classes[i] == CLASS_UPPER && letter >= 'a' && letter <= 'z')
            letter = (char)(letter - 32);
        ascii[i] = letter;
    }
    return ascii;
}

/* Its dictionary of the person's words is searched from end to end at every
 * character, so it is given only those that the candidate holds. */
struct words {
    const char *list[WORDS_MAX + 1];
    size_t count;
};

static bool add_word(struct match *match, const char *ascii, const struct piece *piece, struct words *words)
{
    char *word = arena_take(match->arena, piece->length + 1, 1);
    if (word == NULL)
        return false;
    for (size_t i = 0; i < piece->length; i++) {
        char letter = ascii[piece->start + i];
        word[i] = letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
    }
    words->list[words->count++] = word;
    return true;
}

static bool choose_words(struct match *match, const char *ascii, struct words *words)
{
    for (size_t start = 0; start < match->length; start++) {
        for (uint32_t i = match->starts[start].first; i != 0; i = match->items[i - 1].next) {
            const struct piece *piece = &match->items[i - 1].piece;
            if (piece->kind != PWPOL_PIECE_CONTEXT || (piece->how & (PIECE_REVERSED | PIECE_LEET)) != 0)
                continue;
            if (words->count == WORDS_MAX)
                return true;
            if (!add_word(match, ascii, piece, words))
                return false;
        }
    }
    return true;
}

/* ---- What it answers ---- */

static pwpol_piece_kind kind_of(ZxcTypeMatch_t type)
{
    switch ((int)type % MULTIPLE_MATCH) {
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
        return PWPOL_PIECE_WORD;
    case USER_MATCH:
    case USER_LEET_MATCH:
        return PWPOL_PIECE_CONTEXT;
    case REPEATS_MATCH:
        return PWPOL_PIECE_REPEAT;
    case SEQUENCE_MATCH:
        return PWPOL_PIECE_SEQUENCE;
    case SPATIAL_MATCH:
        return PWPOL_PIECE_KEYBOARD;
    case DATE_MATCH:
    case YEAR_MATCH:
        return PWPOL_PIECE_DATE;
    default:
        return PWPOL_PIECE_RANDOM;
    }
}

static const char *list_of(const struct match *match, const struct piece *piece)
{
    if (piece->kind == PWPOL_PIECE_WORD)
        return "zxcvbn";
    if (piece->kind == PWPOL_PIECE_KEYBOARD)
        return "qwerty";
    for (uint32_t i = match->starts[piece->start].first; i != 0; i = match->items[i - 1].next) {
        if (match->items[i - 1].piece.kind == piece->kind)
            return match->items[i - 1].piece.list;
    }
    return "";
}

static double log10_of_bits(double bits)
{
    return bits > 0 ? bits * 0.30102999566398120 : 0; /* log10(2) */
}

/* ---- The windows ---- */

struct windows {
    struct match *match;
    const char *ascii;
    struct words words;
    unsigned count;
    struct estimate *estimate;
    size_t capacity; /* of its pieces */
};

static void add_piece(struct windows *windows, const struct piece *piece)
{
    if (windows->estimate->count < windows->capacity)
        windows->estimate->pieces[windows->estimate->count++] = *piece;
}

static void add_cost(struct windows *windows, size_t start, double guesses_log10)
{
    windows->estimate->guesses_log10 += guesses_log10 + (start > 0 ? cut_join_log10() : 0);
}

static double accents_log10(const struct windows *windows, size_t start, size_t length)
{
    unsigned accents = 0;
    for (size_t i = start; i < start + length; i++)
        accents += windows->match->text->points[i] >= 0x80 && is_letter(windows->ascii[i]);
    return accents * log10(ACCENTS);
}

static void look_through(struct windows *windows, size_t start, size_t length)
{
    char window[WINDOW + 1];
    memcpy(window, windows->ascii + start, length);
    window[length] = '\0';
    ZxcMatch_t *parts = NULL;
    double bits = ZxcvbnMatch(window, windows->words.list, &parts);
    sodium_stackzero(STACK_USED);
    sodium_memzero(window, sizeof window);
    add_cost(windows, start, log10_of_bits(bits) + accents_log10(windows, start, length));
    for (const ZxcMatch_t *part = parts; part != NULL; part = part->Next) {
        struct piece piece = { .kind = kind_of(part->Type),
                               .start = (uint32_t)(start + (size_t)part->Begin),
                               .length = (uint32_t)part->Length,
                               .guesses_log10 = log10_of_bits(part->Entrpy) };
        piece.list = list_of(windows->match, &piece);
        add_piece(windows, &piece);
    }
    ZxcvbnFreeInfo(parts);
    windows->count++;
}

/* A piece that fits no window: characters at random are looked through in
 * parts, anything else is what the best cut found it to be. */
static void take_long(struct windows *windows, struct piece piece)
{
    while (piece.kind == PWPOL_PIECE_RANDOM && piece.length > 0 && windows->count < WINDOWS_MAX) {
        uint32_t length = piece.length < WINDOW ? piece.length : WINDOW;
        look_through(windows, piece.start, length);
        piece.guesses_log10 -= piece.guesses_log10 * length / piece.length;
        piece.start += length;
        piece.length -= length;
    }
    if (piece.length == 0)
        return;
    add_cost(windows, piece.start, piece.guesses_log10);
    add_piece(windows, &piece);
}

bool estimate_zxcvbn(struct match *match, const struct passphrase *passphrase, const struct estimate *best,
                     struct estimate *mine)
{
    (void)passphrase;
    struct windows windows = { .match = match, .estimate = mine, .capacity = match->length };
    windows.ascii = write_ascii(match);
    mine->pieces = arena_take(match->arena, windows.capacity, sizeof *mine->pieces);
    if (windows.ascii == NULL || mine->pieces == NULL || !choose_words(match, windows.ascii, &windows.words))
        return false;
    for (size_t i = 0; i < best->count;) {
        if (windows.count == WINDOWS_MAX || best->pieces[i].length > WINDOW) {
            take_long(&windows, best->pieces[i++]);
            continue;
        }
        size_t start = best->pieces[i].start;
        size_t end = start;
        for (; i < best->count && best->pieces[i].start + best->pieces[i].length <= start + WINDOW; i++)
            end = best->pieces[i].start + best->pieces[i].length;
        look_through(&windows, start, end - start);
    }
    return true;
}
