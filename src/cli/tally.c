#include "cli/tally.h"

#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
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
