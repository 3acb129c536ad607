/* struct buffer: text that grows, and that says once when it could not. */
#include "suite.h"

#include "base/buffer.h"
#include "fail_alloc.h"

#include <stdlib.h>

static void what_is_added_comes_out_in_order(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_add(&buffer, "a");
    buffer_add(&buffer, "");
    buffer_add_bytes(&buffer, "bc\0d", 4);
    buffer_add_bytes(&buffer, NULL, 0);
    buffer_addf(&buffer, "%s=%d%%", "e", -12);
    buffer_addf(&buffer, "%s", "");
    assert_int_equal(buffer.length, 11);
    assert_memory_equal(buffer.text, "abc\0de=-12%", 12); /* with its NUL */
    buffer_end(&buffer);
    assert_null(buffer.text);
    assert_int_equal(buffer.length, 0);
}

/* Every length around the sizes that it grows by. */
static void it_grows_to_any_length(void **state)
{
    (void)state;
    static const char filler[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (size_t length = 0; length < 1100; length++) {
        struct buffer added = { 0 };
        struct buffer formatted = { 0 };
        for (size_t i = 0; i < length; i++) {
            buffer_add_bytes(&added, &filler[i % 36], 1);
            if (i % 36 == 35)
                buffer_addf(&formatted, "%s", filler);
        }
        buffer_addf(&formatted, "%.*s", (int)(length % 36), filler);
        char *text = buffer_take(&added);
        char *same = buffer_take(&formatted);
        assert_non_null(text);
        assert_non_null(same);
        assert_int_equal(strlen(text), length);
        assert_string_equal(text, same);
        free(text);
        free(same);
    }
}

static void an_empty_buffer_gives_an_empty_text_and_can_be_used_again(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    char *text = buffer_take(&buffer);
    assert_string_equal(text, "");
    free(text);
    buffer_add(&buffer, "again");
    text = buffer_take(&buffer);
    assert_string_equal(text, "again");
    free(text);
    buffer_end(&buffer);
}

static void after_a_failed_allocation_nothing_more_is_added(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_add(&buffer, "before");
    fail_alloc_start(1, false);
    buffer_addf(&buffer, "%300s", "too long for the 256 bytes that are there");
    assert_true(fail_alloc_stop());
    assert_true(buffer.failed);
    buffer_add(&buffer, "after");
    assert_string_equal(buffer.text, "before");
    assert_null(buffer_take(&buffer));
    assert_false(buffer.failed);
}

static void a_length_that_no_memory_has_fails_without_wrapping(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_add(&buffer, "a");
    buffer_add_bytes(&buffer, "b", SIZE_MAX);
    assert_true(buffer.failed);
    buffer_end(&buffer);
    buffer_add_bytes(&buffer, "b", SIZE_MAX / 2);
    assert_true(buffer.failed);
    buffer_end(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_comes_out_in_order),
        cmocka_unit_test(it_grows_to_any_length),
        cmocka_unit_test(an_empty_buffer_gives_an_empty_text_and_can_be_used_again),
        cmocka_unit_test(after_a_failed_allocation_nothing_more_is_added),
        cmocka_unit_test(a_length_that_no_memory_has_fails_without_wrapping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
