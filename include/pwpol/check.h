/* pwpol_check(): judge a candidate password against a policy, and say why. */
#ifndef PWPOL_CHECK_H
#define PWPOL_CHECK_H

#include <pwpol/context.h>
#include <pwpol/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_report pwpol_report;

typedef enum pwpol_severity {
    PWPOL_NOTE = 0,    /* worth telling; does not count against the candidate */
    PWPOL_WARNING = 1, /* a weakness that this policy tolerates */
    PWPOL_ERROR = 2    /* the candidate is refused */
} pwpol_severity;

typedef struct pwpol_finding {
    size_t size;        /* sizeof(pwpol_finding), set by the caller */
    const char *name;   /* stable: "length.min", "dictionary", "context"; static */
    const char *rule;   /* rule of the regulation that it serves: "A1", "A11"; static */
    pwpol_severity severity;
    double have;        /* figures in the unit of the key; NAN when there is none */
    double want;
    size_t start;       /* span in code points of the candidate as given; */
    size_t length;      /* a length of 0 means the whole candidate */
    const char *source; /* word list, keyboard or context field; lives as long as the
                           report; "" for none */
} pwpol_finding;

/* Three figures that people confuse. */
typedef struct pwpol_numbers {
    size_t size;           /* sizeof(pwpol_numbers), set by the caller */
    double policy_entropy; /* bits that the POLICY guarantees of any password it admits */
    double formal_entropy; /* bits of THIS candidate by the regulator's formula (rule A6); NAN when
                              it is no text that could be prepared */
    double guesses_log10;  /* log10 of the guesses that find THIS candidate; NAN also when the policy
                              asks for no such number (guesses.min is 0), which saves most of the work */
    size_t code_points;    /* length of the prepared candidate; of the given one when it is too long */
    size_t graphemes;      /* the same as a person counts characters */
    size_t words;          /* of a passphrase; 0 when it is not one */
} pwpol_numbers;

/* Judges a candidate.
 *
 * policy         frozen by this call if it was not yet
 * candidate      candidate_len bytes, which should be UTF-8; any bytes are fine
 * context        what belongs to the person; NULL when nothing is known
 * report         written on PWPOL_OK, whether the candidate is accepted or not;
 *                end it with pwpol_report_free()
 *
 * A candidate that is too long, not UTF-8 or empty is a finding, never a status.
 * Statuses: PWPOL_ERR_ARGUMENT, PWPOL_ERR_NO_MEMORY; PWPOL_ERR_UTF8,
 * PWPOL_ERR_TOO_LONG or PWPOL_ERR_RANGE for a context that breaks its bounds;
 * those of pwpol_policy_validate() at the first use of a policy. On failure
 * *report is NULL: nothing is accepted by accident. */
PWPOL_API pwpol_status pwpol_check(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                                   const pwpol_context *context, pwpol_report **report);

/* False for NULL. */
PWPOL_API bool pwpol_report_accepted(const pwpol_report *report);

/* Findings, worst first. */
PWPOL_API size_t pwpol_report_count(const pwpol_report *report);
/* PWPOL_ERR_ARGUMENT past the last. */
PWPOL_API pwpol_status pwpol_report_finding(const pwpol_report *report, size_t index,
                                            pwpol_finding *finding);

/* What is wrong, and what would make it right, for a person, in "fr" or "en".
 * The candidate is never part of it. Owned by the report; "" past the last. */
PWPOL_API const char *pwpol_report_message(pwpol_report *report, size_t index, const char *lang);
/* The two halves of the message. */
PWPOL_API const char *pwpol_report_problem(pwpol_report *report, size_t index, const char *lang);
PWPOL_API const char *pwpol_report_remedy(pwpol_report *report, size_t index, const char *lang);

/* What would help THIS candidate most; "" when it is accepted and strong. */
PWPOL_API const char *pwpol_report_suggestion(pwpol_report *report, const char *lang);

/* The figures of this policy and this candidate. PWPOL_ERR_ARGUMENT. */
PWPOL_API pwpol_status pwpol_report_numbers(const pwpol_report *report, pwpol_numbers *numbers);

/* The whole report as JSON (docs/report.schema.json), without the candidate.
 * lang: the language of its sentences; NULL for both. End with pwpol_free(). */
PWPOL_API pwpol_status pwpol_report_json(pwpol_report *report, const char *lang, char **text);

/* Wipes and frees. NULL is fine. */
PWPOL_API void pwpol_report_free(pwpol_report *report);

#ifdef __cplusplus
}
#endif
#endif
