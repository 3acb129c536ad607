#include "cli/pump.h"

#include "cli/interrupt.h"
#include "cli/ring.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MOST = 1024, SLOT_BYTES = 65536, SLOT_RECORDS = 256 };
/* How much work a crash may cost: what comes first. */
enum { KEEP_EVERY_MS = 1000, KEEP_EVERY_RECORDS = 4096 };

struct slot {
    size_t count;
    struct page source; /* the records, one after the other */
    size_t ends[SLOT_RECORDS];
    struct page output;
    struct turned turned[SLOT_RECORDS];
    size_t done; /* records turned; fewer than count when the next one stops the run */
};

struct run {
    struct pump *pump;
    struct slot *slots;
    struct ring ring;
};

const struct fate fate_malformed = { OUTCOME_LEFT, "malformed", SAY_FATE_MALFORMED };

struct turned pump_turn(const struct stream *stream, const char *record, size_t record_len, struct row *row,
                        char *renewed)
{
    if (!table_split(&stream->table, record, record_len, row))
        return (struct turned){ .fate = &fate_malformed, .scheme = "" };
    return stream->turn(stream->data, row, renewed);
}

static bool stops(const struct stream *stream, const struct turned *turned)
{
    return turned->fate->outcome == OUTCOME_FAILED ||
           (stream->strict && turned->fate->outcome == OUTCOME_LEFT);
}

static void turn_slot(void *context, size_t number)
{
    const struct run *run = context;
    const struct stream *stream = run->pump->stream;
    struct slot *slot = &run->slots[number];
    struct row row;
    char renewed[PWPOL_HASH_SIZE];
    size_t start = 0;
    for (slot->done = 0; slot->done < slot->count; slot->done++) {
        const char *record = slot->source.text + start;
        size_t record_len = slot->ends[slot->done] - start;
        struct turned *turned = &slot->turned[slot->done];
        *turned = pump_turn(stream, record, record_len, &row, renewed);
        if (stops(stream, turned))
            return;
        if (turned->fate->outcome == OUTCOME_TURNED)
            table_join(&stream->table, record, record_len, &row, renewed, &slot->output);
        else
            page_bytes(&slot->output, record, record_len);
        start = slot->ends[slot->done];
    }
}

int pump_complain(const struct pump *pump, enum records_answer answer, uint64_t number)
{
    if (answer == RECORDS_TOO_LONG)
        complain(SAY_RECORD_TOO_LONG, number, (int)RECORD_MOST);
    else if (answer == RECORDS_FAILED && pump->stream->input != NULL)
        complain(SAY_CANNOT_READ_FILE, pump->stream->input, tell_errno(pump->records->error));
    else if (answer == RECORDS_FAILED)
        complain(SAY_CANNOT_READ_INPUT, tell_errno(pump->records->error));
    else
        return 0;
    return CODE_FAILURE;
}

/* Takes records until the slot is full, the input ends or a signal comes; 0, or the
 * exit code after a complaint. */
static int fill_slot(struct pump *pump, struct slot *slot, uint64_t first)
{
    const char *record = NULL;
    size_t record_len = 0;
    enum records_answer answer = RECORDS_ONE;
    slot->count = 0;
    page_clear(&slot->source);
    while (slot->count < pump->stream->records_a_slot && slot->count < SLOT_RECORDS &&
           slot->source.length < SLOT_BYTES && interrupted() == 0 &&
           (answer = records_next(pump->records, &record, &record_len)) == RECORDS_ONE) {
        page_bytes(&slot->source, record, record_len);
        slot->ends[slot->count++] = slot->source.length;
    }
    if (slot->source.error != 0)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    /* What ended a slot that is not empty comes again. */
    return slot->count > 0 ? 0 : pump_complain(pump, answer, first);
}

static int complain_output(const struct pump *pump)
{
    if (pump->part != NULL)
        complain(SAY_CANNOT_WRITE_FILE, pump->part->name, tell_errno(pump->out.error));
    return CODE_FAILURE; /* of standard output, page_finish() complains */
}

void pump_copy(struct pump *pump, const char *record, size_t record_len)
{
    measure_add(&pump->source, record, record_len);
    measure_add(&pump->output, record, record_len);
    page_bytes(&pump->out, record, record_len);
    pump->written++;
}

