/* The public calls: questions on whichever file answers now. */
#include "base/forks.h"
#include "base/secret.h"
#include "base/sized.h"
#include "base/uncancelled.h"
#include "breach/builtin.h"
#include "breach/corpus.h"
#include "breach/digest.h"
#include "breach/handle.h"

#include <pthread.h>
#include <stdlib.h>

/* A file that is replaced stays open until the last question on it ends. Who asks counts
 * itself in at the edition, and then looks whether that edition still answers; who
 * replaces it has the next one answer, and then looks whether anybody is counted in.
 * Whichever order the two take, no question meets a file that is closed, and none waits.
 * Editions are a fixed few, never freed before the handle, so that even a counter that is
 * touched late is there. */
enum { EDITIONS = 4, COUNTERS = 8, CACHE_LINE = 64 };

struct counter {
    _Alignas(CACHE_LINE) _Atomic int64_t readers;
};

struct edition {
    struct counter counters[COUNTERS]; /* threads take one each, so as not to meet on one line */
    struct corpus corpus;
    bool open;
};

struct pwpol_breach {
    struct edition editions[EDITIONS];
    _Atomic(struct edition *) current;
    pthread_mutex_t reload;
    atomic_uint forks; /* see base/forks.h */
    char *path; /* NULL for the one that is compiled in */
    pwpol_breach_access access;
};

static atomic_uint threads;
static _Thread_local unsigned thread_number;

static struct edition *enter(const pwpol_breach *breach, struct counter **counter)
{
    if (thread_number == 0)
        thread_number = 1 + atomic_fetch_add(&threads, 1) % COUNTERS;
    for (;;) {
        struct edition *edition = atomic_load((_Atomic(struct edition *) *)&breach->current);
        *counter = &edition->counters[thread_number - 1];
        atomic_fetch_add(&(*counter)->readers, 1);
        if (atomic_load((_Atomic(struct edition *) *)&breach->current) == edition)
            return edition;
        atomic_fetch_sub(&(*counter)->readers, 1);
    }
}

static void leave(struct counter *counter)
{
    atomic_fetch_sub(&counter->readers, 1);
}

static bool is_read(struct edition *edition)
{
    for (unsigned i = 0; i < COUNTERS; i++)
        if (atomic_load(&edition->counters[i].readers) != 0)
            return true;
    return false;
}

/* ---- Opening ---- */

static pwpol_status open_edition(struct edition *edition, const char *path, pwpol_breach_access access,
                                 pwpol_where *where)
{
    pwpol_status status;
    if (path == NULL)
        status = corpus_of_bytes(&edition->corpus, builtin_corpus(), builtin_corpus_size());
    else
        status = corpus_open(&edition->corpus, path, access, where);
    edition->open = status == PWPOL_OK;
    return status;
}

/* An empty handle. */
static pwpol_breach *create(const char *path, pwpol_breach_access access)
{
    pwpol_breach *made = forks_watch() ? aligned_alloc(CACHE_LINE, sizeof *made) : NULL;
    if (made == NULL)
        return NULL;
    memset(made, 0, sizeof *made);
    made->access = access;
    made->path = path == NULL ? NULL : strdup(path);
    if ((path != NULL && made->path == NULL) || pthread_mutex_init(&made->reload, NULL) != 0) {
        free(made->path);
        free(made);
        return NULL;
    }
    atomic_init(&made->forks, forks_mark());
    return made;
}

/* What a thread of the parent was opening or closing is left to the system. */
static void begin_anew(void *object)
{
    pwpol_breach *breach = object;
    pthread_mutex_init(&breach->reload, NULL);
    for (unsigned i = 0; i < EDITIONS; i++)
        if (&breach->editions[i] != atomic_load(&breach->current))
            breach->editions[i].open = false;
}

pwpol_status breach_open(pwpol_breach **breach, const char *path, pwpol_breach_access access, bool fallback,
                         pwpol_where *where)
{
    *breach = NULL;
    pwpol_breach *made = create(path, access);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    struct edition *edition = &made->editions[0];
    pwpol_status status = open_edition(edition, path, access, where);
    if (fallback && (status == PWPOL_ERR_IO || status == PWPOL_ERR_SYNTAX))
        status = open_edition(edition, NULL, access, where);
    if (status != PWPOL_OK) {
        pwpol_breach_close(made);
        return status;
    }
    atomic_store(&made->current, edition);
    *breach = made;
    return PWPOL_OK;
}

