/* What pwpol simulate prints: a table, JSON and a plot. */
#ifndef PWPOL_CLI_SIMULATION_H
#define PWPOL_CLI_SIMULATION_H

#include "base/buffer.h"
#include "cli/page.h"
#include "simulate/simulate.h"

/* A scenario that was run: the same day without its attack, and with it. */
struct simulation {
    struct scenario scenario;
    const char *policy; /* the name of its preset, or of its file */
    struct results calm;
    struct results attacked;
};

/* The table, in the language. */
void simulation_print(const struct simulation *simulation, struct page *out);
/* The same as JSON, with what happened over time. */
void simulation_json(const struct simulation *simulation, struct buffer *out);
/* One self-contained SVG page, in the language. */
void simulation_plot(const struct simulation *simulation, struct buffer *out);

#endif
