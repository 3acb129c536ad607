/* Dynamic programming over the places to cut, in a time linear in the span: the
 * pieces that start at one code point are bounded, and so are the sets of
 * characters that a gap may be drawn from.
 *
 * The guesses of a cut are the product of those of its pieces, times 10 for each
 * piece but the first, for the attacker's choice of what comes next, times the
 * price of the attack that the first piece stands for (prices.h). Wheeler's model
 * (2016, 2.5) has l! in place of the 10, and adds 10^4 a piece. A constant factor makes
 * the cost additive, and the best cut found in one pass. */
#include "guess/cut.h"

#include "base/decimal.h"
#include "guess/letters.h"
#include "guess/prices.h"

#include <math.h>
#include <pthread.h>

/* A piece that is not all of the password is one of many that begin so: it
 * stands for no fewer than this (Wheeler 2016, 2.5). */
static const double piece_min_log10 = 1.6989700043360187; /* log10(50) */

/* ---- What a gap is drawn from ---- */

enum { CLASSES_SETS = 32 };

/* Bits as of text_class for ASCII; all the rest of Unicode is one class more.
 * A person who leaves ASCII takes what a keyboard or a phone shows: 64 characters,
 * the accented letters of the layouts of western Europe, and no more. */
static double set_size(unsigned set)
{
    return (set & CLASS_LOWER ? 26 : 0) + (set & CLASS_UPPER ? 26 : 0) + (set & CLASS_DIGIT ? 10 : 0) +
           (set & CLASS_SPECIAL ? TEXT_ASCII_SPECIALS : 0) + (set & LETTERS_BEYOND ? 64 : 0);
}

static unsigned set_of(const struct match *match, size_t at)
{
    return match->letters->set[at];
}

/* ---- The program ---- */

/* What a piece follows: another or the start, characters, or one separator after another. */
enum before { BEFORE_PIECE, BEFORE_GAP, BEFORE_SEPARATOR };

/* The cheapest way to reach a place. */
struct place {
    double piece;       /* a piece ends here; 0 at the start */
    uint32_t found;     /* which, index + 1 */
    enum before before; /* it */
    double gap;        /* a gap ends here */
    double gap_alone;  /* without what comes before it */
    uint32_t gap_start;
    bool gap_chained; /* its characters go by those before them */
};

struct gap {
    double before;
    double alone; /* INFINITY while it is not open */
    uint32_t start;
};

struct program {
    struct match *match;
    size_t start;
    size_t end;
    struct place *places;          /* end - start + 1 */
    unsigned sets[CLASSES_SETS];   /* that gaps may be drawn from */
    struct gap gaps[CLASSES_SETS]; /* that are open, one a set */
    struct gap chained;            /* and one whose characters go by those before them */
    unsigned sets_count;
    uint16_t separators[128]; /* how often each sign stands between letters or digits */
};

/* log10 of the size of each set. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static double set_logs[CLASSES_SETS];

static void make_set_logs(void)
{
    for (unsigned set = 1; set < CLASSES_SETS; set++)
        set_logs[set] = decimal_log10(set_size(set));
}

static void choose_sets(struct program *program)
{
    unsigned seen = 0;
    bool pieces = false;
    pthread_once(&once, make_set_logs);
    program->chained.alone = INFINITY;
    for (size_t i = program->start; i < program->end; i++) {
        seen |= set_of(program->match, i);
        pieces |= program->match->starts[i].count > 0;
    }
    if (!pieces) { /* one gap from end to end, drawn from all */
        program->sets[0] = seen;
        program->gaps[0].alone = INFINITY;
        program->sets_count = 1;
        return;
    }
    for (unsigned set = seen; set != 0; set = (set - 1) & seen) {
        program->sets[program->sets_count] = set;
        program->gaps[program->sets_count++].alone = INFINITY;
    }
}

/* ---- Separators ----
 * Who joins words with a hyphen does so throughout: the choice is paid once, in equal parts. */

static bool is_separator(const struct match *match, size_t at)
{
    const uint8_t *classes = match->text->classes;
    return match->text->points[at] < 128 && classes[at] == CLASS_SPECIAL && classes[at - 1] != CLASS_SPECIAL &&
           classes[at + 1] != CLASS_SPECIAL;
}

static void count_separators(struct program *program)
{
    const struct match *match = program->match;
    if ((match->text->classes_seen & CLASS_SPECIAL) == 0)
        return;
    for (size_t at = program->start + 1; at + 1 < program->end; at++) {
        if (is_separator(match, at))
            program->separators[match->text->points[at]]++;
    }
}

/* What it costs that a separator stands before a place; INFINITY where none does. */
static double separator_log10(const struct program *program, size_t at)
{
    const struct match *match = program->match;
    if ((match->text->classes_seen & CLASS_SPECIAL) == 0 || at < program->start + 2 || at >= program->end ||
        !is_separator(match, at - 1))
        return INFINITY;
    return price_separator / program->separators[match->text->points[at - 1]];
}

/* The gap takes the code point at a place, or a new one opens there; the cheapest
 * that ends after it is kept. */
static void lengthen(struct gap *gap, size_t at, double open, double cost, bool chained, struct place *after)
{
    if (open < gap->before + gap->alone)
        *gap = (struct gap){ open, 0, (uint32_t)at };
    gap->alone += cost;
    if (gap->before + gap->alone < after->gap) {
        after->gap = gap->before + gap->alone;
        after->gap_alone = gap->alone;
        after->gap_start = gap->start;
        after->gap_chained = chained;
    }
}

