#include "guess/passphrase.h"

#include <math.h>
#include <string.h>

/* Words of a shorter one are a password like another. */
enum { PASSPHRASE_MIN = 2 };

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

bool passphrase_pieces(struct match *match, const struct passphrase *passphrase, struct piece **pieces)
{
    const struct lane *lane = &match->forward;
    *pieces = arena_take(match->arena, passphrase->words, sizeof **pieces);
    if (*pieces == NULL)
        return false;
    size_t start = 0;
    for (size_t i = 0; i < passphrase->words; i++) {
        size_t end = word_end(lane, start, passphrase->separator);
        size_t after = end < lane->length ? end + 1 : end;
        struct piece piece = { .kind = PWPOL_PIECE_WORD,
                               .start = i == 0 ? 0 : lane->begin[start],
                               .guesses_log10 = log10(passphrase->list->count),
                               .list = passphrase->list->name };
        piece.length = (after < lane->length ? lane->begin[after] : (uint32_t)match->length) - piece.start;
        (*pieces)[i] = piece;
        start = after;
    }
    return true;
}
