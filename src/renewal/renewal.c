/* Whether a password must change: rules D1 to D4. */
#include "pwpol/renewal.h"

#include "base/sized.h"
#include "policy/policy.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* The age at which a password of this role expires, in ms; 0 for never. Extended
 * rights never make a password live longer than an ordinary one. */
static int64_t max_age(const pwpol_policy *policy, pwpol_role role)
{
    int64_t ordinary = policy_integer(policy, KEY_RENEWAL_MAX_AGE);
    int64_t privileged = policy_integer(policy, KEY_RENEWAL_PRIVILEGED_MAX_AGE);
    if (role == PWPOL_ROLE_ORDINARY || privileged == 0)
        return ordinary;
    return ordinary == 0 || privileged < ordinary ? privileged : ordinary;
}

/* Fills expires_at and days_left. True when the password has expired. */
static bool expire(int64_t most, int64_t changed_at, int64_t now, pwpol_renewal_result *result)
{
    if (most == 0)
        return false;
    int64_t changed = changed_at < 0 ? 0 : changed_at;
    if (changed > now) /* a clock gone backwards: its age is 0 */
        changed = now;
    result->expires_at = changed > INT64_MAX - most ? INT64_MAX : changed + most;
    if (changed_at <= 0 || result->expires_at <= now)
        return true;
    int64_t left = result->expires_at - now; /* at most the longest age of the policy: 3650 days */
    result->days_left = (uint32_t)((left + DAY_MS - 1) / DAY_MS);
    return false;
}

/* The gravest reason first: what strangers know, what a person has said, then what the calendar says. */
static pwpol_renewal_reason reason_of(const pwpol_policy *policy, const pwpol_password_life *life, bool expired)
{
    bool predates = life->compromised_before > 0 && life->changed_at < life->compromised_before;
    if ((life->flags & PWPOL_PASSWORD_COMPROMISED) != 0 || predates)
        return PWPOL_REASON_COMPROMISED;
    if ((life->flags & PWPOL_PASSWORD_MUST_CHANGE) != 0)
        return PWPOL_REASON_ADMINISTRATOR;
    if ((life->flags & PWPOL_PASSWORD_PROVISIONED) != 0 && policy_integer(policy, KEY_RENEWAL_FIRST_LOGIN))
        return PWPOL_REASON_FIRST_LOGIN;
    return expired ? PWPOL_REASON_EXPIRED : PWPOL_REASON_NONE;
}

pwpol_status pwpol_renewal(const pwpol_policy *policy, const pwpol_password_life *life, int64_t now,
                           pwpol_renewal_result *result)
{
    pwpol_password_life known;
    if (policy == NULL || now < 0 || !sized_read(&known, sizeof known, life) ||
        (known.role != PWPOL_ROLE_ORDINARY && known.role != PWPOL_ROLE_PRIVILEGED))
        return PWPOL_ERR_ARGUMENT;
    pwpol_renewal_result made = { .size = sizeof made };
    bool expired = expire(max_age(policy, known.role), known.changed_at, now, &made);
    made.reason = reason_of(policy, &known, expired);
    if (made.reason != PWPOL_REASON_NONE)
        made.state = PWPOL_RENEWAL_MUST_CHANGE;
    else if (made.expires_at != 0 && made.expires_at - now <= policy_integer(policy, KEY_RENEWAL_NOTICE))
        made.state = PWPOL_RENEWAL_SOON;
    return sized_give(result, &made, sizeof made);
}
