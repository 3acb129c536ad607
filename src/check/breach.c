#include "check/breach.h"

static bool stands_in(const pwpol_breach *breach)
{
    pwpol_breach_info info = { .size = sizeof info };
    return pwpol_breach_info_of(breach, &info) == PWPOL_OK && info.builtin;
}

pwpol_status breach_ask(const pwpol_policy *policy, const pwpol_breach *corpus, const struct text *text,
                        uint64_t *count, bool *unread)
{
    const pwpol_breach *breach = corpus != NULL ? corpus : policy_breach(policy);
    *count = 0;
    *unread = false;
    if (breach == NULL)
        return PWPOL_OK;
    pwpol_status status = pwpol_breach_contains(breach, (const char *)text->bytes, text->bytes_len, count);
    bool fails = status == PWPOL_ERR_IO || status == PWPOL_ERR_SYNTAX;
    if (policy_integer(policy, KEY_BREACH_MISSING) != MISSING_OPEN)
        return status;
    *unread = fails || (status == PWPOL_OK && corpus == NULL && stands_in(breach));
    return fails ? PWPOL_OK : status;
}
