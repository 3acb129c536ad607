/* The plot of pwpol simulate: four panels over the same time. */
#include "cli/simulation.h"

#include "base/seams.h"
#include "cli/say.h"
#include "policy/audit.h"
#include "text/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* In user units, which a browser shows as pixels. */
enum {
    WIDTH = 800,
    LEFT = 84,
    RIGHT = 24,
    TOP = 112,
    PANEL = 92,
    PANEL_STEP = 148,
    TICKS_MOST = 4,
    PANELS = 4
};
enum { ROOM = WIDTH - LEFT - RIGHT, HEIGHT = TOP + PANELS * PANEL_STEP - 24 };

/* What a panel shows: one series as bars, or summed up as a line; another stacked on it. */
struct panel {
    enum sentence title;
    enum series series;
    const char *colour;
    bool summed;
    bool stacked; /* the next series on top of it */
    const char *colour_above;
};

static const struct panel panels[PANELS] = {
    { SAY_PLOT_VERIFIED, SERIES_VERIFIED, "#1f5fa8", false, false, NULL },
    { SAY_PLOT_BROKEN, SERIES_BROKEN, "#b00020", true, false, NULL },
    { SAY_PLOT_LOCKS, SERIES_LOCKS, "#b36b00", false, false, NULL },
    { SAY_PLOT_LOGINS, SERIES_SMOOTH, "#8fb3d9", false, true, "#b00020" },
};

/* Text between tags. */
static void add_text(struct buffer *out, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        uint32_t point = 0;
        size_t taken = utf8_decode((const unsigned char *)text, left, &point);
        if (taken == 0 || point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xFFFE || point == 0xFFFF)
            buffer_add(out, "\xEF\xBF\xBD");
        else if (point == '&')
            buffer_add(out, "&amp;");
        else if (point == '<')
            buffer_add(out, "&lt;");
        else if (point == '>')
            buffer_add(out, "&gt;");
        else
            buffer_add_bytes(out, text, taken);
        taken = taken == 0 ? 1 : taken;
        text += taken;
        left -= taken;
    }
}

/* A number in the C locale, two decimals. */
static void add_number(struct buffer *out, double number)
{
    char text[32];
    number_print(number, 2, text, sizeof text);
    buffer_add(out, text);
}

static void add_label(struct buffer *out, double x, double y, const char *attributes, const char *text)
{
    buffer_add(out, "<text x=\"");
    add_number(out, x);
    buffer_add(out, "\" y=\"");
    add_number(out, y);
    buffer_addf(out, "\"%s>", attributes);
    add_text(out, text);
    buffer_add(out, "</text>\n");
}

static void add_box(struct buffer *out, double x, double y, double width, double height, const char *colour)
{
    buffer_add(out, "<rect x=\"");
    add_number(out, x);
    buffer_add(out, "\" y=\"");
    add_number(out, y);
    buffer_add(out, "\" width=\"");
    add_number(out, width);
    buffer_add(out, "\" height=\"");
    add_number(out, height);
    buffer_addf(out, "\" fill=\"%s\"/>\n", colour);
}

/* ---- One panel ---- */

static uint64_t value_at(const struct results *results, const struct panel *panel, int bin, uint64_t *sum)
{
    uint64_t value = results->series[panel->series][bin];
    *sum += value;
    return panel->summed ? *sum : value;
}

static uint64_t above_at(const struct results *results, const struct panel *panel, int bin)
{
    return panel->stacked ? results->series[panel->series + 1][bin] : 0;
}

static uint64_t highest(const struct results *results, const struct panel *panel)
{
    uint64_t most = 1, sum = 0;
    for (int bin = 0; bin < RESULTS_BINS; bin++) {
        uint64_t value = value_at(results, panel, bin, &sum) + above_at(results, panel, bin);
        most = value > most ? value : most;
    }
    return most;
}

/* 1, 2 or 5 times a power of ten, of which at most TICKS_MOST make most. */
static uint64_t step_of(uint64_t most)
{
    static const uint64_t steps[] = { 1, 2, 5 };
    for (uint64_t power = 1;; power *= 10)
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
            if (steps[i] * power * TICKS_MOST >= most)
                return steps[i] * power;
}

static void add_grid(struct buffer *out, double bottom, uint64_t most)
{
    uint64_t step = step_of(most);
    for (uint64_t value = 0; value <= most; value += step) {
        double y = bottom - PANEL * (double)value / (double)most;
        buffer_addf(out, "<path d=\"M%d ", LEFT);
        add_number(out, y);
        buffer_addf(out, "h%d\" stroke=\"%s\"/>\n", ROOM, value == 0 ? "#555" : "#ddd");
        add_label(out, LEFT - 8, y + 4, " text-anchor=\"end\"",
                  spell_integer(language_is_french(), (int64_t)value).text);
    }
}

