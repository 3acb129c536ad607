/* pwpol keygen: a new pepper key, for a new key ring or in front of one; or the key under which
 * accounts are hashed in a store of attempts. */
#include "base/seams.h"
#include "base/secret.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/newfile.h"
#include "cli/page.h"
#include "hash/phc.h"
#include "pwpol/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const struct option_row keygen_options[] = {
    { OPTION_ID, 'i', "id", SAY_ARGUMENT_ID, SAY_HELP_KEY_ID },
    { OPTION_OUTPUT, 'o', "output", SAY_ARGUMENT_FILE, SAY_HELP_OUTPUT_KEY },
    { OPTION_APPEND, '\0', "append", SAY_ARGUMENT_FILE, SAY_HELP_APPEND },
    { OPTION_THROTTLE, '\0', "throttle", SAY_NOTHING, SAY_HELP_THROTTLE_KEY },
    { OPTION_STDOUT, '\0', "stdout", SAY_NOTHING, SAY_HELP_STDOUT },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { KEY_SIZE = 32, KEY_TEXT_SIZE = 44, RING_SIZE_MAX = 16384, ID_SIZE = 33 };

struct keygen {
    const char *id;
    const char *output;
    const char *append;
    bool throttle; /* one line of base64, without an id */
    bool to_stdout;
    bool json;
    char month[ID_SIZE]; /* the id when none is given */
};

/* One line of a key ring: "ID BASE64"; of throttle.key_file: "BASE64". */
static void make_line(const struct keygen *keygen, const unsigned char key[KEY_SIZE], struct page *line)
{
    char text[KEY_TEXT_SIZE];
    base64_encode(key, KEY_SIZE, text);
    if (!keygen->throttle)
        page_addf(line, "%s ", keygen->id);
    page_addf(line, "%s\n", text);
    secret_wipe(text, sizeof text);
}

/* Opens the ring and locks it, so that of two keys made at the same time neither is
 * lost; the file may have been replaced while the lock was waited for. -1 after a complaint. */
static int open_locked(const char *path)
{
    for (;;) {
        struct stat opened, named;
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0 || flock(fd, LOCK_EX) != 0 || fstat(fd, &opened) != 0 || stat(path, &named) != 0) {
            complain(SAY_CANNOT_READ_FILE, path, tell_errno(errno));
            if (fd >= 0)
                close(fd);
            return -1;
        }
        if (opened.st_dev == named.st_dev && opened.st_ino == named.st_ino)
            return fd;
        close(fd);
    }
}

/* The ring as it is must be one, and must not hold this id. */
static int verify_ring(const struct keygen *keygen, const unsigned char key[KEY_SIZE])
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_keyring *ring = NULL;
    pwpol_status status = pwpol_keyring_load(&ring, keygen->append, &where);
    if (status != PWPOL_OK)
        return complain_status(status, &where);
    status = pwpol_keyring_add(ring, keygen->id, key, true);
    pwpol_keyring_free(ring);
    if (status == PWPOL_OK)
        return 0;
    complain(status == PWPOL_ERR_CONFLICT ? SAY_KEY_ID_TAKEN : SAY_RING_FULL, keygen->append, keygen->id);
    return CODE_USAGE;
}

static int append_line(const struct keygen *keygen, const unsigned char key[KEY_SIZE], struct page *line)
{
    bool cut = false;
    int fd = open_locked(keygen->append);
    if (fd < 0)
        return CODE_FAILURE;
    int code = verify_ring(keygen, key);
    if (code == 0 && !page_read(line, fd, RING_SIZE_MAX, &cut)) {
        complain(SAY_CANNOT_READ_FILE, keygen->append, tell_errno(errno));
        code = CODE_FAILURE;
    }
    if (code == 0 && (cut || line->length > RING_SIZE_MAX)) {
        complain(SAY_RING_FULL, keygen->append, keygen->id);
        code = CODE_USAGE;
    }
    if (code == 0)
        code = newfile_replace(fd, keygen->append, line->text, line->length);
    close(fd);
    return code;
}

