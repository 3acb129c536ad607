/* Findings made of the pieces that the matcher found: words, the person's own
 * data, patterns, the old password. No rule here searches the candidate. */
#include "check/check.h"

#include <math.h>
#include <string.h>

/* Digits and signs around a word that nothing explains: more of them than this
 * are no longer a decoration. */
enum { DECORATION_MAX = 6 };
/* A pattern that the policy tolerates is worth a note from this length on. */
enum { NOTE_LENGTH = 5 };

static uint32_t end_of(const struct piece *piece)
{
    return piece->start + piece->length;
}

/* ---- Words ---- */

static bool is_covered_by_pattern(const struct guess *guess, uint32_t at)
{
    for (size_t i = 0; i < guess->found_count && guess->found[i].start <= at; i++)
        if (is_pattern(guess->found[i].kind) && end_of(&guess->found[i]) > at)
            return true;
    return false;
}

/* The candidate is this word, with nothing around it but digits and signs, few
 * of which no pattern explains: Bonjour2026!, P@ssw0rd1234. */
static bool is_decorated(const struct judged *judged, const struct piece *word)
{
    const struct text *text = judged->text;
    unsigned unexplained = 0;
    for (uint32_t i = 0; i < text->length; i++) {
        if (i >= word->start && i < end_of(word))
            continue;
        if (text->classes[i] != CLASS_DIGIT && text->classes[i] != CLASS_SPECIAL)
            return false;
        unexplained += !is_covered_by_pattern(judged->guess, i);
        if (unexplained > DECORATION_MAX)
            return false;
    }
    return true;
}

static void add_word(const struct judged *judged, struct pwpol_report *report, pwpol_piece_kind kind,
                     enum finding_id id)
{
    uint32_t least = (uint32_t)policy_integer(judged->policy, KEY_DICTIONARY_LENGTH);
    const struct piece *best = NULL;
    for (size_t i = 0; i < judged->guess->found_count; i++) {
        const struct piece *piece = &judged->guess->found[i];
        if (piece->kind != kind || piece->length < least)
            continue;
        if (best != NULL &&
            (piece->length < best->length || (piece->length == best->length && piece->rank >= best->rank)))
            continue;
        if (is_decorated(judged, piece))
            best = piece;
    }
    if (best == NULL)
        return;
    const char *source = best->list;
    if (kind == PWPOL_PIECE_DENIED) { /* the report may outlive the policy */
        strncpy(report->denied_name, best->list, sizeof report->denied_name - 1);
        source = report->denied_name;
    }
    add_on_span(judged, report,
                (struct finding){ id, PWPOL_ERROR, .have = best->rank, .want = NAN, .source = source,
                                  .detail = best->how },
                best->start, best->length);
}

void rule_dictionary(const struct judged *judged, struct pwpol_report *report)
{
    if (policy_integer(judged->policy, KEY_DICTIONARY_BUILTIN))
        add_word(judged, report, PWPOL_PIECE_WORD, FINDING_DICTIONARY);
}

void rule_denied(const struct judged *judged, struct pwpol_report *report)
{
    add_word(judged, report, PWPOL_PIECE_DENIED, FINDING_DICTIONARY_DENIED);
}

/* ---- The person ---- */

/* Another piece of the same kind says the same of more characters. */
static bool is_part_of_larger(const struct guess *guess, const struct piece *piece)
{
    for (size_t i = 0; i < guess->found_count && guess->found[i].start <= piece->start; i++) {
        const struct piece *other = &guess->found[i];
        if (other != piece && other->kind == piece->kind && end_of(other) >= end_of(piece) &&
            (other->length > piece->length || other < piece))
            return true;
    }
    return false;
}

void rule_context(const struct judged *judged, struct pwpol_report *report)
{
    uint32_t least = (uint32_t)policy_integer(judged->policy, KEY_CONTEXT_LENGTH);
    if (!policy_integer(judged->policy, KEY_CONTEXT_REFUSE))
        return;
    for (size_t i = 0; i < judged->guess->found_count; i++) {
        const struct piece *piece = &judged->guess->found[i];
        if (piece->kind == PWPOL_PIECE_CONTEXT && piece->length >= least &&
            !is_part_of_larger(judged->guess, piece))
            add_on_span(judged, report,
                        (struct finding){ FINDING_CONTEXT, PWPOL_ERROR, .have = NAN, .want = NAN,
                                          .source = piece->list, .detail = piece->how },
                        piece->start, piece->length);
    }
}

/* ---- Patterns ---- */

static void add_pattern(const struct judged *judged, struct pwpol_report *report, pwpol_piece_kind kind,
                        enum finding_id id)
{
    const struct piece *longest = NULL;
    for (size_t i = 0; i < judged->guess->found_count; i++) {
        const struct piece *piece = &judged->guess->found[i];
        if (piece->kind == kind && (longest == NULL || piece->length > longest->length))
            longest = piece;
    }
    if (longest == NULL)
        return;
    int64_t share = policy_integer(judged->policy, KEY_PATTERN_SHARE);
    bool refuses = judged->pattern_percent >= share;
    if (!refuses && longest->length < NOTE_LENGTH)
        return;
    add_on_span(judged, report,
                (struct finding){ id, refuses ? PWPOL_ERROR : PWPOL_NOTE, .have = judged->pattern_percent,
                                  .want = (double)share, .source = longest->list, .detail = longest->how },
                longest->start, longest->length);
}

void rule_repeat(const struct judged *judged, struct pwpol_report *report)
{
    add_pattern(judged, report, PWPOL_PIECE_REPEAT, FINDING_PATTERN_REPEAT);
}

void rule_sequence(const struct judged *judged, struct pwpol_report *report)
{
    add_pattern(judged, report, PWPOL_PIECE_SEQUENCE, FINDING_PATTERN_SEQUENCE);
}

void rule_keyboard(const struct judged *judged, struct pwpol_report *report)
{
    add_pattern(judged, report, PWPOL_PIECE_KEYBOARD, FINDING_PATTERN_KEYBOARD);
}

void rule_date(const struct judged *judged, struct pwpol_report *report)
{
    add_pattern(judged, report, PWPOL_PIECE_DATE, FINDING_PATTERN_DATE);
}

/* ---- The old password ---- */

void rule_similar(const struct judged *judged, struct pwpol_report *report)
{
    int64_t least = policy_integer(judged->policy, KEY_HISTORY_DISTANCE);
    bool suffix_only = false;
    if (judged->text->problem != TEXT_FINE || least == 0)
        return;
    size_t distance = guess_distance_from_old(judged->request, &suffix_only);
    if (distance == SIZE_MAX || (distance >= (size_t)least && !suffix_only))
        return;
    report_add(report, &(struct finding){ FINDING_HISTORY_SIMILAR, PWPOL_ERROR, .have = (double)distance,
                                          .want = (double)least, .detail = suffix_only });
}
