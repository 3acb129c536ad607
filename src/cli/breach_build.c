/* pwpol breach build: a corpus from the public lists. */
#include "base/processors.h"
#include "breach/corpus.h"
#include "cli/arguments.h"
#include "cli/breach_make.h"
#include "cli/commands.h"
#include "cli/interrupt.h"

const struct option_row breach_build_options[] = {
    { OPTION_OUTPUT, 'o', "output", SAY_ARGUMENT_FILE, SAY_HELP_BREACH_OUTPUT },
    { OPTION_WORDS, 'w', "words", SAY_NOTHING, SAY_HELP_BREACH_WORDS },
    { OPTION_KIND, '\0', "hash", SAY_ARGUMENT_KIND, SAY_HELP_BREACH_HASH },
    { OPTION_MIN_COUNT, 'm', "min-count", SAY_ARGUMENT_NUMBER, SAY_HELP_BREACH_MIN_COUNT },
    { OPTION_CLASSES, 'c', "classes", SAY_NOTHING, SAY_HELP_BREACH_CLASSES },
    { OPTION_BITS, 'b', "bits", SAY_ARGUMENT_NUMBER, SAY_HELP_BREACH_BITS },
    { OPTION_EXACT, 'x', "exact", SAY_NOTHING, SAY_HELP_BREACH_EXACT },
    { OPTION_CAPACITY, '\0', "capacity", SAY_ARGUMENT_NUMBER, SAY_HELP_BREACH_CAPACITY },
    { OPTION_LIKE, '\0', "like", SAY_ARGUMENT_FILE, SAY_HELP_BREACH_LIKE },
    { OPTION_LENIENT, 'l', "lenient", SAY_NOTHING, SAY_HELP_BREACH_LENIENT },
    { OPTION_DATE, 'd', "date", SAY_ARGUMENT_DATE, SAY_HELP_BREACH_DATE },
    { OPTION_SOURCE, 's', "source", SAY_ARGUMENT_TEXT, SAY_HELP_BREACH_SOURCE },
    { OPTION_TEMPORARY, 't', "temporary", SAY_ARGUMENT_FOLDER, SAY_HELP_BREACH_TEMPORARY },
    { OPTION_JOBS, 'j', "jobs", SAY_ARGUMENT_NUMBER, SAY_HELP_BREACH_JOBS },
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_BREACH_QUIET },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { JOBS_MOST = 32 };

struct build {
    struct make make;
    struct reading reading;
    struct files files;
    struct meter meter;
    const char *like;
    bool kind_given, bits_given, classes;
    int64_t jobs;
};

/* Of a file whose size is known by its bytes; of a sorted pipe by how far its hashes are. */
static void show_progress(struct build *build, const struct piece *piece)
{
    const struct sorter *sorter = &build->make.sorter;
    uint64_t done = files_done(&build->files);
    build->meter.total = build->files.bytes;
    if (build->files.bytes == 0 && sorter->sorted && sorter->run_count <= 1 && piece->count > 0) {
        build->meter.total = UINT64_C(1) << 32;
        done = piece->records[(piece->count - 1) * sorter->words] >> 32;
    }
    meter_at(&build->meter, done, build->reading.tallied.records);
}

static int take(void *data, const struct piece *piece)
{
    struct build *build = data;
    pwpol_status status = sorter_add(&build->make.sorter, piece->records, piece->count);
    if (status != PWPOL_OK)
        return make_complain_sorter(&build->make, status);
    show_progress(build, piece);
    return 0;
}

/* The shape of another corpus, so that the two can be merged. */
static int take_shape(struct build *build)
{
    struct corpus corpus;
    pwpol_where where = PWPOL_WHERE_INIT;
    struct shape *shape = &build->make.header.shape;
    if (build->bits_given || build->make.capacity > 0 || shape->exact || build->classes || build->kind_given) {
        complain(SAY_EXCLUDE, "--like", "--bits, --capacity, --exact, --classes, --hash");
        return CODE_USAGE;
    }
    pwpol_status status = corpus_open(&corpus, build->like, PWPOL_BREACH_READ, &where);
    if (status != PWPOL_OK)
        return complain_status(status, &where);
    *shape = corpus.header.shape;
    for (unsigned i = 0; i < CLASSES; i++)
        build->make.header.classes[i] = corpus.header.classes[i];
    build->reading.find_kind = false;
    corpus_end(&corpus);
    return 0;
}

