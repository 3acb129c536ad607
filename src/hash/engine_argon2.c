/* libargon2: everything that RFC 9106 knows, portable code, in our memory. */
#include "hash/engine.h"

#include "base/processors.h"

#include <argon2.h>

/* The allocator of libargon2 takes no argument of ours; a call runs on one thread. */
static _Thread_local void *lent;

static int lend(uint8_t **memory, size_t size)
{
    (void)size;
    *memory = lent;
    return lent == NULL ? ARGON2_MEMORY_ALLOCATION_ERROR : ARGON2_OK;
}

/* libargon2 has wiped the matrix when it calls this. */
static void take_back(uint8_t *memory, size_t size)
{
    (void)memory;
    (void)size;
}

static bool argon2_can(const struct argon2_task *task)
{
    (void)task;
    return true;
}

/* Threads beyond the processors only cost their creation, four times a pass. */
static uint32_t threads_for(uint32_t lanes)
{
    unsigned processors = processors_usable();
    return lanes <= processors ? lanes : processors;
}

static enum engine_answer argon2_run(const struct argon2_task *task, void *memory)
{
    argon2_context context = {
        .out = task->tag,
        .outlen = (uint32_t)task->tag_len,
        .pwd = (uint8_t *)task->password,
        .pwdlen = (uint32_t)task->password_len,
        .salt = (uint8_t *)task->salt,
        .saltlen = (uint32_t)task->salt_len,
        .secret = (uint8_t *)task->secret,
        .secretlen = (uint32_t)task->secret_len,
        .ad = (uint8_t *)task->data,
        .adlen = (uint32_t)task->data_len,
        .t_cost = task->cost.passes,
        .m_cost = task->cost.memory,
        .lanes = task->cost.lanes,
        .threads = threads_for(task->cost.lanes),
        .version = task->version,
        .allocate_cbk = lend,
        .free_cbk = take_back,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    lent = memory;
    int answer = argon2_ctx(&context, (argon2_type)task->variant);
    if (answer == ARGON2_THREAD_FAIL) { /* the system has no thread to spare: the lanes can take turns */
        context.threads = 1;
        answer = argon2_ctx(&context, (argon2_type)task->variant);
    }
    lent = NULL;
    if (answer == ARGON2_OK)
        return ENGINE_DONE;
    return answer == ARGON2_MEMORY_ALLOCATION_ERROR ? ENGINE_NO_MEMORY : ENGINE_FAILED;
}

const struct engine engine_argon2 = { "argon2", true, false, argon2_can, argon2_run };
