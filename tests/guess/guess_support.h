/* What the suites of the guess room share: one candidate looked at, and its pieces. */
#ifndef PWPOL_TESTS_GUESS_SUPPORT_H
#define PWPOL_TESTS_GUESS_SUPPORT_H

#include "suite.h"

#include "guess/guess.h"

#include <stdio.h>

struct guessing {
    struct arena arena;
    struct text text;
    struct guess_context *context;
    struct guess guess;
};

/* Fails the test when anything fails. context may be NULL. */
static inline void guessing_begin_denied(struct guessing *guessing, const char *candidate,
                                         const pwpol_context *context, bool want_number,
                                         const struct guess_denied *denied, size_t denied_count)
{
    memset(guessing, 0, sizeof *guessing);
    assert_int_equal(text_prepare(&guessing->arena, candidate, strlen(candidate), 100000, &guessing->text),
                     PWPOL_OK);
    assert_int_equal(guessing->text.problem, TEXT_FINE);
    assert_int_equal(guess_context_prepare(&guessing->arena, context, &guessing->context), PWPOL_OK);
    struct guess_request request = { .text = &guessing->text,
                                     .context = guessing->context,
                                     .denied = denied,
                                     .denied_count = denied_count,
                                     .want_number = want_number };
    assert_int_equal(guess_run(&guessing->arena, &request, &guessing->guess), PWPOL_OK);
}

static inline void guessing_begin(struct guessing *guessing, const char *candidate,
                                  const pwpol_context *context, bool want_number)
{
    guessing_begin_denied(guessing, candidate, context, want_number, NULL, 0);
}

static inline void guessing_end(struct guessing *guessing)
{
    arena_end(&guessing->arena);
}

/* NULL when no piece of the kind has this span. */
static inline const struct piece *guessing_find(const struct guessing *guessing, pwpol_piece_kind kind,
                                                size_t start, size_t length)
{
    for (size_t i = 0; i < guessing->guess.found_count; i++) {
        const struct piece *piece = &guessing->guess.found[i];
        if (piece->kind == kind && piece->start == start && piece->length == length)
            return piece;
    }
    return NULL;
}

/* The number alone. */
static inline double guessed_log10(const char *candidate, const pwpol_context *context)
{
    pwpol_guess_result *result = NULL;
    assert_int_equal(pwpol_guess(candidate, strlen(candidate), context, &result), PWPOL_OK);
    double number = pwpol_guess_log10(result);
    pwpol_guess_free(result);
    return number;
}

/* In the candidate, a piece of this kind is found at start. */
struct row {
    const char *candidate;
    pwpol_piece_kind kind;
    const char *list; /* NULL for any */
    size_t start;     /* code points of the prepared text */
    size_t length;
    unsigned how; /* PIECE_LEET and PIECE_REVERSED */
};

static inline void check_rows(const struct row *rows, size_t count, const pwpol_context *context,
                              const struct guess_denied *denied)
{
    for (size_t i = 0; i < count; i++) {
        struct guessing guessing;
        guessing_begin_denied(&guessing, rows[i].candidate, context, false, denied, denied != NULL ? 1 : 0);
        const struct piece *found = guessing_find(&guessing, rows[i].kind, rows[i].start, rows[i].length);
        if (found == NULL)
            fail_msg("%s: no piece of kind %d at %zu, %zu long", rows[i].candidate, (int)rows[i].kind,
                     rows[i].start, rows[i].length);
        if (rows[i].list != NULL)
            assert_string_equal(found->list, rows[i].list);
        assert_int_equal(found->how & (PIECE_LEET | PIECE_REVERSED), rows[i].how);
        guessing_end(&guessing);
    }
}

/* In the candidate there is no piece of this kind. */
struct absent {
    const char *candidate;
    pwpol_piece_kind kind;
};

static inline void check_absent(const struct absent *rows, size_t count, const pwpol_context *context,
                                const struct guess_denied *denied)
{
    for (size_t i = 0; i < count; i++) {
        struct guessing guessing;
        guessing_begin_denied(&guessing, rows[i].candidate, context, false, denied, denied != NULL ? 1 : 0);
        for (size_t k = 0; k < guessing.guess.found_count; k++) {
            const struct piece *piece = &guessing.guess.found[k];
            if (piece->kind == rows[i].kind)
                fail_msg("%s: kind %d found at %u, %u long", rows[i].candidate, (int)rows[i].kind,
                         piece->start, piece->length);
        }
        guessing_end(&guessing);
    }
}

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#endif