pwpol_status pwpol_breach_open(pwpol_breach **breach, const char *path, pwpol_breach_access access,
                               pwpol_where *where)
{
    UNCANCELLED;
    if (breach == NULL)
        return PWPOL_ERR_ARGUMENT;
    *breach = NULL;
    if (access != PWPOL_BREACH_MAP && access != PWPOL_BREACH_READ)
        return PWPOL_ERR_ARGUMENT;
    return breach_open(breach, path, access, false, where);
}

void pwpol_breach_close(pwpol_breach *breach)
{
    UNCANCELLED;
    if (breach == NULL)
        return;
    forks_begin_anew(&breach->forks, begin_anew, breach);
    for (unsigned i = 0; i < EDITIONS; i++)
        if (breach->editions[i].open)
            corpus_end(&breach->editions[i].corpus);
    pthread_mutex_destroy(&breach->reload);
    free(breach->path);
    free(breach);
}

/* Closes the editions that nobody reads any more; one that is closed, NULL when none is. */
static struct edition *free_edition(pwpol_breach *breach)
{
    struct edition *found = NULL;
    for (unsigned i = 0; i < EDITIONS; i++) {
        struct edition *edition = &breach->editions[i];
        if (edition != atomic_load(&breach->current) && edition->open && !is_read(edition)) {
            corpus_end(&edition->corpus);
            edition->open = false;
        }
        if (!edition->open)
            found = edition;
    }
    return found;
}

static bool same_file(const struct stat *left, const struct stat *right)
{
    return left->st_dev == right->st_dev && left->st_ino == right->st_ino && left->st_size == right->st_size &&
           left->st_mtim.tv_sec == right->st_mtim.tv_sec && left->st_mtim.tv_nsec == right->st_mtim.tv_nsec;
}

static pwpol_status reload(pwpol_breach *breach, bool *changed, pwpol_where *where)
{
    struct edition *before = atomic_load(&breach->current);
    struct stat now;
    if (!before->corpus.builtin && stat(breach->path, &now) == 0 && same_file(&now, &before->corpus.file))
        return PWPOL_OK;
    struct edition *next = free_edition(breach);
    if (next == NULL)
        return PWPOL_ERR_BUSY;
    pwpol_status status = open_edition(next, breach->path, breach->access, where);
    if (status != PWPOL_OK)
        return status;
    atomic_store(&breach->current, next);
    *changed = true;
    free_edition(breach);
    return PWPOL_OK;
}

pwpol_status pwpol_breach_reload(pwpol_breach *breach, bool *changed, pwpol_where *where)
{
    UNCANCELLED;
    bool ignored;
    if (breach == NULL)
        return PWPOL_ERR_ARGUMENT;
    if (changed == NULL)
        changed = &ignored;
    *changed = false;
    if (breach->path == NULL)
        return PWPOL_OK;
    forks_begin_anew(&breach->forks, begin_anew, breach);
    pthread_mutex_lock(&breach->reload);
    pwpol_status status = reload(breach, changed, where);
    pthread_mutex_unlock(&breach->reload);
    return status;
}

/* ---- Questions ---- */

/* As many questions as are under way at once in a batch: more than a core has misses of
 * its cache under way. */
enum { BATCH = 32 };

struct question {
    struct entry entry;
    uint64_t block;
    bool asked;
};

static void place(const struct corpus *corpus, const unsigned char *hash, struct question *question)
{
    question->asked = corpus->header.blocks > 0;
    if (!question->asked)
        return;
    question->entry = entry_of_hash(&corpus->header.shape, hash);
    question->block = corpus_locate(corpus, load_first_bits(hash), question->entry.head);
    corpus_prefetch(corpus, question->block, question->entry.head);
}

static pwpol_status answer(const struct corpus *corpus, const struct question *question, uint64_t *seen)
{
    *seen = 0;
    return question->asked ? corpus_find(corpus, question->block, &question->entry, seen) : PWPOL_OK;
}

static pwpol_status answer_all(const struct corpus *corpus, const struct question *questions, size_t count,
                               uint64_t *seen)
{
    for (size_t i = 0; i < count; i++) {
        pwpol_status status = answer(corpus, &questions[i], &seen[i]);
        if (status != PWPOL_OK)
            return status;
    }
    return PWPOL_OK;
}

/* One after the other where hashes are given (passwords is NULL), else of passwords. */
struct asked {
    const char *const *passwords;
    const size_t *password_lens;
    const unsigned char *hashes;
    size_t hash_len;
};

