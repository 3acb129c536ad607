/* What belongs to the person: which words a context gives, how they are found,
 * and what a context is refused for. */
#include "guess_support.h"

#include <math.h>
#include <stdlib.h>

static const char *const names[] = { "Camille", "L\u00E9a", "Jean-Pierre", "de La Tour" };
static const char *const words[] = { "M\u00E9dor", "rue 1234" };

static pwpol_context person(void)
{
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "cdurand42";
    context.email = "contact.pro@sous.exemple.co.uk";
    context.names = names;
    context.names_count = COUNT(names);
    context.company = "Soci\u00E9t\u00E9 des Eaux";
    context.site = "https://www.banque-bleue.gouv.fr/compte";
    context.birth_date = "1989-07-14";
    context.words = words;
    context.words_count = COUNT(words);
    return context;
}

static const struct row drawn[] = {
    { "xCDURAND42x", PWPOL_PIECE_CONTEXT, "login", 1, 9, 0 },
    { "xcdurandx", PWPOL_PIECE_CONTEXT, "login", 1, 7, 0 },
    { "contact.pro", PWPOL_PIECE_CONTEXT, "email", 0, 11, 0 },
    { "contactpro", PWPOL_PIECE_CONTEXT, "email", 0, 10, 0 },
    { "monexemple", PWPOL_PIECE_CONTEXT, "email", 3, 7, 0 },
    { "sous99", PWPOL_PIECE_CONTEXT, "email", 0, 4, 0 },
    { "camille", PWPOL_PIECE_CONTEXT, "names", 0, 7, 0 },
    { "Jean-Pierre", PWPOL_PIECE_CONTEXT, "names", 0, 11, 0 },
    { "jeanpierre!", PWPOL_PIECE_CONTEXT, "names", 0, 10, 0 },
    { "xxpierrexx", PWPOL_PIECE_CONTEXT, "names", 2, 6, 0 },
    { "delatour", PWPOL_PIECE_CONTEXT, "names", 0, 8, 0 },
    { "societe", PWPOL_PIECE_CONTEXT, "company", 0, 7, 0 },
    { "soci\u00E9t\u00E9deseaux", PWPOL_PIECE_CONTEXT, "company", 0, 14, 0 },
    { "banquebleue", PWPOL_PIECE_CONTEXT, "site", 0, 11, 0 },
    { "bleue", PWPOL_PIECE_CONTEXT, "site", 0, 5, 0 },
    { "medor", PWPOL_PIECE_CONTEXT, "words", 0, 5, 0 },
    { "a1234b", PWPOL_PIECE_CONTEXT, "words", 1, 4, 0 },
    /* Disguised. */
    { "c4m1lle", PWPOL_PIECE_CONTEXT, "names", 0, 7, PIECE_LEET },
    { "ellimac", PWPOL_PIECE_CONTEXT, "names", 0, 7, PIECE_REVERSED },
    { "xell1m4cx", PWPOL_PIECE_CONTEXT, "names", 1, 7, PIECE_REVERSED | PIECE_LEET },
    /* Three letters, where they stand apart. */
    { "lea", PWPOL_PIECE_CONTEXT, "names", 0, 3, 0 },
    { "L\u00E9a2026", PWPOL_PIECE_CONTEXT, "names", 0, 3, 0 },
    { "moi-lea-toi", PWPOL_PIECE_CONTEXT, "names", 4, 3, 0 },
    { "monLeaDurand", PWPOL_PIECE_CONTEXT, "names", 3, 3, 0 },
    /* Born on 14 July 1989. */
    { "14071989", PWPOL_PIECE_CONTEXT, "birth_date", 0, 8, 0 },
    { "140789", PWPOL_PIECE_CONTEXT, "birth_date", 0, 6, 0 },
    { "1407", PWPOL_PIECE_CONTEXT, "birth_date", 0, 4, 0 },
    { "0714", PWPOL_PIECE_CONTEXT, "birth_date", 0, 4, 0 },
    { "19890714", PWPOL_PIECE_CONTEXT, "birth_date", 0, 8, 0 },
    { "14/07/89", PWPOL_PIECE_CONTEXT, "birth_date", 0, 8, 0 },
    { "14-7-1989", PWPOL_PIECE_CONTEXT, "birth_date", 0, 9, 0 },
    { "x1989x", PWPOL_PIECE_CONTEXT, "birth_date", 1, 4, 0 },
    { "14juillet", PWPOL_PIECE_CONTEXT, "birth_date", 0, 9, 0 },
    { "Juillet89", PWPOL_PIECE_CONTEXT, "birth_date", 0, 9, 0 },
    { "july14", PWPOL_PIECE_CONTEXT, "birth_date", 0, 6, 0 },
    { "01011989", PWPOL_PIECE_CONTEXT, "birth_date", 4, 4, 0 }, /* the year in another date */
    { "98917041", PWPOL_PIECE_CONTEXT, "birth_date", 0, 8, PIECE_REVERSED },
    { "camille89", PWPOL_PIECE_CONTEXT, "birth_date", 7, 2, 0 }, /* two digits beside a name */
    { "89camille", PWPOL_PIECE_CONTEXT, "birth_date", 0, 2, 0 },
};

