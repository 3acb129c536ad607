#include "cli/credential.h"

#include "cli/prompt.h"
#include "cli/source.h"

#include <string.h>

size_t account_len(const char *account)
{
    return account == NULL ? 0 : strlen(account);
}

int credential_argument(struct credential_arguments *arguments, enum option_id option, const char *value,
                        bool *taken)
{
    if (!policy_argument(&arguments->policy, option, value, taken))
        return CODE_USAGE;
    if (*taken)
        return 0;
    *taken = true;
    switch (option) {
    case OPTION_ACCOUNT:
        arguments->account = value;
        return 0;
    case OPTION_PASSWORD_FD:
        return option_integer("--password-fd", value, 0, FD_MOST, &arguments->password_fd) ? 0 : CODE_USAGE;
    case OPTION_INSECURE_ARGUMENT:
        arguments->argument = value;
        return 0;
    case OPTION_JSON:
        arguments->json = true;
        return 0;
    case OPTION_QUIET:
        arguments->quiet = true;
        return 0;
    default:
        *taken = false;
        return 0;
    }
}

int hasher_of(const struct policy_arguments *arguments, bool wants_account, const char *account,
              pwpol_policy **policy, pwpol_hasher **hasher)
{
    pwpol_where where = PWPOL_WHERE_INIT;
    *hasher = NULL;
    int code = policy_of(arguments, true, policy);
    if (code != 0)
        return code;
    const char *pepper = pwpol_policy_get(*policy, "hash.pepper_file");
    if (wants_account && account_len(account) == 0 && pepper != NULL && pepper[0] != '\0') {
        complain(SAY_PEPPER_WANTS_ACCOUNT);
        return CODE_USAGE;
    }
    pwpol_status status = pwpol_hasher_new(hasher, *policy, NULL, &where);
    return status == PWPOL_OK ? 0 : complain_status(status, &where);
}

static struct source source_of(const struct credential_arguments *arguments)
{
    return (struct source){ .argument = arguments->argument,
                            .fd = (int)arguments->password_fd,
                            .question = SAY_ASK_PASSWORD,
                            .cannot_read = SAY_CANNOT_READ_PASSWORD,
                            .most = PWPOL_PASSWORD_SIZE };
}

bool password_from_input(const struct credential_arguments *arguments)
{
    const struct source source = source_of(arguments);
    return source_is_input(&source);
}

/* The same again, from who typed it. */
static int ask_again(const struct page *password)
{
    struct page again;
    if (!prompt_secret(SAY_ASK_PASSWORD_AGAIN, &again))
        return CODE_FAILURE;
    bool same = password->length == again.length &&
                (again.length == 0 || memcmp(password->text, again.text, again.length) == 0);
    page_end(&again);
    if (same)
        return 0;
    complain(SAY_PASSWORDS_DIFFER);
    return CODE_REFUSED;
}

int read_password(const struct credential_arguments *arguments, bool twice, struct page *password)
{
    const struct source source = source_of(arguments);
    bool longer = false;
    bool asked = source_asks(&source);
    int code = source_read(&source, password, &longer);
    if (code == 0 && asked && twice)
        code = ask_again(password);
    if (code == 0 && longer) {
        complain(SAY_PASSWORD_TOO_LONG, (int)PWPOL_PASSWORD_SIZE);
        code = CODE_REFUSED;
    }
    return code;
}
