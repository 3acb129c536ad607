#include "hash/keyring.h"

#include "base/private_file.h"
#include "base/secret.h"
#include "base/uncancelled.h"
#include "base/where.h"
#include "hash/phc.h"

#include <stdio.h>
#include <string.h>

enum { FILE_SIZE_MAX = 16384, MESSAGE_SIZE = 640 };

static bool id_is_valid(const char *id, size_t id_len)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (id_len < 1 || id_len > PEPPER_ID_MAX)
        return false;
    for (size_t i = 0; i < id_len; i++)
        if (id[i] == '\0' || strchr(allowed, id[i]) == NULL)
            return false;
    return true;
}

pwpol_status pwpol_keyring_new(pwpol_keyring **ring)
{
    if (ring == NULL)
        return PWPOL_ERR_ARGUMENT;
    *ring = secret_alloc(sizeof **ring);
    return *ring == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}

void pwpol_keyring_free(pwpol_keyring *ring)
{
    secret_free(ring);
}

pwpol_status keyring_copy(pwpol_keyring **copy, const pwpol_keyring *ring)
{
    pwpol_status status = pwpol_keyring_new(copy);
    if (status == PWPOL_OK)
        memcpy(*copy, ring, sizeof *ring);
    return status;
}

const struct pepper_key *keyring_find(const pwpol_keyring *ring, const char *id, size_t id_len)
{
    for (size_t i = 0; i < ring->count; i++)
        if (strlen(ring->keys[i].id) == id_len && memcmp(ring->keys[i].id, id, id_len) == 0)
            return &ring->keys[i];
    return NULL;
}

static pwpol_status add(pwpol_keyring *ring, const char *id, size_t id_len, const unsigned char *key,
                        bool current)
{
    if (!id_is_valid(id, id_len))
        return PWPOL_ERR_ARGUMENT;
    if (keyring_find(ring, id, id_len) != NULL)
        return PWPOL_ERR_CONFLICT;
    if (ring->count == PEPPER_KEYS_MAX)
        return PWPOL_ERR_TOO_LONG;
    struct pepper_key *added = &ring->keys[ring->count];
    memcpy(added->id, id, id_len);
    added->id[id_len] = '\0';
    memcpy(added->key, key, PEPPER_KEY_SIZE);
    if (current)
        ring->current = ring->count;
    ring->count++;
    return PWPOL_OK;
}

pwpol_status pwpol_keyring_add(pwpol_keyring *ring, const char *id, const unsigned char key[PEPPER_KEY_SIZE],
                               bool current)
{
    if (ring == NULL || id == NULL || key == NULL)
        return PWPOL_ERR_ARGUMENT;
    return add(ring, id, strlen(id), key, current);
}

/* ---- The file ---- */

static pwpol_status report(pwpol_where *where, pwpol_status status, const char *path, unsigned line,
                           const char *english, const char *french)
{
    char message_en[MESSAGE_SIZE], message_fr[MESSAGE_SIZE], line_en[32] = "", line_fr[32] = "";
    if (line > 0) {
        snprintf(line_en, sizeof line_en, " (line %u)", line);
        snprintf(line_fr, sizeof line_fr, " (ligne %u)", line);
    }
    snprintf(message_en, sizeof message_en, "The key ring %s%s %s", path, line_en, english);
    snprintf(message_fr, sizeof message_fr, "Le trousseau de clés %s%s %s", path, line_fr, french);
    where_report(where, path, line, 0, NULL, NULL, message_en, message_fr);
    return status;
}

static pwpol_status read_file(const char *path, char *text, size_t *text_len, pwpol_where *where)
{
    switch (private_file_read(path, text, FILE_SIZE_MAX, text_len)) {
    case PRIVATE_FILE_READ:
        return PWPOL_OK;
    case PRIVATE_FILE_NOT_OPEN:
        return report(where, PWPOL_ERR_IO, path, 0, "cannot be opened.", "ne peut être ouvert.");
    case PRIVATE_FILE_EXPOSED:
        return report(
            where, PWPOL_ERR_IO, path, 0,
            "must be a regular file of this user or root that nobody else can read (chmod 600).",
            "doit être un fichier ordinaire de cet utilisateur ou de root, illisible pour tout autre (chmod 600).");
    case PRIVATE_FILE_TOO_LONG:
        return report(where, PWPOL_ERR_TOO_LONG, path, 0, "is larger than 16 KiB.", "dépasse 16 Kio.");
    default:
        return report(where, PWPOL_ERR_IO, path, 0, "cannot be read.", "ne peut être lu.");
    }
}

/* "ID BASE64"; the first of the file is the current key. */
static pwpol_status add_line(pwpol_keyring *ring, const char *line, size_t line_len)
{
    const char *space = memchr(line, ' ', line_len);
    if (space == NULL)
        return PWPOL_ERR_SYNTAX;
    size_t id_len = (size_t)(space - line);
    unsigned char key[PEPPER_KEY_SIZE];
    size_t text_len = line_len - id_len - 1;
    if (text_len > 0 && space[text_len] == '=') /* padding is welcome here: openssl rand -base64 32 */
        text_len--;
    pwpol_status status = PWPOL_ERR_SYNTAX;
    if (base64_decode(space + 1, text_len, key, sizeof key) == PEPPER_KEY_SIZE)
        status = add(ring, line, id_len, key, ring->count == 0);
    secret_wipe(key, sizeof key);
    return status;
}

static pwpol_status parse(pwpol_keyring *ring, const char *path, const char *text, size_t text_len,
                          pwpol_where *where)
{
    unsigned number = 0;
    for (size_t start = 0; start < text_len;) {
        const char *line = text + start;
        const char *end = memchr(line, '\n', text_len - start);
        size_t line_len = end == NULL ? text_len - start : (size_t)(end - line);
        start += line_len + 1;
        number++;
        if (line_len > 0 && line[line_len - 1] == '\r')
            line_len--;
        if (line_len == 0 || line[0] == '#')
            continue;
        pwpol_status status = add_line(ring, line, line_len);
        if (status != PWPOL_OK)
            return report(
                where, status == PWPOL_ERR_ARGUMENT ? PWPOL_ERR_SYNTAX : status, path, number,
                "has a line that is not \"ID BASE64-OF-32-BYTES\", or an id twice.",
                "contient une ligne qui n'est pas « ID BASE64-DE-32-OCTETS », ou deux fois un même id.");
    }
    if (ring->count == 0)
        return report(where, PWPOL_ERR_SYNTAX, path, 0, "holds no key.", "ne contient aucune clé.");
    return PWPOL_OK;
}

pwpol_status pwpol_keyring_load(pwpol_keyring **ring, const char *path, pwpol_where *where)
{
    UNCANCELLED;
    if (ring == NULL || path == NULL)
        return PWPOL_ERR_ARGUMENT;
    *ring = NULL;
    pwpol_keyring *loaded = NULL;
    size_t text_len = 0;
    char *text = secret_alloc(FILE_SIZE_MAX);
    pwpol_status status = text == NULL ? PWPOL_ERR_NO_MEMORY : pwpol_keyring_new(&loaded);
    if (status == PWPOL_OK)
        status = read_file(path, text, &text_len, where);
    if (status == PWPOL_OK)
        status = parse(loaded, path, text, text_len, where);
    secret_free(text);
    if (status == PWPOL_OK)
        *ring = loaded;
    else
        pwpol_keyring_free(loaded);
    return status;
}