static void what_belongs_to_the_person_is_found(void **state)
{
    (void)state;
    pwpol_context context = person();
    check_rows(drawn, COUNT(drawn), &context, NULL);
}

static const struct absent not_drawn[] = {
    { "clearly", PWPOL_PIECE_CONTEXT }, /* "Lea" inside a word */
    { "leather", PWPOL_PIECE_CONTEXT },
    { "ael", PWPOL_PIECE_CONTEXT }, /* three letters backwards */
    { "l3a", PWPOL_PIECE_CONTEXT }, /* or substituted */
    { "la", PWPOL_PIECE_CONTEXT },  /* two */
    { "www", PWPOL_PIECE_CONTEXT },
    { "gouvernail", PWPOL_PIECE_CONTEXT }, /* the public suffix is nobody's */
    { "couk", PWPOL_PIECE_CONTEXT },
    { "xx89xx", PWPOL_PIECE_CONTEXT }, /* two digits beside nothing */
    { "15071988", PWPOL_PIECE_CONTEXT },
    { "1507", PWPOL_PIECE_CONTEXT },
};

static void chance_is_not_taken_for_the_person(void **state)
{
    (void)state;
    pwpol_context context = person();
    check_absent(not_drawn, COUNT(not_drawn), &context, NULL);
}

static void only_the_year_of_birth_counts_beside_a_name(void **state)
{
    (void)state;
    pwpol_context context = person();
    static const char *const others[] = { "camille85", "camille79", "camille890" };
    for (size_t i = 0; i < COUNT(others); i++) {
        struct guessing guessing;
        guessing_begin(&guessing, others[i], &context, false);
        assert_null(guessing_find(&guessing, PWPOL_PIECE_CONTEXT, 7, 2));
        guessing_end(&guessing);
    }
}

/* One piece says it, with the better reason. */
static void a_birth_date_is_no_other_date_as_well(void **state)
{
    (void)state;
    pwpol_context context = person();
    static const struct absent rows[] = {
        { "14071989", PWPOL_PIECE_DATE },
        { "14/07/89", PWPOL_PIECE_DATE },
        { "juillet1989", PWPOL_PIECE_DATE },
    };
    check_absent(rows, COUNT(rows), &context, NULL);
}

static void parts_of_what_was_given_say_so(void **state)
{
    (void)state;
    pwpol_context context = person();
    struct guessing guessing;
    guessing_begin(&guessing, "pierre", &context, false);
    assert_int_equal(guessing_find(&guessing, PWPOL_PIECE_CONTEXT, 0, 6)->how, PIECE_PREFIX);
    guessing_end(&guessing);
    guessing_begin(&guessing, "camille", &context, false);
    assert_int_equal(guessing_find(&guessing, PWPOL_PIECE_CONTEXT, 0, 7)->how, 0);
    guessing_end(&guessing);
}

