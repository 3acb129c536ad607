/* Credentials: hash, verify, seal, and bring old hashes in.
 *
 * A hasher is made once from a policy and shared by any number of threads. It
 * owns a budget of memory: a call that does not fit waits its turn, first come
 * first served, and answers BUSY when its time is over. */
#ifndef PWPOL_HASH_H
#define PWPOL_HASH_H

#include <pwpol/event.h>
#include <pwpol/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_hasher pwpol_hasher;
typedef struct pwpol_keyring pwpol_keyring;

/* Longest string that a credential may take, its NUL included: an Argon2id
 * string, sealed, over a legacy hash. */
enum { PWPOL_HASH_SIZE = 1024 };
/* Longest password, in bytes, before preparation; more is PWPOL_ERR_TOO_LONG. */
enum { PWPOL_PASSWORD_SIZE = 4096 };

/* What a stored credential says to a password. Only PWPOL_MATCH is a success,
 * and it is 0 as PWPOL_OK is: `if (pwpol_verify(...) != PWPOL_MATCH) refuse();` */
typedef enum pwpol_verdict {
    PWPOL_MATCH = 0,
    PWPOL_MISMATCH = 1,      /* the password is not the one */
    PWPOL_MALFORMED = 2,     /* the stored string is not a credential, or is damaged */
    PWPOL_UNSUPPORTED = 3,   /* a format that is known, but not allowed by the policy or not built in */
    PWPOL_OVER_LIMIT = 4,    /* it asks for more than the ceilings or the budget; nothing was computed */
    PWPOL_BUSY = 5,          /* no memory of the budget came free in time; try again later */
    PWPOL_NO_MEMORY = 6,     /* the system gave no memory */
    PWPOL_UNKNOWN_KEY = 7,   /* sealed under a pepper key that the key ring does not hold */
    PWPOL_WRONG_ACCOUNT = 8, /* the seal does not open: moved from another account, or altered */
    PWPOL_BAD_PASSWORD = 9,  /* not UTF-8, too long, or empty: nobody can have chosen it */
    PWPOL_FAILED = 10        /* a defect below; see pwpol_strverdict() */
} pwpol_verdict;

/* One sentence on a verdict for logs, static, "fr" or "en"; never for the
 * person who logs in, who must not learn which it was (rule B6). */
PWPOL_API const char *pwpol_strverdict(pwpol_verdict verdict, const char *lang);

/* ---- Pepper ------------------------------------------------------------ */

/* Reads a key ring: one "ID BASE64-OF-32-BYTES" a line, the current key first, "#" comments.
 * Refused unless the file is regular, owned by this user or root, and closed to
 * others (mode 0600 or 0400). PWPOL_ERR_IO, PWPOL_ERR_SYNTAX with the line. */
PWPOL_API pwpol_status pwpol_keyring_load(pwpol_keyring **ring, const char *path, pwpol_where *where);
/* Keys given by the caller: id 1 to 32 of A-Z a-z 0-9 . _ -, key 32 bytes, copied. */
PWPOL_API pwpol_status pwpol_keyring_new(pwpol_keyring **ring);
PWPOL_API pwpol_status pwpol_keyring_add(pwpol_keyring *ring, const char *id, const unsigned char key[32],
                                         bool current);
/* Wipes and frees; a hasher that was made of it keeps its copy. NULL is fine. */
PWPOL_API void pwpol_keyring_free(pwpol_keyring *ring);

/* ---- Hasher ------------------------------------------------------------ */

/* ring: NULL unless the policy names hash.pepper_file, which is then loaded, or
 * the caller brings keys of its own; the hasher keeps a copy. */
PWPOL_API pwpol_status pwpol_hasher_new(pwpol_hasher **hasher, const pwpol_policy *policy,
                                        const pwpol_keyring *ring, pwpol_where *where);
/* No call may be under way. Wipes. NULL is fine. */
PWPOL_API void pwpol_hasher_free(pwpol_hasher *hasher);

typedef struct pwpol_engine {
    size_t size;        /* sizeof(pwpol_engine), set by the caller */
    const char *name;   /* what computes new credentials: "native", "sodium", "argon2"; static */
    const char *kernel; /* pwpol's own code for this processor: "avx512", "avx2", "ssse3", "neon", "portable"; static */
    bool withdrawn;     /* that code gave a wrong answer to its self-test, and serves nobody */
} pwpol_engine;

/* What computes Argon2 for this hasher (key hash.engine). PWPOL_ERR_ARGUMENT. */
PWPOL_API pwpol_status pwpol_hasher_engine(const pwpol_hasher *hasher, pwpol_engine *engine);

/* Reports what an operator should hear of: the event "engine.withdrawn", its cause the kernel, when
 * pwpol's own engine gave a wrong answer to its self-test and others serve. Call it once, when the
 * hasher is made; nothing is reported when all is well. on_event may be NULL. */
PWPOL_API void pwpol_hasher_report(const pwpol_hasher *hasher, pwpol_event_handler on_event, void *context);

/* Hashes a password with Argon2id at the policy's cost, under the current pepper
 * key when there is a ring.
 *
 * account      what the credential belongs to, account_len bytes (at most 1024):
 *              an id that never changes; NULL when there is no pepper
 * stored       written on PWPOL_OK: NUL-terminated printable ASCII; "" otherwise
 *
 * PWPOL_ERR_TOO_LONG, PWPOL_ERR_UTF8 (also controls and empty), PWPOL_ERR_NO_MEMORY,
 * PWPOL_ERR_BUSY, PWPOL_ERR_RANDOM. */
