#include "cli/resume.h"

#include "cli/newfile.h"
#include "cli/page.h"
#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STATE_SIZE = 1024, BLOCK_SIZE = 65536 };

/* ---- Measures ---- */

void measure_begin(struct measure *measure)
{
    measure->bytes = 0;
    crypto_generichash_init(&measure->state, NULL, 0, DIGEST_SIZE);
}

void measure_add(struct measure *measure, const char *bytes, size_t count)
{
    measure->bytes += count;
    crypto_generichash_update(&measure->state, (const unsigned char *)bytes, count);
}

void measure_digest(const struct measure *measure, char hex[2 * DIGEST_SIZE + 1])
{
    unsigned char digest[DIGEST_SIZE];
    crypto_generichash_state copy = measure->state;
    crypto_generichash_final(&copy, digest, sizeof digest);
    sodium_bin2hex(hex, 2 * DIGEST_SIZE + 1, digest, sizeof digest);
}

/* ---- The state ---- */

static const char state_format[] = "pwpol-table 1\n"
                                   "options %s\n"
                                   "source %" PRIu64 " %s\n"
                                   "output %" PRIu64 " %s\n"
                                   "records %" PRIu64 "\n";

static int complain_file(enum sentence id, const char *path)
{
    complain(id, path, tell_errno(errno));
    return CODE_FAILURE;
}

int part_keep(const struct part *part, const struct state *state)
{
    char text[STATE_SIZE], temporary[PATH_MAX];
    int length = snprintf(text, sizeof text, state_format, state->options, state->source_bytes,
                          state->source_digest, state->output_bytes, state->output_digest, state->records);
    if (fsync(part->fd) != 0)
        return complain_file(SAY_CANNOT_WRITE_FILE, part->name);
    int fd = newfile_temporary(part->state_name, temporary);
    if (fd < 0)
        return CODE_FAILURE;
    bool written = write_all(fd, text, (size_t)length) && fsync(fd) == 0;
    int error = errno;
    close(fd);
    if (written && rename(temporary, part->state_name) == 0)
        return 0;
    error = written ? errno : error;
    unlink(temporary);
    errno = error;
    return complain_file(SAY_CANNOT_WRITE_FILE, part->state_name);
}

static bool read_state(const struct part *part, struct state *state)
{
    char text[STATE_SIZE] = "";
    int fd = open(part->state_name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    return length > 0 && sscanf(text,
                                "pwpol-table 1 options %64[0-9a-f] source %" SCNu64
                                " %64[0-9a-f] output %" SCNu64 " %64[0-9a-f] records %" SCNu64,
                                state->options, &state->source_bytes, state->source_digest,
                                &state->output_bytes, state->output_digest, &state->records) == 6;
}

/* ---- The part ---- */

static int complain_part(const char *name)
{
    if (errno == EEXIST)
        complain(SAY_PART_EXISTS, name);
    else if (errno == EWOULDBLOCK)
        complain(SAY_PART_BUSY, name);
    else
        complain(SAY_CANNOT_WRITE_FILE, name, tell_errno(errno));
    return CODE_FAILURE;
}

int part_begin(struct part *part, const char *path, bool resume, struct state *state)
{
    *part = (struct part){ .path = path, .fd = -1 };
    int length = snprintf(part->name, sizeof part->name, "%s.part", path);
    if (length < 0 || (size_t)length + strlen(".state") >= sizeof part->name) {
        errno = ENAMETOOLONG;
        return complain_file(SAY_CANNOT_WRITE_FILE, path);
    }
    snprintf(part->state_name, sizeof part->state_name, "%.*s.state", length, part->name);
    if (newfile_exists(path))
        return CODE_FAILURE;
    int flags = O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW;
    if (resume)
        part->fd = open(part->name, flags);
    part->resumed = part->fd >= 0;
    if (!part->resumed && (!resume || errno == ENOENT))
        part->fd = open(part->name, flags | O_CREAT | O_EXCL, 0600);
    if (part->fd < 0 || flock(part->fd, LOCK_EX | LOCK_NB) != 0)
        return complain_part(part->name);
    if (!part->resumed || read_state(part, state))
        return 0;
    complain(SAY_NO_STATE, part->name, part->state_name);
    return CODE_FAILURE;
}

/* Measures the first bytes of the part; false when it is shorter, or cannot be read. */
static bool measure_part(const struct part *part, uint64_t bytes, struct measure *output)
{
    char block[BLOCK_SIZE];
    measure_begin(output);
    while (output->bytes < bytes) {
        uint64_t left = bytes - output->bytes;
        ssize_t count = read(part->fd, block, left < sizeof block ? (size_t)left : sizeof block);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        measure_add(output, block, (size_t)count);
    }
    return true;
}

int part_continue(const struct part *part, const struct state *state, struct measure *output)
{
    char digest[2 * DIGEST_SIZE + 1] = "";
    if (measure_part(part, state->output_bytes, output))
        measure_digest(output, digest);
    if (strcmp(digest, state->output_digest) != 0) {
        complain(SAY_PART_CHANGED, part->name);
        return CODE_FAILURE;
    }
    if (ftruncate(part->fd, (off_t)state->output_bytes) == 0)
        return 0;
    return complain_file(SAY_CANNOT_WRITE_FILE, part->name);
}

void part_abandon(const struct part *part)
{
    if (part->resumed)
        return;
    unlink(part->state_name);
    unlink(part->name);
}

int part_publish(struct part *part)
{
    int fd = part->fd;
    part->fd = -1;
    int code = newfile_publish(fd, part->name, part->path);
    if (code == 0)
        unlink(part->state_name);
    return code;
}

void part_end(struct part *part)
{
    if (part->fd >= 0)
        close(part->fd);
    part->fd = -1;
}
