#include "cli/newfile.h"

#include "cli/file.h"
#include "cli/page.h"
#include "cli/say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain_write(const char *path)
{
    if (errno == EEXIST)
        complain(SAY_FILE_EXISTS, path);
    else
        complain(SAY_CANNOT_WRITE_FILE, path, tell_errno(errno));
    return CODE_FAILURE;
}

bool newfile_exists(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return false;
    complain(SAY_FILE_EXISTS, path);
    return true;
}

int newfile_temporary(const char *path, char *temporary)
{
    const char *slash = strrchr(path, '/');
    int folder_len = slash == NULL ? 0 : (int)(slash - path) + 1;
    int length = snprintf(temporary, PATH_MAX, "%.*s.pwpol-XXXXXX", folder_len, path);
    int fd = -1;
    if (length >= PATH_MAX)
        errno = ENAMETOOLONG;
    else
        fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        complain_write(path);
    return fd;
}

/* Renames unless path exists, in one step where the file system can. */
static bool rename_if_absent(const char *temporary, const char *path)
{
#ifdef RENAME_NOREPLACE
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
#endif
    return link(temporary, path) == 0 && unlink(temporary) == 0;
}

static bool close_synchronised(int fd)
{
    bool synchronised = fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && synchronised)
        return false;
    errno = error;
    return synchronised;
}

int newfile_publish(int fd, const char *temporary, const char *path)
{
    if (!close_synchronised(fd) || !rename_if_absent(temporary, path))
        return complain_write(path);
    file_synchronise_folder(path);
    return 0;
}

int newfile_create(const char *path, const char *text, size_t text_len)
{
    char temporary[PATH_MAX];
    if (newfile_exists(path))
        return CODE_FAILURE;
    int fd = newfile_temporary(path, temporary);
    if (fd < 0)
        return CODE_FAILURE;
    int code;
    if (write_all(fd, text, text_len)) {
        code = newfile_publish(fd, temporary, path);
    } else {
        code = complain_write(path);
        close(fd);
    }
    if (code != 0)
        unlink(temporary);
    return code;
}

/* Whoever could read the old file can read the new one, and nobody else. */
static bool copy_owner(int fd, const struct stat *old)
{
    struct stat made;
    if (fstat(fd, &made) != 0)
        return false;
    if ((made.st_uid != old->st_uid || made.st_gid != old->st_gid) &&
        fchown(fd, old->st_uid, old->st_gid) != 0)
        return false;
    return fchmod(fd, old->st_mode & 0777) == 0;
}

int newfile_replace(int fd, const char *path, const char *text, size_t text_len)
{
    char temporary[PATH_MAX], real[PATH_MAX];
    struct stat old;
    if (fstat(fd, &old) != 0 || realpath(path, real) == NULL) /* a link stays a link */
        return complain_write(path);
    int made = newfile_temporary(real, temporary);
    if (made < 0)
        return CODE_FAILURE;
    bool written = copy_owner(made, &old) && write_all(made, text, text_len);
    int error = errno;
    if (!close_synchronised(made) && written) {
        written = false;
        error = errno;
    }
    if (written && rename(temporary, real) == 0) {
        file_synchronise_folder(real);
        return 0;
    }
    error = written ? errno : error;
    unlink(temporary);
    errno = error;
    return complain_write(path);
}
