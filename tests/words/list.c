/* wordlist_parse() and the walk: what is in a list is found, nothing else is. */
#include "suite.h"

#include "text/text.h"
#include "words/wordlist.h"

#include <stdio.h>
#include <stdlib.h>

static struct wordlist *parse(const char *text)
{
    struct wordlist *list = NULL;
    assert_int_equal(wordlist_parse(&list, text, strlen(text), "list", NULL), PWPOL_OK);
    assert_non_null(list);
    return list;
}

/* The rank of a folded word, 0 when it is not in the list. */
static uint32_t rank_of(const struct wordlist *list, const char *folded)
{
    struct word word = { 0 };
    bool found = wordlist_find(list, (const unsigned char *)folded, strlen(folded), &word);
    assert_int_equal(found, wordlist_find(list, (const unsigned char *)folded, strlen(folded), NULL));
    return found ? word.rank : 0;
}

static void every_word_is_found_with_its_rank(void **state)
{
    (void)state;
    static const char *const words[] = { "motdepasse", "mot", "motus", "azerty",  "soleil", "a",
                                         "ab",         "abc", "1234",  "!@#$%^&", "zz",     "mo" };
    const size_t count = sizeof words / sizeof words[0];
    char text[256] = "";
    for (size_t i = 0; i < count; i++)
        strcat(strcat(text, words[i]), "\n");
    struct wordlist *list = parse(text);
    assert_int_equal(wordlist_count(list), count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rank_of(list, words[i]), i + 1);
    wordlist_free(list);
}

static void prefixes_and_extensions_are_not_found(void **state)
{
    (void)state;
    struct wordlist *list = parse("motdepasse\nsoleil\nsol\n");
    static const char *const absent[] = { "",          "m",      "motdepass", "motdepasses",
                                          "otdepasse", "so",     "sole",      "soleils",
                                          "solx",      "zoleil", "\xF5",      "sol\xFF" };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        assert_int_equal(rank_of(list, absent[i]), 0);
    wordlist_free(list);
}

static void words_that_fold_alike_are_one_with_the_best_rank(void **state)
{
    (void)state;
    /* e with acute composed, plain, decomposed capital; oe ligature; sharp s */
    struct wordlist *list = parse("un\n\xC3\xA9t\xC3\xA9\nete\nE\xCC\x81TE\xCC\x81\nc\xC5\x93ur\nCOEUR\n"
                                  "stra\xC3\x9F"
                                  "e\nstrasse\nun\n");
    assert_int_equal(wordlist_count(list), 4);
    assert_int_equal(rank_of(list, "un"), 1);
    assert_int_equal(rank_of(list, "ete"), 2);
    assert_int_equal(rank_of(list, "coeur"), 5);
    assert_int_equal(rank_of(list, "strasse"), 7);
    assert_int_equal(rank_of(list, "\xC3\xA9t\xC3\xA9"), 0);
    wordlist_free(list);
}

/* The reading of lists has its own folding for ASCII; it must be text_fold(). */
static void every_ascii_byte_folds_as_in_a_candidate(void **state)
{
    (void)state;
    for (int byte = 1; byte < 0x80; byte++) {
        if (byte == '\n')
            continue;
        const char word[] = { 'X', (char)byte, 'x', '\0' };
        unsigned char folded[16];
        size_t folded_len;
        assert_true(text_fold(word, 3, folded, sizeof folded, &folded_len));
        struct wordlist *list = parse(word);
        assert_true(wordlist_find(list, folded, folded_len, NULL));
        wordlist_free(list);
    }
}

/* text, how many words it holds, and one of them with its rank */
static const struct {
    const char *text;
    size_t count;
    const char *word;
    uint32_t rank;
} forms[] = {
    { "", 0, NULL, 0 },
    { "\n\n\r\n  \n\t\n", 0, NULL, 0 },
    { "\xEF\xBB\xBF", 0, NULL, 0 },
    { "un", 1, "un", 1 },
    { "un\r\ndeux\r\n", 2, "deux", 2 },
    { "\xEF\xBB\xBFun\ndeux\n", 2, "un", 1 },
    { "\xEF\xBB\xBF# source\nun\n", 1, "un", 1 },
    { "# source\n\nun\n# more\n\ndeux", 2, "deux", 2 },
    { "#un\n#\n", 2, "#un", 1 },
    { "un\n# \ndeux\n# ", 2, "deux", 2 }, /* a comment of nothing */
    { "  un\t\n deux trois \n", 2, "deux trois", 2 },
    { "\xCC\x81\nun\n", 1, "un", 2 }, /* a lone accent folds to nothing */
    { "MOTDEPASSE\n", 1, "motdepasse", 1 },
};

static void lists_are_read_in_every_form_that_editors_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct wordlist *list = parse(forms[i].text);
        assert_int_equal(wordlist_count(list), forms[i].count);
        if (forms[i].word != NULL)
            assert_int_equal(rank_of(list, forms[i].word), forms[i].rank);
        assert_int_equal(rank_of(list, ""), 0);
        wordlist_free(list);
    }
}

/* Every pair of printable bytes, with a number behind it: tables at the root and
 * below, links of one to three bytes. */
