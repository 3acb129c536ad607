/* The decision against its reference (tests/throttle), event by event: the input chooses the limits, the events and how
 * much time passes between them. */
#include "input.h"

#include "twins.h"

enum { EVENTS_MOST = 300 };

static int64_t draw(struct draws *draws, int64_t bound)
{
    struct input input = { draws->bytes, draws->left };
    uint64_t number = input_below(&input, (uint64_t)bound);
    draws->bytes = input.at;
    draws->left = input.left;
    return (int64_t)number;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct twins twins;
    struct draws draws = { .under = draw, .bytes = bytes, .left = size };
    struct clock clock = { INT64_C(1767225600000), INT64_C(1767225600000) };
    if (sodium_init() < 0)
        return 0;
    twins_init(&twins, &draws);
    for (int event = 0; event < EVENTS_MOST && draws.left > 0; event++) {
        let_pass(&draws, &clock, draw_step(&draws, &twins.limits));
        const char *differs = twins_step(&twins, &draws, clock.shown);
        must(differs == NULL, differs);
    }
    return 0;
}