/* A site may be a name, an e-mail have no domain. */
static void sites_and_addresses_may_be_plain_words(void **state)
{
    (void)state;
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.site = "Mon Espace";
    context.email = "durand";
    const struct row rows[] = {
        { "monespace", PWPOL_PIECE_CONTEXT, "site", 0, 9, 0 },
        { "durand", PWPOL_PIECE_CONTEXT, "email", 0, 6, 0 },
    };
    check_rows(rows, COUNT(rows), &context, NULL);
    context.site = "localhost:8080";
    context.email = "durand@bleu.asso.paris"; /* asso is a suffix under .fr, not here */
    const struct row label = { "asso99", PWPOL_PIECE_CONTEXT, "email", 0, 4, 0 };
    check_rows(&label, 1, &context, NULL);
    const struct row host = { "localhost", PWPOL_PIECE_CONTEXT, "site", 0, 9, 0 };
    check_rows(&host, 1, &context, NULL);
}

/* ---- The old password ---- */

static void runs_of_the_old_password_are_found(void **state)
{
    (void)state;
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.old_password = "Vent\0d'Ouest";
    context.old_password_len = 12;
    const struct row rows[] = {
        { "xx d'ouest", PWPOL_PIECE_OLD, "old_password", 3, 7, 0 },
        { "VENTvent", PWPOL_PIECE_OLD, "old_password", 0, 4, 0 },
        { "VENTvent", PWPOL_PIECE_OLD, "old_password", 4, 4, 0 },
        { "d'\u00F4u\u00E9st", PWPOL_PIECE_OLD, "old_password", 0, 7, 0 },
    };
    check_rows(rows, COUNT(rows), &context, NULL);
    /* Two letters that end with the same byte are not a letter that both have. */
    context.old_password = "\u0431abcd";
    context.old_password_len = 6;
    const struct row alike[] = {
        { "\u0471abcd", PWPOL_PIECE_OLD, "old_password", 1, 4, 0 },
    };
    check_rows(alike, COUNT(alike), &context, NULL);
    /* Two runs, as long, one character apart. */
    context.old_password = "abcd-bcde";
    context.old_password_len = 9;
    const struct row overlapping[] = {
        { "xabcdex", PWPOL_PIECE_OLD, "old_password", 1, 4, 0 },
        { "xabcdex", PWPOL_PIECE_OLD, "old_password", 2, 4, 0 },
    };
    check_rows(overlapping, COUNT(overlapping), &context, NULL);
    context.old_password = "Vent d'Ouest";
    context.old_password_len = 12;
    const struct absent short_run = { "ven-oue-st", PWPOL_PIECE_OLD };
    check_absent(&short_run, 1, &context, NULL);
}

/* ---- Refused ---- */

static pwpol_status prepare(const pwpol_context *context)
{
    struct arena arena = { 0 };
    struct guess_context *prepared = NULL;
    pwpol_status status = guess_context_prepare(&arena, context, &prepared);
    assert_true((status == PWPOL_OK) == (prepared != NULL));
    arena_end(&arena);
    return status;
}

static void no_context_is_fine(void **state)
{
    (void)state;
    pwpol_context empty = PWPOL_CONTEXT_INIT;
    assert_int_equal(prepare(NULL), PWPOL_OK);
    assert_int_equal(prepare(&empty), PWPOL_OK);
    empty.login = empty.email = empty.site = empty.company = "";
    empty.old_password = "";
    assert_int_equal(prepare(&empty), PWPOL_OK);
}

static void birth_dates_are_days_that_there_were(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        pwpol_status status;
    } rows[] = {
        { "1989-07-14", PWPOL_OK },         { "2000-02-29", PWPOL_OK },
        { "1996-02-29", PWPOL_OK },         { "1900-02-29", PWPOL_ERR_RANGE },
        { "1989-02-29", PWPOL_ERR_RANGE },  { "1989-13-01", PWPOL_ERR_RANGE },
        { "1989-00-01", PWPOL_ERR_RANGE },  { "1989-01-00", PWPOL_ERR_RANGE },
        { "1989-04-31", PWPOL_ERR_RANGE },  { "89-07-14", PWPOL_ERR_RANGE },
        { "14/07/1989", PWPOL_ERR_RANGE },  { "1989-7-14", PWPOL_ERR_RANGE },
        { "1989-07-14 ", PWPOL_ERR_RANGE }, { "", PWPOL_ERR_RANGE },
        { "1989-07-1x", PWPOL_ERR_RANGE },  { "1989/07/14", PWPOL_ERR_RANGE },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        pwpol_context context = PWPOL_CONTEXT_INIT;
        context.birth_date = rows[i].date;
        assert_int_equal(prepare(&context), rows[i].status);
    }
}

