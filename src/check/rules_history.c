/* Passwords that the person had before. */
#include "check/rules.h"

#include <stdint.h>

/* One of the last history.count passwords, as the history room tells. */
void rule_history_reused(struct check *check)
{
    double want = (double)policy_integer(check->policy, KEY_HISTORY_COUNT);
    if (check->reused > 0)
        rule_finds(check, PWPOL_ERROR, (struct finding){ .have = (double)check->reused, .want = want });
}

/* D3: after a compromise, a variation of the old password is the attacker's next
 * guess. */
void rule_history_similar(struct check *check)
{
    double want = (double)policy_integer(check->policy, KEY_HISTORY_DISTANCE);
    double have = (double)check->old_distance;
    if (want <= 0 || check->old_distance == SIZE_MAX || (have >= want && !check->old_suffix_only))
        return;
    enum variant variant = VARIANT_USUAL;
    if (check->old_distance == 0)
        variant = VARIANT_SAME;
    else if (check->old_suffix_only)
        variant = VARIANT_ENDING;
    rule_finds(check, PWPOL_ERROR, (struct finding){ .have = have, .want = want, .variant = variant });
}
