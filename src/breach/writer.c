#include "breach/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_AT_ONCE = 64, INDEX_START = 1024, NAMES_TRIED = 100 };

static pwpol_status fails(struct writer *writer)
{
    writer->error = errno;
    return PWPOL_ERR_IO;
}

static bool write_at(int fd, const unsigned char *bytes, size_t count, uint64_t offset)
{
    while (count > 0) {
        ssize_t done = pwrite(fd, bytes, count, (off_t)offset);
        if (done < 0 && errno != EINTR)
            return false;
        if (done > 0) {
            bytes += done;
            offset += (uint64_t)done;
            count -= (size_t)done;
        }
    }
    return true;
}

/* ---- The file and its name ---- */

/* Beside the file itself, so that a rename is enough. */
static char *part_name(const char *path, unsigned number)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t size = strlen(path) + 48;
    char *part = malloc(size);
    if (part != NULL)
        snprintf(part, size, "%.*s.%s.%ld-%u.part", (int)(name - path), path, name, (long)getpid(), number);
    return part;
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static pwpol_status create_named(struct writer *writer)
{
    for (unsigned number = 0; number < NAMES_TRIED; number++) {
        char *part = part_name(writer->path, number);
        if (part == NULL)
            return PWPOL_ERR_NO_MEMORY;
        writer->fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (writer->fd >= 0) {
            writer->part = part;
            return PWPOL_OK;
        }
        free(part);
        if (errno != EEXIST)
            break;
    }
    return fails(writer);
}

static pwpol_status create(struct writer *writer)
{
    if ((writer->folder = folder_of(writer->path)) == NULL)
        return PWPOL_ERR_NO_MEMORY;
    /* A file without a name gets one through /proc. */
    bool nameless = access("/proc/self/fd", X_OK) == 0;
    errno = EOPNOTSUPP;
    writer->fd = nameless ? open(writer->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0644) : -1;
    if (writer->fd >= 0)
        return PWPOL_OK;
    return errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL ? create_named(writer) : fails(writer);
}

/* A nameless file cannot be renamed over another: it has a name of its own for an instant. */
static pwpol_status name_part(struct writer *writer)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", writer->fd);
    for (unsigned number = 0; number < NAMES_TRIED; number++) {
        char *part = part_name(writer->path, number);
        if (part == NULL)
            return PWPOL_ERR_NO_MEMORY;
        if (linkat(AT_FDCWD, link, AT_FDCWD, part, AT_SYMLINK_FOLLOW) == 0) {
            writer->part = part;
            return PWPOL_OK;
        }
        free(part);
        if (errno != EEXIST)
            break;
    }
    return fails(writer);
}

/* The rename itself is on the disk when the folder is; best effort, as not every file
 * system lets a folder be synced. */
static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

/* ---- The content ---- */

static pwpol_status allocate(struct writer *writer)
{
    writer->maker = calloc(1, sizeof *writer->maker);
    writer->pages = malloc((size_t)PAGES_AT_ONCE * PAGE_SIZE);
    if (writer->maker == NULL || writer->pages == NULL)
        return PWPOL_ERR_NO_MEMORY;
    writer->maker->shape = &writer->header.shape;
    return PWPOL_OK;
}

pwpol_status writer_begin_at(struct writer *writer, int fd, const struct header *header)
{
    *writer = (struct writer){ .header = *header, .fd = fd };
    shape_choose_code(&writer->header.shape, header->entries);
    writer->header.entries = writer->header.blocks = 0;
    return allocate(writer);
}

pwpol_status writer_begin(struct writer *writer, const char *path, const struct header *header)
{
    pwpol_status status = writer_begin_at(writer, -1, header);
    if (status == PWPOL_OK && (writer->path = strdup(path)) == NULL)
        status = PWPOL_ERR_NO_MEMORY;
    return status == PWPOL_OK ? create(writer) : status;
}

static pwpol_status flush_pages(struct writer *writer)
{
    uint64_t first = writer->header.blocks - writer->page_count;
    if (!write_at(writer->fd, writer->pages, writer->page_count * PAGE_SIZE, PAGE_SIZE * (1 + first)))
        return fails(writer);
    writer->page_count = 0;
    return PWPOL_OK;
}

