#include "cli/tally.h"

#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void fates_add(struct fates *fates, const struct turned *turned)
{
    size_t row = 0;
    fates->records++;
    fates->outcomes[turned->fate->outcome]++;
    while (row < fates->count &&
           (fates->rows[row].fate != turned->fate || strcmp(fates->rows[row].scheme, turned->scheme) != 0))
        row++;
    if (row == FATES_MOST)
        return; /* more schemes than there are */
    if (row == fates->count) {
        fates->rows[row].fate = turned->fate;
        fates->rows[row].scheme = turned->scheme;
        fates->rows[row].records = 0;
        fates->count++;
    }
    fates->rows[row].records++;
}

static void print_json(struct page *out, const struct fates *fates)
{
    page_addf(out,
              "{\n  \"records\": %" PRIu64 ",\n  \"done\": %" PRIu64 ",\n  \"kept\": %" PRIu64
              ",\n  \"left\": %" PRIu64 ",\n  \"formats\": [",
              fates->records, fates->outcomes[OUTCOME_TURNED], fates->outcomes[OUTCOME_KEPT],
              fates->outcomes[OUTCOME_LEFT]);
    for (size_t i = 0; i < fates->count; i++) {
        page_addf(out, "%s\n    { \"scheme\": ", i == 0 ? "" : ",");
        if (fates->rows[i].scheme[0] == '\0')
            page_add(out, "null");
        else
            page_json(out, fates->rows[i].scheme, strlen(fates->rows[i].scheme));
        page_addf(out, ", \"fate\": \"%s\", \"records\": %" PRIu64 " }", fates->rows[i].fate->name,
                  fates->rows[i].records);
    }
    page_add(out, fates->count == 0 ? "]\n}\n" : "\n  ]\n}\n");
}

void fates_print(struct page *out, const struct fates *fates, bool json)
{
    if (json) {
        print_json(out, fates);
        return;
    }
    page_say(out, SAY_TABLE_SUMMARY, fates->records, fates->outcomes[OUTCOME_TURNED],
             fates->outcomes[OUTCOME_KEPT], fates->outcomes[OUTCOME_LEFT]);
    for (size_t i = 0; i < fates->count; i++) {
        const char *scheme = fates->rows[i].scheme[0] == '\0' ? "-" : fates->rows[i].scheme;
        page_addf(out, "%10" PRIu64 "  %-22s %s\n", fates->rows[i].records, scheme,
                  tell(fates->rows[i].fate->sentence));
    }
}

/* ---- How far it is ---- */

enum { METER_AFTER_MS = 1000, METER_EVERY_MS = 200, METER_CELLS = 30 };

int64_t monotonic_ms(void)
{
    struct timespec now = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void meter_begin(struct meter *meter, bool wanted, uint64_t from, uint64_t total)
{
    *meter = (struct meter){
        .wanted = wanted && isatty(STDERR_FILENO), .begun = monotonic_ms(), .from = from, .total = total
    };
}

static void add_time_left(struct page *line, int64_t ms)
{
    int64_t s = (ms + 999) / 1000;
    char text[32];
    if (s >= 3600)
        snprintf(text, sizeof text, "%" PRId64 " h %02" PRId64 " min", s / 3600, s / 60 % 60);
    else if (s >= 60)
        snprintf(text, sizeof text, "%" PRId64 " min %02" PRId64 " s", s / 60, s % 60);
    else
        snprintf(text, sizeof text, "%" PRId64 " s", s);
    page_say(line, SAY_TIME_LEFT, text);
}

void meter_at(struct meter *meter, uint64_t done, uint64_t records)
{
    int64_t now = meter->wanted ? monotonic_ms() : 0;
    if (!meter->wanted || now - meter->begun < METER_AFTER_MS || now - meter->drawn < METER_EVERY_MS)
        return;
    meter->drawn = now;
    meter->shown = true;
    struct page line;
    page_begin(&line, STDERR_FILENO);
    page_add(&line, "\r\033[K");
    if (meter->total > 0) {
        double share = (double)done / (double)meter->total;
        bar(&line, share, METER_CELLS);
        page_addf(&line, " %3.0f %%", share > 1 ? 100.0 : share * 100);
    }
    page_say(&line, SAY_PROGRESS_RECORDS, records);
    if (meter->total > done && done > meter->from) {
        double each = (double)(now - meter->begun) / (double)(done - meter->from);
        add_time_left(&line, (int64_t)(each * (double)(meter->total - done)));
    }
    page_flush(&line);
    page_end(&line);
}

void meter_end(struct meter *meter)
{
    if (meter->shown)
        write_all(STDERR_FILENO, "\r\033[K", 4);
    meter->shown = false;
}
