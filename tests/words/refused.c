/* What a list is refused for, and how the administrator hears of it. */
#include "suite.h"

#include "words/wordlist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- From memory ---- */

#define TEXT(text) text, sizeof(text) - 1

static const struct {
    const char *text;
    size_t text_len;
    pwpol_status status;
    uint32_t line;
    uint32_t column; /* in characters */
} refusals[] = {
    { TEXT("un\nde\0ux\n"), PWPOL_ERR_SYNTAX, 2, 3 },
    { TEXT("\0"), PWPOL_ERR_SYNTAX, 1, 1 },
    { TEXT("u\0n\0\n\0"), PWPOL_ERR_SYNTAX, 1, 2 },          /* UTF-16 */
    { TEXT("un\n\xC3\xA9t\xE9\n"), PWPOL_ERR_SYNTAX, 2, 3 }, /* Latin-1 after two letters */
    { TEXT("\xEF\xBB\xBF"
           "a\xC3\n"),
      PWPOL_ERR_SYNTAX, 1, 2 }, /* truncated, after a BOM */
    { TEXT("un\n\xEF\xBB\xBF"
           "a\xC3\n"),
      PWPOL_ERR_SYNTAX, 2, 3 },                                         /* no BOM is one in line 2 */
    { TEXT("# \xE9\n\n  \xC3\xA9\xC0\xAE\n"), PWPOL_ERR_SYNTAX, 3, 4 }, /* overlong */
    { TEXT("\xED\xA0\x80\n"), PWPOL_ERR_SYNTAX, 1, 1 },                 /* a surrogate */
    { TEXT("\xFF\xFEu\n"), PWPOL_ERR_SYNTAX, 1, 1 },
};

static void a_line_that_is_no_text_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct wordlist *list = (struct wordlist *)1;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_equal(wordlist_parse(&list, refusals[i].text, refusals[i].text_len, "deny.txt", &where),
                         refusals[i].status);
        assert_null(list);
        assert_int_equal(where.line, refusals[i].line);
        assert_int_equal(where.column, refusals[i].column);
        assert_string_equal(where.file, "deny.txt");
        char place[64];
        snprintf(place, sizeof place, "deny.txt, line %u, column %u: ", (unsigned)refusals[i].line,
                 (unsigned)refusals[i].column);
        assert_memory_equal(where.message_en, place, strlen(place));
        snprintf(place, sizeof place, "deny.txt, ligne %u, colonne %u\u00A0: ", (unsigned)refusals[i].line,
                 (unsigned)refusals[i].column);
        assert_memory_equal(where.message_fr, place, strlen(place));
        assert_int_equal(wordlist_parse(&list, refusals[i].text, refusals[i].text_len, "deny.txt", NULL),
                         refusals[i].status);
    }
}

static pwpol_status parse_line_of(size_t length, pwpol_where *where)
{
    char *text = malloc(length + 4);
    memcpy(text, "un\n", 3);
    memset(text + 3, 'a', length);
    text[length + 3] = '\n';
    struct wordlist *list;
    pwpol_status status = wordlist_parse(&list, text, length + 4, "deny.txt", where);
    wordlist_free(list);
    free(text);
    return status;
}

static void a_line_has_256_bytes_at_most(void **state)
{
    (void)state;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(parse_line_of(256, &where), PWPOL_OK);
    static const size_t lengths[] = { 257, 16383, 16384, 16385, 1000000 };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(parse_line_of(lengths[i], &where), PWPOL_ERR_TOO_LONG);
        assert_int_equal(where.line, 2);
        assert_int_equal(where.column, 0);
        assert_non_null(strstr(where.message_en, "256"));
        assert_non_null(strstr(where.message_fr, "256"));
    }
}

/* "a" counts each time, though it is one word; empty lines and comments do not. */
static void a_list_has_4_000_000_words_at_most(void **state)
{
    (void)state;
    const size_t words = 4000000;
    const char *head = "# one too many\n\n";
    size_t head_len = strlen(head);
    char *text = malloc(head_len + 2 * (words + 1));
    memcpy(text, head, head_len);
    for (size_t i = 0; i <= words; i++)
        memcpy(text + head_len + 2 * i, i + 1 < words ? "a\n" : "b\n", 2);
    struct wordlist *list;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(wordlist_parse(&list, text, head_len + 2 * words, "deny.txt", &where), PWPOL_OK);
    assert_int_equal(wordlist_count(list), 2);
    struct word word;
    assert_true(wordlist_find(list, (const unsigned char *)"b", 1, &word));
    assert_int_equal(word.rank, words);
    wordlist_free(list);
    assert_int_equal(wordlist_parse(&list, text, head_len + 2 * (words + 1), "deny.txt", &where),
                     PWPOL_ERR_TOO_LONG);
    assert_null(list);
    assert_int_equal(where.line, 4000003);
    assert_non_null(strstr(where.message_en, "more than 4,000,000 words"));
    assert_non_null(strstr(where.message_fr, "plus de 4\u00A0000\u00A0000 de mots"));
    free(text);
}

/* Refused by its length, before a byte of it is read. */
static void a_list_has_1_gib_at_most(void **state)
{
    (void)state;
    struct wordlist *list = (struct wordlist *)1;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(wordlist_parse(&list, "un\n", ((size_t)1 << 30) + 1, "deny.txt", &where),
                     PWPOL_ERR_TOO_LONG);
    assert_null(list);
    assert_non_null(strstr(where.message_en, "1 GiB"));
    assert_non_null(strstr(where.message_fr, "1\u00A0Gio"));
}

/* ---- From files ---- */

static char folder[] = "/tmp/pwpol-words-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void path_in_folder(char path[512], const char *name)
{
    snprintf(path, 512, "%s/%s", folder, name);
}

