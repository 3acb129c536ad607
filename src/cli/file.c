#include "cli/file.h"

#include "cli/page.h"
#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain_write(const char *path)
{
    complain(SAY_CANNOT_WRITE_FILE, path, tell_errno(errno));
    return CODE_FAILURE;
}

static int write_in_place(const char *path, const char *text, size_t text_len)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return complain_write(path);
    int code = write_all(fd, text, text_len) ? 0 : complain_write(path);
    if (close(fd) != 0 && code == 0)
        code = complain_write(path);
    return code;
}

void file_synchronise_folder(const char *path)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    fsync(folder);
    close(folder);
}

static bool write_temporary(int fd, mode_t mode, const char *text, size_t text_len)
{
    bool written = write_all(fd, text, text_len) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && written)
        return false;
    errno = error;
    return written;
}

static int write_and_rename(const char *path, mode_t mode, const char *text, size_t text_len)
{
    char temporary[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int folder_len = slash == NULL ? 0 : (int)(slash - path) + 1;
    int length = snprintf(temporary, sizeof temporary, "%.*s.pwpol-XXXXXX", folder_len, path);
    if (length < 0 || (size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return complain_write(path);
    }
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return complain_write(path);
    if (!write_temporary(fd, mode, text, text_len) || rename(temporary, path) != 0) {
        int error = errno;
        unlink(temporary);
        errno = error;
        return complain_write(path);
    }
    file_synchronise_folder(path);
    return 0;
}

int file_replace(const char *path, const char *text, size_t text_len)
{
    struct stat status;
    char real[PATH_MAX];
    mode_t mask = umask(0);
    umask(mask);
    if (stat(path, &status) != 0)
        return write_and_rename(path, 0666 & ~mask, text, text_len);
    if (!S_ISREG(status.st_mode))
        return write_in_place(path, text, text_len);
    if (realpath(path, real) == NULL) /* a link stays a link */
        return complain_write(path);
    return write_and_rename(real, status.st_mode & 0777, text, text_len);
}
