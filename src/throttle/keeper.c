#include "throttle/keeper.h"

#include "throttle/memory.h"

#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) != 0)
        return 0;
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int64_t boot_time(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

int64_t coarse_time(void)
{
    return read_clock(CLOCK_MONOTONIC_COARSE);
}

void keeper_init(struct keeper *keeper, pwpol_store *store, const struct reporter *reporter)
{
    keeper->store = store;
    keeper->reporter = reporter;
    keeper->in_memory = store_memory(store) != NULL;
    atomic_init(&keeper->retry_at, 0);
    atomic_init(&keeper->failures, 0);
    atomic_init(&keeper->has_clock, false);
    atomic_init(&keeper->clock_lead, 0);
}

/* ---- Health ---- */

static bool may_try(struct keeper *keeper)
{
    int64_t retry_at = atomic_load_explicit(&keeper->retry_at, memory_order_relaxed);
    if (retry_at == 0)
        return true;
    int64_t now = coarse_time();
    return now >= retry_at && atomic_compare_exchange_strong(&keeper->retry_at, &retry_at, now + STORE_RETRY);
}

static void note_failure(struct keeper *keeper, int64_t began, int64_t now)
{
    int failures = atomic_fetch_add(&keeper->failures, 1) + 1;
    int64_t ended = coarse_time();
    if (failures >= STORE_FAILURES || ended - began >= STORE_SLOW)
        atomic_store(&keeper->retry_at, ended + STORE_RETRY);
    if (failures == 1)
        report_event(keeper->reporter,
                     (pwpol_event){ .name = "store.failed", .cause = "store", .now = now, .status = PWPOL_ERR_STORE },
                     NULL, NULL);
}

static void note_success(struct keeper *keeper, int64_t now)
{
    if (atomic_load_explicit(&keeper->failures, memory_order_relaxed) == 0)
        return;
    atomic_store(&keeper->retry_at, 0);
    if (atomic_exchange(&keeper->failures, 0) != 0)
        report_event(keeper->reporter, (pwpol_event){ .name = "store.recovered", .cause = "store", .now = now },
                     NULL, NULL);
}

/* ---- Clock ---- */

int64_t keeper_time(const struct keeper *keeper, int64_t now)
{
    if (!atomic_load_explicit(&keeper->has_clock, memory_order_acquire))
        return now;
    int64_t time = boot_time() + atomic_load_explicit(&keeper->clock_lead, memory_order_relaxed);
    return time < 0 ? 0 : time > TIME_MAX ? TIME_MAX : time;
}

static void note_clock(struct keeper *keeper, int64_t given, int64_t told)
{
    if (given == told)
        return;
    atomic_store_explicit(&keeper->clock_lead, told - boot_time(), memory_order_relaxed);
    atomic_store_explicit(&keeper->has_clock, true, memory_order_release);
}

/* ---- Calls ---- */

static pwpol_status note(struct keeper *keeper, pwpol_status status, int64_t began, int64_t given, int64_t told)
{
    if (status == PWPOL_ERR_STORE) {
        note_failure(keeper, began, given);
        return status;
    }
    note_success(keeper, given);
    if (status == PWPOL_OK)
        note_clock(keeper, given, told);
    return status;
}

pwpol_status keeper_load(struct keeper *keeper, pwpol_store_item *items, size_t count, int64_t now)
{
    if (!may_try(keeper))
        return PWPOL_ERR_STORE;
    int64_t told = now, began = keeper->in_memory ? 0 : coarse_time();
    pwpol_status status = store_load(keeper->store, items, count, &told);
    return keeper->in_memory ? status : note(keeper, status, began, now, told);
}

pwpol_status keeper_swap(struct keeper *keeper, pwpol_store_item *items, size_t count, int64_t now, bool *swapped)
{
    *swapped = false;
    if (!may_try(keeper))
        return PWPOL_ERR_STORE;
    int64_t told = now, began = keeper->in_memory ? 0 : coarse_time();
    pwpol_status status = store_swap(keeper->store, items, count, &told, swapped);
    return keeper->in_memory ? status : note(keeper, status, began, now, told);
}
