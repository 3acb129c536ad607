/* pwpol breach query: whether passwords are in a corpus. */
#include "base/secret.h"
#include "breach/format.h"
#include "cli/commands.h"
#include "cli/credential.h"
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

const struct option_row breach_query_options[] = {
    { OPTION_CORPUS, 'c', "corpus", SAY_ARGUMENT_FILE, SAY_HELP_BREACH_CORPUS },
    { OPTION_BATCH, 'b', "batch", SAY_ARGUMENT_FILE, SAY_HELP_BREACH_BATCH },
    { OPTION_HASHES, '\0', "hashes", SAY_NOTHING, SAY_HELP_BREACH_HASHES },
    { OPTION_PASSWORD_FD, '\0', "password-fd", SAY_ARGUMENT_NUMBER, SAY_HELP_PASSWORD_FD },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_QUIET },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { TOGETHER = 256 };

struct query {
    pwpol_breach *breach;
    const char *corpus, *batch;
    struct credential_arguments password;
    bool hashes, json, quiet;
    pwpol_breach_hash kind;
    uint64_t number; /* questions so far */
    bool any;        /* one was seen */
};

/* ---- One password ---- */

static int print_one(const struct query *query, uint64_t seen)
{
    struct page out;
    if (query->quiet)
        return seen > 0 ? CODE_REFUSED : CODE_ACCEPTED;
    page_begin(&out, STDOUT_FILENO);
    if (query->json)
        page_addf(&out, "{ \"seen\": %" PRIu64 " }\n", seen);
    else if (seen == 0)
        page_add(&out, tell(SAY_BREACH_NOT_SEEN));
    else
        page_say(&out, SAY_BREACH_SEEN, seen);
    return page_finish(&out, seen > 0 ? CODE_REFUSED : CODE_ACCEPTED);
}

static int ask_one(struct query *query)
{
    struct page password;
    uint64_t seen = 0;
    page_begin(&password, IN_MEMORY);
    int code = read_password(&query->password, false, &password);
    if (code == 0) {
        pwpol_status status = pwpol_breach_contains(query->breach, password.text, password.length, &seen);
        code = status == PWPOL_OK ? print_one(query, seen) : complain_status(status, NULL);
    }
    page_end(&password);
    return code;
}

/* ---- Many ---- */

struct together {
    struct page text;
    size_t ends[TOGETHER];
    size_t count;
};

static bool decode_hash(const char *line, size_t length, size_t hash_len, unsigned char *hash)
{
    if (length > 2 * hash_len && line[2 * hash_len] == ':')
        length = 2 * hash_len;
    if (length != 2 * hash_len)
        return false;
    for (size_t i = 0; i < length; i++) {
        char digit = line[i];
        unsigned value = digit >= '0' && digit <= '9' ? (unsigned)(digit - '0')
                         : (digit | 32) >= 'a' && (digit | 32) <= 'f' ? (unsigned)((digit | 32) - 'a' + 10) : 16;
        if (value > 15)
            return false;
        hash[i / 2] = (unsigned char)(i % 2 == 0 ? value << 4 : hash[i / 2] | value);
    }
    return true;
}

static int ask_hashes(const struct query *query, const struct together *together, uint64_t *seen)
{
    unsigned char hashes[TOGETHER * HASH_SIZE_MOST];
    size_t hash_len = hash_size(query->kind), start = 0;
    for (size_t i = 0; i < together->count; start = together->ends[i++])
        if (!decode_hash(together->text.text + start, together->ends[i] - start, hash_len, hashes + i * hash_len)) {
            complain(SAY_BREACH_BAD_LINE, tell(SAY_BREACH_BATCH_NAME), query->number + i + 1, (int)(2 * hash_len));
            return CODE_FAILURE;
        }
    pwpol_status status = pwpol_breach_contains_hashes(query->breach, hashes, hash_len, together->count, seen);
    return status == PWPOL_OK ? 0 : complain_status(status, NULL);
}

