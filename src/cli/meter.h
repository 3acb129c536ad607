/* How far a long run is: a bar with the time left on standard error, when that is a terminal; nothing before a
 * second has passed. */
#ifndef PWPOL_CLI_METER_H
#define PWPOL_CLI_METER_H

#include "cli/say.h"

#include <stdint.h>

struct meter {
    bool wanted, shown;
    int64_t begun, drawn; /* ms of the monotonic clock */
    uint64_t from, total; /* of whatever done is in; total is 0 when it is unknown */
    enum sentence items;
};

/* items: the sentence that counts for the person what was done. */
void meter_begin(struct meter *meter, bool wanted, uint64_t from, uint64_t total, enum sentence items);
void meter_at(struct meter *meter, uint64_t done, uint64_t items);
/* Takes the bar away. */
void meter_end(struct meter *meter);
int64_t monotonic_ms(void);

#endif
