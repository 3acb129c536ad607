/* What several commands read from their options: a policy and a context. */
#ifndef PWPOL_CLI_ARGUMENTS_H
#define PWPOL_CLI_ARGUMENTS_H

#include "cli/options.h"
#include "pwpol/context.h"
#include "pwpol/policy.h"

enum { SETTINGS_MOST = 128, CONTEXT_MOST = 64 };

/* Start it zeroed. Nothing is copied: the texts are those of argv. */
struct policy_arguments {
    const char *file;
    const char *preset;
    const char *settings[SETTINGS_MOST]; /* "length.min=12" */
    size_t settings_count;
};

/* Takes the option when it is --policy, --preset or --set; *taken tells. False
 * after a complaint. */
bool policy_argument(struct policy_arguments *arguments, enum option_id option, const char *value,
                     bool *taken);

/* Builds the policy, sets the settings, and validates it when validate is set,
 * so that what is wrong is said before a password is asked. 0, or the exit code
 * after a complaint: CODE_USAGE for what the command line says, CODE_FAILURE
 * for what a file says. End it with pwpol_policy_free(). */
int policy_of(const struct policy_arguments *arguments, bool validate, pwpol_policy **policy);

/* Complains about a failed call of the library; CODE_FAILURE. */
int complain_status(pwpol_status status, const pwpol_where *where);

/* The values of --context; texts are those of argv. */
struct context_arguments {
    pwpol_context context;
    const char *names[CONTEXT_MOST];
    const char *words[CONTEXT_MOST];
};

void context_begin(struct context_arguments *arguments);
/* value: "login=camille". False after a complaint. */
bool context_argument(struct context_arguments *arguments, const char *value);

#endif
