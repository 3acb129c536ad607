/* A table goes through: records are read in order, turned by several threads, and
 * written in order, in bounded memory; to a file that an interrupted run leaves so
 * that another can go on. */
#ifndef PWPOL_CLI_STREAM_H
#define PWPOL_CLI_STREAM_H

#include "cli/arguments.h"
#include "cli/table.h"

#include <stdint.h>

#define OPTIONS_OF_STREAM                                                                                    \
    { OPTION_INPUT, 'i', "input", SAY_ARGUMENT_FILE, SAY_HELP_INPUT },                                       \
        { OPTION_OUTPUT, 'o', "output", SAY_ARGUMENT_FILE, SAY_HELP_OUTPUT_TABLE },                          \
        { OPTION_FORMAT, 'f', "format", SAY_ARGUMENT_FORMAT, SAY_HELP_TABLE_FORMAT },                        \
        { OPTION_ACCOUNT_FIELD, '\0', "account-field", SAY_ARGUMENT_NAME, SAY_HELP_ACCOUNT_FIELD },          \
        { OPTION_HASH_FIELD, '\0', "hash-field", SAY_ARGUMENT_NAME, SAY_HELP_HASH_FIELD },                   \
        { OPTION_HEADER, '\0', "header", SAY_NOTHING, SAY_HELP_HEADER },                                     \
        { OPTION_RESUME, '\0', "resume", SAY_NOTHING, SAY_HELP_RESUME },                                     \
        { OPTION_STRICT, '\0', "strict", SAY_NOTHING, SAY_HELP_STRICT },                                     \
    {                                                                                                        \
        OPTION_JSON, '\0', "json", SAY_NOTHING, SAY_HELP_JSON_SUMMARY                                        \
    }

/* LEFT: what should have been turned could not be, and stays as it was. */
enum outcome { OUTCOME_TURNED, OUTCOME_KEPT, OUTCOME_LEFT, OUTCOME_FAILED };

/* What became of a record; a command has a table of them. */
struct fate {
    enum outcome outcome;
    const char *name; /* for --json */
    enum sentence sentence;
};
extern const struct fate fate_malformed; /* the record is not of the table's format */

struct turned {
    const struct fate *fate;
    const char *scheme;  /* static; "" when unknown */
    pwpol_status status; /* of OUTCOME_FAILED */
};

struct stream {
    struct policy_arguments policy_arguments;
    struct table table;
    const char *command; /* to name it in sentences */
    const char *input;   /* NULL: standard input */
    const char *output;  /* NULL: standard output */
    bool resume, strict, json;
    unsigned threads;
    size_t records_a_slot; /* how many a thread takes at once */
    const char *options;   /* what the result depends on besides the source; never NULL */
    void *data;
    /* Writes the new hash when it is OUTCOME_TURNED; only says what would be done when
     * renewed is NULL. Called from several threads. */
    struct turned (*turn)(void *data, const struct row *row, char *renewed);
};

/* Takes the option when it is one of OPTIONS_OF_STREAM or OPTIONS_OF_POLICY; *taken tells. */
int stream_argument(struct stream *stream, enum option_id option, const char *value, bool *taken);
/* What the options say together; 0, or CODE_USAGE after a complaint. */
int stream_verify(const struct stream *stream);
/* CODE_ACCEPTED when all is done, CODE_REFUSED when records were left as they were,
 * CODE_FAILURE after a complaint. Ends the program when a signal asked for it. */
int stream_run(struct stream *stream);

#endif