static int verify_arguments(struct build *build)
{
    struct make *make = &build->make;
    struct shape *shape = &make->header.shape;
    build->reading.find_kind = !build->kind_given && !build->reading.lines.passwords;
    if (shape->exact && (build->bits_given || make->capacity > 0)) {
        complain(SAY_EXCLUDE, "--exact", "--bits, --capacity");
        return CODE_USAGE;
    }
    int code = make_verify(make);
    if (code == 0 && build->like != NULL)
        code = take_shape(build);
    else
        shape->class_bits = build->classes ? CLASS_BITS : 0;
    build->reading.lines.hash = shape->hash;
    build->reading.lines.words = record_words(shape->exact);
    build->reading.lines.min_count = make->header.smallest_count;
    for (unsigned i = 0; i < CLASSES; i++)
        build->reading.lines.classes[i] = shape->class_bits > 0 ? make->header.classes[i] : UINT64_MAX;
    return code;
}

static int read_sources(struct build *build)
{
    build->reading.threads = build->jobs > 0 ? (unsigned)build->jobs : processors_usable();
    build->reading.files = &build->files;
    build->reading.take = take;
    build->reading.data = build;
    int code = make_begin_sorting(&build->make);
    if (code != 0)
        return code;
    meter_begin(&build->meter, !build->make.quiet, 0, build->files.bytes, SAY_PROGRESS_RECORDS);
    code = reading_run(&build->reading);
    meter_end(&build->meter);
    return code;
}

static int run(struct build *build, char **operands, size_t operand_count)
{
    struct make *make = &build->make;
    int code = files_begin(&build->files, operands, operand_count);
    interrupt_begin();
    if (code == 0)
        code = read_sources(build);
    if (code == 0) {
        struct shape *shape = &make->header.shape;
        shape->hash = build->reading.lines.hash;
        shape->tail_bytes = shape->exact ? (unsigned)hash_size(shape->hash) - 8 : 0;
        make->tallied = build->reading.tallied;
        if (make->header.date == 0)
            make->header.date = build->files.newest;
        code = make_finish(make);
    }
    make_end(make);
    files_end(&build->files);
    interrupt_end();
    return code;
}

static bool take_source(struct build *build, const char *text)
{
    char *source = build->make.header.source;
    memset(source, 0, SOURCE_SIZE);
    memcpy(source, text, strnlen(text, SOURCE_SIZE));
    if (header_source_is_sound(source))
        return true;
    complain(SAY_BREACH_BAD_SOURCE, SOURCE_SIZE - 1);
    return false;
}

static int take_option(struct build *build, enum option_id option, const char *value)
{
    static const char *const kinds[] = { "sha1", "nt", NULL };
    struct make *make = &build->make;
    int64_t number = 0;
    bool fine = true;
    switch (option) {
    case OPTION_OUTPUT:
        make->output = value;
        break;
    case OPTION_WORDS:
        build->reading.lines.passwords = true;
        break;
    case OPTION_KIND:
        if (choice_of(value, kinds) < 0)
            return complain_choice("--hash", value, kinds);
        make->header.shape.hash = choice_of(value, kinds) == 0 ? PWPOL_BREACH_SHA1 : PWPOL_BREACH_NT;
        build->kind_given = true;
        break;
    case OPTION_MIN_COUNT:
        fine = option_integer("--min-count", value, 1, INT64_C(1000000000), &number);
        make->header.smallest_count = (uint64_t)number;
        break;
    case OPTION_CLASSES:
        build->classes = true;
        break;
    case OPTION_BITS:
        fine = option_integer("--bits", value, BITS_LEAST, BITS_MOST, &number);
        make->bits = (unsigned)number;
        build->bits_given = true;
        break;
    case OPTION_EXACT:
        make->header.shape.exact = true;
        break;
    case OPTION_CAPACITY:
        fine = option_integer("--capacity", value, 1, INT64_C(1) << 40, &number);
        make->capacity = (uint64_t)number;
        break;
    case OPTION_LIKE:
        build->like = value;
        break;
    case OPTION_LENIENT:
        build->reading.lines.lenient = true;
        break;
    case OPTION_DATE:
        fine = date_parse(value, &make->header.date);
        if (!fine)
            complain(SAY_BREACH_BAD_DATE, value);
        break;
    case OPTION_SOURCE:
        fine = take_source(build, value);
        break;
    case OPTION_TEMPORARY:
        make->temporary = value;
        break;
    case OPTION_JOBS:
        fine = option_integer("--jobs", value, 1, JOBS_MOST, &build->jobs);
        break;
    case OPTION_JSON:
        make->json = true;
        break;
    case OPTION_QUIET:
        make->quiet = true;
        break;
    default:
        break;
    }
    return fine ? 0 : CODE_USAGE;
}

int command_breach_build(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    static struct build build;
    build.make = (struct make){ .bits = BITS_USUAL };
    build.make.header = (struct header){ .shape = { .hash = PWPOL_BREACH_SHA1 },
                                         .smallest_count = 1,
                                         .classes = { 10, 100, 1000 } };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        reader.code = take_option(&build, reader.option, reader.value);
    if (reader.over)
        return reader.code;
    int code = verify_arguments(&build);
    return code == 0 ? run(&build, reader.operands, reader.operand_count) : code;
}
