/* The JSON writer, against RFC 8259. */
#include "suite.h"

#include "base/json.h"
#include "fail_alloc.h"

#include <math.h>
#include <stdlib.h>

static void write_document(struct json *json)
{
    json_object_begin(json, NULL);
    json_string(json, "text", "a");
    json_integer(json, "least", INT64_MIN);
    json_array_begin(json, "list");
    json_boolean(json, NULL, true);
    json_boolean(json, NULL, false);
    json_null(json, NULL);
    json_object_begin(json, NULL);
    json_object_end(json);
    json_array_begin(json, NULL);
    json_array_end(json);
    json_array_end(json);
    json_object_begin(json, "inner");
    json_number(json, "bits", 79.55, 2);
    json_object_end(json);
    json_object_end(json);
}

static const char pretty[] = "{\n"
                             "  \"text\": \"a\",\n"
                             "  \"least\": -9223372036854775808,\n"
                             "  \"list\": [\n"
                             "    true,\n"
                             "    false,\n"
                             "    null,\n"
                             "    {},\n"
                             "    []\n"
                             "  ],\n"
                             "  \"inner\": {\n"
                             "    \"bits\": 79.55\n"
                             "  }\n"
                             "}";

static const char compact[] =
    "{\"text\":\"a\",\"least\":-9223372036854775808,\"list\":[true,false,null,{},[]],"
    "\"inner\":{\"bits\":79.55}}";

static void a_document_is_indented_or_on_one_line(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    write_document(&(struct json){ .out = &buffer });
    assert_string_equal(buffer.text, pretty);
    buffer_end(&buffer);
    write_document(&(struct json){ .out = &buffer, .compact = true });
    assert_string_equal(buffer.text, compact);
    buffer_end(&buffer);
}

static const struct {
    const char *value;
    const char *written;
} strings[] = {
    { "", "\"\"" },
    { NULL, "null" },
    { "\"\\/", "\"\\\"\\\\/\"" },
    { "\n\t\x01\x1F\x7F", "\"\\n\\u0009\\u0001\\u001f\\u007f\"" },
    { "\u00E9 \u20AC \U0001F511", "\"\u00E9 \u20AC \U0001F511\"" },
    { "\u00A0\uD7FF\uE000\uFFFF\U00010000\U0010FFFF", "\"\u00A0\uD7FF\uE000\uFFFF\U00010000\U0010FFFF\"" },
    /* One U+FFFD a byte that belongs to no sequence. */
    { "a\xFFz", "\"a\uFFFDz\"" },
    { "\x80", "\"\uFFFD\"" },
    { "\xC0\x80", "\"\uFFFD\uFFFD\"" }, /* overlong */
    { "\xE0\x9F\xBF", "\"\uFFFD\uFFFD\uFFFD\"" },
    { "\xED\xA0\x80", "\"\uFFFD\uFFFD\uFFFD\"" }, /* surrogate */
    { "\xF0\x8F\xBF\xBF", "\"\uFFFD\uFFFD\uFFFD\uFFFD\"" },
    { "\xF4\x90\x80\x80", "\"\uFFFD\uFFFD\uFFFD\uFFFD\"" }, /* U+110000 */
    { "\xF5", "\"\uFFFD\"" },
    { "\xE2\x82", "\"\uFFFD\uFFFD\"" },       /* truncated by the end, */
    { "\xE2\x82\"", "\"\uFFFD\uFFFD\\\"\"" }, /* by a quote */
    { "\xF0\x9F\x94", "\"\uFFFD\uFFFD\uFFFD\"" },
    { "\xC3", "\"\uFFFD\"" },
};

static void strings_are_escaped_and_always_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        struct buffer buffer = { 0 };
        json_string(&(struct json){ .out = &buffer }, NULL, strings[i].value);
        assert_string_equal(buffer.text, strings[i].written);
        buffer_end(&buffer);
    }
}

static void keys_are_escaped_too(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    struct json json = { .out = &buffer, .compact = true };
    json_object_begin(&json, NULL);
    json_null(&json, "a\"b");
    json_object_end(&json);
    assert_string_equal(buffer.text, "{\"a\\\"b\":null}");
    buffer_end(&buffer);
}

static const struct {
    double value;
    unsigned decimals;
    const char *written;
} numbers[] = {
    { 0.0, 2, "0" },
    { -0.0, 2, "0" },
    { -0.001, 2, "0" },
    { 80.0, 2, "80" },
    { 79.549, 2, "79.55" },
    { -1.5, 3, "-1.5" },
    { 1e15, 2, "1000000000000000" },
    { 1e300, 2, "1.000000e+300" }, /* a number of RFC 8259, section 6 */
    { (double)NAN, 2, "null" },
    { (double)INFINITY, 2, "null" },
    { -(double)INFINITY, 2, "null" },
};

static void numbers_are_numbers_of_json_or_null(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct buffer buffer = { 0 };
        json_number(&(struct json){ .out = &buffer }, NULL, numbers[i].value, numbers[i].decimals);
        assert_string_equal(buffer.text, numbers[i].written);
        buffer_end(&buffer);
    }
}

static void memory_that_runs_out_leaves_no_half_document(void **state)
{
    (void)state;
    for (size_t nth = 1;; nth++) {
        struct buffer buffer = { 0 };
        fail_alloc_start(nth, false);
        write_document(&(struct json){ .out = &buffer });
        char *text = buffer_take(&buffer);
        if (!fail_alloc_stop()) {
            assert_string_equal(text, pretty);
            free(text);
            break;
        }
        assert_null(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_indented_or_on_one_line),
        cmocka_unit_test(strings_are_escaped_and_always_utf8),
        cmocka_unit_test(keys_are_escaped_too),
        cmocka_unit_test(numbers_are_numbers_of_json_or_null),
        cmocka_unit_test(memory_that_runs_out_leaves_no_half_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
