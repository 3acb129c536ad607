#include "policy/file.h"

#include "base/buffer.h"
#include "base/patient.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    int error;
    const char *en;
    const char *fr;
} reasons[] = {
    { ENOENT, "there is no such file", "ce fichier n'existe pas" },
    { ENOTDIR, "there is no such file", "ce fichier n'existe pas" },
    { EACCES, "reading it is not permitted", "sa lecture n'est pas permise" },
    { EISDIR, "it is a directory", "c'est un dossier" },
    { ELOOP, "its symbolic links go in circles", "ses liens symboliques tournent en rond" },
    { ETIMEDOUT, "it is a pipe that nobody writes to", "c'est un tube où personne n'écrit" },
    { 0, "it cannot be read", "il ne peut être lu" },
};

/* An included file is named by the sentence; the file itself, by its place. */
static pwpol_status unreadable(const char *path, int error, const struct place *place, const char *key,
                               pwpol_where *where)
{
    size_t i = 0;
    while (reasons[i].error != 0 && reasons[i].error != error)
        i++;
    if (key == NULL)
        trouble(where, place, NULL, NULL, "%s%.0s.", "%.0s%s.", reasons[i].en, reasons[i].fr);
    else
        trouble(where, place, key, NULL, "the file \"%.200s\" cannot be included: %s%.0s.",
                "le fichier «\u00A0%.200s\u00A0» ne peut être inclus\u00A0: %.0s%s.", path, reasons[i].en,
                reasons[i].fr);
    return PWPOL_ERR_IO;
}

static pwpol_status read_all(int descriptor, struct buffer *text, int *error)
{
    char piece[16384];
    for (;;) {
        ssize_t count = patient_read(descriptor, piece, sizeof piece);
        if (count < 0) {
            *error = errno;
            return PWPOL_ERR_IO;
        }
        if (count == 0)
            return text->failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
        buffer_add_bytes(text, piece, (size_t)count);
        if (text->length > POLICY_FILE_LARGEST)
            return PWPOL_ERR_TOO_LONG;
    }
}

pwpol_status file_read(struct file *file, const char *path, const struct place *place, const char *key,
                       pwpol_where *where)
{
    struct buffer text = { 0 };
    struct stat facts;
    int error = 0;
    pwpol_status status = PWPOL_ERR_IO;
    int descriptor = patient_open(path);
    if (descriptor < 0 || fstat(descriptor, &facts) != 0) {
        error = errno;
        goto done;
    }
    status = read_all(descriptor, &text, &error);
    if (status == PWPOL_OK) {
        file->length = text.length;
        file->device = facts.st_dev;
        file->inode = facts.st_ino;
        file->text = buffer_take(&text);
        if (file->text == NULL)
            status = PWPOL_ERR_NO_MEMORY;
    }
done:
    if (descriptor >= 0)
        close(descriptor);
    buffer_end(&text);
    if (status == PWPOL_ERR_IO)
        unreadable(path, error, place, key, where);
    if (status == PWPOL_ERR_TOO_LONG)
        trouble(where, place, key, NULL, "a policy file has 1 MiB at most.",
                "un fichier de politique a au plus 1 Mio.");
    return status;
}

void file_end(struct file *file)
{
    free(file->text);
    file->text = NULL;
}

pwpol_status file_folder(const char *path, char **folder)
{
    const char *slash = strrchr(path, '/');
    struct buffer out = { 0 };
    if (path[0] != '/') {
        char *current = getcwd(NULL, 0);
        if (current == NULL)
            return errno == ENOMEM ? PWPOL_ERR_NO_MEMORY : PWPOL_ERR_IO;
        buffer_add(&out, current);
        free(current);
        if (slash != NULL && strcmp(out.text == NULL ? "" : out.text, "/") != 0)
            buffer_add(&out, "/");
    }
    if (slash != NULL)
        buffer_add_bytes(&out, path, slash == path ? 1 : (size_t)(slash - path));
    *folder = buffer_take(&out);
    return *folder == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}
