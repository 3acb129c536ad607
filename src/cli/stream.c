#include "cli/stream.h"

#include "base/seams.h"
#include "cli/interrupt.h"
#include "cli/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Options ---- */

int stream_argument(struct stream *stream, enum option_id option, const char *value, bool *taken)
{
    int choice = 0;
    if (!policy_argument(&stream->policy_arguments, option, value, taken))
        return CODE_USAGE;
    if (*taken)
        return 0;
    *taken = true;
    switch (option) {
    case OPTION_INPUT:
        stream->input = strcmp(value, "-") == 0 ? NULL : value;
        return 0;
    case OPTION_OUTPUT:
        stream->output = strcmp(value, "-") == 0 ? NULL : value;
        return 0;
    case OPTION_FORMAT:
        choice = choice_of(value, table_formats);
        if (choice < 0)
            return complain_choice("--format", value, table_formats);
        stream->table.format = (enum table_format)choice;
        return 0;
    case OPTION_ACCOUNT_FIELD:
        stream->table.account_name = value;
        return 0;
    case OPTION_HASH_FIELD:
        stream->table.hash_name = value;
        return 0;
    case OPTION_HEADER:
        stream->table.has_header = true;
        return 0;
    case OPTION_RESUME:
        stream->resume = true;
        return 0;
    case OPTION_STRICT:
        stream->strict = true;
        return 0;
    case OPTION_JSON:
        stream->json = true;
        return 0;
    default:
        *taken = false;
        return 0;
    }
}

int stream_verify(const struct stream *stream)
{
    const struct table *table = &stream->table;
    bool plain = table->format == TABLE_PLAIN;
    if (stream->resume && stream->output == NULL)
        complain(SAY_ONLY_WITH, "--resume", "--output");
    else if (plain && (table->account_name != NULL || table->hash_name != NULL))
        complain(SAY_EXCLUDE, "--format plain",
                 table->hash_name != NULL ? "--hash-field" : "--account-field");
    else if (table->has_header && table->format != TABLE_CSV && table->format != TABLE_TSV)
        complain(SAY_ONLY_WITH, "--header", "--format csv, tsv");
    else
        return 0;
    return CODE_USAGE;
}

/* ---- The run ---- */

static int complain_changed(const struct pump *pump)
{
    complain(SAY_SOURCE_CHANGED, pump->part->name);
    return CODE_FAILURE;
}

/* Goes over the records that were done: they must be those that the state tells of. */
static int pass_over(struct pump *pump, const struct state *state, const char *first, size_t first_len)
{
    const char *record = first;
    size_t record_len = first_len;
    char digest[2 * DIGEST_SIZE + 1];
    struct row row;
    while (first_len > 0 && pump->source.bytes + record_len <= state->source_bytes) {
        measure_add(&pump->source, record, record_len);
        if (pump->written++ > 0 || !pump->stream->table.has_header) {
            struct turned turned = pump_turn(pump->stream, record, record_len, &row, NULL);
            fates_add(&pump->fates, &turned);
        }
        if (pump->source.bytes == state->source_bytes)
            break;
        enum records_answer answer = records_next(pump->records, &record, &record_len);
        if (answer == RECORDS_INTERRUPTED)
            return CODE_FAILURE;
        if (answer != RECORDS_ONE)
            return complain_changed(pump);
    }
    measure_digest(&pump->source, digest);
    if (strcmp(digest, state->source_digest) != 0 || pump->written != state->records)
        return complain_changed(pump);
    return 0;
}

static int begin_output(struct pump *pump, const struct state *state, const char *first, size_t first_len)
{
    bool has_first = first_len > 0;
    if (pump->part != NULL && pump->part->resumed) {
        if (strcmp(state->options, pump->options) != 0) {
            complain(SAY_OPTIONS_CHANGED, pump->part->name);
            return CODE_FAILURE;
        }
        int code = part_continue(pump->part, state, &pump->output);
        if (code != 0 || state->records > 0)
            return code != 0 ? code : pass_over(pump, state, first, first_len);
    }
    /* The next record is the first again, unless it is the header. */
    if (has_first && pump->stream->table.has_header)
        pump_copy(pump, first, first_len);
    else
        pump->records->start = pump->records->scanned = pump->records->start - first_len;
    return pump_keep(pump);
}

