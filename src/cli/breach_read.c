#include "cli/breach_read.h"

#include "cli/interrupt.h"
#include "cli/say.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS_A_THREAD = 2, THREADS_MOST = 32 };

enum slot_state { SLOT_EMPTY, SLOT_FILLED, SLOT_PARSED };

struct slot {
    enum slot_state state;
    bool begins_file;
    struct piece piece;
};

struct ring {
    struct reading *reading;
    struct slot *slots;
    size_t slot_count;
    uint64_t next_to_parse, filled; /* of all slots ever filled */
    bool closed;
    uint64_t line; /* of the file, lines that were handed on */
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static void *parse_slots(void *argument)
{
    struct ring *ring = argument;
    pthread_mutex_lock(&ring->lock);
    for (;;) {
        while (ring->next_to_parse == ring->filled && !ring->closed)
            pthread_cond_wait(&ring->changed, &ring->lock);
        if (ring->next_to_parse == ring->filled)
            break;
        struct slot *slot = &ring->slots[ring->next_to_parse++ % ring->slot_count];
        pthread_mutex_unlock(&ring->lock);
        lines_parse(&ring->reading->lines, &slot->piece);
        pthread_mutex_lock(&ring->lock);
        slot->state = SLOT_PARSED;
        pthread_cond_broadcast(&ring->changed);
    }
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

/* Waits for the slot to be parsed and hands it on. */
static int take_slot(struct ring *ring, struct slot *slot)
{
    struct reading *reading = ring->reading;
    struct piece *piece = &slot->piece;
    pthread_mutex_lock(&ring->lock);
    while (slot->state == SLOT_FILLED)
        pthread_cond_wait(&ring->changed, &ring->lock);
    pthread_mutex_unlock(&ring->lock);
    if (slot->state == SLOT_EMPTY)
        return 0;
    slot->state = SLOT_EMPTY;
    if (slot->begins_file)
        ring->line = 0;
    if (piece->bad_line > 0 && !reading->lines.lenient) {
        const char *name = strcmp(piece->name, "-") == 0 ? tell(SAY_STANDARD_INPUT) : piece->name;
        if (reading->lines.passwords)
            complain(SAY_BREACH_BAD_PASSWORD_LINE, name, ring->line + piece->bad_line);
        else
            complain(SAY_BREACH_BAD_LINE, name, ring->line + piece->bad_line,
                     (int)(2 * hash_size(reading->lines.hash)));
        return CODE_FAILURE;
    }
    ring->line += piece->line_count;
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

static int read_all(struct ring *ring)
{
    const char *last_name = NULL;
    uint64_t at = 0, taken = 0;
    int code = 0;
    bool more = true;
    for (; code == 0 && more; at++) {
        struct slot *slot = &ring->slots[at % ring->slot_count];
        if (at >= ring->slot_count)
            code = take_slot(ring, &ring->slots[taken++ % ring->slot_count]);
        if (code == 0 && interrupted() != 0)
            code = CODE_FAILURE;
        if (code == 0)
            code = files_next(ring->reading->files, &slot->piece);
        more = slot->piece.text_len > 0;
        if (code != 0 || !more)
            break;
        find_kind(ring->reading, &slot->piece);
        slot->begins_file = slot->piece.name != last_name;
        last_name = slot->piece.name;
        pthread_mutex_lock(&ring->lock);
        slot->state = SLOT_FILLED;
        ring->filled++;
        pthread_cond_broadcast(&ring->changed);
        pthread_mutex_unlock(&ring->lock);
    }
    while (code == 0 && taken < at)
        code = take_slot(ring, &ring->slots[taken++ % ring->slot_count]);
    return code;
}

static int run_threads(struct ring *ring)
{
    pthread_t threads[THREADS_MOST];
    unsigned started = 0;
    while (started < ring->reading->threads && pthread_create(&threads[started], NULL, parse_slots, ring) == 0)
        started++;
    int code = CODE_FAILURE;
    if (started > 0)
        code = read_all(ring);
    else
        complain_text(pwpol_strstatus(PWPOL_ERR_NO_MEMORY, language()));
    pthread_mutex_lock(&ring->lock);
    ring->closed = true;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    return code;
}

static bool allocate(struct ring *ring)
{
    const struct lines *lines = &ring->reading->lines;
    ring->slots = calloc(ring->slot_count, sizeof *ring->slots);
    for (size_t i = 0; ring->slots != NULL && i < ring->slot_count; i++) {
        struct piece *piece = &ring->slots[i].piece;
        piece->text = malloc(PIECE_SIZE);
        piece->records = malloc(lines_records_most(lines, PIECE_SIZE) * lines->words * sizeof *piece->records);
        if (piece->text == NULL || piece->records == NULL)
            return false;
    }
    return ring->slots != NULL;
}

int reading_run(struct reading *reading)
{
    if (reading->threads > THREADS_MOST)
        reading->threads = THREADS_MOST;
    struct ring ring = { .reading = reading, .slot_count = SLOTS_A_THREAD * reading->threads + 1 };
    int code = CODE_FAILURE;
    pthread_mutex_init(&ring.lock, NULL);
    pthread_cond_init(&ring.changed, NULL);
    if (allocate(&ring))
        code = run_threads(&ring);
    else
        complain_text(pwpol_strstatus(PWPOL_ERR_NO_MEMORY, language()));
    for (size_t i = 0; ring.slots != NULL && i < ring.slot_count; i++) {
        free(ring.slots[i].piece.text);
        free(ring.slots[i].piece.records);
    }
    free(ring.slots);
    pthread_cond_destroy(&ring.changed);
    pthread_mutex_destroy(&ring.lock);
    return code;
}
