/* The suite of conformance, by stores that break one requirement each: it must find them all. */
#include "pwpol/store_conformance.h"

#include "suite.h"

#include <stdlib.h>
#include <time.h>

/* What a mutant does to the answers of an honest store in memory. */
enum mutation {
    NONE,
    FORGETS_PUTS,
    CONFUSES_ITEMS,
    CUTS_STATES,
    CUTS_KEYS,
    IGNORES_ABSENT,
    IGNORES_STATE,
    COMPARES_HALF,
    KEEP_RENEWS,
    KEEPS_REMOVED,
    HALF_A_SWAP,
    TELLS_NOTHING_ON_MISMATCH,
    CLEARS_NOTHING,
    NEVER_EXPIRES,
    EXPIRES_EARLY,
    LONG_LIVES_OVERFLOW,
    CLOCK_RUNS_BACK,
    SCAN_FORGETS_HOLD,
    SCAN_SKIPS,
    SCAN_GOES_ON,
    TEARS_SWAPS,
    FORGETS_LOCKS,
    REFUSES_NEWCOMERS,
    FORGETS_ANY,
    NEVER_FULL,
    MUTATIONS
};

struct mutant {
    pwpol_store *honest;
    enum mutation mutation;
    int64_t clock;
    const pwpol_store_item *torn;
};

static enum mutation current;
enum { CAPACITY = 64 };

static pwpol_status load(void *context, pwpol_store_item *items, size_t count, int64_t *now)
{
    struct mutant *mutant = context;
    int64_t at = *now;
    if (mutant->mutation == NEVER_EXPIRES)
        at = 1;
    for (size_t i = 0; i < count && mutant->mutation == CUTS_KEYS; i++)
        items[i].key[PWPOL_STORE_KEY_SIZE - 1] = 0;
    pwpol_status status = pwpol_store_load(mutant->honest, items, count, &at);
    if (mutant->mutation == CLOCK_RUNS_BACK)
        *now -= mutant->clock += 1500;
    if (mutant->mutation == CONFUSES_ITEMS && count > 1) {
        pwpol_store_item first = items[0];
        items[0].found = items[count - 1].found;
        memcpy(items[0].current, items[count - 1].current, sizeof items[0].current);
        items[count - 1].found = first.found;
        memcpy(items[count - 1].current, first.current, sizeof first.current);
    }
    for (size_t i = 0; i < count && mutant->mutation == CUTS_STATES; i++)
        items[i].current[PWPOL_STORE_STATE_SIZE - 1] = 0;
    return status;
}

static void mutate(const struct mutant *mutant, pwpol_store_item *item)
{
    switch (mutant->mutation) {
    case FORGETS_PUTS:
        if (item->action == PWPOL_ACTION_PUT)
            item->action = PWPOL_ACTION_KEEP;
        break;
    case IGNORES_ABSENT:
        if (item->expect == PWPOL_EXPECT_ABSENT)
            item->expect = PWPOL_EXPECT_ANY;
        break;
    case IGNORES_STATE:
        if (item->expect == PWPOL_EXPECT_STATE)
            item->expect = PWPOL_EXPECT_ANY;
        break;
    case KEEPS_REMOVED:
        if (item->action == PWPOL_ACTION_REMOVE)
            item->action = PWPOL_ACTION_KEEP;
        break;
    case EXPIRES_EARLY:
        if (item->action == PWPOL_ACTION_PUT && item->lifetime > 100)
            item->lifetime = 100;
        break;
    case LONG_LIVES_OVERFLOW:
        if (item->action == PWPOL_ACTION_PUT && item->lifetime > INT64_C(4294967296000))
            item->lifetime = 1;
        break;
    case SCAN_FORGETS_HOLD:
    case FORGETS_LOCKS:
    case NEVER_FULL:
        item->hold = 0;
        break;
    case REFUSES_NEWCOMERS:
        item->hold = item->lifetime;
        break;
    case FORGETS_ANY:
        item->danger = 0;
        break;
    case CUTS_KEYS:
        item->key[PWPOL_STORE_KEY_SIZE - 1] = 0;
        break;
    default:
        break;
    }
}

/* Looks and acts in two steps, as a store without a lock would. */
static pwpol_status torn_swap(struct mutant *mutant, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    pwpol_store_item probe[PWPOL_STORE_ITEMS_MAX];
    memcpy(probe, items, count * sizeof items[0]);
    for (size_t i = 0; i < count; i++)
        probe[i].action = PWPOL_ACTION_KEEP;
    pwpol_status status = pwpol_store_swap(mutant->honest, probe, count, now, swapped);
    if (status != PWPOL_OK || !*swapped) {
        memcpy(items, probe, count * sizeof items[0]);
        return status;
    }
    /* As slow as a disk, so that others come between, however few cores there are. */
    nanosleep(&(struct timespec){ .tv_nsec = 20000 }, NULL);
    for (size_t i = 0; i < count && status == PWPOL_OK; i++) {
        items[i].expect = PWPOL_EXPECT_ANY;
        status = pwpol_store_swap(mutant->honest, &items[i], 1, now, swapped);
    }
    return status;
}

