#include "cli/breach_make.h"

#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/interrupt.h"
#include "cli/page.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int make_verify(struct make *make)
{
    if (make->output == NULL) {
        complain(SAY_BREACH_WANTS_OUTPUT);
        return CODE_USAGE;
    }
    const char *slash = strrchr(make->output, '/');
    size_t length = slash == NULL ? 1 : slash == make->output ? 1 : (size_t)(slash - make->output);
    int printed = make->temporary != NULL
                      ? snprintf(make->folder, sizeof make->folder, "%s", make->temporary)
                      : snprintf(make->folder, sizeof make->folder, "%.*s", (int)length,
                                 slash == NULL ? "." : make->output);
    struct stat status;
    errno = printed >= (int)sizeof make->folder ? ENAMETOOLONG : 0;
    if (errno == 0 && stat(make->folder, &status) == 0 && !S_ISDIR(status.st_mode))
        errno = ENOTDIR;
    if (errno == 0 && stat(make->output, &status) == 0 && !S_ISREG(status.st_mode))
        errno = EISDIR;
    if ((errno == 0 || errno == ENOENT) && access(make->folder, W_OK | X_OK) == 0)
        return 0;
    complain(SAY_CANNOT_WRITE_FILE, make->output, tell_errno(errno));
    return CODE_FAILURE;
}

int make_begin_sorting(struct make *make)
{
    make->begun = monotonic_ms();
    if (sorter_begin(&make->sorter, make->header.shape.exact, SORTER_MEMORY, make->folder) != PWPOL_OK)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    make->sorting = true;
    return 0;
}

void make_end(struct make *make)
{
    if (make->sorting)
        sorter_end(&make->sorter);
    make->sorting = false;
}

int make_complain_sorter(const struct make *make, pwpol_status status)
{
    if (status != PWPOL_ERR_IO)
        return complain_status(status, NULL);
    complain(SAY_BREACH_TEMPORARY, make->folder, tell_errno(make->sorter.error));
    return CODE_FAILURE;
}

static int complain_writer(const struct make *make, const struct writer *writer, pwpol_status status)
{
    if (status != PWPOL_ERR_IO)
        return complain_status(status, NULL);
    complain(SAY_CANNOT_WRITE_FILE, make->output, tell_errno(writer->error));
    return CODE_FAILURE;
}

/* Values for the entries there are, or will be, at the rate that was asked for. */
static int choose_universe(struct make *make)
{
    struct shape *shape = &make->header.shape;
    uint64_t entries = make->sorter.distinct > make->capacity ? make->sorter.distinct : make->capacity;
    if (shape->exact || shape->universe != 0)
        return 0;
    if (entries > UNIVERSE_MOST >> make->bits) {
        complain(SAY_BREACH_TOO_MANY, entries, (int)make->bits);
        return CODE_FAILURE;
    }
    shape->universe = entries << make->bits;
    return 0;
}

static int write_all_entries(struct make *make, struct writer *writer)
{
    struct meter meter;
    const uint64_t *records;
    size_t count;
    uint64_t done = 0;
    unsigned words = make->sorter.words;
    int code = 0;
    meter_begin(&meter, !make->quiet, 0, make->sorter.distinct, SAY_PROGRESS_RECORDS);
    while (code == 0) {
        pwpol_status status = sorter_next(&make->sorter, &records, &count);
        if (status != PWPOL_OK)
            code = make_complain_sorter(make, status);
        if (code != 0 || count == 0)
            break;
        for (size_t i = 0; i < count && status == PWPOL_OK; i++) {
            struct entry entry = entry_of_record(&writer->header.shape, records + i * words, words);
            status = writer_add(writer, &entry);
        }
        if (status != PWPOL_OK)
            code = complain_writer(make, writer, status);
        done += count;
        meter_at(&meter, done, done);
        if (interrupted() != 0)
            code = CODE_FAILURE;
    }
    meter_end(&meter);
    return code;
}

static int print_summary(const struct make *make)
{
    struct page out;
    pwpol_breach *breach = NULL;
    pwpol_breach_info info = { .size = sizeof info };
    pwpol_where where = PWPOL_WHERE_INIT;
    if (make->quiet)
        return CODE_ACCEPTED;
    /* What is told is what the file says, not what was meant. */
    pwpol_status status = pwpol_breach_open(&breach, make->output, PWPOL_BREACH_READ, &where);
    if (status != PWPOL_OK)
        return complain_status(status, &where);
    pwpol_breach_info_of(breach, &info);
    pwpol_breach_close(breach);
    page_begin(&out, STDOUT_FILENO);
    if (make->json) {
        page_addf(&out, "{\n  \"lines\": %" PRIu64 ",\n  \"rare\": %" PRIu64 ",\n  \"malformed\": %" PRIu64 ",\n",
                  make->tallied.lines, make->tallied.rare, make->tallied.malformed);
        breach_info_json(&out, &info);
        page_add(&out, "}\n");
    } else {
        double seconds = (double)(monotonic_ms() - make->begun) / 1000;
        char time[32];
        tell_number(seconds, 1, time, sizeof time);
        page_say(&out, SAY_BREACH_BUILT, make->tallied.lines, make->tallied.rare, make->tallied.malformed, time);
        breach_info_print(&out, &info);
    }
    return page_finish(&out, CODE_ACCEPTED);
}

static int write_corpus(struct make *make)
{
    struct writer writer;
    make->header.entries = make->sorter.distinct;
    make->header.built = clock_now();
    pwpol_status status = writer_begin(&writer, make->output, &make->header);
    int code = status == PWPOL_OK ? 0 : complain_writer(make, &writer, status);
    if (code == 0)
        code = write_all_entries(make, &writer);
    if (code == 0 && (status = writer_finish(&writer)) != PWPOL_OK)
        code = complain_writer(make, &writer, status);
    if (code == 0)
        code = print_summary(make);
    writer_end(&writer);
    return code;
}

int make_finish(struct make *make)
{
    pwpol_status status = sorter_finish(&make->sorter);
    if (status != PWPOL_OK)
        return make_complain_sorter(make, status);
    if (make->sorter.distinct == 0) {
        complain(SAY_BREACH_NOTHING);
        return CODE_REFUSED;
    }
    int code = choose_universe(make);
    return code == 0 ? write_corpus(make) : code;
}