static uint64_t size_of(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
}

static int print_summary(const struct pump *pump)
{
    struct page out;
    bool aside = pump->part == NULL || !pump->stream->json;
    page_begin(&out, aside ? STDERR_FILENO : STDOUT_FILENO);
    fates_print(&out, &pump->fates, pump->stream->json);
    int code = pump->fates.outcomes[OUTCOME_LEFT] > 0 ? CODE_REFUSED : CODE_ACCEPTED;
    if (!aside)
        return page_finish(&out, code);
    page_flush(&out);
    page_end(&out);
    return code;
}

static int pump_table(struct pump *pump, const struct state *state)
{
    const char *first = NULL;
    size_t first_len = 0;
    enum records_answer answer = records_next(pump->records, &first, &first_len);
    if (answer == RECORDS_ONE && !table_begin(&pump->stream->table, first, first_len)) {
        complain(SAY_NO_SUCH_FIELD);
        return CODE_USAGE;
    }
    int code = pump_complain(pump, answer, 1);
    if (code != 0 || answer == RECORDS_INTERRUPTED)
        return CODE_FAILURE;
    code = begin_output(pump, state, first, answer == RECORDS_ONE ? first_len : 0);
    if (code != 0)
        return code;
    meter_begin(&pump->meter, pump->part != NULL || !isatty(STDOUT_FILENO), pump->source.bytes,
                size_of(pump->records->fd), SAY_PROGRESS_RECORDS);
    pump->begun = true;
    code = pump_run(pump);
    meter_end(&pump->meter);
    return code;
}

static int finish(struct pump *pump, int code)
{
    if (code == 0 && interrupted() == 0) {
        if (pump->part != NULL)
            code = part_publish(pump->part);
        else if (!page_flush(&pump->out))
            code = CODE_FAILURE;
        return code == 0 ? print_summary(pump) : code;
    }
    if (pump->part != NULL && pump->begun)
        complain(SAY_HOW_TO_RESUME, pump->written, pump->part->name, pump->stream->command);
    else if (pump->part != NULL)
        part_abandon(pump->part);
    return code == 0 ? CODE_FAILURE : code;
}

/* What must be the same when the run goes on. */
static void digest_options(const struct stream *stream, char hex[2 * DIGEST_SIZE + 1])
{
    const struct table *table = &stream->table;
    const char *const words[] = { stream->command,
                                  table_formats[table->format],
                                  table->account_name == NULL ? "" : table->account_name,
                                  table->hash_name == NULL ? "" : table->hash_name,
                                  table->has_header ? "header" : "",
                                  stream->options };
    struct measure measure;
    measure_begin(&measure);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        measure_add(&measure, words[i], strlen(words[i]) + 1);
    measure_digest(&measure, hex);
}

static int run(struct stream *stream, int fd, struct part *part, const struct state *state)
{
    struct records records;
    struct pump pump = { .stream = stream, .records = &records, .part = part };
    digest_options(stream, pump.options);
    if (!records_begin(&records, fd, table_delimiter(&stream->table)))
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    page_begin(&pump.out, part != NULL ? part->fd : STDOUT_FILENO);
    measure_begin(&pump.source);
    measure_begin(&pump.output);
    int code = finish(&pump, pump_table(&pump, state));
    records_end(&records);
    if (part != NULL) {
        page_end(&pump.out);
        return code;
    }
    return page_finish(&pump.out, code);
}

int stream_run(struct stream *stream)
{
    struct part part = { .fd = -1 };
    struct state state = { .records = 0 };
    if (!base_init())
        return complain_status(PWPOL_ERR_RANDOM, NULL);
    int fd = stream->input == NULL ? STDIN_FILENO : open(stream->input, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        complain(SAY_CANNOT_READ_FILE, stream->input, tell_errno(errno));
        return CODE_FAILURE;
    }
    int code = stream->output == NULL ? 0 : part_begin(&part, stream->output, stream->resume, &state);
    if (code == 0) {
        if (stream->output != NULL)
            interrupt_begin();
        code = run(stream, fd, stream->output == NULL ? NULL : &part, &state);
    }
    part_end(&part);
    if (stream->input != NULL)
        close(fd);
    interrupt_end();
    return code;
}
