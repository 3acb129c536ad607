#include "cli/subjects.h"

#include "base/seams.h"
#include "cli/arguments.h"
#include "cli/store.h"
#include "cli/terminal.h"
#include "policy/audit.h"
#include "throttle/address.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

pwpol_status subject_ask(pwpol_throttle *throttle, const struct subject *subject, pwpol_subject_status *status)
{
    *status = (pwpol_subject_status){ .size = sizeof *status };
    return subject->is_source ? pwpol_throttle_source_status(throttle, subject->name, 0, status)
                              : pwpol_throttle_status(throttle, subject->name, strlen(subject->name), 0, status);
}

bool subjects_free(const pwpol_subject_status *statuses, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (statuses[i].decision != PWPOL_ALLOW)
            return false;
    return true;
}

static bool is_known(const pwpol_subject_status *status)
{
    return status->decision != PWPOL_ALLOW || status->failures > 0 || status->in_window > 0 || status->pending > 0;
}

static const char *decision_name(pwpol_decision decision)
{
    static const char *const names[] = {
        [PWPOL_ALLOW] = "allow",   [PWPOL_CHALLENGE] = "challenge",     [PWPOL_WAIT] = "wait",
        [PWPOL_LOCKED] = "locked", [PWPOL_UNAVAILABLE] = "unavailable",
    };
    return names[decision];
}

/* ---- One after the other ---- */

static void print_decision(struct page *out, const pwpol_subject_status *status)
{
    static const enum sentence sentences[] = {
        [PWPOL_ALLOW] = SAY_SUBJECT_FREE,     [PWPOL_CHALLENGE] = SAY_SUBJECT_CHALLENGE,
        [PWPOL_WAIT] = SAY_SUBJECT_WAIT,      [PWPOL_LOCKED] = SAY_SUBJECT_LOCKED,
        [PWPOL_UNAVAILABLE] = SAY_SUBJECT_UNAVAILABLE,
    };
    enum sentence sentence = sentences[status->decision];
    if (status->decision == PWPOL_LOCKED && status->until == 0)
        sentence = SAY_SUBJECT_LOCKED_FOR_GOOD;
    page_say(out, (int)sentence, spell_timestamp(status->until).text);
    if (status->locked_by_person)
        page_add(out, tell(SAY_SUBJECT_BY_PERSON));
    page_add(out, "\n");
}

static void print_one(struct page *out, const struct terminal *terminal, const struct subject *subject,
                      const pwpol_subject_status *status, enum sentence after)
{
    paint(out, terminal, STRONG);
    page_add(out, tell(subject->is_source ? SAY_SUBJECT_SOURCE : SAY_SUBJECT_ACCOUNT));
    page_shown(out, subject->name, strlen(subject->name));
    paint(out, terminal, PLAIN);
    page_add(out, "\n  ");
    if (subject->is_source && address_parse(subject->name).family == ADDRESS_NONE)
        page_add(out, tell(SAY_SUBJECT_NO_ADDRESS));
    if (!is_known(status)) {
        page_add(out, tell(SAY_SUBJECT_UNKNOWN));
        return;
    }
    print_decision(out, status);
    page_say(out, SAY_SUBJECT_COUNTS, status->failures, status->in_window, status->pending);
    page_say(out, SAY_SUBJECT_RECORD, status->subject);
    if (after != SAY_NOTHING)
        page_add(out, tell(after));
}

void subjects_print(struct page *out, const struct subject *subjects, const pwpol_subject_status *statuses,
                    size_t count, enum sentence after)
{
    struct terminal terminal = terminal_of(STDOUT_FILENO, COLOUR_AUTO);
    for (size_t i = 0; i < count; i++)
        print_one(out, &terminal, &subjects[i], &statuses[i], after);
}

void subjects_json(struct page *out, const struct subject *subjects, const pwpol_subject_status *statuses, size_t count)
{
    page_add(out, "[");
    for (size_t i = 0; i < count; i++) {
        const pwpol_subject_status *status = &statuses[i];
        page_addf(out, "%s\n  { \"%s\": ", i == 0 ? "" : ",", subjects[i].is_source ? "source" : "account");
        page_json(out, subjects[i].name, strlen(subjects[i].name));
        page_addf(out,
                  ", \"known\": %s, \"decision\": \"%s\", \"until\": %" PRId64 ", \"failures\": %" PRIu32
                  ", \"in_window\": %" PRIu32 ", \"pending\": %" PRIu32
                  ", \"locked_by_person\": %s, \"subject\": \"%s\" }",
                  is_known(status) ? "true" : "false", decision_name(status->decision), status->until,
                  status->failures, status->in_window, status->pending, status->locked_by_person ? "true" : "false",
                  status->subject);
    }
    page_add(out, "\n]\n");
}

/* ---- The whole store ---- */

enum { SHOWN_MOST = 20 };

struct held {
    char subject[2 * PWPOL_STORE_KEY_SIZE + 1];
    int64_t hold;
};

struct summary {
    uint64_t records, held;
    struct held shown[SHOWN_MOST]; /* the longest first */
    size_t shown_count;
};

static bool visit(void *visitor, const pwpol_store_record *record)
{
    struct summary *summary = visitor;
    summary->records++;
    if (record->hold <= 0)
        return true;
    summary->held++;
    size_t at = summary->shown_count < SHOWN_MOST ? summary->shown_count++ : SHOWN_MOST;
    while (at > 0 && summary->shown[at - 1].hold < record->hold) {
        if (at < SHOWN_MOST)
            summary->shown[at] = summary->shown[at - 1];
        at--;
    }
    if (at == SHOWN_MOST)
        return true;
    struct held *held = &summary->shown[at];
    held->hold = record->hold;
    for (size_t i = 0; i < PWPOL_STORE_KEY_SIZE; i++)
        snprintf(held->subject + 2 * i, 3, "%02x", record->key[i]);
    return true;
}

static void print_summary(struct page *out, const struct summary *summary)
{
    bool french = language_is_french();
    page_say(out, SAY_STORE_SUMMARY, spell_integer(french, (int64_t)summary->records).text,
             spell_integer(french, (int64_t)summary->held).text);
    for (size_t i = 0; i < summary->shown_count; i++) {
        int64_t seconds = (summary->shown[i].hold + 999) / 1000;
        page_addf(out, "  %s  %s\n", summary->shown[i].subject, spell_duration(french, seconds * 1000).text);
    }
    if (summary->held > summary->shown_count)
        page_add(out, tell(SAY_STORE_MORE));
}

static void summary_json(struct page *out, const struct summary *summary)
{
    page_addf(out, "{\n  \"records\": %" PRIu64 ",\n  \"held\": %" PRIu64 ",\n  \"longest\": [", summary->records,
              summary->held);
    for (size_t i = 0; i < summary->shown_count; i++)
        page_addf(out, "%s\n    { \"subject\": \"%s\", \"hold_ms\": %" PRId64 " }", i == 0 ? "" : ",",
                  summary->shown[i].subject, summary->shown[i].hold);
    page_add(out, "\n  ]\n}\n");
}

int subjects_summary(pwpol_store *store, bool json)
{
    struct summary summary = { .records = 0 };
    struct page out;
    int64_t now = clock_now();
    pwpol_status status = pwpol_store_scan(store, &now, visit, &summary);
    if (status != PWPOL_OK)
        return store_complain(store, status);
    page_begin(&out, STDOUT_FILENO);
    if (json)
        summary_json(&out, &summary);
    else
        print_summary(&out, &summary);
    return page_finish(&out, CODE_ACCEPTED);
}
