/* The inside of a report. It holds spans and figures, never the candidate. */
#ifndef PWPOL_CHECK_REPORT_H
#define PWPOL_CHECK_REPORT_H

#include "pwpol/check.h"

enum finding_id {
#define RULE(id, ...) FINDING_##id,
#include "check/rules.def"
#undef RULE
    FINDING_COUNT
};

/* Sentences differ where a finding has several shapes; 0 is the usual one. */
enum variant {
    VARIANT_USUAL = 0,
    VARIANT_NOTED = 1,  /* dictionary, pattern.*: only told, not refused */
    VARIANT_WORDS = 1,  /* entropy.min: measured in words (A8) */
    VARIANT_DIGITS = 2, /* entropy.min: digits alone (A7c) */
    VARIANT_UNREAD = 1, /* breach: the corpus could not be asked */
    VARIANT_SAME = 1,   /* history.similar */
    VARIANT_ENDING = 2, /* history.similar: only the end differs */
    VARIANT_ALL = 1,    /* classes.min: every missing class is needed */
    VARIANT_SOME = 2    /* classes.min: several of the missing classes */
};

/* Small, for a report holds 32 of them. */
struct finding {
    double have;
    double want;
    const char *source; /* static, or in the report */
    uint32_t start;     /* code points of the candidate as given */
    uint32_t length;    /* 0: the whole */
    uint32_t first;     /* characters of the prepared text, from 1, as people count; */
    uint32_t last;      /* 0 when the finding is about the whole */
    /* What only sentences tell. */
    uint32_t count;      /* words or characters to add */
    uint32_t characters; /* to add instead of count words */
    uint8_t how;         /* PIECE_REVERSED, PIECE_LEET */
    uint8_t classes;     /* enum text_class bits that are missing; CLASS_OTHER_LETTER: any letter */

    uint8_t id;       /* enum finding_id */
    uint8_t variant;  /* enum variant */
    uint8_t severity; /* pwpol_severity */
};

/* What would help this candidate most. */
enum advice {
    ADVICE_NONE,
    ADVICE_RETYPE,
    ADVICE_SHORTEN,
    ADVICE_START_AGAIN,
    ADVICE_REPLACE_OWN,     /* what is drawn from the person */
    ADVICE_REPLACE_PATTERN, /* a repetition, a walk, a date */
    ADVICE_EXTEND,
    ADVICE_ADD_WORDS, /* characters would be but a decoration of the word */
    ADVICE_CLASSES,
    ADVICE_DRAW_DIGITS, /* a code instead of a password: A5 */
    ADVICE_EXTEND_DIGITS,
    ADVICE_COUNT
};

/* More than all rules together can find. */
enum { FINDINGS_MOST = 32, SOURCE_LONGEST = 255 };

struct texts; /* sentences, once somebody asked for them: messages.c */

struct pwpol_report {
    bool accepted;
    bool for_a_code; /* the policy is one for codes of digits: words are no remedy */
    enum advice advice;
    struct finding about; /* what the advice speaks of */
    pwpol_numbers numbers;
    size_t characters; /* of the prepared text, which first and last count in */
    const char *preset;
    struct texts *texts; /* NULL until the first is asked for */
    size_t count;
    struct finding findings[FINDINGS_MOST]; /* the first count of them */
    char denied_list[SOURCE_LONGEST + 1];   /* name of the administrator's list of a finding */
};

/* An empty report that accepts; NULL when there is no memory. */
struct pwpol_report *report_new(void);
/* Adds a finding; an error refuses the candidate, whether there is room or not. */
void report_add(struct pwpol_report *report, const struct finding *finding);
/* Worst first; then in the order of rules.def, then from left to right. */
void report_sort(struct pwpol_report *report);

/* The name and the rules of the regulation of a finding, static. */
const char *finding_name(enum finding_id id);
const char *finding_rule(enum finding_id id);

#endif
