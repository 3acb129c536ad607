#include "breach/corpus.h"

#include "base/patient.h"
#include "base/where.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- What is wrong with a file ---- */

enum { MESSAGE_SIZE = 800, SHOWN_MAX = 300 };

/* The end of a path says more than its start. */
static const char *shown(const char *path)
{
    size_t length = strlen(path);
    const char *tail = length <= SHOWN_MAX ? path : path + length - SHOWN_MAX;
    while (((unsigned char)*tail & 0xC0) == 0x80)
        tail++;
    return tail;
}

static pwpol_status refuse(pwpol_where *where, const char *path, pwpol_status status, const char *english,
                           const char *french)
{
    char message_en[MESSAGE_SIZE], message_fr[MESSAGE_SIZE];
    snprintf(message_en, sizeof message_en, "The breach corpus %s %s", shown(path), english);
    snprintf(message_fr, sizeof message_fr, "Le corpus de fuites %s %s", shown(path), french);
    where_report(where, path, 0, 0, NULL, NULL, message_en, message_fr);
    return status;
}

static pwpol_status refuse_for_system(pwpol_where *where, const char *path, int error)
{
    char english[80], french[80];
    if (error == ENOMEM)
        return PWPOL_ERR_NO_MEMORY;
    if (error == ENOENT || error == ENOTDIR)
        return refuse(where, path, PWPOL_ERR_IO, "does not exist; check its path.",
                      "n'existe pas\u00A0; vérifiez son chemin.");
    if (error == EACCES || error == EPERM)
        return refuse(where, path, PWPOL_ERR_IO, "cannot be opened: give the service the right to read it.",
                      "ne peut être ouvert\u00A0: donnez au service le droit de le lire.");
    snprintf(english, sizeof english, "cannot be read (system error %d).", error);
    snprintf(french, sizeof french, "ne peut être lu (erreur système %d).", error);
    return refuse(where, path, PWPOL_ERR_IO, english, french);
}

static pwpol_status refuse_content(pwpol_where *where, const char *path, enum header_answer answer)
{
    if (answer == HEADER_FOREIGN)
        return refuse(where, path, PWPOL_ERR_SYNTAX, "is no breach corpus; make one with `pwpol breach build'.",
                      "n'est pas un corpus de fuites\u00A0; construisez-en un avec « pwpol breach build ».");
    if (answer == HEADER_OTHER_VERSION)
        return refuse(where, path, PWPOL_ERR_SYNTAX,
                      "is of a version that this pwpol does not read; build it again, or update pwpol.",
                      "est d'une version que ce pwpol ne lit pas\u00A0; reconstruisez-le, ou mettez pwpol à "
                      "jour.");
    return refuse(where, path, PWPOL_ERR_SYNTAX,
                  "is damaged or cut short; copy it again from where it was made, or build it again.",
                  "est endommagé ou tronqué\u00A0; recopiez-le depuis son origine, ou reconstruisez-le.");
}

/* ---- Opening ---- */

static bool read_at(int fd, void *bytes, size_t count, uint64_t offset)
{
    unsigned char *next = bytes;
    while (count > 0) {
        ssize_t got = pread(fd, next, count, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got == 0 ? EIO : errno; /* cut short since it was measured */
            return false;
        }
        next += got;
        offset += (uint64_t)got;
        count -= (size_t)got;
    }
    return true;
}

static bool index_is_sound(const struct corpus *corpus)
{
    uint64_t blocks = corpus->header.blocks;
    uint32_t last = 0;
    if (checksum_add(0, corpus->index, (size_t)(INDEX_ENTRY_SIZE * blocks)) != corpus->header.index_checksum)
        return false;
    for (uint64_t i = 0; i < blocks; i++) {
        uint32_t next = corpus_index_at(corpus, i);
        if (next < last)
            return false;
        last = next;
    }
    return true;
}

static enum header_answer read_header(struct corpus *corpus, const unsigned char *page, uint64_t size)
{
    enum header_answer answer = header_read(page, &corpus->header);
    if (answer == HEADER_FINE && (header_file_size(&corpus->header) != size || size > SIZE_MAX / 2))
        answer = HEADER_DAMAGED;
    corpus->size = size;
    corpus->index_shift = shape_index_shift(&corpus->header.shape);
    corpus->typical =
        corpus->header.blocks == 0 ? 0 : (size_t)(corpus->header.entries / corpus->header.blocks);
    return answer;
}

