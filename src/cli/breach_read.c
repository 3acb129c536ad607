#include "cli/breach_read.h"

#include "cli/interrupt.h"
#include "cli/ring.h"
#include "cli/say.h"

#include <stdlib.h>

enum { THREADS_MOST = 32 };

struct slot {
    bool begins_file;
    struct piece piece;
};

struct run {
    struct reading *reading;
    struct slot *slots;
    uint64_t line; /* of the file, lines that were handed on */
    struct ring ring;
};

static void parse_slot(void *context, size_t number)
{
    const struct run *run = context;
    lines_parse(&run->reading->lines, &run->slots[number].piece);
}

/* Waits for the slot to be parsed and hands it on. */
static int take_slot(struct run *run, size_t number)
{
    struct reading *reading = run->reading;
    struct slot *slot = &run->slots[number];
    struct piece *piece = &slot->piece;
    if (!ring_take(&run->ring, number))
        return 0;
    if (slot->begins_file)
        run->line = 0;
    if (piece->bad_line > 0 && !reading->lines.lenient) {
        const char *name = strcmp(piece->name, "-") == 0 ? tell(SAY_STANDARD_INPUT) : piece->name;
        if (reading->lines.passwords)
            complain(SAY_BREACH_BAD_PASSWORD_LINE, name, run->line + piece->bad_line);
        else
            complain(SAY_BREACH_BAD_LINE, name, run->line + piece->bad_line,
                     (int)(2 * hash_size(reading->lines.hash)));
        return CODE_FAILURE;
    }
    run->line += piece->line_count;
    reading->tallied.lines += piece->line_count;
    reading->tallied.rare += piece->rare;
    reading->tallied.malformed += piece->malformed;
    reading->tallied.records += piece->count;
    return reading->take(reading->data, piece);
}

/* The first piece tells the kind of hash, before any is parsed. */
static void find_kind(struct reading *reading, const struct piece *piece)
{
    pwpol_breach_hash kind = lines_kind(piece->text, piece->text_len, piece->prefix[0] != '\0');
    if (reading->find_kind && kind != 0)
        reading->lines.hash = kind;
    reading->find_kind = false;
}

static int read_all(struct run *run)
{
    struct ring *ring = &run->ring;
    const char *last_name = NULL;
    int code = 0;
    for (;;) {
        struct slot *slot = &run->slots[ring_next(ring)];
        code = take_slot(run, ring_next(ring));
        if (code == 0 && interrupted() != 0)
            code = CODE_FAILURE;
        if (code == 0)
            code = files_next(run->reading->files, &slot->piece);
        if (code != 0 || slot->piece.text_len == 0)
            break;
        find_kind(run->reading, &slot->piece);
        slot->begins_file = slot->piece.name != last_name;
        last_name = slot->piece.name;
        ring_give(ring);
    }
    for (size_t i = 1; i < ring->slot_count && code == 0; i++)
        code = take_slot(run, (ring_next(ring) + i) % ring->slot_count);
    return code;
}

static bool allocate(struct run *run, size_t slot_count)
{
    const struct lines *lines = &run->reading->lines;
    run->slots = calloc(slot_count, sizeof *run->slots);
    for (size_t i = 0; run->slots != NULL && i < slot_count; i++) {
        struct piece *piece = &run->slots[i].piece;
        piece->text = malloc(PIECE_SIZE);
        piece->records = malloc(lines_records_most(lines, PIECE_SIZE) * lines->words * sizeof *piece->records);
        if (piece->text == NULL || piece->records == NULL)
            return false;
    }
    return run->slots != NULL;
}

int reading_run(struct reading *reading)
{
    if (reading->threads > THREADS_MOST)
        reading->threads = THREADS_MOST;
    size_t slot_count = ring_slots(reading->threads);
    struct run run = { .reading = reading };
    int code = CODE_FAILURE;
    if (allocate(&run, slot_count) && ring_begin(&run.ring, reading->threads, parse_slot, &run)) {
        code = read_all(&run);
        ring_end(&run.ring);
    } else {
        complain_text(pwpol_strstatus(PWPOL_ERR_NO_MEMORY, language()));
    }
    for (size_t i = 0; run.slots != NULL && i < slot_count; i++) {
        free(run.slots[i].piece.text);
        free(run.slots[i].piece.records);
    }
    free(run.slots);
    return code;
}