static pwpol_status ask_batch(const struct corpus *corpus, const struct asked *asked, size_t first,
                              size_t count, uint64_t *seen)
{
    struct question questions[BATCH];
    unsigned char digest[HASH_SIZE_MOST];
    pwpol_status status = PWPOL_OK;
    size_t placed = 0;
    for (; placed < count && status == PWPOL_OK; placed++) {
        const unsigned char *hash = digest;
        size_t at = first + placed;
        if (asked->passwords == NULL)
            hash = asked->hashes + at * asked->hash_len;
        else if (asked->passwords[at] == NULL && asked->password_lens[at] > 0)
            status = PWPOL_ERR_ARGUMENT;
        else
            status = password_digest(corpus->header.shape.hash, asked->passwords[at],
                                     asked->password_lens[at], digest);
        if (status != PWPOL_OK)
            break;
        place(corpus, hash, &questions[placed]);
    }
    pwpol_status answered = answer_all(corpus, questions, placed, seen + first);
    secret_wipe(questions, placed * sizeof *questions);
    secret_wipe(digest, sizeof digest);
    return answered != PWPOL_OK ? answered : status;
}

static pwpol_status ask(const pwpol_breach *breach, const struct asked *asked, size_t count, uint64_t *seen)
{
    struct counter *counter;
    pwpol_status status = PWPOL_OK;
    const struct corpus *corpus = &enter(breach, &counter)->corpus;
    if (asked->passwords == NULL && asked->hash_len != hash_size(corpus->header.shape.hash))
        status = PWPOL_ERR_ARGUMENT;
    memset(seen, 0, count * sizeof *seen);
    for (size_t first = 0; first < count && status == PWPOL_OK; first += BATCH)
        status = ask_batch(corpus, asked, first, count - first < BATCH ? count - first : BATCH, seen);
    leave(counter);
    return status;
}

pwpol_status pwpol_breach_contains(const pwpol_breach *breach, const char *password, size_t password_len,
                                   uint64_t *seen)
{
    return pwpol_breach_contains_many(breach, &password, &password_len, 1, seen);
}

pwpol_status pwpol_breach_contains_hash(const pwpol_breach *breach, const unsigned char *hash,
                                        size_t hash_len, uint64_t *seen)
{
    return pwpol_breach_contains_hashes(breach, hash, hash_len, 1, seen);
}

pwpol_status pwpol_breach_contains_many(const pwpol_breach *breach, const char *const *passwords,
                                        const size_t *password_lens, size_t count, uint64_t *seen)
{
    UNCANCELLED;
    if (breach == NULL || seen == NULL || passwords == NULL || password_lens == NULL)
        return PWPOL_ERR_ARGUMENT;
    return ask(breach, &(struct asked){ .passwords = passwords, .password_lens = password_lens }, count,
               seen);
}

pwpol_status pwpol_breach_contains_hashes(const pwpol_breach *breach, const unsigned char *hashes,
                                          size_t hash_len, size_t count, uint64_t *seen)
{
    UNCANCELLED;
    if (breach == NULL || seen == NULL || hashes == NULL)
        return PWPOL_ERR_ARGUMENT;
    return ask(breach, &(struct asked){ .hashes = hashes, .hash_len = hash_len }, count, seen);
}

/* ---- What is known of it ---- */

pwpol_status pwpol_breach_info_of(const pwpol_breach *breach, pwpol_breach_info *info)
{
    struct counter *counter;
    if (breach == NULL)
        return PWPOL_ERR_ARGUMENT;
    const struct corpus *corpus = &enter(breach, &counter)->corpus;
    const struct header *header = &corpus->header;
    const struct shape *shape = &header->shape;
    pwpol_breach_info filled = { .size = sizeof filled,
                                 .hash = shape->hash,
                                 .exact = shape->exact,
                                 .entries = header->entries,
                                 .bytes = corpus->size,
                                 .date = header->date,
                                 .built = header->built,
                                 .smallest_count = header->smallest_count,
                                 .builtin = corpus->builtin };
    if (!shape->exact)
        filled.false_positives = (double)header->entries / (double)shape->universe;
    if (header->entries > 0)
        filled.bits_per_entry = 8 * (double)corpus->size / (double)header->entries;
    for (unsigned i = 0; i < 4 && shape->class_bits > 0; i++)
        filled.classes[i] = class_count(header, i);
    memcpy(filled.source, header->source, sizeof filled.source);
    leave(counter);
    return sized_give(info, &filled, sizeof filled);
}
