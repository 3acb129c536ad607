/* Dynamic programming over the places to cut, in a time linear in the span: the
 * pieces that start at one code point are bounded, and so are the sets of
 * characters that a gap may be drawn from.
 *
 * The guesses of a cut are the product of those of its pieces, times 3 for each
 * piece but the first: after a piece the attacker must choose whether a word, a
 * pattern or characters come next. Wheeler's model has l! in its place, for an
 * attacker who knows how many pieces there are but not their order, and adds 10^4
 * a piece for the simpler structures tried before. The two agree within a factor of 2 for up to 5
 * pieces without that addition, which rule-based attacks do not pay: word, year
 * and sign are tried together from the start. A constant factor makes the cost additive,
 * and the best cut found in one pass. */
#include "guess/cut.h"

#include <math.h>
#include <pthread.h>

double cut_join_log10(void)
{
    return 0.47712125471966244; /* log10(3) */
}

/* A piece that is not all of the password is one of many that begin so: it
 * stands for no fewer than this (Wheeler 2016, 2.5). */
static const double piece_min_log10 = 1.6989700043360187; /* log10(50) */

/* ---- What a gap is drawn from ---- */

enum { CLASSES_SETS = 32, POINT_BEYOND = 16 };

/* Bits as of text_class for ASCII; all the rest of Unicode is one class more.
 * A person who leaves ASCII takes what a keyboard or a phone shows: 64 characters,
 * the accented letters of the layouts of western Europe, and no more. */
static double set_size(unsigned set)
{
    return (set & CLASS_LOWER ? 26 : 0) + (set & CLASS_UPPER ? 26 : 0) + (set & CLASS_DIGIT ? 10 : 0) +
           (set & CLASS_SPECIAL ? TEXT_ASCII_SPECIALS : 0) + (set & POINT_BEYOND ? 64 : 0);
}

static unsigned set_of(const struct match *match, size_t at)
{
    return match->text->points[at] < 0x80 ? match->text->classes[at] : POINT_BEYOND;
}

/* ---- The program ---- */

/* The cheapest way to reach a place. */
struct place {
    double piece;      /* a piece ends here; 0 at the start */
    uint32_t found;    /* which, index + 1 */
    bool piece_of_gap; /* a gap comes before it, else a piece or the start */
    double gap;        /* a gap ends here */
    uint32_t gap_start;
};

struct gap {
    double guesses;
    uint32_t start;
};

struct program {
    struct match *match;
    size_t start;
    size_t end;
    struct place *places;          /* end - start + 1 */
    unsigned sets[CLASSES_SETS];   /* that gaps may be drawn from */
    struct gap gaps[CLASSES_SETS]; /* that are open, one a set */
    unsigned sets_count;
};

/* log10 of the size of each set. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static double set_logs[CLASSES_SETS];

static void make_set_logs(void)
{
    for (unsigned set = 1; set < CLASSES_SETS; set++)
        set_logs[set] = log10(set_size(set));
}

static void choose_sets(struct program *program)
{
    unsigned seen = 0;
    bool pieces = false;
    pthread_once(&once, make_set_logs);
    for (size_t i = program->start; i < program->end; i++) {
        seen |= set_of(program->match, i);
        pieces |= program->match->starts[i].count > 0;
    }
    if (!pieces) { /* one gap from end to end, drawn from all */
        program->sets[0] = seen;
        program->gaps[0].guesses = INFINITY;
        program->sets_count = 1;
        return;
    }
    for (unsigned set = seen; set != 0; set = (set - 1) & seen) {
        program->sets[program->sets_count] = set;
        program->gaps[program->sets_count++].guesses = INFINITY;
    }
}

/* Every open gap takes the code point after place, or a new one opens there. */
static void go_on_with_gaps(struct program *program, size_t at)
{
    struct place *place = &program->places[at - program->start];
    double open = place->piece + (at == program->start ? 0 : cut_join_log10());
    unsigned set = set_of(program->match, at);
    place[1].gap = INFINITY;
    for (unsigned i = 0; i < program->sets_count; i++) {
        struct gap *gap = &program->gaps[i];
        if ((program->sets[i] & set) == 0) {
            gap->guesses = INFINITY;
            continue;
        }
        if (open < gap->guesses)
            *gap = (struct gap){ open, (uint32_t)at };
        gap->guesses += set_logs[program->sets[i]];
        if (gap->guesses < place[1].gap) {
            place[1].gap = gap->guesses;
            place[1].gap_start = gap->start;
        }
    }
}

static void go_on_with_pieces(struct program *program, size_t at)
{
    const struct match *match = program->match;
    struct place *place = &program->places[at - program->start];
    bool of_gap = place->gap < place->piece;
    double before = of_gap ? place->gap : place->piece;
    if (at > program->start)
        before += cut_join_log10();
    for (uint32_t i = match->starts[at].first; i != 0; i = match->items[i - 1].next) {
        const struct piece *piece = &match->items[i - 1].piece;
        if (piece->length > program->end - at)
            continue;
        bool whole = piece->length == program->end - program->start;
        double guesses =
            before + (whole ? piece->guesses_log10 : fmax(piece->guesses_log10, piece_min_log10));
        struct place *to = place + piece->length;
        if (guesses < to->piece) {
            to->piece = guesses;
            to->found = i;
            to->piece_of_gap = of_gap;
        }
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
    for (size_t at = program->start; at < program->end; at++) {
        go_on_with_pieces(program, at);
        go_on_with_gaps(program, at);
    }
    return true;
}

/* ---- The way back ---- */

static struct piece random_piece(const struct program *program, size_t start, size_t end)
{
    unsigned seen = 0;
    for (size_t i = start; i < end; i++)
        seen |= set_of(program->match, i);
    return (struct piece){ .kind = PWPOL_PIECE_RANDOM,
                           .start = (uint32_t)start,
                           .length = (uint32_t)(end - start),
                           .guesses_log10 = (double)(end - start) * set_logs[seen],
                           .list = "" };
}

/* From the end to the start, into pieces when that is not NULL; how many. */
static size_t trace(const struct program *program, struct piece *pieces, size_t count)
{
    size_t taken = 0;
    size_t at = program->end;
    const struct place *last = &program->places[at - program->start];
    bool gap = last->gap < last->piece;
    while (at > program->start) {
        const struct place *place = &program->places[at - program->start];
        struct piece piece =
            gap ? random_piece(program, place->gap_start, at) : program->match->items[place->found - 1].piece;
        gap = !gap && place->piece_of_gap;
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
