#include "guess/passphrase.h"

#include "base/decimal.h"
#include <string.h>

/* Words of a shorter one are a password like another. */
enum { PASSPHRASE_MIN = 2 };

/* Two words run together are found as words; so are three, but for their list. */
enum { PASSPHRASE_LOOSE_MIN = 3 };

enum { RECENT = 16 };

/* The end of the word at start. */
static size_t word_end(const struct lane *lane, size_t start, unsigned char separator)
{
    const unsigned char *found = memchr(lane->bytes + start, separator, lane->length - start);
    return found == NULL ? lane->length : (size_t)(found - lane->bytes);
}

/* The words last seen. */
struct recent {
    const unsigned char *words[RECENT];
    size_t lengths[RECENT];
};

static bool is_recent(const struct recent *recent, const unsigned char *word, size_t length)
{
    for (size_t i = 0; i < RECENT; i++) {
        if (recent->lengths[i] == length && memcmp(recent->words[i], word, length) == 0)
            return true;
    }
    return false;
}

/* Words of the list from end to end; 0 when anything else is there, or when more
 * than half of them repeat others: nobody draws the same word seven times. */
static size_t count_words(const struct lane *lane, const struct passphrase_list *list,
                          unsigned char separator)
{
    struct recent recent = { 0 };
    size_t words = 0;
    size_t repeated = 0;
    for (size_t start = 0, end; start <= lane->length; start = end + 1) {
        end = word_end(lane, start, separator);
        const unsigned char *word = lane->bytes + start;
        size_t length = end - start;
        if (length == 0 || !passphrase_contains(list, word, length))
            return 0;
        repeated += is_recent(&recent, word, length);
        recent.words[words % RECENT] = word;
        recent.lengths[words % RECENT] = length;
        words++;
    }
    return 2 * repeated > words ? 0 : words;
}

struct passphrase passphrase_recognise(const struct match *match)
{
    static const char separators[] = " -._,";
    struct passphrase best = { 0 };
    for (const char *separator = separators; *separator != '\0'; separator++) {
        unsigned char byte = (unsigned char)*separator;
        if (word_end(&match->forward, 0, byte) == match->forward.length)
            continue;
        for (size_t i = 0; i < passphrase_list_count(); i++) {
            const struct passphrase_list *list = passphrase_list_at(i);
            size_t words = count_words(&match->forward, list, byte);
            if (words >= PASSPHRASE_MIN && (best.list == NULL || list->count < best.list->count))
                best = (struct passphrase){ list, words, byte };
        }
    }
    return best;
}

/* ---- Run together ---- */

/* The end of the word of the list that starts here; 0 when there is none. */
static size_t listed_end(const struct lane *lane, size_t start, const struct wordlist *words)
{
    uint32_t node = WORDLIST_ROOT;
    for (size_t at = start; at < lane->length; at++) {
        node = wordlist_step(words, node, lane->bytes[at]);
        if (node == 0)
            return 0;
        if (wordlist_ends(words, node, NULL))
            return at + 1;
    }
    return 0;
}

static bool is_sign(unsigned char byte)
{
    return byte < 0x80 && !(byte >= 'a' && byte <= 'z');
}

/* After the separator, if one stands here. */
static size_t after_sign(const struct lane *lane, size_t at)
{
    return at < lane->length && is_sign(lane->bytes[at]) ? at + 1 : at;
}

static size_t count_loose(const struct lane *lane, const struct passphrase_list *list)
{
    const struct wordlist *words = passphrase_trie(list);
    size_t count = 0;
    for (size_t at = 0; at < lane->length; count++) {
        size_t end = listed_end(lane, at, words);
        if (end == 0)
            return 0;
        at = after_sign(lane, end);
        if (at == lane->length && at != end)
            return 0; /* a sign at the end separates nothing */
    }
    return count;
}

struct passphrase passphrase_recognise_loose(const struct match *match)
{
    struct passphrase best = passphrase_recognise(match);
    for (size_t i = 0; i < passphrase_list_count() && best.list == NULL; i++) {
        size_t words = count_loose(&match->forward, passphrase_list_at(i));
        if (words >= PASSPHRASE_LOOSE_MIN)
            best = (struct passphrase){ passphrase_list_at(i), words, 0 };
    }
    return best;
}

bool passphrase_pieces(struct match *match, const struct passphrase *passphrase, struct piece **pieces)
{
    const struct lane *lane = &match->forward;
    *pieces = arena_take(match->arena, passphrase->words, sizeof **pieces);
    if (*pieces == NULL)
        return false;
    size_t start = 0;
    for (size_t i = 0; i < passphrase->words; i++) {
        size_t after;
        if (passphrase->separator == 0)
            after = after_sign(lane, listed_end(lane, start, passphrase_trie(passphrase->list)));
        else
            after = after_sign(lane, word_end(lane, start, passphrase->separator));
        struct piece piece = { .kind = PWPOL_PIECE_WORD,
                               .start = i == 0 ? 0 : lane->begin[start],
                               .guesses_log10 = decimal_log10(passphrase->list->count),
                               .list = passphrase->list->name };
        piece.length = (after < lane->length ? lane->begin[after] : (uint32_t)match->length) - piece.start;
        (*pieces)[i] = piece;
        start = after;
    }
    return true;
}

/* Capitals where the words begin are one habit; others are chosen one by one. */
static double capitals_log10(const struct match *match, const struct piece *pieces, size_t count)
{
    size_t at_starts = 0;
    double others = 0;
    for (size_t i = 0; i < count; i++) {
        bool at_start = match->text->classes[pieces[i].start] == CLASS_UPPER;
        at_starts += at_start;
        others += match_capitals(match, pieces[i].start + at_start, pieces[i].start + pieces[i].length);
    }
    return others + (at_starts == 0 ? 0 : decimal_log10(at_starts == count ? 2 : 2 * (double)count));
}

double passphrase_log10(const struct match *match, const struct passphrase *passphrase, const struct piece *pieces)
{
    return (double)passphrase->words * decimal_log10(passphrase->list->count) +
           capitals_log10(match, pieces, passphrase->words) +
           (passphrase->separator == 0 ? decimal_log10(2) : 0);
}
