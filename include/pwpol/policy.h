/* Policies: what a service asks of its passwords.
 *
 * A policy is a set of keys ("length.min", "entropy.min", ...) with values. The
 * same keys work here, in policy files, on the command line and in the
 * bindings; pwpol_policy_key() lists them. A policy may be changed by one
 * thread until its first use (a check, an audit); from then on it is frozen
 * and any number of threads may share it. */
#ifndef PWPOL_POLICY_H
#define PWPOL_POLICY_H

#include <pwpol/status.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pwpol_policy pwpol_policy;

/* Where and why a policy was refused. Texts are cut to their fields, never
 * unterminated; line and column count from 1 and are 0 where none applies. */
typedef struct pwpol_where {
    size_t size; /* sizeof(pwpol_where); set by PWPOL_WHERE_INIT */
    uint32_t line;
    uint32_t column;
    char file[256];     /* "" when no file is concerned */
    char key[64];       /* "" when no key is concerned */
    char allowed[192];  /* what the key accepts, "" when no key is concerned */
    char message_en[640]; /* one sentence with all of the above */
    char message_fr[640];
} pwpol_where;

#define PWPOL_WHERE_INIT { sizeof(pwpol_where), 0, 0, { 0 }, { 0 }, { 0 }, { 0 }, { 0 } }

/* The preset that a NULL name stands for. */
#define PWPOL_PRESET_DEFAULT "cnil-2022-100-restricted"

/* Makes a policy from a preset; NULL is PWPOL_PRESET_DEFAULT.
 * PWPOL_ERR_PRESET when no preset has this name. End it with pwpol_policy_free(). */
PWPOL_API pwpol_status pwpol_policy_new(pwpol_policy **policy, const char *preset);

/* Reads a policy file: INI with sections, "preset = NAME" first, "include = FILE"
 * anywhere outside a section; what comes later wins, but a key set twice in one
 * file is an error. At most 1 MiB a file, 8 files deep and 64 in all; a pipe may be
 * silent for 5 s. On failure *policy is NULL and where (NULL is fine) tells the file,
 * line, column and key: PWPOL_ERR_KEY, PWPOL_ERR_RANGE, PWPOL_ERR_PRESET,
 * PWPOL_ERR_SYNTAX, PWPOL_ERR_UTF8, PWPOL_ERR_IO, PWPOL_ERR_TOO_LONG, PWPOL_ERR_LOOP,
 * PWPOL_ERR_NO_MEMORY. */
PWPOL_API pwpol_status pwpol_policy_load(pwpol_policy **policy, const char *path, pwpol_where *where);

/* The same from memory; name stands for the file in messages, and includes
 * and word lists with relative paths are refused. */
PWPOL_API pwpol_status pwpol_policy_parse(pwpol_policy **policy, const char *text, size_t text_len,
                                          const char *name, pwpol_where *where);

/* An independent copy that may be changed again. */
PWPOL_API pwpol_status pwpol_policy_copy(pwpol_policy **copy, const pwpol_policy *policy);

/* No call may be under way that uses it. NULL is fine. */
PWPOL_API void pwpol_policy_free(pwpol_policy *policy);

/* Sets one key from text. Nothing changes unless PWPOL_OK is returned. A relative
 * path is made absolute from the current folder. PWPOL_ERR_KEY, PWPOL_ERR_RANGE,
 * PWPOL_ERR_FROZEN, PWPOL_ERR_IO, PWPOL_ERR_NO_MEMORY; where may be NULL, and never
 * repeats the value. */
PWPOL_API pwpol_status pwpol_policy_set(pwpol_policy *policy, const char *key, const char *value,
                                        pwpol_where *where);

/* The value of a key in its canonical text, which pwpol_policy_set() accepts;
 * owned by the policy, until the key is set again or the policy freed.
 * NULL when no key has this name. */
PWPOL_API const char *pwpol_policy_get(const pwpol_policy *policy, const char *key);

/* The name of the preset that the policy started from; static. */
PWPOL_API const char *pwpol_policy_preset(const pwpol_policy *policy);

/* PWPOL_ERR_CONFLICT when some values exclude each other, which where names:
 * no password could pass, or one value undoes another; PWPOL_ERR_IO,
 * PWPOL_ERR_SYNTAX or PWPOL_ERR_TOO_LONG for a word list that cannot be read.
 * Loads what the policy refers to and freezes it. Called by itself at the first
 * use; call it early to hear of problems when the service starts. */
PWPOL_API pwpol_status pwpol_policy_validate(const pwpol_policy *policy, pwpol_where *where);

/* Writes the policy as a policy file: the preset and the keys that differ from
 * it, or every key with its documentation when full. End with pwpol_free(). */
PWPOL_API pwpol_status pwpol_policy_write(const pwpol_policy *policy, bool full, char **text);

/* ---- What keys and presets exist -------------------------------------- */

