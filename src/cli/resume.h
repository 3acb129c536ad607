/* What is written of a table so far, so that an interrupted run can go on.
 *
 * FILE.part is the table as it will be; FILE.part.state says how far it can be
 * trusted: how many bytes of the source gave how many bytes of it, with a digest
 * of both. It is renewed only after what it tells of is on the disk. */
#ifndef PWPOL_CLI_RESUME_H
#define PWPOL_CLI_RESUME_H

#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32 };

struct measure {
    uint64_t bytes;
    crypto_generichash_state state;
};

void measure_begin(struct measure *measure);
void measure_add(struct measure *measure, const char *bytes, size_t count);

struct state {
    uint64_t source_bytes, output_bytes, records;
    char source_digest[2 * DIGEST_SIZE + 1]; /* in hexadecimal */
    char output_digest[2 * DIGEST_SIZE + 1];
    char options[2 * DIGEST_SIZE + 1]; /* digest of what else must be the same when the run goes on */
};

/* The digest of what was added so far; more may be added. */
void measure_digest(const struct measure *measure, char hex[2 * DIGEST_SIZE + 1]);

struct part {
    const char *path; /* of the table when it is done */
    char name[PATH_MAX];
    char state_name[PATH_MAX];
    int fd;
    bool resumed;
};

/* Makes path.part, which nobody else may be writing, or opens it when resume is set and it
 * exists; *state then tells how far it goes. 0, or the exit code after a complaint. */
int part_begin(struct part *part, const char *path, bool resume, struct state *state);
/* Verifies the beginning that the state tells of, cuts what comes after, and measures it.
 * 0, or the exit code after a complaint. */
int part_continue(const struct part *part, const struct state *state, struct measure *output);
/* Makes sure of what is written, then of the state. 0, or CODE_FAILURE after a complaint. */
int part_keep(const struct part *part, const struct state *state);
/* Takes away a part that was made and holds nothing. */
void part_abandon(const struct part *part);
/* Gives the table its name. */
int part_publish(struct part *part);
void part_end(struct part *part);

#endif
