/* The lists compiled in: what data/ holds is what the library finds. */
#include "suite.h"

#include "text/text.h"
#include "words/reader.h"
#include "words/wordlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

/* Reads the file of a list word by word; ends the test when it cannot. */
static struct reader *open_list(const char *folder, const char *name)
{
    static struct reader reader;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s/%s.txt", DATA_FOLDER, folder, name);
    assert_true(reader_open(&reader, path));
    return &reader;
}

static bool next_word(struct reader *reader, const char **word, size_t *word_len)
{
    enum reader_result result = reader_next(reader, word, word_len);
    assert_true(result == READER_WORD || result == READER_END);
    return result == READER_WORD;
}

static size_t fold(const char *word, size_t word_len, unsigned char folded[1025])
{
    size_t folded_len;
    assert_true(text_fold(word, word_len, folded, 1025, &folded_len));
    return folded_len;
}

static void sources_are_named_as_their_files(void **state)
{
    (void)state;
    static const char *const names[] = { "passwords",  "french", "english", "first-names",
                                         "last-names", "places", "themes",
                                         "german",     "spanish", "italian", "portuguese",
                                         "dutch",      "more-passwords" };
    assert_int_equal(sizeof names / sizeof names[0], WORDLIST_SOURCES);
    for (unsigned source = 0; source < WORDLIST_SOURCES; source++)
        assert_string_equal(wordlist_source_name((enum wordlist_source)source), names[source]);
    assert_string_equal(wordlist_source_name(WORDLIST_SOURCES), "");
}

static uint32_t count_lines(const char *name)
{
    struct reader *reader = open_list("words", name);
    const char *word;
    size_t word_len;
    uint32_t lines = 0;
    while (next_word(reader, &word, &word_len))
        lines++;
    reader_end(reader);
    return lines;
}

/* It may take fewer guesses than its line says: the word is in another list too, or
 * twice in this one. The ranks of "more-passwords" go on after those of "passwords". */
static void the_likely_words_of_every_list_are_found(void **state)
{
    (void)state;
    const struct wordlist *builtin = wordlist_builtin();
    uint32_t passwords = count_lines("passwords");
    for (unsigned source = 0; source < WORDLIST_SOURCES; source++) {
        struct reader *reader = open_list("words", wordlist_source_name((enum wordlist_source)source));
        const char *word;
        size_t word_len;
        uint32_t line = 0;
        uint32_t before = source == WORDLIST_MORE_PASSWORDS ? passwords : 0;
        while (line < 1000 && next_word(reader, &word, &word_len)) {
            line++;
            unsigned char folded[1025];
            size_t folded_len = fold(word, word_len, folded);
            struct word found = { WORDLIST_SOURCES, 0 };
            assert_true(folded_len == 0 || wordlist_find(builtin, folded, folded_len, &found));
            uint64_t guesses = (uint64_t)found.rank * wordlist_times(found.source);
            assert_in_range(found.source, 0, WORDLIST_SOURCES - 1);
            assert_in_range(guesses, 1, (uint64_t)(line + before) * wordlist_times((enum wordlist_source)source));
        }
        assert_true(line > 0);
        reader_end(reader);
    }
}

/* A name of several words is typed with hyphens, with spaces, or run together; a place also with the number
 * of its department, and a club by its letters and its town. */
static void words_of_several_are_found_as_they_are_typed(void **state)
{
    (void)state;
    static const char *const alike[][3] = {
        { "saint-malo", "saint malo", "saintmalo" },
        { "paris-saint-germain", "paris saint germain", "parissaintgermain" },
        { "la poste", "la-poste", "laposte" },
        { "val d'isere", "val-disere", "valdisere" },
    };
    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++) {
        for (size_t k = 0; k < 3; k++) {
            struct word word;
            if (!wordlist_find(wordlist_builtin(), (const unsigned char *)alike[i][k], strlen(alike[i][k]), &word))
                fail_msg("no %s", alike[i][k]);
        }
    }
    static const char *const known[] = { "corse2a", "corse20", "saintmalo35", "biarritz64", "reunion974", "auvergne63",
                                         "ommarseille", "lyonol", "citroen2cv", "peugeot205" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct word word;
        if (!wordlist_find(wordlist_builtin(), (const unsigned char *)known[i], strlen(known[i]), &word))
            fail_msg("no %s", known[i]);
    }
}

