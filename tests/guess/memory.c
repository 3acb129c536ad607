/* Every allocation of the room may fail; nothing is leaked and nothing half told. */
#include "guess_support.h"

#include "fail_alloc.h"

static pwpol_context person(void)
{
    static const char *const names[] = { "Camille", "Jean-Pierre" };
    static const char *const words[] = {
        "un tres long texte avec beaucoup de mots pour que le trie grandisse, encore",
        "et encore un autre, different du premier, qui le fait grandir de nouveau"
    };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "cdurand";
    context.email = "c.durand@exemple.fr";
    context.names = names;
    context.names_count = 2;
    context.words = words;
    context.words_count = 2;
    context.company = "Soci\u00E9t\u00E9";
    context.site = "banque-bleue.fr";
    context.birth_date = "1989-07-14";
    context.old_password = "Soleil\0002026";
    context.old_password_len = 11;
    return context;
}

static const char *const candidates[] = {
    "motdepasse",
    "x9K$mQ2!vR7z",
    "camilleCamille14071989",
    "Soleil2026abcabcabcabc",
    "e\u0301te\u0301 2026\u20AC \U0001F511",
    "abaisser-abandon-cheval-jardin-lampe-maison-orange",
    "cam1lle+exemple+bleue+durand+banque+pierre+jean+1989+societe",
};

static void lost_memory_is_told_and_nothing_else(void **state)
{
    (void)state;
    pwpol_context context = person();
    guessed_log10("motdepasse", &context); /* from here on the pool of secrets is there */
    for (size_t i = 0; i < COUNT(candidates); i++) {
        for (unsigned onward = 0; onward <= 1; onward++) {
            size_t nth = 1;
            for (;; nth++) {
                pwpol_guess_result *result = (pwpol_guess_result *)"";
                fail_alloc_start(nth, onward);
                pwpol_status status = pwpol_guess(candidates[i], strlen(candidates[i]), &context, &result);
                if (!fail_alloc_stop()) {
                    assert_int_equal(status, PWPOL_OK);
                    pwpol_guess_free(result);
                    break;
                }
                if (status != PWPOL_ERR_NO_MEMORY)
                    fail_msg("%s: allocation %zu", candidates[i], nth);
                assert_null(result);
            }
            assert_true(nth > 20);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lost_memory_is_told_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