PWPOL_API pwpol_status pwpol_hash(pwpol_hasher *hasher, const char *password, size_t password_len,
                                  const void *account, size_t account_len, char stored[PWPOL_HASH_SIZE]);

typedef struct pwpol_verified {
    size_t size;        /* sizeof(pwpol_verified), set by the caller */
    pwpol_verdict verdict;
    bool needs_rehash;  /* on PWPOL_MATCH: store a new pwpol_hash() of this password now */
    bool truncated;     /* the old scheme looked at a part of the password only (bcrypt: 72 bytes, or up to a NUL) */
    const char *scheme; /* "argon2id", "bcrypt", "sha512crypt", ...; static; "" when unknown */
    const char *limit;  /* on PWPOL_OVER_LIMIT: the key of the policy that it is over; static; "" otherwise */
} pwpol_verified;

/* Verifies a password against a stored credential, which is any byte string up
 * to its NUL. result may be NULL. */
PWPOL_API pwpol_verdict pwpol_verify(pwpol_hasher *hasher, const char *stored, const char *password,
                                     size_t password_len, const void *account, size_t account_len,
                                     pwpol_verified *result);

/* For an account that does not exist: costs what a verification costs, through
 * the same queue; the verdict is never PWPOL_MATCH. */
PWPOL_API pwpol_verdict pwpol_verify_absent(pwpol_hasher *hasher, const char *password, size_t password_len);

/* Whether a stored credential is weaker than what pwpol_hash() makes now, in any
 * parameter, or not sealed under the current key; never asks for something weaker. */
PWPOL_API bool pwpol_needs_rehash(const pwpol_hasher *hasher, const char *stored, const void *account,
                                  size_t account_len);
/* ---- Without passwords -------------------------------------------------- */

/* Seals a credential anew under the current key. PWPOL_ERR_SYNTAX when stored is
 * no credential, PWPOL_ERR_KEY when its key is not in the ring, PWPOL_ERR_CONFLICT
 * when the seal does not open for this account. */
PWPOL_API pwpol_status pwpol_rewrap(const pwpol_hasher *hasher, const char *stored, const void *account,
                                    size_t account_len, char renewed[PWPOL_HASH_SIZE]);

/* Puts Argon2id over a legacy hash, so that a stolen table is worth no more than
 * new ones ("onion").
 *
 * legacy   may be stored itself
 * stored   written on PWPOL_OK, "" otherwise
 *
 * PWPOL_ERR_SYNTAX when legacy is no credential, or an unsalted one that the policy does not allow;
 * PWPOL_ERR_RANGE when it asks for more than the ceilings or the budget, so that the result could never be
 * verified; PWPOL_ERR_ARGUMENT when it is Argon2 already; PWPOL_ERR_KEY and PWPOL_ERR_CONFLICT as
 * pwpol_rewrap(); PWPOL_ERR_BUSY, PWPOL_ERR_NO_MEMORY, PWPOL_ERR_RANDOM. */
PWPOL_API pwpol_status pwpol_wrap_legacy(pwpol_hasher *hasher, const char *legacy, const void *account,
                                         size_t account_len, char stored[PWPOL_HASH_SIZE]);

/* ---- Tuning -------------------------------------------------------------- */

typedef struct pwpol_tuning pwpol_tuning;

typedef struct pwpol_tune_request {
    size_t size;           /* sizeof(pwpol_tune_request), set by the caller */
    uint32_t target_ms;    /* what one hash may take while the others run: 1 to 60000 */
    uint64_t memory_bytes; /* for all hashes together; what the machine lacks is not used */
    uint32_t concurrent;   /* hashes asked for at the same time: 1 to 1024 */
} pwpol_tune_request;

typedef struct pwpol_candidate {
    size_t size;           /* sizeof(pwpol_candidate), set by the caller */
    uint32_t memory;       /* KiB, hash.memory */
    uint32_t passes;       /* hash.passes */
    uint32_t lanes;        /* hash.lanes */
    double median_ms;      /* of a hash, with all slots at work */
    double per_second;     /* hashes, all slots together */
    uint64_t memory_bytes; /* of all slots together, with 256 KiB each for old hashes: hash.budget in bytes */
    bool meets_target;
} pwpol_candidate;

/* Measures Argon2id on this machine, with a few hashes of each candidate, for about ten
 * seconds or a few times the target. No candidate is below the OWASP minimum (rule C7) or
 * above hash.ceiling_memory. PWPOL_ERR_RANGE when memory_bytes is too small for that
 * minimum, or a field out of its bounds. End it with pwpol_tuning_free(). */
PWPOL_API pwpol_status pwpol_tune(const pwpol_tune_request *request, pwpol_tuning **tuning);
/* Hashes that run at the same time (hash.slots): concurrent, but at most as many as cores. */
PWPOL_API uint32_t pwpol_tuning_slots(const pwpol_tuning *tuning);
/* Candidates, by passes and then memory. PWPOL_ERR_ARGUMENT past the last. */
PWPOL_API size_t pwpol_tuning_count(const pwpol_tuning *tuning);
PWPOL_API pwpol_status pwpol_tuning_candidate(const pwpol_tuning *tuning, size_t index,
                                              pwpol_candidate *candidate);
/* The index of the one to take: of those that meet the target the one with the most memory, then
 * passes (RFC 9106, section 4); the quickest when none does. */
PWPOL_API size_t pwpol_tuning_recommended(const pwpol_tuning *tuning);
/* NULL is fine. */
PWPOL_API void pwpol_tuning_free(pwpol_tuning *tuning);

#ifdef __cplusplus
}
#endif
#endif
