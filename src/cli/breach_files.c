#include "cli/breach_files.h"

#include "base/seams.h"
#include "cli/interrupt.h"
#include "cli/say.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ZLIB_BUFFER = 128 * 1024 };

static int complain_memory(void)
{
    complain_text(pwpol_strstatus(PWPOL_ERR_NO_MEMORY, language()));
    return CODE_FAILURE;
}

static int complain_read(const char *name, int error)
{
    if (strcmp(name, "-") == 0)
        complain(SAY_CANNOT_READ_INPUT, tell_errno(error));
    else
        complain(SAY_CANNOT_READ_FILE, name, tell_errno(error));
    return CODE_FAILURE;
}

/* ---- Which files ---- */

static int add_name(struct files *files, const char *folder, const char *name)
{
    if ((files->count & (files->count + 1)) == 0) { /* full at 2^n - 1 */
        char **names = realloc(files->names, (2 * files->count + 1) * sizeof *names);
        if (names == NULL)
            return complain_memory();
        files->names = names;
    }
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path == NULL)
        return complain_memory();
    snprintf(path, size, "%s%s%s", folder, folder[0] == '\0' ? "" : "/", name);
    files->names[files->count++] = path;
    return 0;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The files that are named by five digits, in their order; others are not looked at. */
static int add_folder(struct files *files, const char *folder)
{
    DIR *all = opendir(folder);
    if (all == NULL)
        return complain_read(folder, errno);
    size_t first = files->count;
    int code = 0;
    for (struct dirent *one; code == 0 && (one = readdir(all)) != NULL;) {
        char prefix[PREFIX_DIGITS + 1];
        prefix_of_name(one->d_name, prefix);
        if (prefix[0] != '\0')
            code = add_name(files, folder, one->d_name);
    }
    closedir(all);
    if (code == 0 && files->count == first) {
        complain(SAY_BREACH_EMPTY_FOLDER, folder);
        code = CODE_USAGE;
    }
    if (code == 0)
        qsort(files->names + first, files->count - first, sizeof *files->names, by_name);
    files->bytes = 0;
    return code;
}

static int add_operand(struct files *files, const char *operand, bool *sized)
{
    struct stat status;
    if (strcmp(operand, "-") == 0) {
        *sized = false;
        return add_name(files, "", operand);
    }
    if (stat(operand, &status) != 0)
        return complain_read(operand, errno);
    int64_t changed = (int64_t)status.st_mtim.tv_sec * 1000;
    files->newest = changed > files->newest ? changed : files->newest;
    *sized = *sized && S_ISREG(status.st_mode);
    files->bytes += (uint64_t)status.st_size;
    return S_ISDIR(status.st_mode) ? add_folder(files, operand) : add_name(files, "", operand);
}

int files_begin(struct files *files, char **operands, size_t count)
{
    static char input[] = "-";
    char *none[] = { input };
    bool sized = true;
    int code = 0;
    *files = (struct files){ .rest = malloc(PIECE_SIZE) };
    if (files->rest == NULL)
        return complain_memory();
    if (count == 0) {
        operands = none;
        count = 1;
    }
    for (size_t i = 0; i < count && code == 0; i++)
        code = add_operand(files, operands[i], &sized);
    if (!sized)
        files->bytes = 0;
    if (files->newest == 0)
        files->newest = clock_now();
    return code;
}

void files_end(struct files *files)
{
    if (files->file != NULL)
        gzclose_r(files->file);
    for (size_t i = 0; i < files->count; i++)
        free(files->names[i]);
    free(files->names);
    free(files->rest);
    *files = (struct files){ .file = NULL };
}

/* ---- Their content ---- */

static int open_next(struct files *files)
{
    const char *name = files->names[files->at];
    int fd = strcmp(name, "-") == 0 ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return complain_read(name, errno);
    files->file = gzdopen(fd, "rb"); /* reads what is not compressed as it is */
    if (files->file == NULL) {
        close(fd);
        return complain_memory();
    }
    gzbuffer(files->file, ZLIB_BUFFER);
    return 0;
}

static int complain_zlib(struct files *files)
{
    const char *name = files->names[files->at];
    int error = Z_OK;
    gzerror(files->file, &error);
    if (error == Z_ERRNO)
        return complain_read(name, errno);
    if (error == Z_MEM_ERROR)
        return complain_memory();
    complain(SAY_BREACH_BAD_GZIP, name);
    return CODE_FAILURE;
}

/* Reads until the piece is full or the file ends; a last line without its end is whole. */
static int fill(struct files *files, struct piece *piece, bool *ended)
{
    memcpy(piece->text, files->rest, files->rest_len);
    piece->text_len = files->rest_len;
    files->rest_len = 0;
    *ended = false;
    while (piece->text_len < PIECE_SIZE) {
        /* A signal is heard also while a pipe is silent. */
        if (strcmp(files->names[files->at], "-") == 0 && !interrupt_wait(STDIN_FILENO))
            return CODE_FAILURE;
        int got = gzread(files->file, piece->text + piece->text_len, (unsigned)(PIECE_SIZE - piece->text_len));
        int error = Z_OK;
        gzerror(files->file, &error); /* a file that is cut short is told only so */
        if (got < 0 || (got == 0 && error != Z_OK && error != Z_STREAM_END))
            return complain_zlib(files);
        if (got == 0) {
            *ended = true;
            return 0;
        }
        piece->text_len += (size_t)got;
    }
    return 0;
}

/* What follows the last end of a line waits for the next piece. */
static int keep_rest(struct files *files, struct piece *piece)
{
    const char *last = memrchr(piece->text, '\n', piece->text_len);
    if (last == NULL) {
        complain(SAY_BREACH_LONG_LINE, files->names[files->at], (int)PIECE_SIZE);
        return CODE_FAILURE;
    }
    size_t whole = (size_t)(last + 1 - piece->text);
    files->rest_len = piece->text_len - whole;
    memcpy(files->rest, last + 1, files->rest_len);
    piece->text_len = whole;
    return 0;
}

static void close_file(struct files *files)
{
    files->before += (uint64_t)gzoffset(files->file);
    gzclose_r(files->file);
    files->file = NULL;
    files->at++;
}

int files_next(struct files *files, struct piece *piece)
{
    piece->text_len = 0;
    while (files->at < files->count && piece->text_len == 0) {
        bool ended = false;
        int code = files->file == NULL ? open_next(files) : 0;
        if (code == 0) {
            piece->name = files->names[files->at];
            prefix_of_name(piece->name, piece->prefix);
            code = fill(files, piece, &ended);
        }
        if (code == 0 && !ended)
            code = keep_rest(files, piece);
        if (code != 0)
            return code;
        if (ended)
            close_file(files);
    }
    return 0;
}

uint64_t files_done(const struct files *files)
{
    return files->before + (files->file == NULL ? 0 : (uint64_t)gzoffset(files->file));
}
