#include "redis/settings.h"

#include "base/secret.h"
#include "base/sized.h"
#include "base/where.h"
#include "redis/url.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CONNECTIONS = 16, CONNECTIONS_MOST = 64, TIMEOUT_MS = 1000, CONNECT_TIMEOUT_MS = 500, TIMEOUT_MOST = 60000 };
/* The part between braces decides the slot of a cluster: every key has the same. */
#define PREFIX "{pwpol}:"

/* No sentence repeats the URL, which may hold a password. */
static const struct {
    pwpol_status status;
    const char *english, *french;
} complaints[] = {
    [COMPLAINT_SCHEME] = { PWPOL_ERR_SYNTAX,
                           "The address of the store must begin with redis://, rediss://, valkey://, valkeys:// or unix://.",
                           "L'adresse du magasin doit commencer par redis://, rediss://, valkey://, valkeys:// ou unix://." },
    [COMPLAINT_HOST] = { PWPOL_ERR_SYNTAX,
                         "The address of the store names no host, or its path is no absolute one: redis://HOST:PORT or "
                         "unix:///PATH.",
                         "L'adresse du magasin ne nomme pas d'hôte, ou son chemin n'est pas absolu\u00A0: redis://HÔTE:PORT ou "
                         "unix:///CHEMIN." },
    [COMPLAINT_PORT] = { PWPOL_ERR_SYNTAX, "The port in the address of the store must be a number from 1 to 65535.",
                         "Le port de l'adresse du magasin doit être un nombre de 1 à 65535." },
    [COMPLAINT_DATABASE] = { PWPOL_ERR_SYNTAX,
                             "What follows the host in the address of the store must be a database's number: "
                             "redis://HOST/0.",
                             "Ce qui suit l'hôte dans l'adresse du magasin doit être le numéro d'une base\u00A0: "
                             "redis://HÔTE/0." },
    [COMPLAINT_ESCAPE] = { PWPOL_ERR_SYNTAX,
                           "A % in the address of the store must begin an escape of two hexadecimal digits, and not %00: "
                           "write %25 for a % itself.",
                           "Un % dans l'adresse du magasin doit commencer un échappement de deux chiffres hexadécimaux, et "
                           "non %00\u00A0: écrivez %25 pour un % lui-même." },
    [COMPLAINT_LONG] = { PWPOL_ERR_TOO_LONG, "A part of the address of the store is too long.",
                         "Une partie de l'adresse du magasin est trop longue." },
    [COMPLAINT_OPTION] = { PWPOL_ERR_SYNTAX,
                           "An option in the address of the store is unknown; these exist: user, password, password_file, "
                           "prefix, ca_file, certificate_file, key_file, db, connections, timeout_ms, connect_timeout_ms, "
                           "allow_eviction.",
                           "Une option de l'adresse du magasin est inconnue\u00A0; il y a user, password, password_file, prefix, "
                           "ca_file, certificate_file, key_file, db, connections, timeout_ms, connect_timeout_ms, "
                           "allow_eviction." },
    [COMPLAINT_VALUE] = { PWPOL_ERR_RANGE,
                          "An option of the store is out of range: connections takes 1 to 64, timeout_ms and "
                          "connect_timeout_ms 1 to 60000, db 0 to 65535, allow_eviction true or false, the others a text.",
                          "Une option du magasin est hors de l'intervalle permis\u00A0: connections accepte de 1 à 64, "
                          "timeout_ms et connect_timeout_ms de 1 à 60000, db de 0 à 65535, allow_eviction true ou false, les "
                          "autres un texte." },
    [COMPLAINT_PREFIX] = { PWPOL_ERR_RANGE, "The option prefix of the store takes 1 to 64 printable ASCII characters.",
                           "L'option prefix du magasin accepte de 1 à 64 caractères ASCII imprimables." },
    [COMPLAINT_KEY_FILE] = { PWPOL_ERR_RANGE, "The options certificate_file and key_file of the store go together.",
                             "Les options certificate_file et key_file du magasin vont ensemble." },
    [COMPLAINT_PASSWORD_FILE] = { PWPOL_ERR_IO,
                                  "The password_file of the store cannot be read, is empty, or holds more than 4095 bytes.",
                                  "Le password_file du magasin ne peut être lu, est vide, ou contient plus de 4095 octets." },
};

static pwpol_status complain(pwpol_where *where, enum complaint complaint, const char *option)
{
    where_report(where, NULL, 0, 0, option, NULL, complaints[complaint].english, complaints[complaint].french);
    return complaints[complaint].status;
}

static bool copy(char *field, size_t size, const char *text)
{
    if (text == NULL)
        return true;
    size_t length = strnlen(text, size);
    if (length < size)
        memcpy(field, text, length + 1);
    return length < size;
}

