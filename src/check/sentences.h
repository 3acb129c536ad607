/* The sentences of a report: sentences.def, with their figures and words filled in. */
#ifndef PWPOL_CHECK_SENTENCES_H
#define PWPOL_CHECK_SENTENCES_H

#include "base/buffer.h"
#include "check/report.h"

enum language { ENGLISH, FRENCH, LANGUAGES };
enum part { PROBLEM, REMEDY };

/* English unless lang is "fr". */
enum language language_of(const char *lang);

void sentence_write(struct buffer *out, const struct pwpol_report *report, const struct finding *finding,
                    enum part part, enum language language);
/* "" for ADVICE_NONE. */
void sentence_advise(struct buffer *out, const struct pwpol_report *report, enum language language);

/* The raw sentences, for the tests that fill in every one of them. */
struct sentence {
    enum finding_id id;
    enum variant variant;
    const char *texts[LANGUAGES][2]; /* by enum part */
};
extern const struct sentence sentences[];
extern const size_t sentences_count;

#endif
