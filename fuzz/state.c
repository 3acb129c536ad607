/* What a store gives back as a subject's state: any bytes, and any that carry a right tag. */
#include "input.h"

#include "throttle/state.h"
#include "throttle/store.h"

static const unsigned char secret[STATE_KEY_SIZE] = { 1 }, key[PWPOL_STORE_KEY_SIZE] = { 2 };

enum { TAG_AT = PWPOL_STORE_STATE_SIZE - crypto_shorthash_BYTES };

/* As state.c makes it. */
static void make_right(unsigned char state[PWPOL_STORE_STATE_SIZE])
{
    unsigned char text[TAG_AT + PWPOL_STORE_KEY_SIZE];
    memcpy(text, state, TAG_AT);
    memcpy(text + TAG_AT, key, PWPOL_STORE_KEY_SIZE);
    crypto_shorthash(state + TAG_AT, text, sizeof text, secret);
}

static struct limits limits_of(struct input *input)
{
    struct limits limits = { .delay_after = (int64_t)input_below(input, 16),
                             .delay_first = 1 + (int64_t)input_below(input, 1 << 20),
                             .delay_factor = 1 + (double)input_below(input, 64) / 8,
                             .attempts_max = (int64_t)input_below(input, 16),
                             .window = 1000 * (1 + (int64_t)input_below(input, 1 << 16)),
                             .challenge_after = (int64_t)input_below(input, 16),
                             .lock_after = (int64_t)input_below(input, 16),
                             .unlock_after = (int64_t)input_below(input, 1 << 24),
                             .attempt_lifetime = 1000 * (1 + (int64_t)input_below(input, 3600)),
                             .failures_lifetime = 1000 * (1 + (int64_t)input_below(input, 1 << 20)),
                             .fingerprint = (uint32_t)input_below(input, 4) };
    limits.delay_max = limits.delay_first + (int64_t)input_below(input, 1 << 20);
    limits.bucket = (limits.window + WINDOW_PARTS - 1) / WINDOW_PARTS;
    return limits;
}

static void judge_written(const struct counter *counter, const struct limits *limits)
{
    unsigned char state[PWPOL_STORE_STATE_SIZE], anew[PWPOL_STORE_STATE_SIZE], stranger[PWPOL_STORE_KEY_SIZE] = { 3 };
    struct counter again;
    state_write(counter, limits, secret, key, state);
    must(state_read(&again, limits, secret, key, state), "what was written is read");
    /* By what is written of it: the padding of the struct may hold anything. */
    state_write(&again, limits, secret, key, anew);
    must(memcmp(anew, state, sizeof state) == 0, "as the same");
    must(!state_read(&again, limits, secret, stranger, state), "and is nobody else's");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    unsigned char state[PWPOL_STORE_STATE_SIZE];
    struct counter counter = { 0 };
    uint8_t manner = input_byte(&input);
    struct limits limits = limits_of(&input);
    int64_t now = (int64_t)input_below(&input, (uint64_t)TIME_MAX + 1);
    uint32_t mac = (uint32_t)input_below(&input, 1 << 24);
    if (sodium_init() < 0)
        return 0;
    input_fill(&input, state, sizeof state);
    if (manner & 1)
        make_right(state);
    if (!state_read(&counter, &limits, secret, key, state))
        return 0;
    counter_advance(&counter, &limits, now);
    must(counter.seen >= now || counter_is_nothing(&counter), "time has come to now");
    must(counter.until == 0 || counter.until > counter.seen || counter_is_nothing(&counter),
         "what is over has ended");
    judge_written(&counter, &limits);
    struct verdict verdict = counter_ask(&counter, &limits, mac, manner & 2);
    must((verdict.decision == PWPOL_ALLOW) == (verdict.rule[0] == '\0'), "a refusal names its rule");
    must(counter_hold(&counter) >= 0 && counter_lifetime(&counter, &limits) >= 0,
         "nothing lasts less than nothing");
    uint32_t pending = counter_pending(&counter), in_window = counter_in_window(&counter);
    struct reservation reserved = counter_reserve(&counter, &limits);
    must(counter_pending(&counter) >= pending && counter_in_window(&counter) == in_window,
         "an attempt is under way");
    judge_written(&counter, &limits);
    if (manner & 4)
        counter_succeed(&counter, &reserved);
    else if (manner & 8)
        counter_release(&counter, &reserved);
    else
        counter_fail(&counter, &limits, &reserved, mac);
    judge_written(&counter, &limits);
    if (manner & 16) {
        counter_lock(&counter, 0);
        must(counter_ask(&counter, &limits, mac, true).decision == PWPOL_LOCKED, "a person's lock locks");
        judge_written(&counter, &limits);
    }
    return 0;
}