static void wide_nodes_are_walked(void **state)
{
    (void)state;
    size_t capacity = 93 * 93 * 16;
    char *text = malloc(capacity);
    size_t length = 0;
    uint32_t count = 0;
    for (int a = '!'; a <= '~'; a++) {
        for (int b = '!'; b <= '~'; b++) {
            if ((a >= 'A' && a <= 'Z') || (b >= 'A' && b <= 'Z') || a == '#')
                continue;
            length += (size_t)sprintf(text + length, "%c%c%d\n", a, b, a * b);
            count++;
        }
    }
    struct wordlist *list = NULL;
    assert_int_equal(wordlist_parse(&list, text, length, "list", NULL), PWPOL_OK);
    assert_int_equal(wordlist_count(list), count);
    assert_int_equal(count, 67 * 68); /* 94 printable less 26 capitals, less # in front */
    uint32_t rank = 0;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        assert_int_equal(rank_of(list, line), ++rank);
    wordlist_free(list);
    free(text);
}

static uint32_t next_random(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

/* 80 000 words of 250 random letters take 20 MB: links near the root have four bytes. */
static void far_nodes_are_reached(void **state)
{
    (void)state;
    enum { WORDS = 80000, LENGTH = 250 };
    char *text = malloc(WORDS * (LENGTH + 1));
    uint64_t random = 1;
    for (size_t i = 0; i < WORDS * (LENGTH + 1); i++)
        text[i] = (char)('a' + next_random(&random) % 26);
    for (size_t i = 0; i < WORDS; i++)
        text[i * (LENGTH + 1) + LENGTH] = '\n';
    struct wordlist *list = NULL;
    assert_int_equal(wordlist_parse(&list, text, WORDS * (LENGTH + 1), "list", NULL), PWPOL_OK);
    assert_int_equal(wordlist_count(list), WORDS);
    for (uint32_t i = 0; i < WORDS; i++) {
        struct word word;
        assert_true(wordlist_find(list, (unsigned char *)text + i * (LENGTH + 1), LENGTH, &word));
        assert_int_equal(word.rank, i + 1);
        assert_false(wordlist_find(list, (unsigned char *)text + i * (LENGTH + 1), LENGTH - 1, NULL));
    }
    wordlist_free(list);
    free(text);
}

static void the_longest_word_is_found(void **state)
{
    (void)state;
    char text[600];
    memset(text, 'a', 256);
    text[256] = '\n';
    memset(text + 257, 'a', 255);
    text[512] = '\0';
    struct wordlist *list = parse(text);
    text[256] = '\0';
    assert_int_equal(rank_of(list, text), 1);
    assert_int_equal(rank_of(list, text + 1), 2);
    assert_int_equal(rank_of(list, text + 2), 0);
    wordlist_free(list);
}

/* ---- Against a sorted array and bsearch() ---- */

enum { RANDOM_WORDS = 100000, RANDOM_MAX = 12 };

struct reference {
    char word[RANDOM_MAX + 1];
    uint32_t rank;
};

/* Few letters and short words, so that prefixes, duplicates and branches abound. */
static void random_word(uint64_t *random, char *word)
{
    uint32_t letters = 2 + next_random(random) % 36;
    uint32_t length = 1 + next_random(random) % RANDOM_MAX;
    for (uint32_t i = 0; i < length; i++)
        word[i] = "eaionrtdlsucmphgvfbqjxyzkw0123456789.-"[next_random(random) % letters];
    word[length] = '\0';
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct reference *)a)->word, ((const struct reference *)b)->word);
}

static int compare_rank(const void *a, const void *b)
{
    int order = compare(a, b);
    uint32_t rank_a = ((const struct reference *)a)->rank;
    uint32_t rank_b = ((const struct reference *)b)->rank;
    return order != 0 ? order : rank_a < rank_b ? -1 : rank_a > rank_b;
}

static void a_random_list_answers_as_a_sorted_array_does(void **state)
{
    (void)state;
    struct reference *words = calloc(RANDOM_WORDS, sizeof *words);
    char *text = malloc(RANDOM_WORDS * (RANDOM_MAX + 1));
    size_t length = 0;
    uint64_t random = 20221016;
    for (uint32_t i = 0; i < RANDOM_WORDS; i++) {
        random_word(&random, words[i].word);
        words[i].rank = i + 1;
        length += (size_t)sprintf(text + length, "%s\n", words[i].word);
    }
    struct wordlist *list = NULL;
    assert_int_equal(wordlist_parse(&list, text, length, "list", NULL), PWPOL_OK);
    free(text);

    qsort(words, RANDOM_WORDS, sizeof *words, compare_rank);
    size_t distinct = 0;
    for (size_t i = 0; i < RANDOM_WORDS; i++) {
        if (distinct == 0 || compare(&words[i], &words[distinct - 1]) != 0)
            words[distinct++] = words[i];
    }
    assert_int_equal(wordlist_count(list), distinct);
    for (size_t i = 0; i < distinct; i++)
        assert_int_equal(rank_of(list, words[i].word), words[i].rank);
    for (uint32_t i = 0; i < RANDOM_WORDS; i++) {
        struct reference wanted;
        random_word(&random, wanted.word);
        const struct reference *known = bsearch(&wanted, words, distinct, sizeof *words, compare);
        assert_int_equal(rank_of(list, wanted.word), known == NULL ? 0 : known->rank);
    }
    wordlist_free(list);
    free(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_found_with_its_rank),
        cmocka_unit_test(prefixes_and_extensions_are_not_found),
        cmocka_unit_test(words_that_fold_alike_are_one_with_the_best_rank),
        cmocka_unit_test(every_ascii_byte_folds_as_in_a_candidate),
        cmocka_unit_test(lists_are_read_in_every_form_that_editors_write),
        cmocka_unit_test(wide_nodes_are_walked),
        cmocka_unit_test(far_nodes_are_reached),
        cmocka_unit_test(the_longest_word_is_found),
        cmocka_unit_test(a_random_list_answers_as_a_sorted_array_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
