/* pwpol verify: whether a password is that of a stored credential. */
#include "cli/commands.h"
#include "cli/credential.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const struct option_row verify_rows[] = {
    { OPTION_STORED, '\0', "stored", SAY_ARGUMENT_HASH, SAY_HELP_STORED },
    { OPTION_STORED_FILE, '\0', "stored-file", SAY_ARGUMENT_FILE, SAY_HELP_STORED_FILE },
    { OPTION_STORED_FD, '\0', "stored-fd", SAY_ARGUMENT_NUMBER, SAY_HELP_STORED_FD },
    OPTIONS_OF_CREDENTIAL,
    OPTIONS_OF_POLICY,
    { OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON },
    { OPTION_QUIET, 'q', "quiet", SAY_NOTHING, SAY_HELP_QUIET },
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

struct verify {
    struct credential_arguments credential;
    const char *stored;
    const char *stored_file;
    int64_t stored_fd; /* -1: none */
};

static int take_option(struct verify *verify, enum option_id option, const char *value)
{
    bool taken = false;
    int code = credential_argument(&verify->credential, option, value, &taken);
    if (code != 0 || taken)
        return code;
    switch (option) {
    case OPTION_STORED:
        verify->stored = value;
        return 0;
    case OPTION_STORED_FILE:
        verify->stored_file = value;
        return 0;
    case OPTION_STORED_FD:
        return option_integer("--stored-fd", value, 0, FD_MOST, &verify->stored_fd) ? 0 : CODE_USAGE;
    default:
        return CODE_USAGE;
    }
}

static int verify_arguments(const struct verify *verify)
{
    const struct credential_arguments *credential = &verify->credential;
    int given = (verify->stored != NULL) + (verify->stored_file != NULL) + (verify->stored_fd >= 0);
    if (given == 0)
        complain(SAY_STORED_WANTED);
    else if (given > 1)
        complain(SAY_ONE_OF, "--stored, --stored-file, --stored-fd");
    else if (credential->argument != NULL && credential->password_fd >= 0)
        complain(SAY_EXCLUDE, "--password-fd", "--insecure-argument");
    else if (verify->stored_fd >= 0 &&
             (verify->stored_fd == credential->password_fd ||
              (verify->stored_fd == STDIN_FILENO && password_from_input(credential))))
        complain(SAY_STORED_FD_IS_INPUT);
    else
        return 0;
    return CODE_USAGE;
}

