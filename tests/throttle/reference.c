#include "reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void reference_init(struct reference *reference, const struct limits *limits)
{
    memset(reference, 0, sizeof *reference);
    reference->limits = limits;
    reference->nothing = true;
}

static int64_t bucket_of(const struct reference *r, int64_t time)
{
    return (time - r->begin) / r->limits->bucket;
}

static int in_window_at(const struct reference *r, int64_t time)
{
    int count = 0;
    for (int i = 0; i < r->failures_count; i++)
        count += bucket_of(r, time) - bucket_of(r, r->failures[i]) < 7;
    return count;
}

int reference_in_window(const struct reference *r)
{
    return in_window_at(r, r->seen);
}

static void lock(struct reference *r, int64_t time)
{
    bool waits_for_person = r->locked && r->until == 0;
    r->locked = true;
    if (r->limits->unlock_after == 0 || waits_for_person)
        r->until = 0;
    else if (r->until < time + r->limits->unlock_after)
        r->until = time + r->limits->unlock_after;
}

static void fail(struct reference *r, int64_t time)
{
    r->row++;
    if (r->failures_count == REFERENCE_MAX)
        abort();
    r->failures[r->failures_count++] = time;
}

static void judge_row(struct reference *r, int64_t time)
{
    const struct limits *l = r->limits;
    if (r->by_person)
        return;
    if (l->lock_after > 0 && r->row >= l->lock_after) {
        lock(r, time);
    } else if (l->delay_after > 0 && r->row >= l->delay_after && !r->locked) {
        double delay = (double)l->delay_first * pow(l->delay_factor, (double)(r->row - l->delay_after));
        int64_t until = time + (delay < (double)l->delay_max ? (int64_t)delay : l->delay_max);
        if (r->until < until)
            r->until = until;
    }
}

static void pass_to(struct reference *r, int64_t time)
{
    if (r->locked && r->until != 0 && r->until <= time) {
        r->locked = r->by_person = false;
        r->row = 0;
    }
    if (!r->locked && r->until <= time)
        r->until = 0;
    if (time - r->seen >= r->limits->failures_lifetime)
        r->row = 0;
    r->seen = time;
}

static bool is_nothing(const struct reference *r)
{
    return !r->locked && r->until == 0 && r->row == 0 && r->pending_count == 0 && reference_in_window(r) == 0;
}

static void advance(struct reference *r, int64_t now)
{
    if (r->nothing) {
        const struct limits *limits = r->limits;
        reference_init(r, limits);
        r->nothing = false;
        r->begin = r->seen = now;
    }
    if (now < r->seen - 60000) {
        int64_t back = r->seen - now;
        r->seen -= back;
        r->begin -= back;
        for (int i = 0; i < r->failures_count; i++)
            r->failures[i] -= back;
        if (r->until != 0)
            r->until = r->until - back > 0 ? r->until - back : 1;
    }
    if (now < r->seen)
        now = r->seen;
    for (;;) { /* what was never settled, the oldest first */
        int64_t first = INT64_MAX, time;
        int failed = 0;
        for (int i = 0; i < r->pending_count; i++)
            first = r->pending[i] < first ? r->pending[i] : first;
        if (first == INT64_MAX || (time = r->begin + (first + 2) * r->limits->attempt_lifetime) > now)
            break;
        pass_to(r, time);
        for (int i = r->pending_count - 1; i >= 0; i--) {
            if (r->pending[i] != first)
                continue;
            r->pending[i] = r->pending[--r->pending_count];
            fail(r, time);
            failed++;
        }
        if (failed > 0)
            judge_row(r, time);
    }
    pass_to(r, now);
    for (int i = r->failures_count - 1; i >= 0; i--)
        if (bucket_of(r, r->seen) - bucket_of(r, r->failures[i]) >= 7)
            r->failures[i] = r->failures[--r->failures_count];
    if (is_nothing(r)) {
        const struct limits *limits = r->limits;
        reference_init(r, limits);
        r->nothing = false;
        r->begin = r->seen = now;
    }
}

static bool knows(const struct reference *r, uint32_t mac)
{
    for (int i = 0; i < 4; i++)
        if (mac != 0 && r->macs[i] == mac)
            return true;
    return false;
}

