#include "cli/credential.h"

#include "base/secret.h"
#include "cli/prompt.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

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

bool password_from_input(const struct credential_arguments *arguments)
{
    return arguments->password_fd == STDIN_FILENO ||
           (arguments->argument == NULL && arguments->password_fd < 0 && !isatty(STDIN_FILENO));
}

void cut_newline(struct page *page)
{
    if (page->length > 0 && page->text[page->length - 1] == '\n') {
        page->length--;
        if (page->length > 0 && page->text[page->length - 1] == '\r')
            page->length--;
    }
}

static int ask_password(bool twice, struct page *password)
{
    struct page again;
    if (!prompt_secret(SAY_ASK_PASSWORD, password))
        return CODE_FAILURE;
    if (!twice)
        return 0;
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
    bool cut = false;
    if (arguments->argument != NULL) {
        page_add(password, arguments->argument);
        /* Others read the arguments of a process; leave them as little time as possible. */
        secret_wipe((char *)arguments->argument, strlen(arguments->argument));
    } else if (arguments->password_fd < 0 && isatty(STDIN_FILENO)) {
        return ask_password(twice, password);
    } else {
        int fd = arguments->password_fd < 0 ? STDIN_FILENO : (int)arguments->password_fd;
        if (!page_read(password, fd, PWPOL_PASSWORD_SIZE + 2, &cut)) {
            complain(SAY_CANNOT_READ_PASSWORD, fd, tell_errno(errno));
            return CODE_FAILURE;
        }
        cut_newline(password);
    }
    if (password->error != 0)
        return complain_status(PWPOL_ERR_NO_MEMORY, NULL);
    if (cut || password->length > PWPOL_PASSWORD_SIZE) {
        complain(SAY_PASSWORD_TOO_LONG, (int)PWPOL_PASSWORD_SIZE);
        return CODE_REFUSED;
    }
    return 0;
}