static void write_file(const char *path, const char *text, size_t text_len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, text_len, file), text_len);
    assert_int_equal(fclose(file), 0);
}

static void expect_file_refused(const char *path, const char *english, const char *french)
{
    struct wordlist *list = (struct wordlist *)1;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(wordlist_load(&list, path, &where), PWPOL_ERR_IO);
    assert_null(list);
    assert_string_equal(where.file, path);
    assert_int_equal(where.line, 0);
    assert_non_null(strstr(where.message_en, path));
    assert_non_null(strstr(where.message_fr, path));
    assert_non_null(strstr(where.message_en, english));
    assert_non_null(strstr(where.message_fr, french));
    assert_int_equal(wordlist_load(&list, path, NULL), PWPOL_ERR_IO);
}

static void a_file_that_cannot_be_read_is_refused_with_the_reason(void **state)
{
    (void)state;
    char path[512];
    path_in_folder(path, "missing.txt");
    expect_file_refused(path, "does not exist", "n'existe pas");
    expect_file_refused(folder, "is a folder", "est un dossier");
    path_in_folder(path, "secret.txt");
    write_file(path, "un\n", 3);
    assert_int_equal(chmod(path, 0), 0);
    if (geteuid() != 0) /* root reads everything */
        expect_file_refused(path, "the right to read it", "le droit de la lire");
    unlink(path);
    char below[600];
    path_in_folder(path, "file");
    write_file(path, "un\n", 3);
    snprintf(below, sizeof below, "%s/list.txt", path);
    expect_file_refused(below, "does not exist", "n'existe pas");
    unlink(path);
}

/* More than the reader's buffer, with a comment line that does not fit it. */
static void a_file_is_read_as_its_text_is(void **state)
{
    (void)state;
    char path[512];
    path_in_folder(path, "list.txt");
    size_t length = 0;
    char *text = malloc(400000);
    memcpy(text, "\xEF\xBB\xBF# ", 5);
    length = 5;
    memset(text + length, 'c', 50000);
    length += 50000;
    for (unsigned i = 0; i < 20000; i++)
        length += (size_t)sprintf(text + length, "%smot%u\r\n", i % 7 == 0 ? "\n" : "", i);
    length += (size_t)sprintf(text + length, "# ");
    memset(text + length, '\0', 40000); /* nothing in a comment matters */
    length += 40000;
    memcpy(text + length, "\nfin", 4);
    length += 4;
    write_file(path, text, length);
    struct wordlist *list = NULL;
    struct wordlist *same = NULL;
    assert_int_equal(wordlist_load(&list, path, NULL), PWPOL_OK);
    assert_int_equal(wordlist_parse(&same, text, length, "list", NULL), PWPOL_OK);
    assert_int_equal(wordlist_count(list), 20001);
    assert_int_equal(wordlist_count(same), 20001);
    struct word word;
    for (unsigned i = 0; i < 20000; i++) {
        char name[16];
        snprintf(name, sizeof name, "mot%u", i);
        assert_true(wordlist_find(list, (unsigned char *)name, strlen(name), &word));
        assert_int_equal(word.rank, i + 1);
        assert_true(wordlist_find(same, (unsigned char *)name, strlen(name), &word));
        assert_int_equal(word.rank, i + 1);
    }
    wordlist_free(list);
    wordlist_free(same);
    free(text);
    unlink(path);
}

static void an_empty_file_is_a_list_of_no_words(void **state)
{
    (void)state;
    char path[512];
    path_in_folder(path, "empty.txt");
    write_file(path, "", 0);
    struct wordlist *list = NULL;
    assert_int_equal(wordlist_load(&list, path, NULL), PWPOL_OK);
    assert_int_equal(wordlist_count(list), 0);
    assert_int_equal(wordlist_step(list, WORDLIST_ROOT, 'a'), 0);
    assert_false(wordlist_ends(list, WORDLIST_ROOT, NULL));
    wordlist_free(list);
    unlink(path);
}

/* A path longer than the message: its end and the sentence stay, whole. */
static void a_long_path_does_not_crowd_out_the_sentence(void **state)
{
    (void)state;
    for (size_t more = 0; more < 4; more++) { /* cut between characters, wherever that falls */
        char path[4000] = "";
        for (unsigned i = 0; i < 100; i++)
            strcat(path, "/\u00E9\u00E0\u00E9\u00E0\u00E9\u00E0");
        strcat(path, "/liste.txttxt");
        path[strlen(path) - more] = '\0';
        struct wordlist *list;
        pwpol_where where = PWPOL_WHERE_INIT;
        assert_int_not_equal(wordlist_load(&list, path, &where), PWPOL_OK);
        assert_non_null(strstr(where.message_fr, "\u00E0/liste.txt"));
        assert_non_null(strstr(where.message_fr, " n'existe pas\u00A0; v\u00E9rifiez son chemin."));
        assert_non_null(strstr(where.message_en, "\u2026"));
        assert_true(strstr(where.message_en, "\u2026\u00E9") || strstr(where.message_en, "\u2026\u00E0") ||
                    strstr(where.message_en, "\u2026/"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_no_text_is_refused_with_its_place),
        cmocka_unit_test(a_line_has_256_bytes_at_most),
        cmocka_unit_test(a_list_has_4_000_000_words_at_most),
        cmocka_unit_test(a_list_has_1_gib_at_most),
        cmocka_unit_test(a_file_that_cannot_be_read_is_refused_with_the_reason),
        cmocka_unit_test(a_file_is_read_as_its_text_is),
        cmocka_unit_test(an_empty_file_is_a_list_of_no_words),
        cmocka_unit_test(a_long_path_does_not_crowd_out_the_sentence),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
