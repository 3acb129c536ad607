/* pwpol hash: the credential to store for a password. */
#include "cli/commands.h"
#include "cli/credential.h"

#include <string.h>
#include <unistd.h>

const struct option_row hash_options[] = {
    OPTIONS_OF_CREDENTIAL, OPTIONS_OF_POLICY, { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    OPTIONS_EVERYWHERE,    OPTIONS_END,
};

static int complain_hash(pwpol_status status)
{
    if (status == PWPOL_ERR_UTF8 || status == PWPOL_ERR_TOO_LONG) {
        complain_text(pwpol_strverdict(PWPOL_BAD_PASSWORD, language()));
        return CODE_REFUSED;
    }
    return complain_status(status, NULL);
}

static int print_hash(const struct credential_arguments *arguments, const char *stored)
{
    struct page out;
    page_begin(&out, STDOUT_FILENO);
    if (arguments->json) {
        page_add(&out, "{\n  \"hash\": ");
        page_json(&out, stored, strlen(stored));
        page_add(&out, ",\n  \"scheme\": \"argon2id\",\n  \"sealed\": ");
        page_add(&out, strncmp(stored, "$pwpol$", strlen("$pwpol$")) == 0 ? "true\n}\n" : "false\n}\n");
    } else {
        page_add(&out, stored);
        page_add(&out, "\n");
    }
    return page_finish(&out, CODE_ACCEPTED);
}

static int hash_password(const struct credential_arguments *arguments, pwpol_hasher *hasher)
{
    struct page password;
    char stored[PWPOL_HASH_SIZE];
    page_begin(&password, IN_MEMORY);
    int code = read_password(arguments, true, &password);
    if (code == 0) {
        pwpol_status status = pwpol_hash(hasher, password.length > 0 ? password.text : "", password.length,
                                         arguments->account, account_len(arguments->account), stored);
        page_end(&password);
        code = status == PWPOL_OK ? print_hash(arguments, stored) : complain_hash(status);
    }
    page_end(&password);
    return code;
}

int command_hash(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct credential_arguments arguments = { .password_fd = SOURCE_INPUT };
    options_begin(&reader, command, argc, argv);
    bool taken = false;
    while (options_next(&reader))
        reader.code = credential_argument(&arguments, reader.option, reader.value, &taken);
    if (reader.over)
        return reader.code;
    if (arguments.argument != NULL && arguments.password_fd >= 0) {
        complain(SAY_EXCLUDE, "--password-fd", "--insecure-argument");
        return CODE_USAGE;
    }
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    int code = hasher_of(&arguments.policy, true, arguments.account, &policy, &hasher);
    if (code == 0)
        code = hash_password(&arguments, hasher);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return code;
}
