/* The report on one candidate, for a person. */
#ifndef PWPOL_CLI_REPORT_H
#define PWPOL_CLI_REPORT_H

#include "cli/terminal.h"
#include "pwpol/check.h"

/* The verdict, what the policy asks and what there is, each finding with its
 * remedy, and what would help most. Nothing of the candidate. */
void report_print(struct page *out, const struct terminal *terminal, const pwpol_policy *policy,
                  pwpol_report *report);

/* A figure that the policy may ask for; 0 when it does not. */
double policy_figure(const pwpol_policy *policy, const char *key);

#endif
