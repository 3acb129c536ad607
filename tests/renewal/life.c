/* pwpol_renewal(): when a password must change, and why. */
#include "support.h"

#define DAY INT64_C(86400000)
#define NOW (INT64_C(20000) * DAY) /* 4 October 2024 */

enum { PROVISIONED = PWPOL_PASSWORD_PROVISIONED, COMPROMISED = PWPOL_PASSWORD_COMPROMISED };
enum { ADMINISTRATOR = PWPOL_PASSWORD_MUST_CHANGE, ALL = PROVISIONED | COMPROMISED | ADMINISTRATOR };
#define ORDINARY PWPOL_ROLE_ORDINARY
#define PRIVILEGED PWPOL_ROLE_PRIVILEGED

static const struct {
    const char *settings;
    pwpol_role role;
    uint32_t flags;
    int64_t changed_at, compromised_before, now;
    pwpol_renewal_state state;
    pwpol_renewal_reason reason;
    int64_t expires_at;
    uint32_t days_left;
} lives[] = {
#define FINE PWPOL_RENEWAL_FINE, PWPOL_REASON_NONE
#define SOON PWPOL_RENEWAL_SOON, PWPOL_REASON_NONE
#define MUST(reason) PWPOL_RENEWAL_MUST_CHANGE, PWPOL_REASON_##reason
    /* D1: never, for ordinary accounts, however old, of whatever date */
    { "", ORDINARY, 0, 1, 0, NOW, FINE, 0, 0 },
    { "", ORDINARY, 0, 0, 0, NOW, FINE, 0, 0 },
    { "", ORDINARY, 0, -5, 0, NOW, FINE, 0, 0 },

    /* D2: privileged ones after three years, to the millisecond; told 14 days before */
    { "", PRIVILEGED, 0, NOW, 0, NOW, FINE, NOW + 1095 * DAY, 1095 },
    { "", PRIVILEGED, 0, NOW - 1081 * DAY + 1, 0, NOW, FINE, NOW + 14 * DAY + 1, 15 },
    { "", PRIVILEGED, 0, NOW - 1081 * DAY, 0, NOW, SOON, NOW + 14 * DAY, 14 },
    { "", PRIVILEGED, 0, NOW - 1094 * DAY, 0, NOW, SOON, NOW + DAY, 1 },
    { "", PRIVILEGED, 0, NOW - 1094 * DAY + 1, 0, NOW, SOON, NOW + DAY + 1, 2 },
    { "", PRIVILEGED, 0, NOW - 1095 * DAY + 1, 0, NOW, SOON, NOW + 1, 1 },
    { "", PRIVILEGED, 0, NOW - 1095 * DAY, 0, NOW, MUST(EXPIRED), NOW, 0 },
    { "", PRIVILEGED, 0, NOW - 1095 * DAY - 1, 0, NOW, MUST(EXPIRED), NOW - 1, 0 },
    { "", PRIVILEGED, 0, 0, 0, NOW, MUST(EXPIRED), 1095 * DAY, 0 },     /* of unknown date */
    { "", PRIVILEGED, 0, 0, 0, 1000, MUST(EXPIRED), 1095 * DAY, 0 },    /* also where the clock stands at 1970 */
    { "", PRIVILEGED, 0, INT64_MIN, 0, NOW, MUST(EXPIRED), 1095 * DAY, 0 },
    { "renewal.notice=0", PRIVILEGED, 0, NOW - 1095 * DAY + 1, 0, NOW, FINE, NOW + 1, 1 },
    { "renewal.notice=365d", PRIVILEGED, 0, NOW - 730 * DAY, 0, NOW, SOON, NOW + 365 * DAY, 365 },
    { "renewal.privileged_max_age=0", PRIVILEGED, 0, 1, 0, NOW, FINE, 0, 0 },
    { "renewal.max_age=90d", ORDINARY, 0, NOW - 90 * DAY, 0, NOW, MUST(EXPIRED), NOW, 0 },
    /* extended rights never make a password live longer */
    { "renewal.max_age=90d", PRIVILEGED, 0, NOW - 90 * DAY, 0, NOW, MUST(EXPIRED), NOW, 0 },
    { "renewal.max_age=90d renewal.privileged_max_age=0", PRIVILEGED, 0, NOW - 90 * DAY, 0, NOW, MUST(EXPIRED), NOW,
      0 },
    { "renewal.max_age=90d renewal.privileged_max_age=30d", ORDINARY, 0, NOW - 30 * DAY, 0, NOW, FINE,
      NOW + 60 * DAY, 60 },

    /* a clock that went backwards: the age is 0, so that it neither expires at once nor lives for ever */
    { "", PRIVILEGED, 0, NOW + 400 * DAY, 0, NOW, FINE, NOW + 1095 * DAY, 1095 },
    { "", PRIVILEGED, 0, INT64_MAX, 0, NOW, FINE, NOW + 1095 * DAY, 1095 },
    { "", PRIVILEGED, 0, 1, 0, INT64_MAX, MUST(EXPIRED), 1095 * DAY + 1, 0 },
    { "", PRIVILEGED, 0, INT64_MAX, 0, INT64_MAX, MUST(EXPIRED), INT64_MAX, 0 }, /* no sum overflows */

    /* D3: compromised, one account or all before a date */
    { "", ORDINARY, COMPROMISED, NOW, 0, NOW, MUST(COMPROMISED), 0, 0 },
    { "", ORDINARY, 0, NOW - 1, NOW, NOW, MUST(COMPROMISED), 0, 0 },
    { "", ORDINARY, 0, NOW, NOW, NOW, FINE, 0, 0 },
    { "", ORDINARY, 0, 0, 1, NOW, MUST(COMPROMISED), 0, 0 }, /* of unknown date */

    /* D4: given by someone else */
    { "", ORDINARY, PROVISIONED, NOW, 0, NOW, MUST(FIRST_LOGIN), 0, 0 },
    { "renewal.first_login=false", ORDINARY, PROVISIONED, NOW, 0, NOW, FINE, 0, 0 },
    { "renewal.first_login=false", ORDINARY, ADMINISTRATOR, NOW, 0, NOW, MUST(ADMINISTRATOR), 0, 0 },

    /* the gravest reason is told */
    { "", PRIVILEGED, ALL, 0, 0, NOW, MUST(COMPROMISED), 1095 * DAY, 0 },
    { "", PRIVILEGED, PROVISIONED | ADMINISTRATOR, 0, 0, NOW, MUST(ADMINISTRATOR), 1095 * DAY, 0 },
    { "", PRIVILEGED, PROVISIONED, 0, 0, NOW, MUST(FIRST_LOGIN), 1095 * DAY, 0 },
    /* flags of a later release are not this one's */
    { "", ORDINARY, 0x80000000u, NOW, 0, NOW, FINE, 0, 0 },
};

