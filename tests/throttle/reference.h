/* The decision once more, slow and obvious: lists of moments instead of counts, searched from the beginning each
 * time. Written from the rules (CNIL 2022-100, B1 to B5) and from the comments of counter.h, for
 * one subject. */
#ifndef PWPOL_TESTS_REFERENCE_H
#define PWPOL_TESTS_REFERENCE_H

#include "throttle/counter.h"

enum { REFERENCE_MAX = 4096 };

struct reference_attempt {
    bool counted; /* false for a repeated one */
    uint32_t mac;
    int64_t older, ended; /* as its process saw them coming when it began */
};

struct reference {
    const struct limits *limits;
    bool nothing;  /* no record: the next one's time begins when it is made */
    int64_t begin; /* of the record: generations and buckets are counted from here */
    int64_t seen, until;
    bool locked, by_person;
    int row;
    int failures_count;
    int64_t failures[REFERENCE_MAX]; /* when each happened */
    int pending_count;
    int64_t pending[REFERENCE_MAX]; /* the number of the generation in which each began */
    uint32_t macs[4];
};

void reference_init(struct reference *reference, const struct limits *limits);
/* Decides, and counts what is allowed. */
struct verdict reference_begin(struct reference *reference, int64_t now, uint32_t mac, bool challenge_passed,
                               struct reference_attempt *attempt);
enum reference_outcome { REFERENCE_FAILED, REFERENCE_SUCCEEDED, REFERENCE_RELEASED };
void reference_end(struct reference *reference, int64_t now, const struct reference_attempt *attempt,
                   enum reference_outcome outcome);
/* The state at now, changing nothing. */
struct reference reference_at(const struct reference *reference, int64_t now);
int reference_in_window(const struct reference *reference);

#endif
