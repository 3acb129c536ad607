/* Which engine computes, for those who run the service. */
#include "hash/engine_native.h"
#include "base/uncancelled.h"
#include "hash/hasher.h"

#include "base/seams.h"
#include "base/sized.h"

pwpol_status pwpol_hasher_engine(const pwpol_hasher *hasher, pwpol_engine *engine)
{
    if (hasher == NULL)
        return PWPOL_ERR_ARGUMENT;
    /* What a new credential is computed with: of that only the parameters matter here. */
    const struct argon2_task task = { .variant = ARGON2_VARIANT_ID,
                                      .version = ARGON2_V13,
                                      .cost = hasher->cost,
                                      .salt_len = hasher->salt_len,
                                      .tag_len = hasher->tag_len };
    const struct engine *used = engine_for(&task, hasher->engine);
    const pwpol_engine made = { .size = sizeof made,
                                .name = used->name,
                                .kernel = native_chosen()->name,
                                .withdrawn = native_chosen_health() == NATIVE_WRONG };
    return sized_give(engine, &made, sizeof made);
}

void pwpol_hasher_report(const pwpol_hasher *hasher, pwpol_event_handler on_event, void *context)
{
    UNCANCELLED;
    pwpol_engine engine = { .size = sizeof engine };
    if (on_event == NULL || pwpol_hasher_engine(hasher, &engine) != PWPOL_OK || !engine.withdrawn)
        return;
    const pwpol_event event = { .size = sizeof event,
                                .name = "engine.withdrawn",
                                .rule = "C2",
                                .cause = engine.kernel,
                                .subject = "",
                                .source = "",
                                .now = clock_now() };
    on_event(context, &event);
}