static int ask_passwords(const struct query *query, const struct together *together, uint64_t *seen)
{
    const char *passwords[TOGETHER];
    size_t lens[TOGETHER], start = 0;
    for (size_t i = 0; i < together->count; start = together->ends[i++]) {
        passwords[i] = together->text.text == NULL ? "" : together->text.text + start;
        lens[i] = together->ends[i] - start;
    }
    pwpol_status status = pwpol_breach_contains_many(query->breach, passwords, lens, together->count, seen);
    return status == PWPOL_OK ? 0 : complain_status(status, NULL);
}

static int answer(struct query *query, struct together *together, struct page *out)
{
    uint64_t seen[TOGETHER];
    if (together->text.error != 0)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    int code = query->hashes ? ask_hashes(query, together, seen) : ask_passwords(query, together, seen);
    for (size_t i = 0; i < together->count && code == 0; i++) {
        query->number++;
        query->any = query->any || seen[i] > 0;
        if (!query->quiet)
            page_addf(out, query->json ? "{\"number\":%" PRIu64 ",\"seen\":%" PRIu64 "}\n" : "%" PRIu64 ",%" PRIu64 "\n",
                      query->number, seen[i]);
    }
    page_clear(&together->text);
    together->count = 0;
    return code;
}

static int ask_input(struct query *query, struct input *input, struct page *out)
{
    struct together together = { .count = 0 };
    const char *line;
    size_t length;
    int code = 0;
    page_begin(&together.text, IN_MEMORY);
    if (!query->json && !query->quiet)
        page_add(out, "number,seen\n");
    while (code == 0 && input_next(input, &line, &length)) {
        page_bytes(&together.text, line, length);
        together.ends[together.count++] = together.text.length;
        if (together.count == TOGETHER)
            code = answer(query, &together, out);
    }
    if (code == 0 && together.count > 0)
        code = answer(query, &together, out);
    page_end(&together.text);
    return code;
}

static int ask_many(struct query *query)
{
    bool standard = strcmp(query->batch, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(query->batch, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct input input;
    struct page out;
    if (fd < 0) {
        complain(SAY_CANNOT_READ_FILE, query->batch, tell_errno(errno));
        return CODE_FAILURE;
    }
    page_begin(&out, STDOUT_FILENO);
    int code = input_begin(&input, fd, '\n', PWPOL_PASSWORD_SIZE) ? ask_input(query, &input, &out)
                                                                  : complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    if (code == 0 && input.error != 0) {
        complain(SAY_CANNOT_READ_FILE, query->batch, tell_errno(input.error));
        code = CODE_FAILURE;
    }
    input_end(&input);
    if (!standard)
        close(fd);
    return page_finish(&out, code != 0 ? code : query->any ? CODE_REFUSED : CODE_ACCEPTED);
}

static int run(struct query *query)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_breach_info info = { .size = sizeof info };
    pwpol_status status = pwpol_breach_open(&query->breach, query->corpus, PWPOL_BREACH_MAP, &where);
    if (status != PWPOL_OK)
        return complain_status(status, &where);
    pwpol_breach_info_of(query->breach, &info);
    query->kind = info.hash;
    int code = query->batch != NULL ? ask_many(query) : ask_one(query);
    pwpol_breach_close(query->breach);
    return code;
}

int command_breach_query(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct query query = { .password = { .password_fd = -1 } };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        switch (reader.option) {
        case OPTION_CORPUS:
            query.corpus = reader.value;
            break;
        case OPTION_BATCH:
            query.batch = reader.value;
            break;
        case OPTION_HASHES:
            query.hashes = true;
            break;
        case OPTION_PASSWORD_FD:
            if (!option_integer("--password-fd", reader.value, 0, FD_MOST, &query.password.password_fd))
                return CODE_USAGE;
            break;
        case OPTION_JSON:
            query.json = true;
            break;
        case OPTION_QUIET:
            query.quiet = true;
            break;
        default:
            break;
        }
    }
    if (reader.over)
        return reader.code;
    if (query.hashes && query.batch == NULL) {
        complain(SAY_ONLY_WITH, "--hashes", "--batch");
        return CODE_USAGE;
    }
    return run(&query);
}
