/* The words that a context is made of. */
#include "guess/context.h"
#include "guess/match.h"

#include <string.h>

enum { NODES_FIRST = 128 };

/* ---- The trie ---- */

static uint32_t new_node(struct guess_context *context, unsigned char byte)
{
    if (context->count == context->capacity) {
        uint32_t capacity = context->capacity == 0 ? NODES_FIRST : context->capacity * 2;
        struct context_node *nodes = arena_take(context->arena, capacity, sizeof *nodes);
        if (nodes == NULL) {
            context->failed = true;
            return 0;
        }
        if (context->count > 0)
            memcpy(nodes, context->nodes, context->count * sizeof *nodes);
        else
            context->count = 1; /* the root */
        context->nodes = nodes;
        context->capacity = capacity;
    }
    context->nodes[context->count] = (struct context_node){ .byte = byte };
    return context->count++;
}

static uint32_t go_or_grow(struct guess_context *context, uint32_t node, unsigned char byte)
{
    uint32_t child = context->nodes == NULL ? 0 : context_step(context, node, byte);
    if (child != 0)
        return child;
    child = new_node(context, byte);
    if (child != 0) {
        context->nodes[child].sibling = context->nodes[node].child;
        context->nodes[node].child = child;
    }
    return child;
}

void context_add(struct guess_context *context, enum context_field field, const unsigned char *folded,
                 size_t folded_len, bool part)
{
    if (folded_len < WORD_MIN || context->failed)
        return;
    uint32_t node = 0;
    context->initials |= UINT64_C(1) << folded[0] % 64;
    for (size_t i = 0; i < folded_len && i < CONTEXT_WORD_MAX; i++) {
        node = go_or_grow(context, node, folded[i]);
        if (node == 0)
            return;
    }
    struct context_node *end = &context->nodes[node];
    if (end->rank != 0)
        return;
    end->rank = ++context->words;
    end->field = (uint8_t)field;
    end->part = part;
}

/* ---- Texts and their parts ---- */

enum sort { SEPARATOR, LETTER, DIGIT };

/* Bytes of characters outside ASCII stay together as letters. */
static enum sort sort_of(unsigned char byte)
{
    if (byte >= '0' && byte <= '9')
        return DIGIT;
    return (byte >= 'a' && byte <= 'z') || byte >= 0x80 ? LETTER : SEPARATOR;
}

static void add_parts(struct guess_context *context, enum context_field field, const unsigned char *folded,
                      size_t folded_len)
{
    unsigned parts = 0;
    for (size_t i = 0; i < folded_len && parts < CONTEXT_PARTS_MAX;) {
        enum sort sort = sort_of(folded[i]);
        size_t end = i + 1;
        while (end < folded_len && sort_of(folded[end]) == sort)
            end++;
        if (sort != SEPARATOR && end - i < folded_len) {
            context_add(context, field, folded + i, end - i, true);
            parts++;
        }
        i = end;
    }
}

/* "jeanpierre" of "jean-pierre". */
static void add_joined(struct guess_context *context, enum context_field field, const unsigned char *folded,
                       size_t folded_len)
{
    unsigned char joined[CONTEXT_WORD_MAX];
    size_t length = 0;
    for (size_t i = 0; i < folded_len && length < sizeof joined; i++) {
        if (sort_of(folded[i]) != SEPARATOR)
            joined[length++] = folded[i];
    }
    if (length < folded_len)
        context_add(context, field, joined, length, false);
    secret_wipe(joined, length);
}

void context_add_text(struct guess_context *context, enum context_field field, const unsigned char *folded,
                      size_t folded_len)
{
    context_add(context, field, folded, folded_len, false);
    size_t letters = 0;
    while (letters < folded_len && sort_of(folded[letters]) == LETTER)
        letters++;
    if (letters == folded_len)
        return;
    add_joined(context, field, folded, folded_len);
    add_parts(context, field, folded, folded_len);
}

/* ---- Domains ---- */

static bool is_one_of(const char *const *texts, const unsigned char *text, size_t length)
{
    for (; *texts != NULL; texts++) {
        if (strlen(*texts) == length && memcmp(*texts, text, length) == 0)
            return true;
    }
    return false;
}

/* Where the label that ends at end starts. */
static size_t label_start(const unsigned char *domain, size_t end)
{
    while (end > 0 && domain[end - 1] != '.')
        end--;
    return end;
}

/* Length of a domain without its public suffix: the last label, and the one
 * before it where a country puts its registrations there (gouv.fr, co.uk). */
static size_t without_suffix(const unsigned char *domain, size_t length)
{
    static const char *const second_levels[] = { "ac",   "asso", "co",  "com", "edu", "go",  "gob",
                                                 "gouv", "gov",  "net", "ne",  "or",  "org", NULL };
    size_t last = label_start(domain, length);
    if (last == 0)
        return length;
    size_t second = label_start(domain, last - 1);
    if (length - last == 2 && second > 0 && is_one_of(second_levels, domain + second, last - 1 - second))
        return second - 1;
    return last - 1;
}

static void add_domain(struct guess_context *context, enum context_field field, const unsigned char *domain,
                       size_t length)
{
    static const char *const meaningless[] = { "www", NULL };
    length = without_suffix(domain, length);
    unsigned labels = 0;
    for (size_t start = 0; start < length && labels < CONTEXT_PARTS_MAX; labels++) {
        const unsigned char *dot = memchr(domain + start, '.', length - start);
        size_t end = dot == NULL ? length : (size_t)(dot - domain);
        if (!is_one_of(meaningless, domain + start, end - start))
            context_add_text(context, field, domain + start, end - start);
        start = end + 1;
    }
}

void context_add_email(struct guess_context *context, const unsigned char *folded, size_t folded_len)
{
    size_t at = folded_len;
    while (at > 0 && folded[at - 1] != '@')
        at--;
    if (at == 0) {
        context_add_text(context, FIELD_EMAIL, folded, folded_len);
        return;
    }
    context_add_text(context, FIELD_EMAIL, folded, at - 1);
    add_domain(context, FIELD_EMAIL, folded + at, folded_len - at);
}

/* "https://www.exemple.fr/compte" gives exemple; "Mon Exemple" is a name. */
void context_add_site(struct guess_context *context, enum context_field field, const unsigned char *folded,
                      size_t folded_len)
{
    const unsigned char *scheme = memmem(folded, folded_len, "://", 3);
    if (scheme != NULL) {
        folded_len -= (size_t)(scheme + 3 - folded);
        folded = scheme + 3;
    }
    size_t host = 0;
    while (host < folded_len && memchr("/:?#", folded[host], 4) == NULL)
        host++;
    bool domain = memchr(folded, '.', host) != NULL && memchr(folded, ' ', host) == NULL;
    if (domain)
        add_domain(context, field, folded, host);
    else
        context_add_text(context, field, folded, folded_len);
}
