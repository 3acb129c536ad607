/* The audit of a policy: one table of points, one function a point that gives
 * its verdict and says with which figure, three renderings. */
#ifndef PWPOL_POLICY_AUDIT_H
#define PWPOL_POLICY_AUDIT_H

#include "base/buffer.h"
#include "policy/policy.h"

enum audit_chapter {
    CHAPTER_STRENGTH,
    CHAPTER_ACCESS,
    CHAPTER_KEEPING,
    CHAPTER_LIFE,
    CHAPTER_LENGTH,
    CHAPTER_OTHERS,
    CHAPTER_COUNT
};

/* Documents that points refer to; a point's sources are the bits 1 << of these. */
enum audit_document {
    DOCUMENT_CNIL,
    DOCUMENT_CNIL_2017,
    DOCUMENT_CNIL_GUIDE,
    DOCUMENT_GDPR,
    DOCUMENT_ANSSI,
    DOCUMENT_OWASP_STORAGE,
    DOCUMENT_RFC_9106,
    DOCUMENT_RFC_8265,
    DOCUMENT_NIST,
    DOCUMENT_ASVS,
    DOCUMENT_PCI,
    DOCUMENT_COMPUTED, /* no document: what pwpol derives from the figures of one */
    DOCUMENT_COUNT
};

/* A text in both languages. */
struct audit_words {
    const char *french;
    const char *english;
};

/* What the judges read; made once an audit. */
struct audit_facts {
    const pwpol_policy *policy;
    const char *preset;
    bool french;
    pwpol_policy_strength strength;
    int64_t claimed;       /* CASE_... of cnil.case */
    unsigned examined;     /* 1, 2 or 3: the case that the policy is judged by */
    unsigned met;          /* the most demanding case met, access restriction included; 0 for none */
    unsigned restrictions; /* bits 1 << of enum audit_restriction that reach the authority's figures */
    unsigned anssi_level;  /* 1, 2 or 3 when the preset claims one */
};

enum audit_restriction {
    RESTRICTION_DELAY,
    RESTRICTION_CEILING,
    RESTRICTION_CHALLENGE,
    RESTRICTION_LOCK,
    RESTRICTION_COUNT
};

/* What a judge writes. */
struct audit_judgement {
    pwpol_audit_verdict verdict; /* MET unless the judge says otherwise */
    struct buffer *figure;       /* its sentence */
    bool french;
};

typedef void audit_judge(const struct audit_facts *facts, struct audit_judgement *judgement);

struct audit_rule {
    const char *id; /* of the regulation's rule; stable */
    enum audit_chapter chapter;
    const char *preset; /* only for this preset; NULL for all */
    bool by_service;    /* configured here, applied by the service that logs people in */
    unsigned sources;   /* bits 1 << of enum audit_document */
    const char *keys;   /* separated by spaces */
    struct audit_words title;
    audit_judge *judge;
};

extern const struct audit_rule audit_rules[];
extern const size_t audit_rule_count;

/* One judged point. Texts are offsets into pwpol_audit.texts, which moves as it grows. */
struct audit_entry {
    const struct audit_rule *rule;
    pwpol_audit_verdict verdict;
    size_t figure;
    size_t source;
    size_t settings; /* of its keys: see struct audit_setting */
};

enum { AUDIT_VERDICTS = 4 };

/* Only ever read once pwpol_audit_new() is done. */
struct pwpol_audit {
    struct audit_facts facts; /* its policy is NULL: the policy may end before the audit */
    int64_t now;
    size_t name;    /* offset into texts: the policy's file, "" when it has none */
    size_t listing; /* the policy written out */
    struct audit_entry *entries;
    size_t count;
    size_t counts[AUDIT_VERDICTS]; /* of points by verdict */
    unsigned sources;              /* documents that the points refer to */
    struct buffer texts;
};

/* ---- Judges, by chapter ------------------------------------------------ */

audit_judge judge_alone, judge_alone_examples, judge_restricted, judge_restricted_examples, judge_device;
audit_judge judge_formula, judge_rounding, judge_alternatives, judge_digits_only, judge_passphrase;
audit_judge judge_guesses, judge_common, judge_compromised, judge_personal, judge_no_bonus;

audit_judge judge_restriction, judge_delay, judge_ceiling, judge_challenge, judge_lock, judge_device_lock;
audit_judge judge_uniform_answer;

audit_judge judge_irreversible, judge_password_function, judge_salt, judge_pepper, judge_logs,
    judge_transport;
audit_judge judge_owasp_argon2, judge_owasp_others, judge_rfc_9106;

audit_judge judge_ordinary_age, judge_privileged_age, judge_after_compromise, judge_first_login;
audit_judge judge_reset, judge_change_at_will, judge_notification, judge_leaving;

audit_judge judge_level_moderate, judge_level_strong, judge_level_very_strong, judge_minimum,
    judge_complexity;
audit_judge judge_maximum, judge_checked, judge_attempts, judge_silent_failure, judge_privileged_expiry;

