#include "support.h"

#include "fail_alloc.h"
#include "hash/hasher.h"

#include <stdio.h>
#include <string.h>

/* OWASP Password Storage Cheat Sheet: the least KiB for 1 to 5 passes (C7). */
static const uint32_t owasp[] = { 0, 47104, 19456, 12288, 9216, 7168 };

static void no_candidate_is_below_the_minimum_nor_over_the_memory(void **state)
{
    (void)state;
    pwpol_tune_request request = {
        .size = sizeof request, .target_ms = 20, .memory_bytes = 64 << 20, .concurrent = 1
    };
    pwpol_tuning *tuning = NULL;
    assert_int_equal(pwpol_tune(&request, &tuning), PWPOL_OK);
    size_t count = pwpol_tuning_count(tuning), best = pwpol_tuning_recommended(tuning);
    pwpol_candidate chosen = { .size = sizeof chosen }, candidate = { .size = sizeof candidate };
    assert_true(count > 0);
    assert_true(best < count);
    assert_int_equal(pwpol_tuning_candidate(tuning, best, &chosen), PWPOL_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pwpol_tuning_candidate(tuning, i, &candidate), PWPOL_OK);
        assert_in_range(candidate.passes, 1, 5);
        assert_true(candidate.memory >= owasp[candidate.passes]);
        assert_true(candidate.memory <= 65536);
        assert_int_equal(candidate.memory_bytes, ((uint64_t)candidate.memory + 256) * 1024); /* one slot */
        assert_true(candidate.memory_bytes <= request.memory_bytes);
        assert_true(candidate.median_ms > 0 && candidate.per_second > 0);
        assert_int_equal(candidate.meets_target, candidate.median_ms <= 20);
        if (chosen.meets_target && candidate.meets_target)
            assert_true(chosen.memory >= candidate.memory); /* RFC 9106, section 4 */
        else if (!chosen.meets_target)
            assert_true(!candidate.meets_target && chosen.median_ms <= candidate.median_ms);
    }
    assert_int_equal(pwpol_tuning_candidate(tuning, count, &candidate), PWPOL_ERR_ARGUMENT);
    pwpol_tuning_free(tuning);
}

static void what_cannot_be_tuned_is_refused_at_once(void **state)
{
    (void)state;
    static const struct {
        uint32_t target_ms;
        uint64_t memory_bytes;
        uint32_t concurrent;
    } rows[] = {
        { 0, 1 << 30, 1 },           { 60001, 1 << 30, 1 }, { 250, 0, 1 },
        { 250, (7168 + 256) * 1024 - 1, 1 }, { 250, 1 << 30, 0 },   { 250, 1 << 30, 1025 },
    };
    pwpol_tuning *tuning = (pwpol_tuning *)&state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pwpol_tune_request request = { sizeof request, rows[i].target_ms, rows[i].memory_bytes,
                                       rows[i].concurrent };
        assert_int_equal(pwpol_tune(&request, &tuning), PWPOL_ERR_RANGE);
        assert_null(tuning);
    }
    assert_int_equal(pwpol_tune(NULL, &tuning), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_tuning_count(NULL), 0);
    pwpol_tuning_free(NULL);
}

/* The lines of a policy that "pwpol tune" prints: as many hashes at the same time as were told, of Argon2id
 * and of an old scrypt of as much memory, which takes work areas too; and no more than the default would give. */
static void without_memory_nothing_is_recommended(void **state)
{
    (void)state;
    pwpol_tune_request request = {
        .size = sizeof request, .target_ms = 20, .memory_bytes = 64 << 20, .concurrent = 1
    };
    pwpol_tuning *tuning = NULL;
    for (size_t nth = 1; nth <= 2; nth++) {
        fail_alloc_start(nth, true);
        pwpol_status status = pwpol_tune(&request, &tuning);
        assert_true(fail_alloc_stop());
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(tuning);
    }
}

