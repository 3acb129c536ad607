#include "hand.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

pwpol_policy *hand_policy(const char *keys)
{
    static const char tolerant[] = "length.min=1;classes.min=0;classes.required=;strength.require=none;"
                                   "entropy.min=0;entropy.examples=;guesses.min=0;pattern.share=101;"
                                   "history.distance=0;history.count=0;context.length=3;dictionary.length=4";
    char text[1024];
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    snprintf(text, sizeof text, "%s;%s", tolerant, keys);
    char *rest = NULL;
    for (char *key = strtok_r(text, ";", &rest); key != NULL; key = strtok_r(NULL, ";", &rest)) {
        char *value = strchr(key, '=');
        assert_non_null(value);
        *value++ = '\0';
        assert_int_equal(pwpol_policy_set(policy, key, value, NULL), PWPOL_OK);
    }
    return policy;
}

void hand_make(struct hand *hand, const char *keys, const char *candidate, size_t candidate_len,
               const struct piece *pieces, double guesses)
{
    enum { PIECES = 4 };
    *hand = (struct hand){ .policy = hand_policy(keys), .report = report_new() };
    assert_non_null(hand->report);
    size_t longest = (size_t)policy_integer(hand->policy, KEY_LENGTH_MAX);
    assert_int_equal(text_prepare(&hand->arena, candidate, candidate_len, longest, &hand->text), PWPOL_OK);
    hand->guess = (struct guess){ .guesses_log10 = guesses };
    hand->guess.found = arena_take(&hand->arena, PIECES, sizeof *pieces);
    assert_non_null(hand->guess.found);
    for (size_t i = 0; i < PIECES && pieces != NULL && pieces[i].length > 0; i++) {
        hand->guess.found[i] = pieces[i];
        if (pieces[i].list == NULL)
            hand->guess.found[i].list = "";
        hand->guess.found_count = i + 1;
    }
    hand->check = (struct check){ .policy = hand->policy,
                                  .text = &hand->text,
                                  .guess = &hand->guess,
                                  .report = hand->report,
                                  .old_distance = SIZE_MAX };
}

void hand_is_phrase(struct hand *hand, size_t words)
{
    hand->guess.passphrase_words = words;
    hand->guess.passphrase_list_size = 7776;
}

void hand_judge(struct hand *hand)
{
    struct check *check = &hand->check;
    if (hand->text.problem == TEXT_FINE) {
        check->measured = (struct formal_candidate){ .length = hand->text.length,
                                                     .classes = hand->text.classes_seen,
                                                     .phrase_words = hand->guess.passphrase_words,
                                                     .phrase_list_size = hand->guess.passphrase_list_size };
        check->formal = formal_judge(hand->policy, &check->measured);
        hand->report->characters = hand->text.length;
        assert_true(pieces_look(&hand->arena, check));
    }
    rules_run(check);
    suggestion_choose(check);
}

const struct finding *hand_found(const struct hand *hand, const char *name)
{
    for (size_t i = 0; i < hand->report->count; i++)
        if (strcmp(finding_name(hand->report->findings[i].id), name) == 0)
            return &hand->report->findings[i];
    return NULL;
}

void hand_end(struct hand *hand)
{
    pwpol_report_free(hand->report);
    pwpol_policy_free(hand->policy);
    arena_end(&hand->arena);
}
