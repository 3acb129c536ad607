// Every public header on its own in a C++ program, and the initialisers.
#include <pwpol.h>
#include <pwpol/check.h>
#include <pwpol/context.h>
#include <pwpol/guess.h>
#include <pwpol/policy.h>
#include <pwpol/status.h>
#include <pwpol/store_conformance.h>
#include <pwpol/store_redis.h>
#include <pwpol/store_sqlite.h>

#include <cstdio>

int main()
{
    pwpol_context who = PWPOL_CONTEXT_INIT;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_policy *policy = nullptr;
    pwpol_store_sqlite_options sqlite = PWPOL_STORE_SQLITE_OPTIONS_INIT;
    pwpol_store_redis_options redis = PWPOL_STORE_REDIS_OPTIONS_INIT;
    pwpol_store_conformance_options conformance = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
    if (sqlite.records_max != 0 || redis.connections != 0 || conformance.rounds != 0)
        return 4;
    who.login = "ada";
    if (pwpol_policy_new(&policy, nullptr) != PWPOL_OK)
        return 1;
    if (pwpol_policy_set(policy, "length.min", "0", &where) != PWPOL_ERR_RANGE)
        return 2;
    pwpol_report *report = nullptr;
    if (pwpol_check(policy, "ada", 3, &who, &report) != PWPOL_OK || pwpol_report_accepted(report))
        return 3;
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    std::puts(pwpol_version());
    return 0;
}
