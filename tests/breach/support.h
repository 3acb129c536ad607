/* What the suites of this room share: corpora of hashes from a seeded generator, in a
 * folder of their own. */
#ifndef PWPOL_TESTS_BREACH_SUPPORT_H
#define PWPOL_TESTS_BREACH_SUPPORT_H

#include "suite.h"

#include "breach/sorter.h"
#include "breach/writer.h"
#include "pwpol/breach.h"

/* Hash number index of the generator's seed, hash_len bytes: splitmix64 (G. Steele and
 * others, 2014). Hashes of other seeds are other ones. */
void made_hash(uint64_t seed, uint64_t index, unsigned char *hash, size_t hash_len);

struct plan {
    pwpol_breach_hash hash; /* 0 for SHA-1 */
    bool exact;
    bool classes;   /* the class of hash i is i % 4 */
    unsigned bits;  /* log2(1/e); 0 for 20 */
    uint64_t seed;
};

/* Writes the corpus of hashes 0 to count - 1 under path. */
void make_corpus(const char *path, const struct plan *plan, uint64_t count);

/* A name in the suite's folder, static until the fourth call from now; begin_folder()
 * and end_folder() are a group's setup and teardown. */
const char *in_folder(const char *name);
int begin_folder(void **state);
int end_folder(void **state);

/* A whole file; *size too. End it with free(). */
unsigned char *read_file(const char *path, size_t *size);
void write_file(const char *path, const unsigned char *bytes, size_t size);

#endif
