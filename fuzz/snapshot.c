/* Snapshots of the store in memory: any bytes, and any records under a right header and sum. */
#include "input.h"

#include "throttle/memory.h"

#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

/* As snapshot.c lays them out. */
enum { HEADER = 32, RECORD = 104, SUM = 32, RECORDS_MOST = 64 };

static void put(unsigned char *bytes, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

/* The bytes of a snapshot; their number. */
static size_t make_snapshot(struct input *input, unsigned char *bytes)
{
    size_t records = input->left / RECORD < RECORDS_MOST ? input->left / RECORD : RECORDS_MOST;
    size_t end = HEADER + records * RECORD;
    memset(bytes, 0, HEADER);
    memcpy(bytes, "pwpol throttle\n", 16);
    put(bytes + 16, 1 | (uint64_t)RECORD << 32);
    put(bytes + 24, 1000);
    input_fill(input, bytes + HEADER, records * RECORD);
    for (size_t i = 0; i < records; i++) /* small times, most often */
        if (bytes[HEADER + i * RECORD] % 2 == 0)
            memset(bytes + HEADER + i * RECORD + 84, 0, 4), memset(bytes + HEADER + i * RECORD + 92, 0, 4);
    put(bytes + end, records);
    crypto_generichash(bytes + end + 8, SUM, bytes, end + 8, NULL, 0);
    return end + 8 + SUM;
}

static bool count(void *visitor, const pwpol_store_record *record)
{
    must(record->lifetime >= 1 && record->hold >= 0, "what was restored has not expired");
    ++*(uint64_t *)visitor;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static unsigned char made[HEADER + RECORDS_MOST * RECORD + 8 + SUM];
    struct input input = { bytes, size };
    char path[64];
    pwpol_store *store = NULL;
    uint8_t manner = input_byte(&input);
    int64_t now = 1000 + (int64_t)input_below(&input, 1 << 16);
    uint64_t records = 0;
    if (sodium_init() < 0)
        return 0;
    size_t length = input.left < sizeof made ? input.left : sizeof made;
    if (manner & 1)
        length = make_snapshot(&input, made);
    else
        input_fill(&input, made, length);
    int file = memfd_create("snapshot", MFD_CLOEXEC);
    if (file < 0 || write(file, made, length) != (ssize_t)length ||
        pwpol_store_memory_new(&store, manner & 2 ? 2 : 1000) != PWPOL_OK)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    pwpol_status status = pwpol_store_memory_restore(store, path, now);
    must(status == PWPOL_OK || status == PWPOL_ERR_SYNTAX || status == PWPOL_ERR_FULL ||
             status == PWPOL_ERR_ARGUMENT,
         "a snapshot is sound or damaged, or is more than fits");
    must(pwpol_store_scan(store, &now, count, &records) == PWPOL_OK, "memory does not fail");
    must(status == PWPOL_OK || records == 0, "nothing is taken of what is damaged");
    close(file);
    pwpol_store_free(store);
    return 0;
}
