#include "throttle/keyfile.h"

#include "base/private_file.h"
#include "base/secret.h"
#include "base/where.h"

#include <stdio.h>
#include <string.h>

enum { FILE_SIZE_MAX = 128, MESSAGE_SIZE = 640 };

static pwpol_status report(pwpol_where *where, pwpol_status status, const char *path, const char *english,
                           const char *french)
{
    char message_en[MESSAGE_SIZE], message_fr[MESSAGE_SIZE];
    snprintf(message_en, sizeof message_en, "The file of throttle.key_file, %s, %s", path, english);
    snprintf(message_fr, sizeof message_fr, "Le fichier de throttle.key_file, %s, %s", path, french);
    where_report(where, path, 0, 0, "throttle.key_file", NULL, message_en, message_fr);
    return status;
}

/* "BASE64" with its padding or without, and the end of the line. */
static bool parse(const char *text, size_t text_len, unsigned char *key)
{
    size_t count = 0;
    while (text_len > 0 && (text[text_len - 1] == '\n' || text[text_len - 1] == '\r'))
        text_len--;
    if (text_len > 0 && text[text_len - 1] == '=')
        text_len--;
    const char *end = NULL;
    return sodium_base642bin(key, THROTTLE_KEY_SIZE, text, text_len, NULL, &count, &end,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
           count == THROTTLE_KEY_SIZE && end == text + text_len;
}

pwpol_status keyfile_read(const char *path, unsigned char key[THROTTLE_KEY_SIZE], pwpol_where *where)
{
    char *text = secret_alloc(FILE_SIZE_MAX);
    if (text == NULL)
        return PWPOL_ERR_NO_MEMORY;
    size_t text_len = 0;
    pwpol_status status = PWPOL_OK;
    switch (private_file_read(path, text, FILE_SIZE_MAX, &text_len)) {
    case PRIVATE_FILE_NOT_OPEN:
        status = report(where, PWPOL_ERR_IO, path, "cannot be opened.", "ne peut être ouvert.");
        break;
    case PRIVATE_FILE_EXPOSED:
        status = report(
            where, PWPOL_ERR_IO, path,
            "must be a regular file of this user or root that nobody else can read (chmod 600).",
            "doit être un fichier ordinaire de cet utilisateur ou de root, illisible pour tout autre (chmod 600).");
        break;
    case PRIVATE_FILE_UNREADABLE:
        status = report(where, PWPOL_ERR_IO, path, "cannot be read.", "ne peut être lu.");
        break;
    case PRIVATE_FILE_READ:
        if (parse(text, text_len, key))
            break;
        /* fallthrough */
    case PRIVATE_FILE_TOO_LONG:
        status = report(where, PWPOL_ERR_SYNTAX, path,
                        "must be one line, the base64 of 32 random bytes (openssl rand -base64 32).",
                        "doit être d'une ligne, le base64 de 32 octets aléatoires (openssl rand -base64 32).");
        break;
    }
    secret_free(text);
    return status;
}
