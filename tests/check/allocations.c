/* How many allocations a check makes, those of the libraries under it included:
 * malloc() and its kin are replaced by ones that count. Without an estimate, for
 * zxcvbn-c alone makes one or more a character. */
#include "suite.h"

#include "pwpol.h"

#include <stdlib.h>

enum { ALLOCATIONS_MOST = 10 };

static size_t allocations;

/* What malloc() and its kin are in glibc. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}

static const char *const candidates[] = { "k7#Vw!2qZx9p", "Camille1989!",         "soleil-barque-nuage",
                                          "aaaaaaaaaaaa", "\u00E9t\u00E9e\u0301", "" };

static void a_check_makes_ten_allocations_at_most(void **state)
{
    (void)state;
    static const char *const names[] = { "Camille", "Durand" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "cdurand";
    context.names = names;
    context.names_count = 2;
    context.birth_date = "1989-07-14";
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "guesses.min", "0", NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_validate(policy, NULL), PWPOL_OK);
    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
        pwpol_report *report = NULL;
        allocations = 0;
        pwpol_status status = pwpol_check(policy, candidates[i], strlen(candidates[i]), &context, &report);
        size_t made = allocations;
        assert_int_equal(status, PWPOL_OK);
        pwpol_report_free(report);
        assert_in_range(made, 1, ALLOCATIONS_MOST);
    }
    pwpol_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_check_makes_ten_allocations_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