/* Does each item by itself, whatever became of the others. */
static pwpol_status half_swap(struct mutant *mutant, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    bool all = true;
    pwpol_status status = PWPOL_OK;
    for (size_t i = 0; i < count && status == PWPOL_OK; i++) {
        bool one = false;
        status = pwpol_store_swap(mutant->honest, &items[i], 1, now, &one);
        all = all && one;
    }
    *swapped = all;
    return all || status != PWPOL_OK ? status : pwpol_store_load(mutant->honest, items, count, now);
}

static void compare_half(struct mutant *mutant, pwpol_store_item *item, int64_t now)
{
    pwpol_store_item seen = *item;
    if (item->expect != PWPOL_EXPECT_STATE || pwpol_store_load(mutant->honest, &seen, 1, &now) != PWPOL_OK)
        return;
    if (seen.found && memcmp(seen.current, item->expected, PWPOL_STORE_STATE_SIZE / 2) == 0)
        item->expect = PWPOL_EXPECT_ANY;
}

static void renew(struct mutant *mutant, pwpol_store_item *item, int64_t now)
{
    pwpol_store_item seen = *item;
    if (item->action != PWPOL_ACTION_KEEP || pwpol_store_load(mutant->honest, &seen, 1, &now) != PWPOL_OK ||
        !seen.found)
        return;
    item->action = PWPOL_ACTION_PUT;
    memcpy(item->state, seen.current, sizeof item->state);
    item->lifetime = 86400000;
}

static pwpol_status swap(void *context, pwpol_store_item *items, size_t count, int64_t *now, bool *swapped)
{
    struct mutant *mutant = context;
    pwpol_store_item mutated[PWPOL_STORE_ITEMS_MAX];
    memcpy(mutated, items, count * sizeof items[0]);
    for (size_t i = 0; i < count; i++) {
        mutate(mutant, &mutated[i]);
        if (mutant->mutation == COMPARES_HALF)
            compare_half(mutant, &mutated[i], *now);
        if (mutant->mutation == KEEP_RENEWS)
            renew(mutant, &mutated[i], *now);
    }
    pwpol_status status;
    if (mutant->mutation == TEARS_SWAPS)
        status = torn_swap(mutant, mutated, count, now, swapped);
    else if (mutant->mutation == HALF_A_SWAP)
        status = half_swap(mutant, mutated, count, now, swapped);
    else
        status = pwpol_store_swap(mutant->honest, mutated, count, now, swapped);
    for (size_t i = 0; i < count && mutant->mutation != TELLS_NOTHING_ON_MISMATCH; i++) {
        items[i].found = mutated[i].found;
        memcpy(items[i].current, mutated[i].current, sizeof items[i].current);
    }
    return status;
}

struct visiting {
    bool (*visit)(void *, const pwpol_store_record *);
    void *visitor;
    enum mutation mutation;
    unsigned seen;
};

static bool visit_mutated(void *context, const pwpol_store_record *record)
{
    struct visiting *visiting = context;
    if (visiting->mutation == SCAN_SKIPS && visiting->seen++ == 7)
        return true;
    bool more = visiting->visit(visiting->visitor, record);
    return more || visiting->mutation == SCAN_GOES_ON;
}

static pwpol_status scan(void *context, int64_t *now, bool (*visit)(void *, const pwpol_store_record *), void *visitor)
{
    struct mutant *mutant = context;
    struct visiting visiting = { visit, visitor, mutant->mutation, 0 };
    return pwpol_store_scan(mutant->honest, now, visit_mutated, &visiting);
}

static pwpol_status clear(void *context)
{
    struct mutant *mutant = context;
    return mutant->mutation == CLEARS_NOTHING ? PWPOL_OK : pwpol_store_clear(mutant->honest);
}

static void close_mutant(void *context)
{
    struct mutant *mutant = context;
    pwpol_store_free(mutant->honest);
    free(mutant);
}

static pwpol_status open_mutant(void *context, pwpol_store **store)
{
    (void)context;
    static const pwpol_store_methods methods = {
        .size = sizeof methods, .load = load, .swap = swap, .scan = scan, .clear = clear, .close = close_mutant,
    };
    struct mutant *mutant = calloc(1, sizeof *mutant);
    assert_non_null(mutant);
    mutant->mutation = current;
    assert_int_equal(pwpol_store_memory_new(&mutant->honest, current == NEVER_FULL ? 100000 : CAPACITY), PWPOL_OK);
    return pwpol_store_new(store, &methods, mutant);
}

