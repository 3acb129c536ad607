/* Repeats, sequences, keyboard walks and dates (A9): what anybody would type. */
#include "check/rules.h"

/* Less than this is not worth a note where the policy tolerates it. */
enum { NOTED_LENGTH = 4, NOTED_SHARE = 25 };

static void patterns_of(struct check *check, pwpol_piece_kind kind)
{
    double want = (double)policy_integer(check->policy, KEY_PATTERN_SHARE);
    bool refused = check->pattern_share >= want;
    struct finding finding = { .have = check->pattern_share, .want = want };
    finding.variant = refused ? VARIANT_USUAL : VARIANT_NOTED;
    for (size_t i = 0; i < check->patterns.count; i++) {
        const struct piece *piece = &check->patterns.pieces[i];
        bool noticeable =
            piece->length >= NOTED_LENGTH && 100 * (size_t)piece->length >= NOTED_SHARE * check->text->length;
        if (piece->kind == kind && (refused || noticeable))
            rule_finds_piece(check, refused ? PWPOL_ERROR : PWPOL_NOTE, piece, finding);
    }
}

void rule_pattern_repeat(struct check *check)
{
    patterns_of(check, PWPOL_PIECE_REPEAT);
}

void rule_pattern_sequence(struct check *check)
{
    patterns_of(check, PWPOL_PIECE_SEQUENCE);
}

void rule_pattern_keyboard(struct check *check)
{
    patterns_of(check, PWPOL_PIECE_KEYBOARD);
}

void rule_pattern_date(struct check *check)
{
    patterns_of(check, PWPOL_PIECE_DATE);
}