static void the_memory_that_is_told_is_a_budget_for_so_many_slots(void **state)
{
    (void)state;
    enum { SLOTS_MOST = 2 };
    pwpol_tune_request request = {
        .size = sizeof request, .target_ms = 1, .memory_bytes = 24 << 20, .concurrent = SLOTS_MOST
    };
    pwpol_tuning *tuning = NULL;
    pwpol_candidate candidate = { .size = sizeof candidate };
    assert_int_equal(pwpol_tune(&request, &tuning), PWPOL_OK);
    uint32_t slots = pwpol_tuning_slots(tuning);
    assert_int_equal(pwpol_tuning_candidate(tuning, pwpol_tuning_recommended(tuning), &candidate), PWPOL_OK);
    pwpol_tuning_free(tuning);
    assert_in_range(slots, 1, SLOTS_MOST);
    for (int told = 0; told <= 1; told++) {
        char memory[16], passes[16], count[16], budget[32] = "0";
        snprintf(memory, sizeof memory, "%u", (unsigned)candidate.memory);
        snprintf(passes, sizeof passes, "%u", (unsigned)candidate.passes);
        snprintf(count, sizeof count, "%u", (unsigned)slots);
        if (told)
            snprintf(budget, sizeof budget, "%llu", (unsigned long long)candidate.memory_bytes / 1024);
        const char *const settings[] = { "hash.memory", memory, "hash.passes", passes, "hash.slots",
                                         count,         "hash.budget", budget, NULL };
        pwpol_hasher *hasher = quick_hasher(settings, NULL);
        for (int mapped = 0; mapped <= 1; mapped++) {
            struct slot taken[SLOTS_MOST], another;
            const struct legacy scrypt = { .memory = (size_t)candidate.memory * 1024 + 3 * 1024 };
            const struct argon2_cost cost = { candidate.memory, candidate.passes, 1 };
            size_t size = mapped ? engine_memory(&cost) : legacy_memory(&scrypt);
            for (uint32_t i = 0; i < slots; i++)
                assert_int_equal(slots_take(hasher->slots, size, mapped, 0, &taken[i]), SLOTS_TAKEN);
            assert_int_equal(slots_take(hasher->slots, 4096, mapped, 0, &another), SLOTS_BUSY);
            for (uint32_t i = 0; i < slots; i++)
                slots_give(hasher->slots, &taken[i], 0);
        }
        assert_true(slots_could_hold(hasher->slots, candidate.memory_bytes));
        assert_false(slots_could_hold(hasher->slots, candidate.memory_bytes + 1));
        pwpol_hasher_free(hasher);
    }
}

static void a_hasher_below_the_minimum_needs_its_key(void **state)
{
    (void)state;
    for (uint32_t passes = 1; passes <= 6; passes++) {
        char text[16];
        pwpol_policy *policy = NULL;
        pwpol_hasher *hasher = NULL;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
        snprintf(text, sizeof text, "%u", passes);
        assert_int_equal(pwpol_policy_set(policy, "hash.passes", text, NULL), PWPOL_OK);
        snprintf(text, sizeof text, "%u", owasp[passes < 5 ? passes : 5] - 1);
        assert_int_equal(pwpol_policy_set(policy, "hash.memory", text, NULL), PWPOL_OK);
        assert_int_equal(pwpol_hasher_new(&hasher, policy, NULL, &where), PWPOL_ERR_CONFLICT);
        assert_null(hasher);
        assert_string_equal(where.key, "hash.memory");
        assert_non_null(strstr(where.message_en, "hash.allow_weak = true"));
        assert_int_equal(pwpol_policy_set(policy, "hash.allow_weak", "true", NULL), PWPOL_OK);
        assert_int_equal(pwpol_hasher_new(&hasher, policy, NULL, &where), PWPOL_OK);
        pwpol_hasher_free(hasher);
        pwpol_policy_free(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_candidate_is_below_the_minimum_nor_over_the_memory),
        cmocka_unit_test(what_cannot_be_tuned_is_refused_at_once),
        cmocka_unit_test(without_memory_nothing_is_recommended),
        cmocka_unit_test(the_memory_that_is_told_is_a_budget_for_so_many_slots),
        cmocka_unit_test(a_hasher_below_the_minimum_needs_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