int pump_keep(struct pump *pump)
{
    struct state state = { .source_bytes = pump->source.bytes,
                           .output_bytes = pump->output.bytes,
                           .records = pump->written };
    if (!page_flush(&pump->out))
        return complain_output(pump);
    if (pump->part == NULL)
        return 0;
    measure_digest(&pump->source, state.source_digest);
    measure_digest(&pump->output, state.output_digest);
    memcpy(state.options, pump->options, sizeof state.options);
    return part_keep(pump->part, &state);
}

/* Waits for the slot to be turned and writes it; the exit code after a complaint. */
static int write_slot(struct run *run, size_t number)
{
    struct pump *pump = run->pump;
    struct slot *slot = &run->slots[number];
    if (!ring_take(&run->ring, number))
        return 0;
    if (slot->output.error != 0)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    for (size_t i = 0; i < slot->done; i++)
        fates_add(&pump->fates, &slot->turned[i]);
    if (slot->done > 0)
        measure_add(&pump->source, slot->source.text, slot->ends[slot->done - 1]);
    if (slot->output.length > 0)
        measure_add(&pump->output, slot->output.text, slot->output.length);
    page_bytes(&pump->out, slot->output.text, slot->output.length);
    page_clear(&slot->output);
    pump->written += slot->done;
    if (pump->out.error != 0)
        return complain_output(pump);
    if (slot->done == slot->count)
        return 0;
    const struct turned *last = &slot->turned[slot->done];
    if (last->fate->outcome == OUTCOME_LEFT) {
        complain(SAY_RECORD_REFUSED, pump->written + 1, tell(last->fate->sentence));
        return CODE_REFUSED;
    }
    complain(SAY_RECORD_FAILED, pump->written + 1, pwpol_strstatus(last->status, language()));
    return CODE_FAILURE;
}

/* Keeps the state when enough was done since the last time. */
static int keep_now_and_then(struct pump *pump)
{
    int64_t now = monotonic_ms();
    if (pump->written - pump->kept < KEEP_EVERY_RECORDS && now - pump->kept_at < KEEP_EVERY_MS)
        return 0;
    pump->kept = pump->written;
    pump->kept_at = now;
    return pump_keep(pump);
}

/* Reads, hands out and writes until the input ends, a signal comes or something fails. */
static int turn(struct run *run)
{
    struct ring *ring = &run->ring;
    struct pump *pump = run->pump;
    uint64_t taken = pump->written;
    int code = 0;
    for (;;) {
        struct slot *slot = &run->slots[ring_next(ring)];
        code = write_slot(run, ring_next(ring));
        if (code == 0)
            code = keep_now_and_then(pump);
        if (code != 0)
            return code;
        code = fill_slot(pump, slot, taken + 1);
        if (code != 0 || slot->count == 0)
            break;
        taken += slot->count;
        ring_give(ring);
        meter_at(&pump->meter, pump->source.bytes, pump->written);
    }
    for (size_t i = 1; i < ring->slot_count; i++) {
        int failed = write_slot(run, (ring_next(ring) + i) % ring->slot_count);
        if (failed != 0)
            return failed;
    }
    return code;
}

static int run_threads(struct run *run, unsigned threads)
{
    if (!ring_begin(&run->ring, threads, turn_slot, run))
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    int code = turn(run);
    ring_end(&run->ring);
    return code;
}

int pump_run(struct pump *pump)
{
    unsigned threads = pump->stream->threads < THREADS_MOST ? pump->stream->threads : THREADS_MOST;
    size_t slot_count = ring_slots(threads);
    struct run run = { .pump = pump, .slots = calloc(slot_count, sizeof *run.slots) };
    if (run.slots == NULL)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    for (size_t i = 0; i < slot_count; i++) {
        page_begin(&run.slots[i].source, IN_MEMORY);
        page_begin(&run.slots[i].output, IN_MEMORY);
    }
    pump->kept_at = monotonic_ms();
    int code = run_threads(&run, threads);
    for (size_t i = 0; i < slot_count; i++) {
        page_end(&run.slots[i].source);
        page_end(&run.slots[i].output);
    }
    free(run.slots);
    int kept = pump->out.error == 0 ? pump_keep(pump) : 0;
    return code != 0 ? code : kept;
}
