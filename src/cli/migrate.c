/* pwpol migrate: puts Argon2id over the old hashes of a table, with no password at hand. */
#include "cli/commands.h"
#include "cli/credential.h"
#include "cli/stream.h"
#include "hash/hasher.h"
#include "policy/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct option_row migrate_options[] = {
    OPTIONS_OF_STREAM,
    { OPTION_NT, '\0', "nt", SAY_NOTHING, SAY_HELP_NT },
    { OPTION_JOBS, 'j', "jobs", SAY_ARGUMENT_NUMBER, SAY_HELP_JOBS_MIGRATE },
    OPTIONS_OF_POLICY,
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

enum { JOBS_MOST = 1024, NT_DIGITS = 32 };

/* What decides which hashes are wrapped and into what. A part goes on with the same values only:
 * one table is not to be half of one cost and half of another. */
static const enum policy_key deciding[] = {
    KEY_HASH_MEMORY,
    KEY_HASH_PASSES,
    KEY_HASH_LANES,
    KEY_HASH_SALT,
    KEY_HASH_TAG,
    KEY_HASH_ALLOW_UNSALTED,
    KEY_HASH_CEILING_BCRYPT,
    KEY_HASH_CEILING_SCRYPT,
    KEY_HASH_CEILING_PBKDF2_ROUNDS,
    KEY_HASH_BUDGET,
    KEY_HASH_SLOTS,
    KEY_HASH_CEILING_SHA_ROUNDS,
};
enum {
    DECIDING = sizeof deciding / sizeof deciding[0],
    DIGITS_MOST = 21,
    OPTIONS_SIZE = DECIDING * DIGITS_MOST + 64
};

struct migrate {
    struct stream stream;
    char options[OPTIONS_SIZE];
    pwpol_hasher *hasher;
    int64_t jobs; /* 0: as many as the policy has slots */
    bool nt;      /* 32 hexadecimal digits are an NT hash, not MD5 */
};

static const struct fate wrapped = { OUTCOME_TURNED, "wrapped", SAY_FATE_WRAPPED };
static const struct fate already = { OUTCOME_KEPT, "already", SAY_FATE_ALREADY };
static const struct fate none = { OUTCOME_KEPT, "none", SAY_FATE_NONE };
static const struct fate unknown = { OUTCOME_LEFT, "unknown", SAY_FATE_UNKNOWN };
static const struct fate unsalted = { OUTCOME_LEFT, "unsalted", SAY_FATE_UNSALTED };
static const struct fate over_limit = { OUTCOME_LEFT, "over-limit", SAY_FATE_OVER_LIMIT };
static const struct fate sealed = { OUTCOME_LEFT, "sealed", SAY_FATE_SEALED };
static const struct fate no_account = { OUTCOME_LEFT, "no-account", SAY_FATE_NO_ACCOUNT };
static const struct fate failed = { OUTCOME_FAILED, "failed", SAY_NOTHING };

/* The hash as the library knows it: NT hashes are told apart from MD5 by a prefix. */
static void spell(const struct migrate *migrate, const struct row *row, char hash[PWPOL_HASH_SIZE])
{
    static const char prefix[] = "{NT}";
    bool nt =
        migrate->nt && row->hash_len == NT_DIGITS && strspn(row->hash, "0123456789abcdefABCDEF") == NT_DIGITS;
    size_t prefix_len = nt ? sizeof prefix - 1 : 0;
    memcpy(hash, prefix, prefix_len);
    memcpy(hash + prefix_len, row->hash, row->hash_len + 1);
}

/* What is to be done with a hash that was opened. One that could be wrapped and then never be
 * verified under this policy is left: a login that fails afterwards would be noticed too late. */
static struct turned judge(const pwpol_hasher *hasher, pwpol_verdict verdict, const struct stored *stored)
{
    static const char *const variants[] = { "argon2d", "argon2i", "argon2id" };
    const struct legacy_scheme *scheme = stored->legacy.scheme;
    if (verdict == PWPOL_UNKNOWN_KEY || verdict == PWPOL_WRONG_ACCOUNT)
        return (struct turned){ &sealed, "", PWPOL_OK };
    if (verdict != PWPOL_MATCH || stored->kind == STORED_UNKNOWN)
        return (struct turned){ &unknown, "", PWPOL_OK };
    if (stored->kind == STORED_ARGON2)
        return (struct turned){ &already, variants[stored->phc.variant], PWPOL_OK };
    if (stored->kind == STORED_ONION)
        return (struct turned){ &already, scheme->name, PWPOL_OK };
    const char *limit = "";
    pwpol_verdict allowed = stored_allowed(hasher, stored, &limit);
    const struct fate *fate = allowed == PWPOL_MATCH         ? &wrapped
                              : allowed == PWPOL_UNSUPPORTED ? &unsalted
                                                             : &over_limit;
    return (struct turned){ fate, scheme->name, PWPOL_OK };
}