/* What is given by option goes before what the URL says. */
static enum complaint take_options(struct settings *settings, const pwpol_store_redis_options *given)
{
    if (!copy(settings->user, sizeof settings->user, given->user) ||
        !copy(settings->password, sizeof settings->password, given->password) ||
        !copy(settings->password_file, sizeof settings->password_file, given->password_file) ||
        !copy(settings->prefix, sizeof settings->prefix, given->prefix) ||
        !copy(settings->ca_file, sizeof settings->ca_file, given->ca_file) ||
        !copy(settings->certificate_file, sizeof settings->certificate_file, given->certificate_file) ||
        !copy(settings->key_file, sizeof settings->key_file, given->key_file))
        return COMPLAINT_LONG;
    /* A password that is given is not looked for in a file that the URL names. */
    if (given->password != NULL && given->password_file == NULL)
        settings->password_file[0] = '\0';
    if (given->connections != 0)
        settings->connections = given->connections;
    if (given->timeout_ms != 0)
        settings->timeout_ms = given->timeout_ms;
    if (given->connect_timeout_ms != 0)
        settings->connect_timeout_ms = given->connect_timeout_ms;
    if (given->allow_eviction)
        settings->allow_eviction = true;
    return COMPLAINT_NONE;
}

static enum complaint check(const struct settings *settings)
{
    if (settings->connections < 1 || settings->connections > CONNECTIONS_MOST || settings->timeout_ms < 1 ||
        settings->timeout_ms > TIMEOUT_MOST || settings->connect_timeout_ms < 1 ||
        settings->connect_timeout_ms > TIMEOUT_MOST)
        return COMPLAINT_VALUE;
    if (settings->prefix[0] == '\0')
        return COMPLAINT_PREFIX;
    for (const char *at = settings->prefix; *at != '\0'; at++)
        if (*at < 0x21 || *at > 0x7E)
            return COMPLAINT_PREFIX;
    if ((settings->certificate_file[0] == '\0') != (settings->key_file[0] == '\0'))
        return COMPLAINT_KEY_FILE;
    return COMPLAINT_NONE;
}

static enum complaint read_password(struct settings *settings)
{
    if (settings->password_file[0] == '\0')
        return COMPLAINT_NONE;
    int file;
    do
        file = open(settings->password_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (file < 0 && errno == EINTR);
    if (file < 0)
        return COMPLAINT_PASSWORD_FILE;
    size_t length = 0;
    ssize_t got = 1;
    while (length < sizeof settings->password && got > 0) {
        got = read(file, settings->password + length, sizeof settings->password - length);
        if (got > 0)
            length += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    close(file);
    if (got < 0 || length == sizeof settings->password)
        return COMPLAINT_PASSWORD_FILE;
    if (length > 0 && settings->password[length - 1] == '\n')
        length--;
    if (length > 0 && settings->password[length - 1] == '\r')
        length--;
    settings->password[length] = '\0';
    return length == 0 ? COMPLAINT_PASSWORD_FILE : COMPLAINT_NONE;
}

pwpol_status settings_read(struct settings **result, const char *url, const pwpol_store_redis_options *given,
                           pwpol_where *where)
{
    *result = NULL;
    pwpol_store_redis_options options = PWPOL_STORE_REDIS_OPTIONS_INIT;
    if (given != NULL && !sized_read(&options, sizeof options, given))
        return PWPOL_ERR_ARGUMENT;
    if (strnlen(url, URL_LONGEST + 1) > URL_LONGEST)
        return complain(where, COMPLAINT_LONG, NULL);
    struct settings *settings = secret_alloc(sizeof *settings);
    if (settings == NULL)
        return PWPOL_ERR_NO_MEMORY;
    settings->connections = CONNECTIONS;
    settings->timeout_ms = TIMEOUT_MS;
    settings->connect_timeout_ms = CONNECT_TIMEOUT_MS;
    memcpy(settings->prefix, PREFIX, sizeof PREFIX);
    const char *option = NULL;
    enum complaint complaint = url_read(settings, url, &option);
    if (complaint == COMPLAINT_NONE) {
        option = NULL;
        complaint = take_options(settings, &options);
    }
    if (complaint == COMPLAINT_NONE)
        complaint = check(settings);
    if (complaint == COMPLAINT_NONE)
        complaint = read_password(settings);
    if (complaint != COMPLAINT_NONE) {
        secret_free(settings);
        return complain(where, complaint, option);
    }
    *result = settings;
    return PWPOL_OK;
}

void settings_free(struct settings *settings)
{
    secret_free(settings);
}