static void go_on_with_gaps(struct program *program, size_t at)
{
    const struct letters *letters = program->match->letters;
    struct place *place = &program->places[at - program->start];
    double open = place->piece + (at == program->start ? 0 : price_join_gap);
    unsigned set = letters->set[at];
    double accent = letters_accents(program->match, at, at + 1);
    place[1].gap = INFINITY;
    for (unsigned i = 0; i < program->sets_count; i++) {
        if ((program->sets[i] & set) == 0)
            program->gaps[i].alone = INFINITY;
        else
            lengthen(&program->gaps[i], at, open, set_logs[program->sets[i]] * letters->width[at] + accent,
                     false, &place[1]);
    }
    double edge = at + 1 == program->match->length ? letters->edge : 0;
    lengthen(&program->chained, at, open, letters->chain[at] + accent + edge, true, &place[1]);
}

/* What belongs to the person is tried first, in every combination. */
static bool is_own(const struct piece *piece)
{
    return piece->kind == PWPOL_PIECE_CONTEXT || piece->kind == PWPOL_PIECE_OLD;
}

/* Found after the pieces and characters that end at a place; separator is what one there costs. */
static void try_piece(struct program *program, struct place *from, double separator, uint32_t found)
{
    const struct piece *piece = &program->match->items[found - 1].piece;
    bool own = is_own(piece);
    bool whole = piece->length == program->end - program->start;
    double guesses = whole || own ? piece->guesses_log10 : fmax(piece->guesses_log10, piece_min_log10);
    double after_piece = from->piece + (own ? price_join_own : price_join);
    double after_gap = from->gap + piece->price + (own ? price_join_own : price_join_gap);
    if (from == program->places)
        after_piece = piece->price;
    double cheapest = after_gap < after_piece ? after_gap : after_piece;
    enum before before = after_gap < after_piece ? BEFORE_GAP : BEFORE_PIECE;
    if (separator < INFINITY) {
        double after_separator = from[-1].piece + separator + (own ? price_join_own : price_join);
        if (after_separator < cheapest) {
            cheapest = after_separator;
            before = BEFORE_SEPARATOR;
        }
    }
    struct place *to = from + piece->length;
    guesses += cheapest;
    if (guesses < to->piece) {
        to->piece = guesses;
        to->found = found;
        to->before = before;
    }
}

static void go_on_with_pieces(struct program *program, size_t at)
{
    const struct match *match = program->match;
    double separator = separator_log10(program, at);
    for (uint32_t i = match->starts[at].first; i != 0; i = match->items[i - 1].next) {
        if (match->items[i - 1].piece.length <= program->end - at)
            try_piece(program, &program->places[at - program->start], separator, i);
    }
}

static bool run(struct program *program)
{
    size_t length = program->end - program->start;
    program->places = arena_take(program->match->arena, length + 1, sizeof *program->places);
    if (program->places == NULL)
        return false;
    for (size_t i = 1; i <= length; i++)
        program->places[i].piece = INFINITY;
    program->places[0].gap = INFINITY;
    choose_sets(program);
    count_separators(program);
    for (size_t at = program->start; at < program->end; at++) {
        go_on_with_pieces(program, at);
        go_on_with_gaps(program, at);
    }
    return true;
}

/* ---- The way back ---- */

static struct piece gap_piece(const struct place *place, size_t end)
{
    return (struct piece){ .kind = place->gap_chained ? PWPOL_PIECE_LETTERS : PWPOL_PIECE_RANDOM,
                           .start = place->gap_start,
                           .length = (uint32_t)(end - place->gap_start),
                           .guesses_log10 = place->gap_alone,
                           .list = "" };
}

static struct piece separator_piece(const struct program *program, size_t end)
{
    return (struct piece){ .kind = PWPOL_PIECE_RANDOM,
                           .start = (uint32_t)end - 1,
                           .length = 1,
                           .guesses_log10 = separator_log10(program, end),
                           .list = "" };
}

/* From the end to the start, into pieces when that is not NULL; how many. */
static size_t trace(const struct program *program, struct piece *pieces, size_t count)
{
    size_t taken = 0;
    size_t at = program->end;
    const struct place *last = &program->places[at - program->start];
    enum before kind = last->gap < last->piece ? BEFORE_GAP : BEFORE_PIECE;
    while (at > program->start) {
        const struct place *place = &program->places[at - program->start];
        struct piece piece = kind == BEFORE_GAP         ? gap_piece(place, at)
                             : kind == BEFORE_SEPARATOR ? separator_piece(program, at)
                                                        : program->match->items[place->found - 1].piece;
        kind = kind == BEFORE_PIECE ? place->before : BEFORE_PIECE;
        at = piece.start;
        taken++;
        if (pieces != NULL)
            pieces[count - taken] = piece;
    }
    return taken;
}

bool cut(struct match *match, size_t start, size_t end, bool pieces_wanted, struct estimate *estimate)
{
    struct program program = { .match = match, .start = start, .end = end };
    *estimate = (struct estimate){ 0 };
    if (start == end)
        return true;
    if (!run(&program))
        return false;
    const struct place *last = &program.places[end - start];
    estimate->guesses_log10 = fmin(last->piece, last->gap);
    if (!pieces_wanted)
        return true;
    estimate->count = trace(&program, NULL, 0);
    estimate->pieces = arena_take(match->arena, estimate->count, sizeof *estimate->pieces);
    if (estimate->pieces == NULL)
        return false;
    trace(&program, estimate->pieces, estimate->count);
    return true;
}
