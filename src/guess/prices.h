/* What an attack costs before its own count of guesses, log10: how much later than
 * that count says an attacker who tries everything in the best order comes to
 * what it finds. Passwords of lists are the measure, so theirs is 0. Fitted on a
 * list of which the lists here hold a third; docs/guess.md says how, and shows the measures. */
#ifndef PWPOL_GUESS_PRICES_H
#define PWPOL_GUESS_PRICES_H

/* ---- Paid by each piece but the first: the choice of what comes next ---- */

static const double price_join = 1;
static const double price_join_gap = 1.3; /* between a piece and characters, either first */

static const double price_join_own = 0.5; /* before what belongs to the person */

/* ---- Paid once for a sign that stands between pieces, however often ---- */

static const double price_separator = 2.5;

/* ---- Paid by a piece that begins the candidate, or follows characters; the join
 * pays for one that follows another piece ----
 * Words of lists: wordlist_times(). */

static const double price_walk = 1.8;
static const double price_sequence = 2.8;
static const double price_sequence_of_letters = 3.5;
static const double price_repeat_of_one = 1.6;
static const double price_repeat = 2.5;

/* Dates, by what they have and in which order. */
static const double price_date = 0.5;
static const double price_date_unusual = 1.5; /* month or year first, or with separators */
static const double price_date_part = 1.8;    /* a year, a day and month */

/* No list of passwords knows French numbers: taken from that of dates. */
static const double price_number = 0.5;

/* ---- Paid wherever a word is disguised so ---- */

static const double price_reversed = 2.3;
static const double price_signs = 2; /* p@ssw0rd, and digits without the shift */
static const double price_odd_capitals = 1.5;
static const double price_camel = 1; /* MotDePasse */
static const double price_plural = 2.5;
static const double price_held = 2.2; /* a letter three times or more, and */
static const double price_held_more = 0.3; /* for each time beyond the third */

#endif