audit_judge judge_opaque_string, judge_unicode, judge_no_composition;
audit_judge judge_nist_length, judge_nist_failures, judge_asvs_length, judge_asvs_paste;
audit_judge judge_pci_length, judge_pci_composition, judge_pci_history, judge_pci_lock, judge_pci_age;

/* ---- What the judges share --------------------------------------------- */

/* Whether the strength of what is admitted reaches a case, by entropy or by guesses. */
bool strength_reaches(const struct audit_facts *facts, unsigned cnil_case);
/* Bits 1 << of the measures B1 to B4 that reach the authority's figures. */
unsigned restrictions_of(const pwpol_policy *policy);
/* B5: whether a lock after so many failures suffices for a device's code. */
bool device_lock_reaches(int64_t failures);
bool formal_required(const pwpol_policy *policy);

/* ---- Saying it --------------------------------------------------------- */

/* Adds to the figure, in the audit's language; both formats take the same arguments. */
__attribute__((format(printf, 2, 4), format(printf, 3, 4))) void
say(struct audit_judgement *judgement, const char *french, const char *english, ...);
/* ... and ends it by telling who has to apply it. */
void say_by_service(struct audit_judgement *judgement);
/* ... or that pwpol does, for the logins that pass through it. */
void say_by_pwpol(struct audit_judgement *judgement);

/* How the policy locks an account and for how long. */
void say_lock(const struct audit_facts *facts, struct audit_judgement *judgement);

const char *words_in(const struct audit_words *words, bool french);

/* A number as people write it in the language; by value, so that it can stand in a call. */
struct spelt {
    char text[96];
};
struct spelt spell_number(bool french, double value, unsigned decimals);
struct spelt spell_integer(bool french, int64_t value); /* thousands apart */
struct spelt spell_duration(bool french, int64_t milliseconds);
struct spelt spell_power(bool french, double exponent);     /* a power of ten */
struct spelt spell_date(bool french, int64_t milliseconds); /* of 1970 to 9999, UTC */
struct spelt spell_timestamp(int64_t milliseconds);         /* RFC 3339, UTC */
/* The mark of the plural. */
const char *plural(bool french, int64_t count);

/* ---- Words of the report ----------------------------------------------- */

extern const struct audit_words audit_chapter_titles[CHAPTER_COUNT];
extern const struct audit_words audit_verdict_words[AUDIT_VERDICTS];
extern const struct audit_words audit_verdict_meanings[AUDIT_VERDICTS];
extern const struct audit_words audit_document_short[DOCUMENT_COUNT];
extern const struct audit_words audit_document_full[DOCUMENT_COUNT];
extern const struct audit_words audit_case_names[4]; /* 0 for none, then 1, 2 and 3 */

enum audit_phrase {
    PHRASE_TITLE,
    PHRASE_POLICY,
    PHRASE_PRESET,
    PHRASE_CLAIMED,
    PHRASE_EXAMINED,
    PHRASE_MET,
    PHRASE_DATE,
    PHRASE_VERSION,
    PHRASE_ENTROPY,
    PHRASE_WEAKEST,
    PHRASE_COUNTS,
    PHRASE_SCOPE,
    PHRASE_RECOMMENDATION,
    PHRASE_BY_SERVICE,
    PHRASE_BY_SERVICE_MEANING,
    PHRASE_SOURCE,
    PHRASE_KEYS,
    PHRASE_LEGEND,
    PHRASE_DOCUMENTS,
    PHRASE_LISTING,
    PHRASE_SUMMARY,
    PHRASE_POINTS_MET,
    PHRASE_TO_MEND,
    PHRASE_NOTHING_TO_MEND,
    PHRASE_FOR_THE_SERVICE,
    PHRASE_ALSO_BY_SERVICE,
    PHRASE_COLUMN_POINT,
    PHRASE_COLUMN_DEMAND,
    PHRASE_COLUMN_POLICY,
    PHRASE_COLUMN_VERDICT,
    PHRASE_SIGNATURE,
    PHRASE_SIGNATURE_SERVICE,
    PHRASE_SIGNATURE_CONTROLLER,
    PHRASE_SIGNATURE_DATE,
    PHRASE_COUNT
};
extern const struct audit_words audit_phrases[PHRASE_COUNT];
const char *phrase(const pwpol_audit *audit, enum audit_phrase which);

/* The text at an offset of the audit's texts. */
const char *audit_text(const pwpol_audit *audit, size_t offset);

/* A key of a point with the policy's value; key is "" past the last. */
struct audit_setting {
    const char *key;
    const char *value;
};
struct audit_setting audit_first_setting(const pwpol_audit *audit, const struct audit_entry *entry);
struct audit_setting audit_next_setting(struct audit_setting setting);

/* ---- Renderings -------------------------------------------------------- */

void audit_render_text(const pwpol_audit *audit, struct buffer *out);
void audit_render_json(const pwpol_audit *audit, struct buffer *out);
extern const char *const audit_style[]; /* the lines of audit.css; NULL ends them */
void audit_render_html(const pwpol_audit *audit, struct buffer *out);

#endif