static struct verdict ask(const struct reference *r, uint32_t mac, bool challenge_passed)
{
    const struct limits *l = r->limits;
    int window = reference_in_window(r);
    if (r->locked)
        return (struct verdict){ PWPOL_LOCKED, r->until, "B4" };
    int64_t room = 0;
    if (l->attempts_max > 0 && window >= l->attempts_max)
        for (int64_t bucket = bucket_of(r, r->seen) + 1; room == 0; bucket++)
            if (in_window_at(r, r->begin + bucket * l->bucket) < l->attempts_max)
                room = r->begin + bucket * l->bucket;
    if (room > r->seen || r->until > r->seen)
        return (struct verdict){ PWPOL_WAIT, room > r->until ? room : r->until, r->until > room ? "B1" : "B2" };
    if (l->challenge_after > 0 && r->row + r->pending_count >= l->challenge_after && !challenge_passed)
        return (struct verdict){ PWPOL_CHALLENGE, 0, "B3" };
    const char *full = "";
    if (l->attempts_max > 0 && window + r->pending_count >= l->attempts_max)
        full = "B2";
    if (l->delay_after > 0 && r->row + r->pending_count >= l->delay_after)
        full = "B1";
    if (l->lock_after > 0 && r->row + r->pending_count >= l->lock_after)
        full = "B4";
    if (full[0] == '\0' || r->pending_count == 0 || knows(r, mac))
        return (struct verdict){ PWPOL_ALLOW, 0, "" };
    int64_t first = INT64_MAX;
    for (int i = 0; i < r->pending_count; i++)
        first = r->pending[i] < first ? r->pending[i] : first;
    int64_t ends = r->begin + (first + 2) * l->attempt_lifetime;
    return (struct verdict){ PWPOL_WAIT, ends < r->seen + 1000 ? ends : r->seen + 1000, full };
}

static void keep(struct reference *r, const struct reference *changed)
{
    *r = *changed;
    r->nothing = is_nothing(r);
}

struct verdict reference_begin(struct reference *r, int64_t now, uint32_t mac, bool challenge_passed,
                               struct reference_attempt *attempt)
{
    struct reference changed = *r;
    advance(&changed, now);
    struct verdict verdict = ask(&changed, mac, challenge_passed);
    if (verdict.decision != PWPOL_ALLOW)
        return verdict;
    *attempt = (struct reference_attempt){ .mac = mac };
    if (knows(&changed, mac))
        return verdict;
    int64_t generation = (changed.seen - changed.begin) / changed.limits->attempt_lifetime;
    attempt->counted = true;
    attempt->older = changed.begin + (generation + 1) * changed.limits->attempt_lifetime;
    attempt->ended = attempt->older + changed.limits->attempt_lifetime;
    if (changed.pending_count == REFERENCE_MAX)
        abort();
    changed.pending[changed.pending_count++] = generation;
    keep(r, &changed);
    return verdict;
}

/* From the generation that it must be in, or from the other one. */
static bool take_back(struct reference *r, const struct reference_attempt *attempt)
{
    if (!attempt->counted || r->seen >= attempt->ended)
        return false;
    int64_t current = (r->seen - r->begin) / r->limits->attempt_lifetime;
    int64_t wanted = r->seen >= attempt->older ? current - 1 : current;
    for (int turn = 0; turn < 2; turn++, wanted = 2 * current - 1 - wanted)
        for (int i = 0; i < r->pending_count; i++)
            if (r->pending[i] == wanted) {
                r->pending[i] = r->pending[--r->pending_count];
                return true;
            }
    return false;
}

void reference_end(struct reference *r, int64_t now, const struct reference_attempt *attempt,
                   enum reference_outcome outcome)
{
    struct reference changed = *r;
    struct reference_attempt again = *attempt;
    bool was_gone = r->nothing;
    if (!attempt->counted && outcome != REFERENCE_SUCCEEDED)
        return;
    advance(&changed, now);
    if (was_gone && attempt->counted) { /* forgotten or unlocked meanwhile: it counts all the same */
        changed.pending[changed.pending_count++] = 0;
        again.older = changed.seen + changed.limits->attempt_lifetime;
        again.ended = again.older + changed.limits->attempt_lifetime;
    }
    bool taken = take_back(&changed, &again);
    if (outcome == REFERENCE_SUCCEEDED) {
        changed.row = 0;
        memset(changed.macs, 0, sizeof changed.macs);
        if (!changed.by_person) {
            changed.locked = false;
            changed.until = 0;
        }
    } else if (outcome == REFERENCE_FAILED && !knows(&changed, again.mac)) {
        if (again.mac != 0) {
            for (int i = 3; i > 0; i--)
                changed.macs[i] = changed.macs[i - 1];
            changed.macs[0] = again.mac;
        }
        if (taken) {
            fail(&changed, changed.seen);
            judge_row(&changed, changed.seen);
        }
    }
    keep(r, &changed);
}

struct reference reference_at(const struct reference *r, int64_t now)
{
    struct reference at = *r;
    advance(&at, now);
    return at;
}
