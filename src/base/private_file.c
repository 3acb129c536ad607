#include "base/private_file.h"

#include "base/patient.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_private(const struct stat *status)
{
    return S_ISREG(status->st_mode) && (status->st_mode & 077) == 0 &&
           (status->st_uid == geteuid() || status->st_uid == 0);
}

static enum private_file_answer read_all(int file, char *text, size_t text_size, size_t *text_len)
{
    for (*text_len = 0; *text_len < text_size;) {
        ssize_t got = read(file, text + *text_len, text_size - *text_len);
        if (got == 0)
            return PRIVATE_FILE_READ;
        if (got < 0 && errno != EINTR)
            return PRIVATE_FILE_UNREADABLE;
        *text_len += got > 0 ? (size_t)got : 0;
    }
    return PRIVATE_FILE_TOO_LONG;
}

enum private_file_answer private_file_read(const char *path, char *text, size_t text_size, size_t *text_len)
{
    *text_len = 0;
    int file = steady_open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return PRIVATE_FILE_NOT_OPEN;
    struct stat status;
    enum private_file_answer answer = PRIVATE_FILE_EXPOSED;
    if (fstat(file, &status) == 0 && is_private(&status))
        answer = read_all(file, text, text_size, text_len);
    close(file);
    return answer;
}