static pwpol_status index_block(struct writer *writer)
{
    struct header *header = &writer->header;
    if (header->blocks == writer->index_capacity) {
        uint64_t capacity = writer->index_capacity == 0 ? INDEX_START : 2 * writer->index_capacity;
        unsigned char *index = realloc(writer->index, (size_t)capacity * INDEX_ENTRY_SIZE);
        if (index == NULL)
            return PWPOL_ERR_NO_MEMORY;
        writer->index = index;
        writer->index_capacity = capacity;
    }
    store(writer->index + INDEX_ENTRY_SIZE * header->blocks,
          writer->maker->heads[0] >> shape_index_shift(&header->shape), INDEX_ENTRY_SIZE);
    return PWPOL_OK;
}

static pwpol_status write_block(struct writer *writer)
{
    pwpol_status status = index_block(writer);
    if (status != PWPOL_OK)
        return status;
    block_write(writer->maker, writer->header.blocks, writer->pages + writer->page_count * PAGE_SIZE);
    writer->header.blocks++;
    writer->page_count++;
    return writer->page_count == PAGES_AT_ONCE ? flush_pages(writer) : PWPOL_OK;
}

static pwpol_status write_pending(struct writer *writer)
{
    writer->header.entries++;
    if (block_add(writer->maker, &writer->pending))
        return PWPOL_OK;
    pwpol_status status = write_block(writer);
    if (status == PWPOL_OK)
        block_add(writer->maker, &writer->pending); /* an empty one takes any */
    return status;
}

pwpol_status writer_add(struct writer *writer, const struct entry *entry)
{
    const struct shape *shape = &writer->header.shape;
    if (writer->has_pending && entry_compare(shape, &writer->pending, entry) == 0) {
        if (entry->class > writer->pending.class)
            writer->pending.class = entry->class;
        return PWPOL_OK;
    }
    pwpol_status status = writer->has_pending ? write_pending(writer) : PWPOL_OK;
    writer->pending = *entry;
    writer->has_pending = true;
    return status;
}

pwpol_status writer_finish_at(struct writer *writer)
{
    unsigned char page[PAGE_SIZE];
    struct header *header = &writer->header;
    pwpol_status status = writer->has_pending ? write_pending(writer) : PWPOL_OK;
    if (status == PWPOL_OK && writer->maker->count > 0)
        status = write_block(writer);
    if (status == PWPOL_OK && writer->page_count > 0)
        status = flush_pages(writer);
    if (status != PWPOL_OK)
        return status;
    size_t index_size = (size_t)(header->blocks * INDEX_ENTRY_SIZE);
    header->index_checksum = checksum_add(0, writer->index, index_size);
    header_write(header, page);
    if (!write_at(writer->fd, writer->index, index_size, PAGE_SIZE * (1 + header->blocks)) ||
        !write_at(writer->fd, page, sizeof page, 0))
        return fails(writer);
    return PWPOL_OK;
}

pwpol_status writer_finish(struct writer *writer)
{
    pwpol_status status = writer_finish_at(writer);
    if (status == PWPOL_OK && fsync(writer->fd) != 0)
        status = fails(writer);
    if (status == PWPOL_OK && writer->part == NULL)
        status = name_part(writer);
    if (status == PWPOL_OK && rename(writer->part, writer->path) != 0)
        status = fails(writer);
    if (status != PWPOL_OK)
        return status;
    free(writer->part);
    writer->part = NULL;
    sync_folder(writer->folder);
    return PWPOL_OK;
}

void writer_end(struct writer *writer)
{
    if (writer->part != NULL)
        unlink(writer->part);
    if (writer->path != NULL && writer->fd >= 0)
        close(writer->fd);
    free(writer->maker);
    free(writer->pages);
    free(writer->index);
    free(writer->path);
    free(writer->folder);
    free(writer->part);
    *writer = (struct writer){ .fd = -1 };
}