static void add_hours(struct buffer *out, double bottom, int64_t duration)
{
    static const int64_t minute = 60000;
    static const int64_t steps[] = { 1, 5, 15, 60, 180, 360, 720, 1440, 2880, 7200 };
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] && duration / (steps[i] * minute) > 10)
        i++;
    for (int64_t at = 0; at <= duration; at += steps[i] * minute) {
        char text[32];
        int64_t minutes = at / minute;
        if (steps[i] >= 1440)
            snprintf(text, sizeof text, tell(SAY_PLOT_DAY), minutes / 1440);
        else
            snprintf(text, sizeof text, "%" PRId64 ":%02" PRId64, minutes / 60, minutes % 60);
        add_label(out, LEFT + ROOM * (double)at / (double)duration, bottom + 18, " text-anchor=\"middle\"", text);
    }
}

static void add_bars(struct buffer *out, const struct results *results, const struct panel *panel, double bottom,
                     uint64_t most)
{
    double cell = (double)ROOM / RESULTS_BINS, scale = PANEL / (double)most;
    for (int bin = 0; bin < RESULTS_BINS; bin++) {
        uint64_t unused = 0;
        double value = scale * (double)value_at(results, panel, bin, &unused);
        double above = scale * (double)above_at(results, panel, bin);
        double x = LEFT + cell * bin;
        if (value > 0)
            add_box(out, x, bottom - value, cell - 0.75, value, panel->colour);
        if (above > 0)
            add_box(out, x, bottom - value - above, cell - 0.75, above, panel->colour_above);
    }
}

static void add_line(struct buffer *out, const struct results *results, const struct panel *panel, double bottom,
                     uint64_t most)
{
    uint64_t sum = 0;
    buffer_addf(out, "<path fill=\"none\" stroke-width=\"2\" stroke=\"%s\" d=\"M%d ", panel->colour, LEFT);
    add_number(out, bottom);
    for (int bin = 0; bin < RESULTS_BINS; bin++) {
        double value = PANEL * (double)value_at(results, panel, bin, &sum) / (double)most;
        buffer_add(out, "L");
        add_number(out, LEFT + (double)ROOM * (bin + 1) / RESULTS_BINS);
        buffer_add(out, " ");
        add_number(out, bottom - value);
    }
    buffer_add(out, "\"/>\n");
}

static void add_panel(struct buffer *out, const struct simulation *simulation, int number)
{
    const struct panel *panel = &panels[number];
    const struct results *results = &simulation->attacked;
    double bottom = TOP + PANEL_STEP * number + PANEL;
    uint64_t most = highest(results, panel);
    add_label(out, LEFT, bottom - PANEL - 12, " font-weight=\"bold\"", tell(panel->title));
    add_grid(out, bottom, most);
    if (panel->summed)
        add_line(out, results, panel, bottom, most);
    else
        add_bars(out, results, panel, bottom, most);
    add_hours(out, bottom, simulation->scenario.duration);
}

/* ---- The page ---- */

void simulation_plot(const struct simulation *simulation, struct buffer *out)
{
    const struct scenario *scenario = &simulation->scenario;
    const struct results *results = &simulation->attacked;
    bool french = language_is_french();
    char title[256], who[256], what[256], rate[32];
    tell_number(scenario->rate, 3, rate, sizeof rate);
    snprintf(title, sizeof title, tell(SAY_PLOT_TITLE), scenario->name, simulation->policy);
    snprintf(who, sizeof who, tell(SAY_PLOT_WHO), rate, spell_integer(french, (int64_t)scenario->sources).text,
             spell_integer(french, scenario_targets(scenario)).text,
             spell_integer(french, (int64_t)scenario->accounts).text);
    snprintf(what, sizeof what, tell(SAY_PLOT_WHAT), spell_integer(french, (int64_t)results->sent).text,
             spell_integer(french, (int64_t)results->verified).text,
             spell_integer(french, (int64_t)results->broken).text);
    buffer_addf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                "role=\"img\" lang=\"%s\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<title>",
                WIDTH, HEIGHT, WIDTH, HEIGHT, language());
    add_text(out, title);
    buffer_add(out, "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    add_label(out, LEFT, 28, " font-size=\"16\" font-weight=\"bold\"", title);
    add_label(out, LEFT, 50, "", who);
    add_label(out, LEFT, 68, "", what);
    for (int i = 0; i < PANELS; i++)
        add_panel(out, simulation, i);
    buffer_add(out, "</svg>\n");
}
