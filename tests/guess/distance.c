/* guess_distance_from_old(): how much a new password differs from the old one. */
#include "guess_support.h"

#include <stdlib.h>

static size_t distance(const char *new_password, const char *old, size_t old_len, bool *suffix_only)
{
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.old_password = old;
    context.old_password_len = old_len;
    struct guessing guessing;
    guessing_begin(&guessing, new_password, &context, false);
    struct guess_request request = { .text = &guessing.text, .context = guessing.context };
    size_t answer = guess_distance_from_old(&request, suffix_only);
    guessing_end(&guessing);
    return answer;
}

/* Levenshtein distances, counted by hand. */
static const struct {
    const char *new_password;
    const char *old;
    size_t distance;
    bool suffix_only;
} rows[] = {
    { "Soleil2026", "Soleil2026", 0, true },
    { "soleil2026", "SOLEIL2026", 0, true }, /* folded */
    { "\u00E9t\u00E9", "ete", 0, true },
    { "Soleil2027", "Soleil2026", 1, true },
    { "Soleil#2027!", "Soleil#2026", 2, true },
    { "Soleil2026!", "Soleil2026", 1, true }, /* one starts with the other */
    { "Soleil", "Soleil2026plus", 8, true },
    { "Soleil99", "Soleil2026", 4, true }, /* 2 changed, 2 removed: 99 is nowhere in 2026 */
    { "solail", "soleil", 1, false },
    { "kitten", "sitting", 3, false },
    { "xsoleil", "soleil", 1, false },
    { "abcdef", "ghijkl", 6, false },
    { "12345678", "87654321", 8, false },          /* digits alone have no stem */
    { "soleil\u20AC\u20AC", "soleil12", 2, true }, /* a sign is one character, however many bytes */
    { "\u043C\u043E\u0440\u0435", "\u043C\u043E\u0440\u0438", 1, false },
};

static void distances_count_changed_added_and_removed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool suffix_only = false;
        size_t answer = distance(rows[i].new_password, rows[i].old, strlen(rows[i].old), &suffix_only);
        if (answer != rows[i].distance || suffix_only != rows[i].suffix_only)
            fail_msg("%s, %s: %zu, suffix %d", rows[i].new_password, rows[i].old, answer, suffix_only);
        answer = distance(rows[i].old, rows[i].new_password, strlen(rows[i].new_password), &suffix_only);
        assert_int_equal(answer, rows[i].distance);
        assert_int_equal(suffix_only, rows[i].suffix_only);
    }
}

static void without_an_old_password_there_is_no_distance(void **state)
{
    (void)state;
    bool suffix_only = true;
    assert_true(distance("soleil", NULL, 0, &suffix_only) == SIZE_MAX);
    assert_false(suffix_only);
    struct guessing guessing;
    guessing_begin(&guessing, "soleil", NULL, false);
    struct guess_request request = { .text = &guessing.text };
    assert_true(guess_distance_from_old(&request, &suffix_only) == SIZE_MAX);
    guessing_end(&guessing);
}

static void nul_bytes_count_like_any_other(void **state)
{
    (void)state;
    bool suffix_only = false;
    assert_int_equal(distance("soleil", "sol\0eil", 7, &suffix_only), 1);
}

/* Wagner and Fischer's whole table, as a check of the band. */
static size_t whole_table(const char *a, const char *b)
{
    static size_t cells[201][201];
    size_t a_len = strlen(a);
    size_t b_len = strlen(b);
    for (size_t i = 0; i <= a_len; i++) {
        for (size_t j = 0; j <= b_len; j++) {
            if (i == 0 || j == 0) {
                cells[i][j] = i + j;
                continue;
            }
            size_t least = cells[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (cells[i - 1][j] + 1 < least)
                least = cells[i - 1][j] + 1;
            if (cells[i][j - 1] + 1 < least)
                least = cells[i][j - 1] + 1;
            cells[i][j] = least;
        }
    }
    return cells[a_len][b_len];
}

static void random_word(char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        word[i] = (char)('a' + rand() % 3);
    word[length] = '\0';
}

/* Up to 64 exact; beyond, something above 64 and not above the truth. */
static void the_band_agrees_with_the_whole_table(void **state)
{
    (void)state;
    srand(7);
    for (unsigned round = 0; round < 300; round++) {
        char a[201];
        char b[201];
        random_word(a, 1 + (size_t)rand() % 200);
        random_word(b, 1 + (size_t)rand() % 200);
        bool suffix_only;
        size_t truth = whole_table(a, b);
        size_t answer = distance(a, b, strlen(b), &suffix_only);
        if (truth <= 64)
            assert_int_equal(answer, truth);
        else
            assert_true(answer > 64 && answer <= truth);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_count_changed_added_and_removed),
        cmocka_unit_test(without_an_old_password_there_is_no_distance),
        cmocka_unit_test(nul_bytes_count_like_any_other),
        cmocka_unit_test(the_band_agrees_with_the_whole_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
