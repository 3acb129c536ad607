/* What a candidate is made of, before any question of strength. */
#include "check/check.h"

#include <math.h>

static void add_problem(const struct judged *judged, struct pwpol_report *report, enum text_problem problem,
                        struct finding finding)
{
    if (judged->text->problem == problem)
        report_add(report, &finding);
}

void rule_invalid_utf8(const struct judged *judged, struct pwpol_report *report)
{
    double byte = (double)judged->text->problem_at + 1;
    add_problem(judged, report, TEXT_INVALID_UTF8,
                (struct finding){ FINDING_TEXT_INVALID_UTF8, PWPOL_ERROR, .have = byte, .want = NAN });
}

void rule_empty(const struct judged *judged, struct pwpol_report *report)
{
    double least = (double)policy_integer(judged->policy, KEY_LENGTH_MIN);
    add_problem(judged, report, TEXT_EMPTY,
                (struct finding){ FINDING_TEXT_EMPTY, PWPOL_ERROR, .have = 0, .want = least });
}

void rule_control(const struct judged *judged, struct pwpol_report *report)
{
    add_problem(judged, report, TEXT_CONTROL,
                (struct finding){ FINDING_TEXT_CONTROL, PWPOL_ERROR, .have = NAN, .want = NAN,
                                  .start = (uint32_t)judged->text->problem_at, .length = 1 });
}

void rule_length_max(const struct judged *judged, struct pwpol_report *report)
{
    double most = (double)policy_integer(judged->policy, KEY_LENGTH_MAX);
    add_problem(judged, report, TEXT_TOO_LONG,
                (struct finding){ FINDING_LENGTH_MAX, PWPOL_ERROR, .have = (double)judged->text->input_length,
                                  .want = most });
}

void rule_length_min(const struct judged *judged, struct pwpol_report *report)
{
    if (judged->text->problem != TEXT_FINE)
        return;
    bool graphemes = policy_integer(judged->policy, KEY_LENGTH_UNIT) == UNIT_GRAPHEMES;
    double length = (double)(graphemes ? judged->text->graphemes : judged->text->length);
    double least = (double)policy_integer(judged->policy, KEY_LENGTH_MIN);
    if (length < least)
        report_add(report,
                   &(struct finding){ FINDING_LENGTH_MIN, PWPOL_ERROR, .have = length, .want = least });
}
