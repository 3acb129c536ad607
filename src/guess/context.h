/* The context of one call, prepared: its words in a trie of its own, the birth
 * date, the old password. All of it secret, all of it in the arena. */
#ifndef PWPOL_GUESS_CONTEXT_H
#define PWPOL_GUESS_CONTEXT_H

#include "guess/guess.h"

enum {
    CONTEXT_TEXT_MAX = 1024, /* bytes of a field, as context.h says */
    CONTEXT_LIST_MAX = 64,   /* names, and words */
    CONTEXT_OLD_MAX = 4096,  /* bytes of the old password */
    CONTEXT_WORD_MAX = 128,  /* folded bytes of a word; the rest of a longer one is not looked at */
    CONTEXT_PARTS_MAX = 16   /* of one text */
};

enum context_field {
    FIELD_NONE,
    FIELD_LOGIN,
    FIELD_EMAIL,
    FIELD_NAMES,
    FIELD_COMPANY,
    FIELD_SITE,
    FIELD_BIRTH_DATE,
    FIELD_WORDS,
    FIELD_OLD_PASSWORD,
    FIELD_COUNT
};
/* As pwpol_piece.list names it. */
const char *context_field_name(enum context_field field);

/* Children of a node are linked by their siblings; 0 is none, for the root is
 * nobody's child. */
struct context_node {
    uint32_t child;
    uint32_t sibling;
    uint16_t rank; /* of the word that ends here, 1 is the first added; 0 when none does */
    unsigned char byte;
    uint8_t field; /* enum context_field of that word */
    bool part;     /* it is only part of what the caller gave */
};

struct guess_context {
    struct arena *arena;
    struct context_node *nodes; /* nodes[0] is the root; NULL when there is no word */
    uint32_t count;
    uint32_t capacity;
    uint64_t initials; /* bit byte % 64 of every first byte */
    uint16_t words;
    bool failed; /* an allocation failed */

    unsigned day, month, year; /* of birth; 0 when unknown */

    const unsigned char *old; /* the old password, folded; NULL when there is none */
    size_t old_len;
    const uint32_t *old_points; /* the same in code points */
    size_t old_count;
};

static inline uint32_t context_step(const struct guess_context *context, uint32_t node, unsigned char byte)
{
    if (node == 0 && (context->initials >> byte % 64 & 1) == 0)
        return 0;
    uint32_t child = context->nodes[node].child;
    while (child != 0 && context->nodes[child].byte != byte)
        child = context->nodes[child].sibling;
    return child;
}

/* ---- While it is prepared ---- */

/* Adds a folded word of at least three bytes. */
void context_add(struct guess_context *context, enum context_field field, const unsigned char *folded,
                 size_t folded_len, bool part);
/* Adds what a text is made of: the whole, the whole without its separators, its
 * runs of letters and of digits. */
void context_add_text(struct guess_context *context, enum context_field field, const unsigned char *folded,
                      size_t folded_len);
/* The same for an e-mail address, and for the domain or the name of a site. */
void context_add_email(struct guess_context *context, const unsigned char *folded, size_t folded_len);
void context_add_site(struct guess_context *context, enum context_field field, const unsigned char *folded,
                      size_t folded_len);

#endif