static bool allocate_verified(struct corpus *corpus)
{
    size_t words = (size_t)(corpus->header.blocks / 64 + 1);
    corpus->verified = calloc(words, sizeof *corpus->verified);
    return corpus->verified != NULL;
}

/* Of a file that is read: into memory. *error is an errno, or 0 when the index is damaged. */
static const unsigned char *read_index(const struct corpus *corpus, int fd, int *error)
{
    uint64_t blocks = corpus->header.blocks;
    size_t size = (size_t)(blocks * INDEX_ENTRY_SIZE);
    unsigned char *index = malloc(size + 1);
    *error = index == NULL ? ENOMEM : 0;
    if (index != NULL && !read_at(fd, index, size, PAGE_SIZE * (1 + blocks))) {
        *error = errno;
        free(index);
        index = NULL;
    }
    return index;
}

static int map_file(struct corpus *corpus, int fd)
{
    void *map = mmap(NULL, (size_t)corpus->size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return errno;
    /* A question needs one page of the whole: reading ahead is lost work. */
    madvise(map, (size_t)corpus->size, MADV_RANDOM);
    corpus->map = map;
    corpus->index = corpus->map + PAGE_SIZE * (1 + corpus->header.blocks);
    return 0;
}

static pwpol_status open_file(struct corpus *corpus, int fd, const char *path, pwpol_breach_access access,
                              pwpol_where *where)
{
    unsigned char page[PAGE_SIZE];
    int error = 0;
    if (fstat(fd, &corpus->file) != 0)
        return refuse_for_system(where, path, errno);
    if (!S_ISREG(corpus->file.st_mode) || corpus->file.st_size < PAGE_SIZE)
        return refuse_content(where, path, HEADER_FOREIGN);
    if (!read_at(fd, page, sizeof page, 0))
        return refuse_for_system(where, path, errno);
    enum header_answer answer = read_header(corpus, page, (uint64_t)corpus->file.st_size);
    if (answer != HEADER_FINE)
        return refuse_content(where, path, answer);
    if (access == PWPOL_BREACH_MAP)
        error = map_file(corpus, fd);
    else
        corpus->index = read_index(corpus, fd, &error);
    if (error != 0)
        return refuse_for_system(where, path, error);
    if (!index_is_sound(corpus))
        return refuse_content(where, path, HEADER_DAMAGED);
    return allocate_verified(corpus) ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

pwpol_status corpus_open(struct corpus *corpus, const char *path, pwpol_breach_access access,
                         pwpol_where *where)
{
    *corpus = (struct corpus){ .fd = -1 };
    int fd = steady_open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return refuse_for_system(where, path, errno);
    pwpol_status status = open_file(corpus, fd, path, access, where);
    if (status == PWPOL_OK && access == PWPOL_BREACH_READ)
        corpus->fd = fd;
    else
        close(fd);
    if (status != PWPOL_OK)
        corpus_end(corpus);
    return status;
}

pwpol_status corpus_of_bytes(struct corpus *corpus, const unsigned char *bytes, size_t size)
{
    *corpus = (struct corpus){ .fd = -1, .builtin = true };
    if (size < PAGE_SIZE || read_header(corpus, bytes, size) != HEADER_FINE)
        return PWPOL_ERR_SYNTAX;
    corpus->map = bytes;
    corpus->index = bytes + PAGE_SIZE * (1 + corpus->header.blocks);
    if (!index_is_sound(corpus))
        return PWPOL_ERR_SYNTAX;
    return allocate_verified(corpus) ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

void corpus_end(struct corpus *corpus)
{
    if (corpus->map == NULL)
        free((void *)(uintptr_t)corpus->index);
    else if (!corpus->builtin)
        munmap((void *)(uintptr_t)corpus->map, (size_t)corpus->size);
    if (corpus->fd >= 0)
        close(corpus->fd);
    free(corpus->verified);
    *corpus = (struct corpus){ .fd = -1 };
}

/* ---- Looking ---- */

/* A block is verified when it is first needed: a page that comes from the disk costs more
 * than its checksum, and one that is in memory would cost half a question each time. */
static bool block_is_sound(const struct corpus *corpus, uint64_t number, const unsigned char *block)
{
    _Atomic uint64_t *word = &corpus->verified[number / 64];
    uint64_t bit = UINT64_C(1) << number % 64;
    if (atomic_load_explicit(word, memory_order_relaxed) & bit)
        return true;
    if (load32(block) != checksum_of_block(block, number))
        return false;
    atomic_fetch_or_explicit(word, bit, memory_order_relaxed);
    return true;
}

const unsigned char *corpus_block(const struct corpus *corpus, uint64_t number,
                                  unsigned char buffer[PAGE_SIZE], pwpol_status *status)
{
    uint64_t offset = PAGE_SIZE * (1 + number);
    const unsigned char *block = buffer;
    if (corpus->map != NULL) {
        block = corpus->map + offset;
    } else if (!read_at(corpus->fd, buffer, PAGE_SIZE, offset)) {
        *status = PWPOL_ERR_IO;
        return NULL;
    }
    if (block_is_sound(corpus, number, block))
        return block;
    *status = PWPOL_ERR_SYNTAX;
    return NULL;
}

/* Where an even spread would put the entry is a few blocks off at most; steps that double
 * find the stretch to halve, so that any other spread costs a logarithm. */
uint64_t corpus_locate(const struct corpus *corpus, uint64_t first_bits, uint64_t head)
{
    uint64_t blocks = corpus->header.blocks;
    uint32_t wanted = (uint32_t)(head >> corpus->index_shift);
    uint64_t low = multiply_high(first_bits, blocks), high, step = 1;
    /* The page table's line for the blocks around is fetched meanwhile. */
    if (corpus->map != NULL)
        __builtin_prefetch(corpus->map + PAGE_SIZE * (1 + low));
    if (corpus_index_at(corpus, low) <= wanted) {
        for (high = low + 1; high < blocks && corpus_index_at(corpus, high) <= wanted; step *= 2) {
            low = high;
            high = blocks - high > step ? high + step : blocks;
        }
    } else {
        for (high = low; high > 0; step *= 2) {
            low = high > step ? high - step : 0;
            if (corpus_index_at(corpus, low) <= wanted)
                break;
            high = low;
        }
        if (high == 0)
            return 0;
    }
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (corpus_index_at(corpus, middle) <= wanted)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void corpus_prefetch(const struct corpus *corpus, uint64_t located, uint64_t head)
{
    if (corpus->map == NULL)
        return;
    /* How far into the block, by the even spread between what the index says of it and of the next one. */
    uint32_t wanted = (uint32_t)(head >> corpus->index_shift), begin = corpus_index_at(corpus, located);
    uint32_t end = located + 1 < corpus->header.blocks ? corpus_index_at(corpus, located + 1) : UINT32_MAX;
    uint32_t fraction = 0;
    if (wanted > begin && wanted < end)
        fraction = (uint32_t)((uint64_t)(wanted - begin) * BLOCK_WHOLE / (end - begin));
    block_prefetch(&corpus->header.shape, corpus->map + PAGE_SIZE * (1 + located), corpus->typical, fraction);
}

uint64_t class_count(const struct header *header, unsigned class)
{
    uint64_t least = header->smallest_count == 0 ? 1 : header->smallest_count;
    uint64_t count = class == 0 || header->shape.class_bits == 0 ? least : header->classes[class - 1];
    return count > least ? count : least;
}

/* Blocks that the index may not tell apart: no list of hashes has more, and a file that was
 * made to look so must not take a question long. */
enum { BACK_MOST = 64 };

pwpol_status corpus_find(const struct corpus *corpus, uint64_t located, const struct entry *entry,
                         uint64_t *seen)
{
    unsigned char buffer[PAGE_SIZE];
    uint32_t wanted = (uint32_t)(entry->head >> corpus->index_shift);
    for (uint64_t number = located; located - number < BACK_MOST; number--) {
        pwpol_status status = PWPOL_OK;
        unsigned class = 0;
        const unsigned char *block = corpus_block(corpus, number, buffer, &status);
        if (block == NULL)
            return status;
        switch (block_find(&corpus->header.shape, block, entry, &class)) {
        case BLOCK_PRESENT:
            *seen = class_count(&corpus->header, class);
            return PWPOL_OK;
        case BLOCK_DAMAGED:
            return PWPOL_ERR_SYNTAX;
        case BLOCK_ABSENT:
            return PWPOL_OK;
        case BLOCK_BEFORE:
            /* Only where the index does not tell the two apart. */
            if (number == 0 || corpus_index_at(corpus, number) < wanted)
                return PWPOL_OK;
        }
    }
    return PWPOL_ERR_SYNTAX;
}