/* Which requirement must find each. */
static const char *const finders[MUTATIONS] = {
    [FORGETS_PUTS] = "swap.put",
    [CONFUSES_ITEMS] = "swap.eight",
    [CUTS_STATES] = "swap.states",
    [CUTS_KEYS] = "swap.keys",
    [IGNORES_ABSENT] = "swap.absent",
    [IGNORES_STATE] = "swap.state",
    [COMPARES_HALF] = "swap.every-bit",
    [KEEP_RENEWS] = "lifetime.kept",
    [KEEPS_REMOVED] = "swap.remove",
    [HALF_A_SWAP] = "swap.all-or-nothing",
    [TELLS_NOTHING_ON_MISMATCH] = "swap.absent",
    [CLEARS_NOTHING] = "clear",
    [NEVER_EXPIRES] = "lifetime.after",
    [EXPIRES_EARLY] = "lifetime.until",
    [LONG_LIVES_OVERFLOW] = "lifetime.longest",
    [CLOCK_RUNS_BACK] = "time.told",
    [SCAN_FORGETS_HOLD] = "scan.all",
    [SCAN_SKIPS] = "scan.all",
    [SCAN_GOES_ON] = "scan.stops",
    [TEARS_SWAPS] = "together.threads",
    [FORGETS_LOCKS] = "full.locks",
    [REFUSES_NEWCOMERS] = "full.newcomers",
    [FORGETS_ANY] = "full.least-dangerous",
    [NEVER_FULL] = "full.told",
};

struct heard {
    const char *wanted;
    bool found;
    unsigned results, broken;
};

static void hear(void *context, const pwpol_conformance_result *result)
{
    struct heard *heard = context;
    heard->results++;
    assert_int_equal(result->size, sizeof *result);
    bool is_broken = result->verdict == PWPOL_CONFORMANCE_BROKEN;
    heard->broken += is_broken;
    assert_true(result->requirement[strlen(result->requirement) - 1] == '.');
    assert_int_equal(result->size, sizeof *result);
    assert_int_equal(is_broken || result->verdict == PWPOL_CONFORMANCE_NOT_ASKED, result->found[0] != '\0');
    if (is_broken && heard->wanted != NULL && strcmp(heard->wanted, result->name) == 0)
        heard->found = true;
}

static void run_suite(struct heard *heard, size_t *broken)
{
    pwpol_store_conformance_options options = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
    options.open = open_mutant;
    options.capacity = CAPACITY;
    options.report = hear;
    options.report_context = heard;
    assert_int_equal(pwpol_store_conformance(&options, broken), PWPOL_OK);
}

static void an_honest_store_breaks_nothing(void **state)
{
    (void)state;
    struct heard heard = { 0 };
    size_t broken = 1;
    current = NONE;
    run_suite(&heard, &broken);
    assert_int_equal(broken, 0);
    assert_int_equal(heard.broken, 0);
    assert_true(heard.results >= 33);
}

static void every_broken_store_is_found_by_the_requirement_it_breaks(void **state)
{
    (void)state;
    for (current = NONE + 1; current < MUTATIONS; current++) {
        struct heard heard = { .wanted = finders[current] };
        size_t broken = 0;
        run_suite(&heard, &broken);
        assert_int_equal(broken, heard.broken);
        if (!heard.found)
            fail_msg("mutation %d was not found by %s (%u broken)", (int)current, finders[current], heard.broken);
    }
}

static pwpol_status open_used(void *context, pwpol_store **store)
{
    (void)context;
    pwpol_status status = pwpol_store_memory_new(store, CAPACITY);
    pwpol_store_item item = { .action = PWPOL_ACTION_PUT, .lifetime = INT64_C(100000000000000) };
    int64_t now = 1;
    bool swapped = false;
    assert_int_equal(pwpol_store_swap(*store, &item, 1, &now, &swapped), PWPOL_OK);
    return status;
}

static pwpol_status open_nothing(void *context, pwpol_store **store)
{
    (void)context;
    *store = NULL;
    return PWPOL_ERR_IO;
}

static void a_store_in_use_and_wrong_options_are_refused(void **state)
{
    (void)state;
    pwpol_store_conformance_options options = PWPOL_STORE_CONFORMANCE_OPTIONS_INIT;
    size_t broken = 0;
    assert_int_equal(pwpol_store_conformance(NULL, &broken), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_conformance(&options, &broken), PWPOL_ERR_ARGUMENT);
    options.open = open_used;
    assert_int_equal(pwpol_store_conformance(&options, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_store_conformance(&options, &broken), PWPOL_ERR_ARGUMENT);
    options.open = open_nothing;
    assert_int_equal(pwpol_store_conformance(&options, &broken), PWPOL_ERR_IO);
    options.capacity = 15;
    assert_int_equal(pwpol_store_conformance(&options, &broken), PWPOL_ERR_ARGUMENT);
    options.capacity = 0;
    options.size = sizeof options.size - 1;
    assert_int_equal(pwpol_store_conformance(&options, &broken), PWPOL_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_store_breaks_nothing),
        cmocka_unit_test(every_broken_store_is_found_by_the_requirement_it_breaks),
        cmocka_unit_test(a_store_in_use_and_wrong_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
