/* Trials of policies, statuses and texts. */
#include "trials.h"

#include <stdio.h>

/* ---- Statuses and texts ---- */

ASKS(pwpol_strstatus, strlen(pwpol_strstatus(PWPOL_ERR_IO, "fr")) > 0 && world != NULL)
ASKS(pwpol_version, strlen(pwpol_version()) > 0 && world != NULL)

static char *written(struct world *world)
{
    char *text = NULL;
    assert_int_equal(pwpol_policy_write(world->policy, false, &text), PWPOL_OK);
    return text;
}
ENDS(pwpol_free, char, written)

/* ---- Policies ---- */

static pwpol_status end_policy(pwpol_status status, pwpol_policy *policy)
{
    assert_true((status == PWPOL_OK) == (policy != NULL));
    pwpol_policy_free(policy);
    return status;
}

static pwpol_status try_pwpol_policy_new(struct world *world)
{
    pwpol_policy *policy = UNSET;
    world->strike();
    pwpol_status status = pwpol_policy_new(&policy, "pci-dss-4");
    world->spare();
    return end_policy(status, policy);
}

static pwpol_status try_pwpol_policy_load(struct world *world)
{
    pwpol_policy *policy = UNSET;
    pwpol_where where = PWPOL_WHERE_INIT;
    world->strike();
    pwpol_status status = pwpol_policy_load(&policy, "top.conf", &where);
    world->spare();
    assert_true(status == PWPOL_OK || status == PWPOL_ERR_NO_MEMORY || where.message_fr[0] != '\0');
    return end_policy(status, policy);
}

static pwpol_status try_pwpol_policy_parse(struct world *world)
{
    static const char text[] = "preset = pci-dss-4\ndictionary.files = /a.txt /b.txt\n";
    pwpol_policy *policy = UNSET;
    world->strike();
    pwpol_status status = pwpol_policy_parse(&policy, text, sizeof text - 1, "text", NULL);
    world->spare();
    return end_policy(status, policy);
}

static pwpol_status try_pwpol_policy_copy(struct world *world)
{
    pwpol_policy *policy = UNSET;
    world->strike();
    pwpol_status status = pwpol_policy_copy(&policy, world->policy);
    world->spare();
    return end_policy(status, policy);
}

static pwpol_policy *a_policy(struct world *world)
{
    (void)world;
    return world_open_policy();
}
ENDS(pwpol_policy_free, pwpol_policy, a_policy)

static pwpol_status try_pwpol_policy_set(struct world *world)
{
    pwpol_policy *policy = world_open_policy();
    char before[256], after[256];
    snprintf(before, sizeof before, "%s", pwpol_policy_get(policy, "dictionary.files"));
    world->strike();
    pwpol_status status = pwpol_policy_set(policy, "dictionary.files", "other.txt", NULL);
    world->spare();
    snprintf(after, sizeof after, "%s", pwpol_policy_get(policy, "dictionary.files"));
    assert_true((status == PWPOL_OK) == (strcmp(before, after) != 0));
    pwpol_policy_free(policy);
    return status;
}

/* What could not be loaded stays open, and can be loaded once it is there again. */
static pwpol_status try_pwpol_policy_validate(struct world *world)
{
    pwpol_policy *policy = world_open_policy();
    pwpol_where where = PWPOL_WHERE_INIT;
    world->strike();
    pwpol_status status = pwpol_policy_validate(policy, &where);
    world->spare();
    if (status != PWPOL_OK) {
        assert_true(status == PWPOL_ERR_NO_MEMORY || where.message_en[0] != '\0');
        assert_int_equal(pwpol_policy_set(policy, "length.min", "9", NULL), PWPOL_OK);
        assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    }
    assert_int_equal(pwpol_policy_set(policy, "length.min", "9", NULL), PWPOL_ERR_FROZEN);
    pwpol_policy_free(policy);
    return status;
}

static pwpol_status try_pwpol_policy_write(struct world *world)
{
    char *text = UNSET;
    world->strike();
    pwpol_status status = pwpol_policy_write(world->policy, true, &text);
    world->spare();
    return end_text(status, text);
}

static pwpol_status try_pwpol_policy_strength_of(struct world *world)
{
    pwpol_policy_strength strength = { .size = sizeof strength };
    world->strike();
    pwpol_status status = pwpol_policy_strength_of(world->policy, &strength);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_policy_key(struct world *world)
{
    pwpol_key key = { .size = sizeof key };
    world->strike();
    pwpol_status status = pwpol_policy_key(0, &key);
    world->spare();
    return status;
}

ASKS(pwpol_policy_get, strcmp(pwpol_policy_get(world->policy, "hash.passes"), "1") == 0)
ASKS(pwpol_policy_preset, strcmp(pwpol_policy_preset(world->policy), PWPOL_PRESET_DEFAULT) == 0)
ASKS(pwpol_policy_key_count, pwpol_policy_key_count() > 50 && world != NULL)
ASKS(pwpol_preset_name, pwpol_preset_name(0) != NULL && world != NULL)
ASKS(pwpol_preset_title, pwpol_preset_title(PWPOL_PRESET_DEFAULT, "fr") != NULL && world != NULL)
ASKS(pwpol_policy_breach, pwpol_policy_breach(world->policy) != NULL)

const struct trial trials_of_policy[] = {
    TRIAL(pwpol_strstatus),
    TRIAL(pwpol_version),
    TRIAL(pwpol_free),
    TRIAL(pwpol_policy_new),
    TRIAL(pwpol_policy_load),
    TRIAL(pwpol_policy_parse),
    TRIAL(pwpol_policy_copy),
    TRIAL(pwpol_policy_free),
    TRIAL(pwpol_policy_set),
    TRIAL(pwpol_policy_validate),
    TRIAL(pwpol_policy_write),
    TRIAL(pwpol_policy_strength_of),
    TRIAL(pwpol_policy_key),
    TRIAL(pwpol_policy_get),
    TRIAL(pwpol_policy_preset),
    TRIAL(pwpol_policy_key_count),
    TRIAL(pwpol_preset_name),
    TRIAL(pwpol_preset_title),
    TRIAL(pwpol_policy_breach),
};
const size_t trials_of_policy_count = sizeof trials_of_policy / sizeof trials_of_policy[0];
