/* What the matchers share: the candidate laid out for them, and the pieces that
 * they found so far. One file a kind of piece, each with one match_ function. */
#ifndef PWPOL_GUESS_MATCH_H
#define PWPOL_GUESS_MATCH_H

#include "guess/guess.h"

enum {
    LOOK_MAX = 1024,     /* code points looked at; what comes after is not */
    PIECES_A_START = 16, /* pieces kept that start at one code point: the longest; */
    PIECES_OF_LONG = 4,  /* in a candidate of more than LONG code points, */
    PIECES_OF_LONGER = 2, /* and of more than LONGER: locked memory is slow to come by */
    LONG = 64,
    LONGER = 256,
    WORD_MIN = 3,        /* folded bytes of the shortest word, */
    WORD_SHORT = 2,      /* and of one of the lists that stands by itself */
    DISGUISED_MIN = 4,   /* of a word read backwards or with substitutions */
    NODES_A_START = 96   /* steps in one list from one start, whatever the substitutions */
};

/* The folded text in one direction. A reversed lane holds what each code point
 * folds to from the last to the first, in its order: "ruœc" is "coeur". */
struct lane {
    const unsigned char *bytes;
    size_t length;
    const uint32_t *begin; /* the code point that byte i comes from */
    const uint32_t *end;   /* after it, and after the marks that fold to nothing */
    bool reversed;
};

/* Where byte i is the first, or the last, of its code point: œ folds to two. */
static inline bool lane_starts(const struct lane *lane, size_t i)
{
    return i == 0 || lane->begin[i] != lane->begin[i - 1];
}
static inline bool lane_ends(const struct lane *lane, size_t i)
{
    return i + 1 == lane->length || lane->begin[i] != lane->begin[i + 1];
}
/* The code points of bytes [first, last]. */
static inline uint32_t lane_begin(const struct lane *lane, size_t first, size_t last)
{
    return lane->begin[lane->reversed ? last : first];
}
static inline uint32_t lane_end(const struct lane *lane, size_t first, size_t last)
{
    return lane->end[lane->reversed ? first : last];
}

/* In a list of the pieces that start at the same code point. */
struct found_piece {
    struct piece piece;
    uint32_t next; /* index + 1; 0 after the last */
};

struct start {
    uint32_t first; /* index + 1 into items; 0 for none */
    uint32_t count; /* at most match.a_start */
};

struct match {
    struct arena *arena;
    const struct text *text;
    const struct guess_context *context; /* never NULL; may be empty */
    size_t length;                       /* code points looked at */
    const uint32_t *lower;               /* they in lower case, with their accents, */
    const uint32_t *plain;               /* and without: e for é */
    struct lane forward;
    struct lane backward;
    const struct letters *letters; /* letters.h */

    struct found_piece *items;
    uint32_t count;
    uint32_t capacity;
    struct start *starts; /* length of them */
    uint32_t a_start;     /* pieces kept of one */
    bool failed;          /* an allocation failed; sticky, so that only the end asks */
    size_t steps;         /* of all walks, for the tests that bound the work */
};

/* Lays the candidate out. */
pwpol_status match_begin(struct arena *arena, const struct guess_request *request, struct match *match);

/* Keeps a piece, unless one of the same kind and span is as cheap. A start that
 * is full loses its shortest piece to a longer one. */
void match_add(struct match *match, const struct piece *piece);

/* Where a word could start or stop: not inside a run of letters of one case, nor
 * inside a number. */
bool match_is_border(const struct match *match, size_t at);
/* log10 of the ways to write a span in capitals: 1 when there is none, 2 for the
 * first, the last or all of them, else the choices of as many (Wheeler 2016, 2.4.2),
 * and the price of what nearly nobody does; 10 at most for MotDePasse. */
double match_capitals(const struct match *match, size_t start, size_t end);
/* log10 of the choices of 1 to the smaller of a and b among a + b. */
double choices_log10(unsigned a, unsigned b);

/* The matchers. */
void match_words(struct match *match, const struct guess_request *request);
void match_context(struct match *match);
void match_old(struct match *match);
void match_keyboards(struct match *match);
void match_sequences(struct match *match);
void match_dates(struct match *match);
void match_numbers(struct match *match);
void match_digit_row(struct match *match);
void match_repeats(struct match *match); /* last: a repeated unit may be any other piece */

#endif
