/* pwpol breach merge: several corpora into one. */
#include "breach/corpus.h"
#include "cli/arguments.h"
#include "cli/breach_make.h"
#include "cli/commands.h"
#include "cli/interrupt.h"

#include <inttypes.h>
#include <stdlib.h>

const struct option_row breach_merge_options[] = {
    { OPTION_OUTPUT, 'o', "output", SAY_ARGUMENT_FILE, SAY_HELP_BREACH_OUTPUT },
    { OPTION_TEMPORARY, 't', "temporary", SAY_ARGUMENT_FOLDER, SAY_HELP_BREACH_TEMPORARY },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_BREACH_QUIET },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

/* What the merged corpus is: exact when all are; else cut as those that are cut, which
 * must be cut alike, since what a cut removed is lost. */
static int join(struct header *all, const struct header *one, const char *path)
{
    struct shape *shape = &all->shape;
    bool first = shape->hash == 0;
    if (first) {
        *all = *one;
        memset(all->source, 0, sizeof all->source);
        return 0;
    }
    if (shape->hash != one->shape.hash) {
        complain(SAY_BREACH_OTHER_HASH, path);
        return CODE_USAGE;
    }
    if (!shape->exact && !one->shape.exact && shape->universe != one->shape.universe) {
        complain(SAY_BREACH_OTHER_CUT, path);
        return CODE_USAGE;
    }
    if (shape->exact && !one->shape.exact) {
        shape->exact = false;
        shape->universe = one->shape.universe;
        shape->tail_bytes = 0;
    }
    bool same_classes = memcmp(all->classes, one->classes, sizeof all->classes) == 0;
    if (one->shape.class_bits == 0 || !same_classes)
        shape->class_bits = 0;
    if (one->date > all->date)
        all->date = one->date;
    /* Everything seen so often is in the merged one. */
    if (one->smallest_count > all->smallest_count)
        all->smallest_count = one->smallest_count;
    return 0;
}

static int look(struct make *make, char **paths, size_t count)
{
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        struct corpus corpus;
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = corpus_open(&corpus, paths[i], PWPOL_BREACH_READ, &where);
        if (status != PWPOL_OK)
            return complain_status(status, &where);
        code = join(&make->header, &corpus.header, paths[i]);
        make->capacity += corpus.header.entries;
        corpus_end(&corpus);
    }
    return code;
}

static int add_entries(struct make *make, const struct corpus *corpus, struct entry *entries, struct meter *meter)
{
    const struct shape *from = &corpus->header.shape;
    unsigned char buffer[PAGE_SIZE];
    for (uint64_t number = 0; number < corpus->header.blocks; number++) {
        pwpol_status status = PWPOL_ERR_SYNTAX;
        const unsigned char *block = corpus_block(corpus, number, buffer, &status);
        size_t count = block == NULL ? 0 : block_decode(from, block, entries);
        if (count == 0)
            return complain_status(status, NULL);
        for (size_t i = 0; i < count; i++) {
            uint64_t record[RECORD_LONG];
            if (make->header.shape.class_bits == 0)
                entries[i].class = 0;
            record_of_entry(from, &entries[i], record, make->sorter.words);
            status = sorter_add(&make->sorter, record, 1);
            if (status != PWPOL_OK)
                return make_complain_sorter(make, status);
        }
        make->tallied.lines += count;
        meter_at(meter, make->tallied.lines, make->tallied.lines);
        if (interrupted() != 0)
            return CODE_FAILURE;
    }
    return 0;
}

static int add_corpora(struct make *make, char **paths, size_t count)
{
    struct entry *entries = malloc(BLOCK_ENTRIES_MOST * sizeof *entries);
    if (entries == NULL)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    struct meter meter;
    int code = 0;
    meter_begin(&meter, !make->quiet, 0, make->capacity, SAY_PROGRESS_RECORDS);
    for (size_t i = 0; i < count && code == 0; i++) {
        struct corpus corpus;
        pwpol_where where = PWPOL_WHERE_INIT;
        pwpol_status status = corpus_open(&corpus, paths[i], PWPOL_BREACH_MAP, &where);
        code = status == PWPOL_OK ? add_entries(make, &corpus, entries, &meter) : complain_status(status, &where);
        if (status == PWPOL_OK)
            corpus_end(&corpus);
    }
    meter_end(&meter);
    free(entries);
    return code;
}

static int merge(struct make *make, char **paths, size_t count)
{
    int code = make_verify(make);
    if (code == 0 && count < 2) {
        complain(SAY_BREACH_MERGE_WANTS_TWO);
        code = CODE_USAGE;
    }
    if (code == 0)
        code = look(make, paths, count);
    if (code != 0)
        return code;
    interrupt_begin();
    code = make_begin_sorting(make);
    if (code == 0)
        code = add_corpora(make, paths, count);
    if (code == 0)
        code = make_finish(make);
    make_end(make);
    interrupt_end();
    return code;
}

int command_breach_merge(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    static struct make make;
    make = (struct make){ .bits = BITS_USUAL };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader)) {
        switch (reader.option) {
        case OPTION_OUTPUT:
            make.output = reader.value;
            break;
        case OPTION_TEMPORARY:
            make.temporary = reader.value;
            break;
        case OPTION_JSON:
            make.json = true;
            break;
        case OPTION_QUIET:
            make.quiet = true;
            break;
        default:
            break;
        }
    }
    if (reader.over)
        return reader.code;
    return merge(&make, reader.operands, reader.operand_count);
}
