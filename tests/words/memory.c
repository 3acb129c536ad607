/* Memory that runs out: nothing is leaked, nothing half-loaded, and it is said. */
#include "suite.h"

#include "fail_alloc.h"
#include "words/wordlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WORDS = 5000 };

/* Large enough that every array grows several times. */
static size_t make_text(char **text)
{
    size_t length = 0;
    *text = malloc(WORDS * 16);
    for (unsigned i = 0; i < WORDS; i++)
        length += (size_t)sprintf(*text + length, "%x\u00E9mot%u\n", i * 2654435761u % 4096, i);
    return length;
}

static void fail_each_allocation(pwpol_status (*load)(struct wordlist **list, pwpol_where *where))
{
    size_t nth = 1;
    for (;; nth++) {
        struct wordlist *list = (struct wordlist *)1;
        pwpol_where where = PWPOL_WHERE_INIT;
        fail_alloc_start(nth, false);
        pwpol_status status = load(&list, &where);
        if (!fail_alloc_stop()) {
            assert_int_equal(status, PWPOL_OK);
            assert_int_equal(wordlist_count(list), WORDS);
            wordlist_free(list);
            break;
        }
        /* A list that cannot be made smaller stays as large as it was. */
        if (status == PWPOL_OK) {
            assert_int_equal(wordlist_count(list), WORDS);
            assert_true(wordlist_find(list, (const unsigned char *)"0emot0", 6, NULL));
            wordlist_free(list);
            continue;
        }
        assert_int_equal(status, PWPOL_ERR_NO_MEMORY);
        assert_null(list);
        assert_non_null(strstr(where.message_en, "memory"));
        assert_non_null(strstr(where.message_fr, "m\u00E9moire"));
    }
    assert_true(nth > 10);
}

static char *memory_text;
static size_t memory_text_len;

static pwpol_status parse_text(struct wordlist **list, pwpol_where *where)
{
    return wordlist_parse(list, memory_text, memory_text_len, "list", where);
}

static char file_path[] = "/tmp/pwpol-words-XXXXXX";

static pwpol_status load_file(struct wordlist **list, pwpol_where *where)
{
    return wordlist_load(list, file_path, where);
}

static void every_allocation_of_a_parse_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(parse_text);
}

static void every_allocation_of_a_load_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(load_file);
}

static int make(void **state)
{
    (void)state;
    memory_text_len = make_text(&memory_text);
    int descriptor = mkstemp(file_path);
    if (descriptor < 0)
        return -1;
    ssize_t written = write(descriptor, memory_text, memory_text_len);
    close(descriptor);
    return written == (ssize_t)memory_text_len ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    free(memory_text);
    return unlink(file_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_parse_may_fail),
        cmocka_unit_test(every_allocation_of_a_load_may_fail),
    };
    return cmocka_run_group_tests(tests, make, end);
}
