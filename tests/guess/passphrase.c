/* Passphrases: words of one list, one separator, nothing else. */
#include "guess_support.h"

#include <math.h>
#include <stdlib.h>

enum { WORDS = 16 };
static const char *french[WORDS];
static const char *english[WORDS]; /* that the French list does not hold */

static bool is_in(const struct passphrase_list *list, const char *word)
{
    unsigned char folded[256];
    size_t folded_len;
    assert_true(text_fold(word, strlen(word), folded, sizeof folded, &folded_len));
    return passphrase_contains(list, folded, folded_len);
}

/* Plain words, far from each other in their list, whatever the lists hold. */
static int choose_words(void **state)
{
    (void)state;
    const struct passphrase_list *lists[] = { passphrase_list_at(0), passphrase_list_at(1) };
    const char **chosen[] = { french, english };
    for (size_t i = 0; i < 2; i++) {
        uint32_t index = 0;
        for (size_t k = 0; k < WORDS; k++) {
            index += 400;
            while (strpbrk(passphrase_word(lists[i], index), " -._,") != NULL ||
                   is_in(lists[1 - i], passphrase_word(lists[i], index)))
                index++;
            chosen[i][k] = passphrase_word(lists[i], index);
        }
    }
    return 0;
}

static void join(char *text, size_t size, const char *const *words, size_t count, const char *separator)
{
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s", i == 0 ? "" : separator, words[i]);
    }
}

static size_t words_of(const char *candidate, const char **list)
{
    struct guessing guessing;
    guessing_begin(&guessing, candidate, NULL, false);
    size_t words = guessing.guess.passphrase_words;
    assert_int_equal(guessing.guess.passphrase_list_size, words == 0 ? 0 : 7776);
    if (list != NULL)
        *list = guessing.guess.passphrase_list;
    guessing_end(&guessing);
    return words;
}

static void words_of_one_list_are_counted(void **state)
{
    (void)state;
    static const char *const separators[] = { " ", "-", ".", "_", "," };
    char text[1024];
    for (size_t i = 0; i < COUNT(separators); i++) {
        for (size_t count = 2; count <= WORDS; count += 5) {
            const char *list = NULL;
            join(text, sizeof text, french, count, separators[i]);
            assert_int_equal(words_of(text, &list), count);
            assert_string_equal(list, "french");
            join(text, sizeof text, english, count, separators[i]);
            assert_int_equal(words_of(text, &list), count);
            assert_string_equal(list, "english");
        }
    }
}

static void capitals_do_not_matter(void **state)
{
    (void)state;
    char text[1024];
    join(text, sizeof text, english, 4, "-");
    text[0] = (char)(text[0] - 32);
    assert_int_equal(words_of(text, NULL), 4);
}

static void anything_else_is_no_passphrase(void **state)
{
    (void)state;
    char text[1024];
    assert_int_equal(words_of(french[0], NULL), 0); /* one word */
    join(text, sizeof text, french, 4, " ");
    char other[1040];
    snprintf(other, sizeof other, "%s!", text);
    assert_int_equal(words_of(other, NULL), 0);
    snprintf(other, sizeof other, "%s xqzwv", text);
    assert_int_equal(words_of(other, NULL), 0);
    snprintf(other, sizeof other, "%s ", text);
    assert_int_equal(words_of(other, NULL), 0);
    snprintf(other, sizeof other, " %s", text);
    assert_int_equal(words_of(other, NULL), 0);
    snprintf(other, sizeof other, "%s-%s %s", french[0], french[1], french[2]); /* two separators */
    assert_int_equal(words_of(other, NULL), 0);
    snprintf(other, sizeof other, "%s %s", french[0], english[0]); /* two lists */
    assert_int_equal(words_of(other, NULL), 0);
    join(text, sizeof text, french, 4, "");
    assert_int_equal(words_of(text, NULL), 0);
}

/* Nobody draws the same words again and again; one that comes twice is chance. */
static void repeated_words_are_no_passphrase(void **state)
{
    (void)state;
    char text[1024];
    const char *const same[] = {
        french[0], french[0], french[0], french[0], french[0], french[0], french[0]
    };
    join(text, sizeof text, same, 7, " ");
    assert_int_equal(words_of(text, NULL), 0);
    const char *const three[] = { french[0], french[1], french[2], french[0], french[1],
                                  french[2], french[0], french[1], french[2] };
    join(text, sizeof text, three, 9, " ");
    assert_int_equal(words_of(text, NULL), 0);
    const char *const once[] = {
        french[0], french[1], french[2], french[3], french[4], french[5], french[0]
    };
    join(text, sizeof text, once, 7, " ");
    assert_int_equal(words_of(text, NULL), 7);
}

/* A8: words x log10(7776). Whatever stands between them, in capitals or not: within 10^1 of it, unless three
 * common words were drawn and run together, which is one in thousands; PWPOL_DRAWS says how many are drawn. */
static void a_passphrase_costs_its_words(void **state)
{
    (void)state;
    static const char *const separators[] = { " ", "-", ".", "_", ",", "" };
    const char *wanted = getenv("PWPOL_DRAWS");
    size_t draws = wanted != NULL ? (size_t)atoi(wanted) : 3000;
    double least = 0, most = 0;
    size_t far = 0;
    uint64_t drawn = 88172645463325252u;
    for (size_t i = 0; i < draws; i++) {
        const struct passphrase_list *list = passphrase_list_at(i % 2);
        const char *words[8];
        size_t count = 3 + i / 2 % 6;
        char text[1024];
        for (size_t k = 0; k < count; k++) {
            drawn ^= drawn << 13;
            drawn ^= drawn >> 7;
            drawn ^= drawn << 17;
            words[k] = passphrase_word(list, (uint32_t)((drawn >> 33) % list->count));
        }
        join(text, sizeof text, words, count, separators[i / 12 % COUNT(separators)]);
        double off = guessed_log10(text, NULL) - (double)count * log10(7776);
        least = off < least ? off : least;
        most = off > most ? off : most;
        far += fabs(off) > 1;
    }
    print_message("# between 10^%.2f and 10^%.2f of the strength, %zu of %zu beyond 10^1\n", least, most, far, draws);
    assert_true(far <= draws / 1000);
    char text[1024];
    join(text, sizeof text, french, 7, " ");
    assert_true(guessed_log10(text, NULL) > 14); /* what case 1 asks of a guess number */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_one_list_are_counted),  cmocka_unit_test(capitals_do_not_matter),
        cmocka_unit_test(anything_else_is_no_passphrase), cmocka_unit_test(repeated_words_are_no_passphrase),
        cmocka_unit_test(a_passphrase_costs_its_words),
    };
    return cmocka_run_group_tests(tests, choose_words, NULL);
}
