/* The breached-password corpus: is a password among those that attackers already have?
 *
 * A corpus is one file, made once from the public lists (`pwpol breach build`,
 * docs/breach-format.md) and shared by every process that asks. Nothing leaves the
 * machine. By default a question about a password that is in no breach is answered
 * "seen" once in a million times (2^-20); a password that is in the corpus is never
 * missed. */
#ifndef PWPOL_BREACH_H
#define PWPOL_BREACH_H

#include <pwpol/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_breach pwpol_breach;

/* What the corpus holds of a password. */
typedef enum pwpol_breach_hash {
    PWPOL_BREACH_SHA1 = 1, /* SHA-1 of its bytes: 20 bytes */
    PWPOL_BREACH_NT = 2    /* MD4 of its UTF-16LE form: 16 bytes */
} pwpol_breach_hash;

typedef enum pwpol_breach_access {
    /* The file is mapped, and its pages shared by all processes. Replace it by rename
     * only, as `pwpol breach build` does: whoever cuts a mapped file short has its
     * readers killed (SIGBUS). */
    PWPOL_BREACH_MAP = 0,
    /* Every question reads its page of the file: slower, but a file that is cut short
     * or fails is a status. */
    PWPOL_BREACH_READ = 1
} pwpol_breach_access;

/* Opens a corpus.
 *
 * breach  written on PWPOL_OK; any number of threads may share it; end it with
 *         pwpol_breach_close()
 * path    the file; NULL for the small corpus that is compiled in, of the most
 *         common passwords
 * where   NULL is fine; tells the file and what is wrong with it
 *
 * PWPOL_ERR_IO when it cannot be opened or read, PWPOL_ERR_SYNTAX when it is no
 * corpus, of another version, cut short or damaged, PWPOL_ERR_NO_MEMORY. */
PWPOL_API pwpol_status pwpol_breach_open(pwpol_breach **breach, const char *path, pwpol_breach_access access,
                                         pwpol_where *where);

/* No call may be under way. NULL is fine. */
PWPOL_API void pwpol_breach_close(pwpol_breach *breach);

/* Opens the file of the same path again and, when it is another one by now, has it
 * answer from here on; questions under way end on the old one. On failure the old one
 * stays. Any thread may call it.
 *
 * changed  NULL is fine; whether another file answers now
 *
 * The statuses of pwpol_breach_open(), and PWPOL_ERR_BUSY while three older files are
 * still being read. */
PWPOL_API pwpol_status pwpol_breach_reload(pwpol_breach *breach, bool *changed, pwpol_where *where);

/* Whether a password is in the corpus.
 *
 * password  password_len bytes, hashed as they are: prepare them first where the
 *           service prepares passwords, as pwpol_check() does
 * seen      written on PWPOL_OK: 0 when it is not in the corpus; else a number of
 *           times that it was seen at least (exact counts are not kept)
 *
 * One page of the file is looked at; when it is not in memory, that is the time to read 4 KiB.
 * PWPOL_ERR_SYNTAX when that page is damaged (each is verified when it is first
 * needed), PWPOL_ERR_IO when it cannot be read, PWPOL_ERR_UTF8 when a corpus of NT
 * hashes is asked about bytes that are not UTF-8, PWPOL_ERR_NO_MEMORY. A failure says
 * nothing of the password: treat it as the service's policy has it. */
PWPOL_API pwpol_status pwpol_breach_contains(const pwpol_breach *breach, const char *password,
                                             size_t password_len, uint64_t *seen);

/* The same by hash, hash_len bytes of the kind that the corpus holds;
 * PWPOL_ERR_ARGUMENT for another length. */
PWPOL_API pwpol_status pwpol_breach_contains_hash(const pwpol_breach *breach, const unsigned char *hash,
                                                  size_t hash_len, uint64_t *seen);

/* The same for count passwords or hashes (one after the other) at once, whose waits
 * for memory overlap. The first failure ends it; seen[] holds count numbers, of which
 * those of the failed and later ones are 0. */
PWPOL_API pwpol_status pwpol_breach_contains_many(const pwpol_breach *breach, const char *const *passwords,
                                                  const size_t *password_lens, size_t count, uint64_t *seen);
/* The same for count hashes of hash_len bytes, one after the other. */
PWPOL_API pwpol_status pwpol_breach_contains_hashes(const pwpol_breach *breach, const unsigned char *hashes,
                                                    size_t hash_len, size_t count, uint64_t *seen);

typedef struct pwpol_breach_info {
    size_t size;             /* sizeof(pwpol_breach_info), set by the caller */
    pwpol_breach_hash hash;
    bool exact;              /* whole hashes are kept: no false positive */
    uint64_t entries;        /* distinct entries */
    double false_positives;  /* share of the passwords in no breach that are answered "seen"; 0 when exact */
    double bits_per_entry;   /* size of the file over entries */
    uint64_t bytes;          /* size of the file */
    int64_t date;            /* of the source, milliseconds since 1970; 0 when it was not told */
    int64_t built;           /* when the file was made */
    uint64_t smallest_count; /* passwords seen fewer times than this were left out */
    uint64_t classes[4];     /* least count of each class of how often seen; all 0 when none are kept */
    char source[64];         /* what its maker called the source, UTF-8; "" when untold */
    bool builtin;            /* it is the one that is compiled in */
} pwpol_breach_info;

/* What is known of the corpus that answers now. PWPOL_ERR_ARGUMENT. */
PWPOL_API pwpol_status pwpol_breach_info_of(const pwpol_breach *breach, pwpol_breach_info *info);

/* The corpus that a policy names with breach.file, and that pwpol_check() asks; the policy's
 * own: do not close it, but reload it when its file was replaced. NULL when it names none, and
 * before the first use of the policy or pwpol_policy_validate(). Where breach.missing is open
 * and the file cannot be used, it is the one that is compiled in, until a reload finds the file. */
PWPOL_API pwpol_breach *pwpol_policy_breach(const pwpol_policy *policy);

#ifdef __cplusplus
}
#endif
#endif
