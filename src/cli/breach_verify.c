/* pwpol breach verify: whether a corpus is whole, and holds what its source does. */
#include "base/processors.h"
#include "breach/corpus.h"
#include "cli/arguments.h"
#include "cli/breach_make.h"
#include "cli/commands.h"
#include "cli/interrupt.h"

#include <inttypes.h>
#include <stdlib.h>

const struct option_row breach_verify_options[] = {
    { OPTION_SOURCE, 's', "source", SAY_ARGUMENT_FILE, SAY_HELP_BREACH_VERIFY_SOURCE },
    { OPTION_SAMPLE, 'n', "sample", SAY_ARGUMENT_NUMBER, SAY_HELP_BREACH_SAMPLE },
    { OPTION_WORDS, 'w', "words", SAY_NOTHING, SAY_HELP_BREACH_WORDS },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_BREACH_QUIET },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { SOURCES_MOST = 64, SAMPLE_USUAL = 100 };

struct verify {
    struct corpus corpus;
    char *sources[SOURCES_MOST];
    size_t source_count;
    int64_t sample; /* one record of so many is looked for */
    uint64_t at;    /* records of the source so far */
    uint64_t looked_for, missing;
    bool passwords, quiet;
    struct entry *entries;
};

/* ---- The file itself ---- */

static int refuse_block(uint64_t number, enum sentence why)
{
    complain(SAY_BREACH_BLOCK_WRONG, number, tell(why));
    return CODE_REFUSED;
}

static int verify_block(struct verify *verify, uint64_t number, struct entry *last, uint64_t *entries)
{
    const struct corpus *corpus = &verify->corpus;
    const struct shape *shape = &corpus->header.shape;
    unsigned char buffer[PAGE_SIZE];
    pwpol_status status = PWPOL_OK;
    const unsigned char *block = corpus_block(corpus, number, buffer, &status);
    if (block == NULL && status == PWPOL_ERR_IO)
        return complain_status(status, NULL);
    if (block == NULL)
        return refuse_block(number, SAY_BREACH_WRONG_CHECKSUM);
    size_t count = block_decode(shape, block, verify->entries);
    if (count == 0)
        return refuse_block(number, SAY_BREACH_WRONG_CODE);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &verify->entries[i];
        if ((i > 0 || number > 0) && entry_compare(shape, last, entry) >= 0)
            return refuse_block(number, SAY_BREACH_WRONG_ORDER);
        if (shape->universe != 0 && entry->head >= shape->universe)
            return refuse_block(number, SAY_BREACH_WRONG_CODE);
        *last = *entry;
    }
    if (corpus_index_at(corpus, number) != (uint32_t)(verify->entries[0].head >> corpus->index_shift))
        return refuse_block(number, SAY_BREACH_WRONG_INDEX);
    *entries += count;
    return 0;
}

static int verify_file(struct verify *verify)
{
    const struct header *header = &verify->corpus.header;
    struct entry last = { 0 };
    struct meter meter;
    uint64_t entries = 0;
    int code = 0;
    meter_begin(&meter, !verify->quiet, 0, header->blocks, SAY_PROGRESS_RECORDS);
    for (uint64_t i = 0; i < header->blocks && code == 0; i++) {
        code = verify_block(verify, i, &last, &entries);
        meter_at(&meter, i, entries);
        if (interrupted() != 0)
            code = CODE_FAILURE;
    }
    meter_end(&meter);
    if (code == 0 && entries != header->entries) {
        complain(SAY_BREACH_WRONG_ENTRIES, header->entries, entries);
        code = CODE_REFUSED;
    }
    return code;
}

/* ---- Its source ---- */

static int look_for(void *data, const struct piece *piece)
{
    struct verify *verify = data;
    const struct corpus *corpus = &verify->corpus;
    unsigned words = record_words(corpus->header.shape.exact);
    for (size_t i = 0; i < piece->count; i++) {
        uint64_t seen = 0;
        const uint64_t *record = piece->records + i * words;
        if (verify->at++ % (uint64_t)verify->sample != 0)
            continue;
        struct entry entry = entry_of_record(&corpus->header.shape, record, words);
        pwpol_status status = corpus_find(corpus, corpus_locate(corpus, record[0], entry.head), &entry, &seen);
        if (status != PWPOL_OK)
            return complain_status(status, NULL);
        verify->looked_for++;
        verify->missing += seen == 0;
    }
    return 0;
}

static int verify_sources(struct verify *verify)
{
    struct files files;
    const struct header *header = &verify->corpus.header;
    struct reading reading = { .files = &files,
                               .lines = { .hash = header->shape.hash,
                                          .words = record_words(header->shape.exact),
                                          .passwords = verify->passwords,
                                          .min_count = header->smallest_count,
                                          .classes = { UINT64_MAX, UINT64_MAX, UINT64_MAX } },
                               .threads = processors_usable(),
                               .take = look_for,
                               .data = verify };
    int code = files_begin(&files, verify->sources, verify->source_count);
    if (code == 0)
        code = reading_run(&reading);
    files_end(&files);
    if (code == 0 && verify->missing > 0) {
        complain(SAY_BREACH_MISSING, verify->missing, verify->looked_for);
        code = CODE_REFUSED;
    }
    return code;
}

static int run(struct verify *verify, const char *path)
{
    struct page out;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_status status = corpus_open(&verify->corpus, path, PWPOL_BREACH_READ, &where);
    if (status != PWPOL_OK) {
        complain_status(status, &where);
        return status == PWPOL_ERR_SYNTAX ? CODE_REFUSED : CODE_FAILURE;
    }
    interrupt_begin();
    verify->entries = malloc(BLOCK_ENTRIES_MOST * sizeof *verify->entries);
    int code = verify->entries == NULL ? complain_status(PWPOL_ERR_NO_MEMORY, NULL) : verify_file(verify);
    if (code == 0 && verify->source_count > 0)
        code = verify_sources(verify);
    if (code == 0 && !verify->quiet) {
        page_begin(&out, STDOUT_FILENO);
        page_say(&out, SAY_BREACH_VERIFIED, verify->corpus.header.entries, verify->corpus.header.blocks);
        if (verify->source_count > 0)
            page_say(&out, SAY_BREACH_SAMPLED, verify->looked_for);
        code = page_finish(&out, CODE_ACCEPTED);
    }
    free(verify->entries);
    corpus_end(&verify->corpus);
    interrupt_end();
    return code;
}

static int take_option(struct verify *verify, enum option_id option, char *value)
{
    switch (option) {
    case OPTION_SOURCE:
        if (verify->source_count == SOURCES_MOST) {
            complain(SAY_TOO_MANY, "--source", (int)SOURCES_MOST);
            return CODE_USAGE;
        }
        verify->sources[verify->source_count++] = value;
        return 0;
    case OPTION_SAMPLE:
        return option_integer("--sample", value, 1, 1000000000, &verify->sample) ? 0 : CODE_USAGE;
    case OPTION_WORDS:
        verify->passwords = true;
        return 0;
    default:
        verify->quiet = true;
        return 0;
    }
}

int command_breach_verify(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct verify verify = { .sample = SAMPLE_USUAL };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        reader.code = take_option(&verify, reader.option, reader.value);
    if (reader.over)
        return reader.code;
    if (reader.operand_count != 1) {
        complain(SAY_BREACH_ONE_FILE);
        return CODE_USAGE;
    }
    return run(&verify, reader.operands[0]);
}