/* The first line of the first list: nothing can be ranked better. */
static void the_commonest_password_is_ranked_first(void **state)
{
    (void)state;
    struct reader *reader = open_list("words", "passwords");
    const char *word;
    size_t word_len;
    assert_true(next_word(reader, &word, &word_len));
    unsigned char folded[1025];
    size_t folded_len = fold(word, word_len, folded);
    struct word found;
    assert_true(wordlist_find(wordlist_builtin(), folded, folded_len, &found));
    assert_int_equal(found.rank, 1);
    assert_int_equal(found.source, WORDLIST_PASSWORDS);
    reader_end(reader);
}

static void what_is_no_word_is_not_found(void **state)
{
    (void)state;
    static const char *const absent[] = { "", "xqzwvkj", "motdepassemotdepassemotdepasse", "\xFF" };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        assert_false(
            wordlist_find(wordlist_builtin(), (const unsigned char *)absent[i], strlen(absent[i]), NULL));
}

/* ---- Passphrase lists ---- */

static void a_passphrase_list_holds_the_words_of_five_dice(void **state)
{
    (void)state;
    assert_int_equal(passphrase_list_count(), 2);
    assert_string_equal(passphrase_list_at(0)->name, "french");
    assert_string_equal(passphrase_list_at(1)->name, "english");
    assert_null(passphrase_list_at(2));
    for (size_t i = 0; i < passphrase_list_count(); i++)
        assert_int_equal(passphrase_list_at(i)->count, 6 * 6 * 6 * 6 * 6);
}

static void passphrase_words_are_those_of_the_file_in_its_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < passphrase_list_count(); i++) {
        const struct passphrase_list *list = passphrase_list_at(i);
        struct reader *reader = open_list("passphrase", list->name);
        const char *word;
        size_t word_len;
        uint32_t index = 0;
        for (; next_word(reader, &word, &word_len); index++) {
            const char *packed = passphrase_word(list, index);
            assert_non_null(packed);
            assert_int_equal(strlen(packed), word_len);
            assert_memory_equal(packed, word, word_len);
            unsigned char folded[1025];
            size_t folded_len = fold(word, word_len, folded);
            assert_true(passphrase_contains(list, folded, folded_len));
            folded[folded_len] = 'q'; /* no word goes on with qq */
            folded[folded_len + 1] = 'q';
            assert_false(passphrase_contains(list, folded, folded_len + 2));
        }
        assert_int_equal(index, list->count);
        assert_null(passphrase_word(list, index));
        assert_null(passphrase_word(list, UINT32_MAX));
        assert_false(passphrase_contains(list, (const unsigned char *)"", 0));
        reader_end(reader);
    }
}

static void passphrase_words_are_nfc(void **state)
{
    (void)state;
    for (size_t i = 0; i < passphrase_list_count(); i++) {
        const struct passphrase_list *list = passphrase_list_at(i);
        for (uint32_t index = 0; index < list->count; index++) {
            const char *word = passphrase_word(list, index);
            utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)word);
            assert_non_null(nfc);
            assert_string_equal((const char *)nfc, word);
            free(nfc);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_named_as_their_files),
        cmocka_unit_test(the_likely_words_of_every_list_are_found),
        cmocka_unit_test(words_of_several_are_found_as_they_are_typed),
        cmocka_unit_test(the_commonest_password_is_ranked_first),
        cmocka_unit_test(what_is_no_word_is_not_found),
        cmocka_unit_test(a_passphrase_list_holds_the_words_of_five_dice),
        cmocka_unit_test(passphrase_words_are_those_of_the_file_in_its_order),
        cmocka_unit_test(passphrase_words_are_nfc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
