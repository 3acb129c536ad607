#include "policy/paths.h"

#include "base/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_LONGEST = 4095, PATHS_MOST = 64 };

bool paths_next(const char **cursor, const char **path, size_t *length)
{
    const char *text = *cursor + strspn(*cursor, " \t");
    bool quoted = *text == '"';
    *path = text + quoted;
    *length = strcspn(*path, quoted ? "\"" : " \t");
    *cursor = *path + *length;
    if (quoted && **cursor == '"')
        (*cursor)++;
    return *length > 0;
}

/* A path that a policy file could not hold again is refused: quotes and comment
 * signs have a meaning there, and control characters would break its lines. */
static bool is_writable(const char *path, size_t length)
{
    if (length > PATH_LONGEST)
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)path[i];
        if (c < 0x20 || c == 0x7F || c == '"' || c == ';' || c == '#')
            return false;
    }
    return true;
}

/* A quote opens a path, closes it, and stands nowhere else. */
static bool is_well_quoted(const char *text, const char *path, size_t length, const char *after)
{
    if (path == text)
        return true;
    return after == path + length + 1 && (*after == '\0' || *after == ' ' || *after == '\t');
}

static void add_path(struct buffer *out, const char *folder, const char *path, size_t length)
{
    bool joined = folder[0] != '\0' && folder[strlen(folder) - 1] != '/';
    bool spaces = strchr(folder, ' ') != NULL || memchr(path, ' ', length) != NULL;
    buffer_addf(out, "%s%s%s%s%.*s%s", out->length == 0 ? "" : " ", spaces ? "\"" : "", folder,
                joined ? "/" : "", (int)length, path, spaces ? "\"" : "");
}

static pwpol_status add_paths(struct buffer *out, const char *text, const char *folder)
{
    unsigned count = 0;
    for (text += strspn(text, " \t"); *text != '\0'; text += strspn(text, " \t")) {
        const char *start = text, *path;
        size_t length;
        if (!paths_next(&text, &path, &length) || !is_well_quoted(start, path, length, text) ||
            !is_writable(path, length) || ++count > PATHS_MOST)
            return PWPOL_ERR_RANGE;
        bool relative = path[0] != '/';
        if (relative && (folder == NULL || !is_writable(folder, strlen(folder))))
            return PWPOL_ERR_RANGE;
        add_path(out, relative ? folder : "", path, length);
    }
    return out->failed ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}

static bool has_relative(const char *text)
{
    const char *path;
    size_t length;
    while (paths_next(&text, &path, &length))
        if (path[0] != '/')
            return true;
    return false;
}

/* Relative paths are made absolute here and now, so that a service that changes
 * its folder before the lists are loaded still loads the same ones. */
pwpol_status paths_parse(const char *text, const struct folder *folder, char **paths)
{
    struct buffer out = { 0 };
    char *current = NULL;
    if (folder->kind == FOLDER_CURRENT && has_relative(text)) {
        current = getcwd(NULL, 0);
        if (current == NULL)
            return errno == ENOMEM ? PWPOL_ERR_NO_MEMORY : PWPOL_ERR_IO;
    }
    pwpol_status status = add_paths(&out, text, current != NULL ? current : folder->path);
    if (status == PWPOL_OK)
        *paths = out.length == 0 ? NULL : buffer_take(&out);
    buffer_end(&out);
    free(current);
    return status;
}