/* What --json tells; the key itself only where the key goes. */
static int print(const struct keygen *keygen, const struct page *line)
{
    struct page out;
    const char *file = keygen->output != NULL ? keygen->output : keygen->append;
    page_begin(&out, STDOUT_FILENO);
    if (keygen->json) {
        size_t before = keygen->throttle ? 0 : strlen(keygen->id) + 1;
        page_add(&out, "{\n");
        if (!keygen->throttle)
            page_addf(&out, "  \"id\": \"%s\",\n", keygen->id);
        page_addf(&out, "  \"%s\": ", file != NULL ? "file" : "key");
        if (file != NULL)
            page_json(&out, file, strlen(file));
        else
            page_json(&out, line->text + before, line->length - before - 1);
        page_add(&out, "\n}\n");
    } else if (file == NULL) {
        page_bytes(&out, line->text, line->length);
    }
    return page_finish(&out, CODE_ACCEPTED);
}

static int write_key(const struct keygen *keygen)
{
    unsigned char key[KEY_SIZE];
    struct page line;
    if (!random_fill(key, sizeof key))
        return complain_status(PWPOL_ERR_RANDOM, NULL);
    page_begin(&line, IN_MEMORY);
    make_line(keygen, key, &line);
    int code = line.error != 0 ? complain_status(PWPOL_ERR_NO_MEMORY, NULL) : 0;
    if (code == 0 && keygen->append != NULL)
        code = append_line(keygen, key, &line);
    else if (code == 0 && keygen->output != NULL)
        code = newfile_create(keygen->output, line.text, line.length);
    secret_wipe(key, sizeof key);
    if (code == 0)
        code = print(keygen, &line);
    page_end(&line);
    return code;
}

/* The bounds of an id are the library's. */
static bool id_is_valid(const char *id)
{
    static const unsigned char any[KEY_SIZE];
    pwpol_keyring *ring = NULL;
    bool valid = pwpol_keyring_new(&ring) == PWPOL_OK && pwpol_keyring_add(ring, id, any, true) == PWPOL_OK;
    pwpol_keyring_free(ring);
    return valid;
}

static int verify_arguments(struct keygen *keygen)
{
    time_t now = (time_t)(clock_now() / 1000);
    struct tm today;
    if (keygen->throttle && (keygen->id != NULL || keygen->append != NULL)) {
        complain(SAY_THROTTLE_KEY_EXCLUDES);
        return CODE_USAGE;
    }
    if (keygen->id == NULL && gmtime_r(&now, &today) != NULL &&
        strftime(keygen->month, sizeof keygen->month, "%Y-%m", &today) > 0)
        keygen->id = keygen->month;
    bool to_file = keygen->output != NULL || keygen->append != NULL;
    if ((keygen->output != NULL) + (keygen->append != NULL) + keygen->to_stdout > 1)
        complain(SAY_ONE_OF, "--output, --append, --stdout");
    else if (keygen->id == NULL || !id_is_valid(keygen->id))
        complain(SAY_BAD_KEY_ID);
    else if (!to_file && !keygen->to_stdout && isatty(STDOUT_FILENO))
        complain(SAY_KEY_ON_TERMINAL);
    else
        return 0;
    return CODE_USAGE;
}

int command_keygen(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct keygen keygen = { .id = NULL };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        switch (reader.option) {
        case OPTION_ID:
            keygen.id = reader.value;
            break;
        case OPTION_OUTPUT:
            keygen.output = reader.value;
            break;
        case OPTION_APPEND:
            keygen.append = reader.value;
            break;
        case OPTION_THROTTLE:
            keygen.throttle = true;
            break;
        case OPTION_STDOUT:
            keygen.to_stdout = true;
            break;
        case OPTION_JSON:
            keygen.json = true;
            break;
        default:
            break;
        }
    }
    if (reader.over)
        return reader.code;
    int code = verify_arguments(&keygen);
    return code == 0 ? write_key(&keygen) : code;
}