static void texts_have_bounds(void **state)
{
    (void)state;
    static char text[1026];
    memset(text, 'a', sizeof text - 1);
    text[1025] = '\0';
    pwpol_context context = PWPOL_CONTEXT_INIT;
    const char *const list[] = { text };
    context.login = text;
    assert_int_equal(prepare(&context), PWPOL_ERR_TOO_LONG);
    context.login = text + 1;
    assert_int_equal(prepare(&context), PWPOL_OK);
    context.names = list;
    context.names_count = 1;
    assert_int_equal(prepare(&context), PWPOL_ERR_TOO_LONG);
    static char old[4097];
    memset(old, 'o', sizeof old);
    context = (pwpol_context)PWPOL_CONTEXT_INIT;
    context.old_password = old;
    context.old_password_len = 4097;
    assert_int_equal(prepare(&context), PWPOL_ERR_TOO_LONG);
    context.old_password_len = 4096;
    assert_int_equal(prepare(&context), PWPOL_OK);
}

static void lists_have_at_most_64_texts(void **state)
{
    (void)state;
    const char *list[65];
    for (size_t i = 0; i < 65; i++)
        list[i] = i == 3 ? NULL : "mot"; /* one may be left out */
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.words = list;
    context.words_count = 64;
    assert_int_equal(prepare(&context), PWPOL_OK);
    context.words_count = 65;
    assert_int_equal(prepare(&context), PWPOL_ERR_ARGUMENT);
    context.words = NULL;
    context.words_count = 1;
    assert_int_equal(prepare(&context), PWPOL_ERR_ARGUMENT);
    context.words_count = 0;
    context.names = list;
    context.names_count = 65;
    assert_int_equal(prepare(&context), PWPOL_ERR_ARGUMENT);
    context.names_count = 0;
    context.old_password_len = 3;
    assert_int_equal(prepare(&context), PWPOL_ERR_ARGUMENT);
}

static void texts_are_utf8(void **state)
{
    (void)state;
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.company = "soci\xE9t\xE9";
    assert_int_equal(prepare(&context), PWPOL_ERR_UTF8);
    context.company = NULL;
    context.old_password = "soci\xE9t\xE9";
    context.old_password_len = 7;
    assert_int_equal(prepare(&context), PWPOL_ERR_UTF8);
}

/* A caller compiled against an older release has a shorter struct, and nothing
 * beyond it may be read; one against a newer release has a longer one, which is
 * fine as long as it asks for nothing new. */
static void a_context_may_be_of_another_release(void **state)
{
    (void)state;
    struct older {
        size_t size;
        const char *login;
    } *older = malloc(sizeof *older); /* on the heap, where a read beyond it is seen */
    assert_non_null(older);
    *older = (struct older){ sizeof *older, "durand" };
    const void *given = older;
    assert_int_equal(prepare(given), PWPOL_OK);
    older->size = 0;
    assert_int_equal(prepare(given), PWPOL_ERR_ARGUMENT);
    free(older);
    struct {
        pwpol_context context;
        char tail[16];
    } newer = { .context = PWPOL_CONTEXT_INIT };
    newer.context.size = sizeof newer;
    assert_int_equal(prepare(&newer.context), PWPOL_OK);
    newer.tail[15] = 1;
    assert_int_equal(prepare(&newer.context), PWPOL_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_belongs_to_the_person_is_found),
        cmocka_unit_test(chance_is_not_taken_for_the_person),
        cmocka_unit_test(only_the_year_of_birth_counts_beside_a_name),
        cmocka_unit_test(a_birth_date_is_no_other_date_as_well),
        cmocka_unit_test(parts_of_what_was_given_say_so),
        cmocka_unit_test(sites_and_addresses_may_be_plain_words),
        cmocka_unit_test(runs_of_the_old_password_are_found),
        cmocka_unit_test(no_context_is_fine),
        cmocka_unit_test(birth_dates_are_days_that_there_were),
        cmocka_unit_test(texts_have_bounds),
        cmocka_unit_test(lists_have_at_most_64_texts),
        cmocka_unit_test(texts_are_utf8),
        cmocka_unit_test(a_context_may_be_of_another_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