static int read_stored(const struct verify *verify, struct page *stored)
{
    bool cut = false;
    bool read = true;
    if (verify->stored != NULL) {
        page_add(stored, verify->stored);
    } else {
        int fd = verify->stored_file == NULL ? (int)verify->stored_fd
                                             : open(verify->stored_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        read = fd >= 0 && page_read(stored, fd, PWPOL_HASH_SIZE + 2, &cut);
        int error = errno;
        if (fd >= 0 && verify->stored_file != NULL)
            close(fd);
        if (!read && verify->stored_file != NULL)
            complain(SAY_CANNOT_READ_FILE, verify->stored_file, tell_errno(error));
        else if (!read)
            complain(SAY_CANNOT_READ_STORED, (int)verify->stored_fd, tell_errno(error));
        if (!read)
            return CODE_FAILURE;
    }
    if (!cut)
        cut_newline(stored);
    page_bytes(stored, "", 1); /* its NUL */
    return stored->error == 0 ? 0 : complain_status(PWPOL_ERR_NO_MEMORY, NULL);
}

/* The names that --json gives to verdicts; stable. */
static const char *name_of(pwpol_verdict verdict)
{
    static const char *const names[] = {
        [PWPOL_MATCH] = "match",
        [PWPOL_MISMATCH] = "mismatch",
        [PWPOL_MALFORMED] = "malformed",
        [PWPOL_UNSUPPORTED] = "unsupported",
        [PWPOL_OVER_LIMIT] = "over-limit",
        [PWPOL_BUSY] = "busy",
        [PWPOL_NO_MEMORY] = "no-memory",
        [PWPOL_UNKNOWN_KEY] = "unknown-key",
        [PWPOL_WRONG_ACCOUNT] = "wrong-account",
        [PWPOL_BAD_PASSWORD] = "bad-password",
        [PWPOL_FAILED] = "failed",
    };
    return (unsigned)verdict < sizeof names / sizeof names[0] ? names[verdict] : "failed";
}

/* A member of the object: a name of the library's, or null for "". */
static void print_name(struct page *out, const char *member, const char *name)
{
    const char *quote = name[0] == '\0' ? "" : "\"";
    page_addf(out, ",\n  \"%s\": %s%s%s", member, quote, name[0] == '\0' ? "null" : name, quote);
}

static void print_json(struct page *out, const pwpol_verified *verified)
{
    const char *sentence = pwpol_strverdict(verified->verdict, language());
    page_addf(out, "{\n  \"verdict\": \"%s\",\n  \"message\": ", name_of(verified->verdict));
    page_json(out, sentence, strlen(sentence));
    print_name(out, "scheme", verified->scheme);
    print_name(out, "limit", verified->limit);
    page_addf(out, ",\n  \"needs_rehash\": %s,\n  \"truncated\": %s\n}\n",
              verified->needs_rehash ? "true" : "false", verified->truncated ? "true" : "false");
}

static int print_verdict(const struct verify *verify, const pwpol_verified *verified)
{
    struct page out;
    pwpol_verdict verdict = verified->verdict;
    bool judged = verdict == PWPOL_MATCH || verdict == PWPOL_MISMATCH || verdict == PWPOL_BAD_PASSWORD;
    int code = verdict == PWPOL_MATCH ? CODE_ACCEPTED : judged ? CODE_REFUSED : CODE_FAILURE;
    page_begin(&out, STDOUT_FILENO);
    if (verify->credential.json) {
        print_json(&out, verified);
    } else if (verdict == PWPOL_OVER_LIMIT) {
        complain(SAY_OVER_LIMIT, verified->limit);
    } else if (!judged) {
        complain_text(pwpol_strverdict(verdict, language()));
    } else if (!verify->credential.quiet) {
        page_add(&out, pwpol_strverdict(verdict, language()));
        page_add(&out, "\n");
        if (verified->needs_rehash)
            page_say(&out, SAY_NEEDS_REHASH);
        if (verified->truncated)
            page_say(&out, SAY_TRUNCATED, verified->scheme);
    }
    return page_finish(&out, code);
}

static int verify_password(const struct verify *verify, pwpol_hasher *hasher)
{
    struct page stored, password;
    const char *account = verify->credential.account;
    pwpol_verified verified = {
        .size = sizeof verified, .verdict = PWPOL_MALFORMED, .scheme = "", .limit = ""
    };
    page_begin(&stored, IN_MEMORY);
    page_begin(&password, IN_MEMORY);
    int code = read_stored(verify, &stored);
    if (code == 0)
        code = read_password(&verify->credential, false, &password);
    if (code == 0) {
        if (strlen(stored.text) + 1 == stored.length) /* a NUL within is no credential's */
            pwpol_verify(hasher, stored.text, password.length > 0 ? password.text : "", password.length,
                         account, account_len(account), &verified);
        page_end(&password);
        code = print_verdict(verify, &verified);
    }
    page_end(&password);
    page_end(&stored);
    return code;
}

int command_verify(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct verify verify = { .credential = { .password_fd = SOURCE_INPUT }, .stored_fd = -1 };
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        reader.code = take_option(&verify, reader.option, reader.value);
    if (reader.over)
        return reader.code;
    int code = verify_arguments(&verify);
    if (code != 0)
        return code;
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    code = hasher_of(&verify.credential.policy, false, verify.credential.account, &policy, &hasher);
    if (code == 0)
        code = verify_password(&verify, hasher);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return code;
}
