#include "cli/meter.h"

#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { METER_AFTER_MS = 1000, METER_EVERY_MS = 200, METER_CELLS = 30 };

int64_t monotonic_ms(void)
{
    struct timespec now = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void meter_begin(struct meter *meter, bool wanted, uint64_t from, uint64_t total, enum sentence items)
{
    *meter = (struct meter){
        .wanted = wanted && isatty(STDERR_FILENO),
        .begun = monotonic_ms(),
        .from = from,
        .total = total,
        .items = items,
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

void meter_at(struct meter *meter, uint64_t done, uint64_t items)
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
    page_say(&line, (int)meter->items, items);
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
