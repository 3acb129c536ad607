/* pwpol rewrap: seals the hashes of a table anew under the current pepper key. */
#include "base/processors.h"
#include "cli/commands.h"
#include "cli/credential.h"
#include "cli/stream.h"
#include "hash/hasher.h"

#include <string.h>

const struct option_row rewrap_options[] = {
    OPTIONS_OF_STREAM,
    OPTIONS_OF_POLICY,
    OPTIONS_EVERYWHERE,
    OPTIONS_END,
};

static const struct fate renewed_seal = { OUTCOME_TURNED, "sealed", SAY_FATE_RENEWED };
static const struct fate current = { OUTCOME_KEPT, "current", SAY_FATE_CURRENT };
static const struct fate none = { OUTCOME_KEPT, "none", SAY_FATE_NONE };
static const struct fate unknown = { OUTCOME_LEFT, "unknown", SAY_FATE_UNKNOWN };
static const struct fate unknown_key = { OUTCOME_LEFT, "unknown-key", SAY_FATE_UNKNOWN_KEY };
static const struct fate wrong_account = { OUTCOME_LEFT, "wrong-account", SAY_FATE_WRONG_ACCOUNT };
static const struct fate no_account = { OUTCOME_LEFT, "no-account", SAY_FATE_NO_ACCOUNT };
static const struct fate failed = { OUTCOME_FAILED, "failed", SAY_NOTHING };

static const struct fate *judge(pwpol_verdict verdict, const struct stored *stored)
{
    switch (verdict) {
    case PWPOL_MATCH:
        return stored->sealed_currently ? &current : &renewed_seal;
    case PWPOL_UNKNOWN_KEY:
        return &unknown_key;
    case PWPOL_WRONG_ACCOUNT:
        return &wrong_account;
    default:
        return &unknown;
    }
}

static struct turned turn(void *data, const struct row *row, char *renewed)
{
    const pwpol_hasher *hasher = data;
    struct stored stored;
    struct account account = { row->account, row->account_len };
    struct turned turned = { .fate = &unknown, .scheme = "" };
    if (row->hash_len >= PWPOL_HASH_SIZE)
        return turned;
    if (row_has_no_password(row)) {
        turned.fate = &none;
        return turned;
    }
    turned.fate = judge(stored_open(hasher, row->hash, &account, &stored), &stored);
    if (turned.fate == &renewed_seal && row->account_len == 0)
        turned.fate = &no_account;
    if (turned.fate != &renewed_seal || renewed == NULL)
        return turned;
    turned.status = pwpol_rewrap(hasher, row->hash, row->account, row->account_len, renewed);
    if (turned.status != PWPOL_OK)
        turned.fate = &failed;
    return turned;
}

static int rewrap_with_hasher(struct stream *stream, pwpol_hasher *hasher)
{
    if (hasher->ring == NULL) {
        complain(SAY_NO_PEPPER);
        return CODE_USAGE;
    }
    stream->data = hasher;
    stream->options = hasher->ring->keys[hasher->ring->current].id;
    stream->threads = processors_usable();
    return stream_run(stream);
}

int command_rewrap(const struct command *command, int argc, char **argv)
{
    struct option_reader reader;
    struct stream stream = { .command = "rewrap", .records_a_slot = 256, .turn = turn };
    options_begin(&reader, command, argc, argv);
    bool taken = false;
    while (options_next(&reader))
        reader.code = stream_argument(&stream, reader.option, reader.value, &taken);
    if (reader.over)
        return reader.code;
    int code = stream_verify(&stream);
    if (code == 0 && stream.table.format == TABLE_PLAIN) {
        complain(SAY_PLAIN_HAS_NO_ACCOUNT);
        code = CODE_USAGE;
    }
    pwpol_policy *policy = NULL;
    pwpol_hasher *hasher = NULL;
    if (code == 0)
        code = hasher_of(&stream.policy_arguments, false, NULL, &policy, &hasher);
    if (code == 0)
        code = rewrap_with_hasher(&stream, hasher);
    pwpol_hasher_free(hasher);
    pwpol_policy_free(policy);
    return code;
}
