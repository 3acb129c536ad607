/* Digits typed on the top row of an AZERTY keyboard without the shift: &é"'( is 12345.
 * Also what is left of them where UTF-8 was taken for Latin-1: Ã© for é. */
#include "base/decimal.h"
#include "guess/match.h"
#include "guess/prices.h"

enum {
    ROW_MIN = 4,
    WORD_LENGTH_MAX = 32 /* digits of a listed number; bounds the work */
};

/* The digit typed at a place, and how many code points it took; 0 for none. */
static size_t read_key(const struct match *match, size_t at, unsigned char *digit)
{
    static const struct {
        uint32_t point;
        char digit;
    } keys[] = {
        { '&', '1' },  { 0xE9, '2' }, { '"', '3' }, { '\'', '4' }, { '(', '5' },
        { '-', '6' },  { 0xE8, '7' }, { '_', '8' }, { 0xE7, '9' }, { 0xE0, '0' },
    };
    if (at >= match->length)
        return 0;
    const uint32_t *points = match->text->points;
    uint32_t point = match->lower[at];
    size_t length = 1;
    /* The bytes of é are C3 A9; of à C3 A0, a no-break space, which a space stands for. */
    if (points[at] == 0xC3 && at + 1 < match->length) {
        uint32_t second = points[at + 1] == ' ' ? 0xA0 : points[at + 1];
        point = second >= 0xA0 && second <= 0xBF ? second + 0x40 : 0;
        length = 2;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].point == point) {
            *digit = (unsigned char)keys[i].digit;
            return length;
        }
    }
    return 0;
}

static void add(struct match *match, size_t start, size_t end, uint32_t rank, double guesses_log10)
{
    match_add(match, &(struct piece){ .kind = PWPOL_PIECE_KEYBOARD,
                                      .start = (uint32_t)start,
                                      .length = (uint32_t)(end - start),
                                      .rank = rank,
                                      .guesses_log10 = guesses_log10 + price_signs,
                                      .list = "azerty" });
}

/* The numbers of the lists that begin here; the end of the run of keys when there is no other. */
static void look_from(struct match *match, size_t start)
{
    const struct wordlist *list = wordlist_builtin();
    uint32_t node = WORDLIST_ROOT;
    size_t at = start;
    for (unsigned count = 1; count <= WORD_LENGTH_MAX; count++) {
        unsigned char digit = 0;
        size_t step = read_key(match, at, &digit);
        if (step == 0 || (node = wordlist_step(list, node, digit)) == 0)
            return;
        at += step;
        struct word word;
        if (count >= ROW_MIN && wordlist_ends(list, node, &word))
            add(match, start, at, word.rank, decimal_log10(word.rank));
    }
}

void match_digit_row(struct match *match)
{
    size_t start = 0;
    unsigned count = 0;
    unsigned char digit = 0;
    if ((match->text->classes_seen & CLASS_SPECIAL) == 0)
        return; /* the letters of the row are never four in a row */
    for (size_t at = 0, step; at <= match->length; at += step == 0 ? 1 : step) {
        step = read_key(match, at, &digit);
        if (step == 0) {
            if (count >= ROW_MIN)
                add(match, start, at, 0, count); /* as many digits */
            count = 0;
            continue;
        }
        if (count++ == 0)
            start = at;
        look_from(match, at);
    }
}