typedef struct pwpol_key {
    size_t size;         /* sizeof(pwpol_key), set by the caller */
    const char *name;    /* "length.min"; all texts are static */
    const char *type;    /* "integer", "number", "boolean", "choice", "list", "duration", "path" */
    const char *unit;    /* "code points", "bits", "s"; "" when it has none */
    const char *standard; /* the default where no preset says otherwise */
    const char *allowed; /* "1 to 1024", "closed | open | local" */
    const char *rule;    /* ids of the regulation's rules, "A1 A3"; "" for none */
    const char *doc_en;  /* one or two sentences */
    const char *doc_fr;
} pwpol_key;

/* How many keys there are. */
PWPOL_API size_t pwpol_policy_key_count(void);
/* PWPOL_ERR_ARGUMENT past the last. */
PWPOL_API pwpol_status pwpol_policy_key(size_t index, pwpol_key *key);

/* Name of the preset at index, static; NULL past the last. */
PWPOL_API const char *pwpol_preset_name(size_t index);
/* One sentence on a preset, static; NULL when no preset has this name. */
PWPOL_API const char *pwpol_preset_title(const char *preset, const char *lang);

/* ---- How strong a policy is ------------------------------------------- */

typedef struct pwpol_policy_strength {
    size_t size;            /* sizeof(pwpol_policy_strength), set by the caller */
    double entropy;         /* bits: L x log2(N) of the weakest password admitted (rule A6) */
    uint32_t entropy_rounded; /* compared with the authority's figures (rule A7) */
    uint32_t length;        /* of that weakest password, code points or words */
    uint32_t symbols;       /* N, the symbols it may be drawn from */
    uint32_t cnil_case;     /* 1, 2 or 3: the most demanding case that all its passwords meet; 0: none */
    char weakest_en[160];   /* "8 characters from 3 of the 4 classes" */
    char weakest_fr[160];
    char example[80];       /* a password of that shape; never one to use */
} pwpol_policy_strength;

/* How strong the weakest password is that the policy admits. PWPOL_ERR_CONFLICT when it admits none. */
PWPOL_API pwpol_status pwpol_policy_strength_of(const pwpol_policy *policy,
                                                pwpol_policy_strength *strength);

/* ---- Audit: what a data-protection officer files ----------------------- */

typedef struct pwpol_audit pwpol_audit;

typedef enum pwpol_audit_verdict {
    PWPOL_AUDIT_MET = 0,
    PWPOL_AUDIT_NOT_MET = 1,
    PWPOL_AUDIT_OUTSIDE = 2,       /* the service's own duty; no library can do it */
    PWPOL_AUDIT_NOT_APPLICABLE = 3 /* concerns another case than this policy's */
} pwpol_audit_verdict;

typedef enum pwpol_format {
    PWPOL_FORMAT_TEXT = 0,
    PWPOL_FORMAT_JSON = 1,
    PWPOL_FORMAT_HTML = 2 /* one self-contained page, prints on A4 */
} pwpol_format;

typedef struct pwpol_audit_point {
    size_t size;          /* sizeof(pwpol_audit_point), set by the caller */
    const char *rule;     /* "A1"; static, as all texts that do not depend on the policy */
    pwpol_audit_verdict verdict;
    const char *title;    /* what the regulation asks, in the audit's language */
    const char *figure;   /* what this policy does about it, with the figure */
    const char *source;   /* the document and, where known, the paragraph */
    const char *keys;     /* keys to change, separated by spaces; "" for none */
    bool by_service;      /* configured here, but applied by the service that logs people in */
} pwpol_audit_point;

/* Judges every point of the regulation that concerns a policy, which it freezes
 * and may outlive. now: milliseconds since 1970, until the year 9999, printed as
 * the date of the audit (UTC). Texts in "fr" or "en"; any other lang is answered
 * in English. PWPOL_ERR_ARGUMENT for a now out of bounds, the statuses of
 * pwpol_policy_validate(). End it with pwpol_audit_free(). */
PWPOL_API pwpol_status pwpol_audit_new(const pwpol_policy *policy, int64_t now, const char *lang,
                                       pwpol_audit **audit);
/* Points, in the order of the regulation; 0 for NULL. */
PWPOL_API size_t pwpol_audit_count(const pwpol_audit *audit);
/* Texts live as long as the audit. PWPOL_ERR_ARGUMENT past the last. */
PWPOL_API pwpol_status pwpol_audit_point_at(const pwpol_audit *audit, size_t index,
                                            pwpol_audit_point *point);
/* JSON as docs/audit.schema.json says. End the text with pwpol_free(). */
PWPOL_API pwpol_status pwpol_audit_render(const pwpol_audit *audit, pwpol_format format, char **text);
/* NULL is fine. */
PWPOL_API void pwpol_audit_free(pwpol_audit *audit);

#ifdef __cplusplus
}
#endif
#endif
