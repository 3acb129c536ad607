/* pwpol_renewal_sentence(): what the person reads. */
#include "support.h"

static const struct {
    pwpol_renewal_state state;
    pwpol_renewal_reason reason;
    uint32_t days;
    const char *english, *french; /* a part of each; "" for nothing at all */
} said[] = {
    { PWPOL_RENEWAL_FINE, PWPOL_REASON_NONE, 400, "", "" },
    { PWPOL_RENEWAL_SOON, PWPOL_REASON_NONE, 14, "in 14 days:", "dans 14\u00A0jours\u00A0: changez" },
    { PWPOL_RENEWAL_SOON, PWPOL_REASON_NONE, 2, "in 2 days:", "dans 2\u00A0jours\u00A0:" },
    { PWPOL_RENEWAL_SOON, PWPOL_REASON_NONE, 1, "within a day", "moins d'un jour\u00A0:" },
    { PWPOL_RENEWAL_MUST_CHANGE, PWPOL_REASON_FIRST_LOGIN, 0, "by someone else", "par autrui" },
    { PWPOL_RENEWAL_MUST_CHANGE, PWPOL_REASON_COMPROMISED, 9, "Others may know", "D'autres connaissent" },
    { PWPOL_RENEWAL_MUST_CHANGE, PWPOL_REASON_EXPIRED, 0, "has expired", "a expiré" },
    { PWPOL_RENEWAL_MUST_CHANGE, PWPOL_REASON_ADMINISTRATOR, 3, "The service asks", "Le service vous demande" },
    { (pwpol_renewal_state)9, PWPOL_REASON_NONE, 0, "", "" },
};

static void each_state_has_its_sentence_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        const pwpol_renewal_result result = { sizeof result, said[i].state, said[i].reason, 0, said[i].days };
        char text[256];
        size_t length = pwpol_renewal_sentence(&result, "en", text, sizeof text);
        assert_int_equal(length, strlen(text));
        assert_int_equal(length == 0, said[i].english[0] == '\0');
        assert_non_null(strstr(text, said[i].english));
        length = pwpol_renewal_sentence(&result, "fr", text, sizeof text);
        assert_int_equal(length, strlen(text));
        assert_int_equal(length == 0, said[i].french[0] == '\0');
        assert_non_null(strstr(text, said[i].french));
        assert_null(strstr(text, " :"));
        pwpol_renewal_sentence(&result, "de", text, sizeof text);
        assert_non_null(strstr(text, said[i].english));
    }
}

/* "expiré" ends in a character of two bytes, at each of which the text is cut. */
static void a_text_too_small_is_cut_between_two_characters(void **state)
{
    (void)state;
    const pwpol_renewal_result result = { sizeof result, PWPOL_RENEWAL_MUST_CHANGE, PWPOL_REASON_EXPIRED, 0, 0 };
    char whole[256], text[256];
    size_t length = pwpol_renewal_sentence(&result, "fr", whole, sizeof whole);
    for (size_t size = 1; size <= length + 1; size++) {
        memset(text, 'x', sizeof text);
        assert_int_equal(pwpol_renewal_sentence(&result, "fr", text, size), length);
        size_t kept = strlen(text);
        assert_true(kept < size && kept + 2 >= size);
        assert_memory_equal(text, whole, kept);
        assert_false(((unsigned char)whole[kept] & 0xC0) == 0x80);
    }
    assert_int_equal(pwpol_renewal_sentence(&result, "fr", NULL, 0), length);
    assert_int_equal(pwpol_renewal_sentence(NULL, "fr", text, sizeof text), 0);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_has_its_sentence_in_both_languages),
        cmocka_unit_test(a_text_too_small_is_cut_between_two_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