static void each_life_has_its_state_its_reason_and_its_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lives / sizeof lives[0]; i++) {
        pwpol_policy *policy = policy_with(lives[i].settings);
        const pwpol_password_life life = { .size = sizeof life,
                                           .role = lives[i].role,
                                           .flags = lives[i].flags,
                                           .changed_at = lives[i].changed_at,
                                           .compromised_before = lives[i].compromised_before };
        pwpol_renewal_result result = { .size = sizeof result };
        assert_int_equal(pwpol_renewal(policy, &life, lives[i].now, &result), PWPOL_OK);
        if (result.state != lives[i].state || result.reason != lives[i].reason ||
            result.expires_at != lives[i].expires_at || result.days_left != lives[i].days_left)
            fail_msg("life %zu: state %d, reason %d, expires %lld, days %u", i, (int)result.state,
                     (int)result.reason, (long long)result.expires_at, (unsigned)result.days_left);
        pwpol_policy_free(policy);
    }
}

static void what_is_not_known_is_a_status(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("");
    pwpol_password_life life = { .size = sizeof life };
    pwpol_renewal_result result = { .size = sizeof result };
    assert_int_equal(pwpol_renewal(NULL, &life, NOW, &result), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_renewal(policy, NULL, NOW, &result), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_renewal(policy, &life, NOW, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_renewal(policy, &life, -1, &result), PWPOL_ERR_ARGUMENT);
    life.role = (pwpol_role)2;
    assert_int_equal(pwpol_renewal(policy, &life, NOW, &result), PWPOL_ERR_ARGUMENT);
    life = (pwpol_password_life){ .size = 0 };
    assert_int_equal(pwpol_renewal(policy, &life, NOW, &result), PWPOL_ERR_ARGUMENT);
    pwpol_policy_free(policy);
}

static void callers_of_other_releases_are_served(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("");
    pwpol_password_life life = { .size = offsetof(pwpol_password_life, compromised_before),
                                 .role = PWPOL_ROLE_PRIVILEGED,
                                 .changed_at = NOW,
                                 .compromised_before = INT64_MAX };
    pwpol_renewal_result result = { .size = offsetof(pwpol_renewal_result, days_left), .days_left = 77 };
    assert_int_equal(pwpol_renewal(policy, &life, NOW, &result), PWPOL_OK);
    assert_int_equal(result.state, PWPOL_RENEWAL_FINE);
    assert_int_equal(result.expires_at, NOW + 1095 * DAY);
    assert_int_equal(result.days_left, 77);
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_life_has_its_state_its_reason_and_its_date),
        cmocka_unit_test(what_is_not_known_is_a_status),
        cmocka_unit_test(callers_of_other_releases_are_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
