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

/* A relative path needs a folder, which must be writable too. */
static bool is_fine(const char *folder, const char *path, size_t length)
{
    if (length == 0 || !is_writable(path, length))
        return false;
    return path[0] == '/' || (folder != NULL && is_writable(folder, strlen(folder)));
}

static void add_path(struct buffer *out, const char *folder, const char *path, size_t length)
{
    if (path[0] != '/')
        buffer_addf(out, "%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/");
    buffer_add_bytes(out, path, length);
}

/* Relative paths are made absolute at once, so that a service that changes its
 * folder before the files are read still reads the same ones. The current folder
 * is asked for only where it is needed: it may be gone. */
static pwpol_status find_folder(const struct folder *folder, bool needed, char **current, const char **path)
{
    *current = NULL;
    *path = folder->path;
    if (folder->kind != FOLDER_CURRENT || !needed)
        return PWPOL_OK;
    *current = getcwd(NULL, 0);
    *path = *current;
    if (*current == NULL)
        return errno == ENOMEM ? PWPOL_ERR_NO_MEMORY : PWPOL_ERR_IO;
    return PWPOL_OK;
}

/* *path is NULL when nothing was added. */
static pwpol_status take(struct buffer *out, pwpol_status status, char **path)
{
    if (status == PWPOL_OK && out->failed)
        status = PWPOL_ERR_NO_MEMORY;
    if (status == PWPOL_OK)
        *path = out->length == 0 ? NULL : buffer_take(out);
    buffer_end(out);
    return status;
}

pwpol_status path_parse(const char *text, const struct folder *folder, char **path)
{
    struct buffer out = { 0 };
    char *current;
    const char *start;
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
        text++;
        length -= 2;
    } else if (length == 0) {
        *path = NULL;
        return PWPOL_OK;
    }
    pwpol_status status = find_folder(folder, text[0] != '/', &current, &start);
    if (status == PWPOL_OK && !is_fine(start, text, length))
        status = PWPOL_ERR_RANGE;
    if (status == PWPOL_OK)
        add_path(&out, start, text, length);
    free(current);
    return take(&out, status, path);
}

static pwpol_status add_paths(struct buffer *out, const char *text, const char *folder)
{
    unsigned count = 0;
    for (text += strspn(text, " \t"); *text != '\0'; text += strspn(text, " \t")) {
        const char *start = text, *path;
        size_t length;
        if (!paths_next(&text, &path, &length) || !is_well_quoted(start, path, length, text) ||
            !is_fine(folder, path, length) || ++count > PATHS_MOST)
            return PWPOL_ERR_RANGE;
        bool spaces = memchr(path, ' ', length) != NULL || (path[0] != '/' && strchr(folder, ' ') != NULL);
        buffer_addf(out, "%s%s", out->length == 0 ? "" : " ", spaces ? "\"" : "");
        add_path(out, folder, path, length);
        buffer_add(out, spaces ? "\"" : "");
    }
    return PWPOL_OK;
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

pwpol_status paths_parse(const char *text, const struct folder *folder, char **paths)
{
    struct buffer out = { 0 };
    char *current;
    const char *start;
    pwpol_status status = find_folder(folder, has_relative(text), &current, &start);
    if (status == PWPOL_OK)
        status = add_paths(&out, text, start);
    free(current);
    return take(&out, status, paths);
}
