/* Words: of the lists, of the person, of breaches. */
#include "check/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct finding no_figures = { .have = NAN, .want = NAN };

/* A10: the candidate is in a corpus of breached passwords, or nobody can tell. */
void rule_breach(struct check *check)
{
    if (check->breach_count > 0)
        rule_finds(check, PWPOL_ERROR, (struct finding){ .have = (double)check->breach_count, .want = NAN });
    else if (check->breach_unread)
        rule_finds(check, PWPOL_NOTE, (struct finding){ .have = NAN, .want = NAN, .variant = VARIANT_UNREAD });
}

/* ---- The person and the service (A11) ---- */

/* "marc" in "marche": a listed word that is longer by half explains it better.
 * Only words that begin a little before are looked at, which bounds the work. */
static bool is_coincidence(const struct check *check, const struct piece *piece)
{
    enum { BEFORE_MOST = 24 };
    const struct guess *guess = check->guess;
    size_t i = (size_t)(piece - guess->found); /* found is in the order of starts */
    while (i > 0 && guess->found[i - 1].start + BEFORE_MOST >= piece->start)
        i--;
    for (; i < guess->found_count && guess->found[i].start <= piece->start; i++) {
        const struct piece *word = &guess->found[i];
        if (word->kind == PWPOL_PIECE_WORD && word->how == 0 && 3 * piece->length <= 2 * word->length &&
            piece->start + piece->length <= word->start + word->length)
            return true;
    }
    return false;
}

static bool is_drawn_from_the_person(const struct check *check, const struct piece *piece)
{
    return piece->kind == PWPOL_PIECE_CONTEXT &&
           piece->length >= policy_integer(check->policy, KEY_CONTEXT_LENGTH) &&
           !is_coincidence(check, piece);
}

void rule_context(struct check *check)
{
    struct chosen chosen;
    if (!policy_integer(check->policy, KEY_CONTEXT_REFUSE))
        return;
    pieces_choose(check, is_drawn_from_the_person, &chosen);
    for (size_t i = 0; i < chosen.count; i++)
        rule_finds_piece(check, PWPOL_ERROR, &chosen.pieces[i], no_figures);
}

/* ---- Lists (A10) ---- */

/* The administrator's: refused whatever digits and punctuation surround the word. */
void rule_dictionary_denied(struct check *check)
{
    const struct piece *word = piece_that_is_all(check, PWPOL_PIECE_DENIED);
    if (word == NULL)
        return;
    /* The list's name is the policy's, which the report may outlive. */
    struct piece told = *word;
    snprintf(check->report->denied_list, sizeof check->report->denied_list, "%s", word->list);
    told.list = check->report->denied_list;
    rule_finds_piece(check, PWPOL_ERROR, &told, no_figures);
}

/* Nine random digits are harder to guess than any word: a candidate that has more
 * than eight characters besides the word, not counting patterns, is no variation
 * of it. Chance finds words in disguise more easily, so they are allowed less. */
static bool is_a_variation(const struct check *check, const struct piece *word)
{
    enum { AROUND_MOST = 8, AROUND_DISGUISED_MOST = 4 };
    size_t most = word->how & (PIECE_LEET | PIECE_REVERSED) ? AROUND_DISGUISED_MOST : AROUND_MOST;
    size_t around = 0;
    for (size_t i = 0; i < check->text->length; i++)
        if ((i < word->start || i >= word->start + word->length) && !check->covered[i])
            around++;
    return around <= most;
}

static bool is_common_word(const struct check *check, const struct piece *piece)
{
    return piece->kind == PWPOL_PIECE_WORD &&
           piece->length >= policy_integer(check->policy, KEY_DICTIONARY_LENGTH);
}

/* Whether a finding gives a plainer reason than the words inside the candidate. */
static bool is_explained(const struct check *check)
{
    for (size_t i = 0; i < check->report->count; i++)
        if (check->report->findings[i].id == FINDING_CONTEXT ||
            check->report->findings[i].id == FINDING_DICTIONARY_DENIED)
            return true;
    return check->pattern_share >= (double)policy_integer(check->policy, KEY_PATTERN_SHARE);
}

/* Of a candidate that is too easy to guess, which words make it so. */
static void tell_words(struct check *check)
{
    struct chosen chosen;
    struct finding finding = no_figures;
    finding.variant = VARIANT_NOTED;
    pieces_choose(check, is_common_word, &chosen);
    for (size_t i = 0; i < chosen.count; i++)
        rule_finds_piece(check, PWPOL_NOTE, &chosen.pieces[i], finding);
}

/* The library's: one word and nothing but digits, punctuation and spaces around. */
void rule_dictionary(struct check *check)
{
    if (!policy_integer(check->policy, KEY_DICTIONARY_BUILTIN))
        return;
    const struct piece *word = piece_that_is_all(check, PWPOL_PIECE_WORD);
    if (word != NULL && is_a_variation(check, word))
        rule_finds_piece(check, PWPOL_ERROR, word, no_figures);
    else if (guesses_are_short(check) && !is_explained(check))
        tell_words(check);
}