static struct turned turn(void *data, const struct row *row, char *renewed)
{
    struct migrate *migrate = data;
    struct stored stored;
    char hash[PWPOL_HASH_SIZE];
    struct account account = { row->account, row->account_len };
    if (row->hash_len >= PWPOL_HASH_SIZE - 4)
        return (struct turned){ &unknown, "", PWPOL_OK };
    if (row_has_no_password(row))
        return (struct turned){ &none, "", PWPOL_OK };
    spell(migrate, row, hash);
    pwpol_verdict verdict = stored_open(migrate->hasher, hash, &account, &stored);
    struct turned turned = judge(migrate->hasher, verdict, &stored);
    if (turned.fate == &wrapped && migrate->hasher->ring != NULL && row->account_len == 0)
        turned.fate = &no_account;
    if (turned.fate != &wrapped || renewed == NULL)
        return turned;
    turned.status = pwpol_wrap_legacy(migrate->hasher, hash, row->account, row->account_len, renewed);
    if (turned.status != PWPOL_OK)
        turned.fate = &failed;
    return turned;
}

/* A thread for each slot of the hasher, so that none waits for its turn. */
static unsigned threads_for(const struct migrate *migrate, const pwpol_policy *policy)
{
    int64_t threads = (int64_t)hasher_slots(policy);
    int64_t budget = policy_integer(policy, KEY_HASH_BUDGET);
    int64_t fitting = budget == 0 ? JOBS_MOST : budget / policy_integer(policy, KEY_HASH_MEMORY);
    if (migrate->jobs > 0 && migrate->jobs < threads)
        threads = migrate->jobs;
    if (threads > fitting)
        threads = fitting;
    return threads < 1 ? 1 : (unsigned)threads;
}

static int take_option(struct migrate *migrate, enum option_id option, const char *value)
{
    bool taken = false;
    int code = stream_argument(&migrate->stream, option, value, &taken);
    if (code != 0 || taken)
        return code;
    if (option == OPTION_NT)
        migrate->nt = true;
    else if (option == OPTION_JOBS)
        return option_integer("--jobs", value, 1, JOBS_MOST, &migrate->jobs) ? 0 : CODE_USAGE;
    return 0;
}

static void describe_options(struct migrate *migrate, const pwpol_policy *policy)
{
    const pwpol_keyring *ring = migrate->hasher->ring;
    size_t length = (size_t)snprintf(migrate->options, OPTIONS_SIZE, "%s %s", migrate->nt ? "nt" : "",
                                     ring == NULL ? "" : ring->keys[ring->current].id);
    for (size_t i = 0; i < DECIDING; i++)
        length += (size_t)snprintf(migrate->options + length, OPTIONS_SIZE - length, " %" PRId64,
                                   policy_integer(policy, deciding[i]));
    migrate->stream.options = migrate->options;
}

static int migrate_with_hasher(struct migrate *migrate, const pwpol_policy *policy)
{
    if (migrate->hasher->ring != NULL && migrate->stream.table.format == TABLE_PLAIN) {
        complain(SAY_PLAIN_HAS_NO_ACCOUNT);
        return CODE_USAGE;
    }
    migrate->stream.threads = threads_for(migrate, policy);
    describe_options(migrate, policy);
    return stream_run(&migrate->stream);
}

int command_migrate(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct migrate migrate = { .stream = { .command = "migrate", .records_a_slot = 1, .turn = turn } };
    migrate.stream.data = &migrate;
    options_begin(&reader, command, argc, argv);
    while (options_next(&reader))
        reader.code = take_option(&migrate, reader.option, reader.value);
    if (reader.over)
        return reader.code;
    int code = stream_verify(&migrate.stream);
    if (code != 0)
        return code;
    pwpol_policy *policy = NULL;
    code = hasher_of(&migrate.stream.policy_arguments, false, NULL, &policy, &migrate.hasher);
    if (code == 0)
        code = migrate_with_hasher(&migrate, policy);
    pwpol_hasher_free(migrate.hasher);
    pwpol_policy_free(policy);
    return code;
}
