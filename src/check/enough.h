/* How many words or characters it takes until every demand of a policy is met. */
#ifndef PWPOL_CHECK_ENOUGH_H
#define PWPOL_CHECK_ENOUGH_H

#include "check/rules.h"

/* What of a candidate is kept, and what is known of it. */
struct kept {
    struct formal_candidate formal;
    size_t counted; /* length in the unit of length.min */
    double guesses_log10;
    bool may_be_phrase; /* of formal.phrase_words, and those to come */
};

struct kept keep_nothing(void);
struct kept keep_all(const struct check *check);
/* All but the span of a finding. */
struct kept keep_rest(const struct check *check, const struct finding *span);

/* Words of a passphrase list, at least so many; joined by signs or by nothing. */
uint32_t words_to_add(const struct check *check, const struct kept *kept, uint32_t least, bool joined);
/* Characters drawn at random; classes besides those of what is kept that they are sure to bring. */
uint32_t characters_to_add(const struct check *check, const struct kept *kept, unsigned classes);
/* Classes that the policy asks for besides these. */
unsigned classes_to_add(const struct check *check, unsigned classes);

#endif
