/* One thread reads and writes, the others judge. The input is cut into slots of
 * a few hundred candidates that go round in a ring, so that rows come out in the
 * order of the input and memory does not grow with it. */
#include "cli/batch.h"

#include "cli/arguments.h"
#include "cli/input.h"
#include "cli/meter.h"
#include "cli/ring.h"
#include "cli/rows.h"
#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOT_CANDIDATES = 256, SLOT_BYTES = 65536 };

struct slot {
    uint64_t first; /* number of its first candidate */
    size_t count;
    struct page text; /* the candidates, one after the other */
    size_t ends[SLOT_CANDIDATES];
    struct page rows;
    struct tally tally;
    pwpol_status status; /* the first failure */
};

struct run {
    const struct batch *batch;
    struct slot *slots;
    struct ring ring;
};

static void judge_slot(void *context, size_t number)
{
    const struct run *run = context;
    const struct batch *batch = run->batch;
    struct slot *slot = &run->slots[number];
    slot->tally = (struct tally){ 0 };
    size_t start = 0;
    for (size_t i = 0; i < slot->count && slot->status == PWPOL_OK; i++) {
        const char *candidate = slot->text.length > 0 ? slot->text.text + start : "";
        size_t candidate_len = slot->ends[i] - start;
        start = slot->ends[i];
        pwpol_report *report = NULL;
        slot->status = pwpol_check(batch->policy, candidate, candidate_len, batch->context, &report);
        if (slot->status != PWPOL_OK)
            return;
        tally_report(&slot->tally, report);
        if (!batch->quiet)
            rows_add(&slot->rows, batch, slot->first + i, candidate, candidate_len, report);
        pwpol_report_free(report);
    }
    if (slot->rows.error != 0)
        slot->status = PWPOL_ERR_NO_MEMORY;
    page_clear(&slot->text);
}

/* Takes candidates until the slot is full or the input ends; false when there was none. */
static bool fill_slot(struct slot *slot, struct input *input, uint64_t first)
{
    const char *candidate = NULL;
    size_t candidate_len = 0;
    slot->first = first;
    slot->count = 0;
    slot->status = PWPOL_OK;
    while (slot->count < SLOT_CANDIDATES && slot->text.length < SLOT_BYTES &&
           input_next(input, &candidate, &candidate_len)) {
        page_bytes(&slot->text, candidate, candidate_len);
        slot->ends[slot->count++] = slot->text.length;
    }
    if (slot->text.error != 0)
        slot->status = PWPOL_ERR_NO_MEMORY;
    return slot->count > 0;
}

/* Waits for the slot's judge and writes its rows; CODE_FAILURE when something failed. */
static int write_slot(struct run *run, size_t number, struct page *out, struct tally *tally)
{
    struct slot *slot = &run->slots[number];
    if (!ring_take(&run->ring, number))
        return 0;
    if (slot->status != PWPOL_OK)
        return complain_status(slot->status, NULL);
    tally_add(tally, &slot->tally);
    page_bytes(out, slot->rows.text, slot->rows.length);
    page_clear(&slot->rows);
    return out->error == 0 ? 0 : CODE_FAILURE;
}

/* Reads, hands out and writes until the input ends or something fails. */
static int turn(struct run *run, struct input *input, struct page *out, struct tally *tally,
                struct meter *meter)
{
    struct ring *ring = &run->ring;
    uint64_t first = 1;
    int code = 0;
    for (;;) {
        struct slot *slot = &run->slots[ring_next(ring)];
        code = write_slot(run, ring_next(ring), out, tally);
        if (code != 0 || !fill_slot(slot, input, first))
            break;
        first += slot->count;
        ring_give(ring);
        meter_at(meter, input->consumed, first - 1);
    }
    for (size_t i = 1; i < ring->slot_count && code == 0; i++)
        code = write_slot(run, (ring_next(ring) + i) % ring->slot_count, out, tally);
    if (code == 0 && input->error != 0) {
        complain(SAY_CANNOT_READ_FILE, run->batch->file, tell_errno(input->error));
        code = CODE_FAILURE;
    }
    return code;
}

