/* What the commands that handle credentials share: the password, the account,
 * and the hasher that a policy makes. */
#ifndef PWPOL_CLI_CREDENTIAL_H
#define PWPOL_CLI_CREDENTIAL_H

#include "cli/arguments.h"
#include "cli/source.h"
#include "pwpol/hash.h"

#define OPTIONS_OF_CREDENTIAL                                                                                \
    { OPTION_ACCOUNT, 'a', "account", SAY_ARGUMENT_ID, SAY_HELP_ACCOUNT },                                   \
        { OPTION_PASSWORD_FD, '\0', "password-fd", SAY_ARGUMENT_NUMBER, SAY_HELP_PASSWORD_FD },              \
    {                                                                                                        \
        OPTION_INSECURE_ARGUMENT, '\0', "insecure-argument", SAY_ARGUMENT_TEXT, SAY_HELP_INSECURE_PASSWORD   \
    }

/* Start it zeroed, with password_fd = SOURCE_INPUT. */
struct credential_arguments {
    struct policy_arguments policy;
    const char *account;  /* NULL when none was given */
    const char *argument; /* --insecure-argument */
    int64_t password_fd;  /* or SOURCE_INPUT */
    bool json;
    bool quiet;
};

/* Takes the option when it is one of OPTIONS_OF_CREDENTIAL, OPTIONS_OF_POLICY, --json or
 * --quiet; *taken tells. 0, or the exit code after a complaint. */
int credential_argument(struct credential_arguments *arguments, enum option_id option, const char *value,
                        bool *taken);

/* The policy and its hasher, before a password is asked. 0, or the exit code after a
 * complaint: CODE_USAGE too when there is a pepper and no account is given though
 * wants_account. End both with their free functions. */
int hasher_of(const struct policy_arguments *arguments, bool wants_account, const char *account,
              pwpol_policy **policy, pwpol_hasher **hasher);

/* Whether the password will come from standard input without being asked. */
bool password_from_input(const struct credential_arguments *arguments);

/* The password: from --insecure-argument, --password-fd, the terminal (asked twice when
 * twice) or standard input up to its end, one final newline cut. 0, or the exit code after
 * a complaint. */
int read_password(const struct credential_arguments *arguments, bool twice, struct page *password);

/* The account as the library takes it. */
size_t account_len(const char *account);

#endif