static unsigned jobs_of(const struct batch *batch)
{
    cpu_set_t processors;
    unsigned jobs = (unsigned)batch->jobs;
    if (jobs == 0 && sched_getaffinity(0, sizeof processors, &processors) == 0)
        jobs = (unsigned)CPU_COUNT(&processors);
    return jobs == 0 ? 1 : jobs > JOBS_MOST ? JOBS_MOST : jobs;
}

/* Starts the judges, has the input go through, and waits for them. */
static int run_judges(struct run *run, unsigned jobs, struct input *input, struct page *out,
                      struct tally *tally)
{
    struct meter meter;
    struct stat status;
    if (!ring_begin(&run->ring, jobs, judge_slot, run))
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    bool sized = fstat(input->fd, &status) == 0 && S_ISREG(status.st_mode);
    /* Rows on the terminal show by themselves how far it is. */
    meter_begin(&meter, !isatty(STDOUT_FILENO), 0, sized ? (uint64_t)status.st_size : 0, SAY_PROGRESS_CANDIDATES);
    int code = turn(run, input, out, tally, &meter);
    meter_end(&meter);
    ring_end(&run->ring);
    return code;
}

static int run_ring(const struct batch *batch, struct input *input, struct page *out, struct tally *tally)
{
    unsigned jobs = jobs_of(batch);
    size_t slot_count = ring_slots(jobs);
    struct run run = { .batch = batch, .slots = calloc(slot_count, sizeof *run.slots) };
    if (run.slots == NULL)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    for (size_t i = 0; i < slot_count; i++) {
        page_begin(&run.slots[i].text, IN_MEMORY);
        page_begin(&run.slots[i].rows, IN_MEMORY);
    }
    int code = run_judges(&run, jobs, input, out, tally);
    for (size_t i = 0; i < slot_count; i++) {
        page_end(&run.slots[i].text);
        page_end(&run.slots[i].rows);
    }
    free(run.slots);
    return code;
}

/* The table ends with its summary; a file of rows must hold rows alone. */
static void print_summary(const struct batch *batch, struct page *out, struct tally *tally)
{
    if (batch->quiet)
        return;
    if (batch->format == ROWS_TABLE) {
        rows_summary(out, batch, tally);
        return;
    }
    page_flush(out); /* where both go to one terminal, rows come first */
    struct batch plain = *batch;
    plain.terminal = terminal_of(STDERR_FILENO, COLOUR_AUTO);
    struct page aside;
    page_begin(&aside, STDERR_FILENO);
    rows_summary(&aside, &plain, tally);
    page_flush(&aside);
    page_end(&aside);
}

int batch_run(const struct batch *batch)
{
    struct tally tally = { 0 };
    struct input input;
    struct page out;
    bool standard = strcmp(batch->file, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(batch->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        complain(SAY_CANNOT_READ_FILE, batch->file, tell_errno(errno));
        return CODE_FAILURE;
    }
    page_begin(&out, STDOUT_FILENO);
    int code = CODE_FAILURE;
    if (!input_begin(&input, fd, batch->nul ? '\0' : '\n', CANDIDATE_MOST)) {
        complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    } else {
        if (!batch->quiet)
            rows_header(&out, batch);
        code = run_ring(batch, &input, &out, &tally);
        if (code == 0) {
            if (input.cut > 0)
                complain(SAY_CANDIDATES_CUT, (int)CANDIDATE_MOST, input.cut);
            print_summary(batch, &out, &tally);
            code = tally.refused > 0 ? CODE_REFUSED : CODE_ACCEPTED;
        }
    }
    input_end(&input);
    if (!standard)
        close(fd);
    return page_finish(&out, code);
}
