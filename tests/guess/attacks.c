/* One candidate or more for each attack that the model knows. Each is found as that attack from end to end, at a
 * number under the 10^8 that case 2 asks, or under what the row says. */
#include "guess_support.h"

#include <math.h>
#include <stdlib.h>
#include <utf8proc.h>

struct attack {
    const char *candidate;
    pwpol_piece_kind kind;
    const char *list; /* NULL for any */
    unsigned how;     /* PIECE_LEET and PIECE_REVERSED */
    double most;      /* log10; 0 for 8 */
};

static void check_attacks(const struct attack *attacks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct attack *attack = &attacks[i];
        struct guessing guessing;
        guessing_begin(&guessing, attack->candidate, NULL, true);
        const struct piece *piece = guessing_find(&guessing, attack->kind, 0, guessing.text.length);
        double most = attack->most > 0 ? attack->most : 8;
        if (piece == NULL)
            fail_msg("%s: no piece of kind %d is all of it", attack->candidate, (int)attack->kind);
        else if (attack->list != NULL && strcmp(piece->list, attack->list) != 0)
            fail_msg("%s: of %s", attack->candidate, piece->list);
        else if ((piece->how & (PIECE_LEET | PIECE_REVERSED)) != attack->how)
            fail_msg("%s: not disguised so", attack->candidate);
        if (!(guessing.guess.guesses_log10 < most))
            fail_msg("%s: 10^%f", attack->candidate, guessing.guess.guesses_log10);
        guessing_end(&guessing);
    }
}

static void words_of_every_list(void **state)
{
    (void)state;
    static const struct attack attacks[] = {
        { "motdepasse", PWPOL_PIECE_WORD, "passwords", 0, 2 },
        { "chaussettes", PWPOL_PIECE_WORD, "french", 0, 0 },
        { "neighbourhood", PWPOL_PIECE_WORD, "english", 0, 0 },
        { "krankenhaus", PWPOL_PIECE_WORD, "german", 0, 0 },
        { "desarrollo", PWPOL_PIECE_WORD, "spanish", 0, 0 },
        { "ragazzi", PWPOL_PIECE_WORD, "italian", 0, 0 },
        { "trabalhador", PWPOL_PIECE_WORD, "portuguese", 0, 0 },
        { "gezellig", PWPOL_PIECE_WORD, "dutch", 0, 0 },
        { "Guillemette", PWPOL_PIECE_WORD, "first-names", 0, 0 },
        { "Charpentier", PWPOL_PIECE_WORD, "last-names", 0, 0 },
        { "Concarneau", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "Seine-et-Marne", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "Auvergne-Rhône-Alpes", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "ogcnice", PWPOL_PIECE_WORD, "themes", 0, 0 },
        { "intermarché", PWPOL_PIECE_WORD, "themes", 0, 0 },
        { "médor", PWPOL_PIECE_WORD, "themes", 0, 0 },
        { "décembre", PWPOL_PIECE_WORD, "themes", 0, 0 },
        { "vendredi", PWPOL_PIECE_WORD, "themes", 0, 0 },
        { "qsdfghjklm", PWPOL_PIECE_WORD, "passwords", 0, 0 },
    };
    check_attacks(attacks, COUNT(attacks));
}

static void words_as_people_write_them(void **state)
{
    (void)state;
    static const struct attack attacks[] = {
        { "CONCARNEAU", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "concarneaU", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "saintmalo35", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "Corse2A", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "val d'isère", PWPOL_PIECE_WORD, "places", 0, 0 },
        { "Charpentiers", PWPOL_PIECE_WORD, "last-names", 0, 0 },
        { "ruojnob", PWPOL_PIECE_WORD, "passwords", PIECE_REVERSED, 0 },
        { "Uaenracnoc", PWPOL_PIECE_WORD, "places", PIECE_REVERSED, 0 },
        { "m@rseill3", PWPOL_PIECE_WORD, "passwords", PIECE_LEET, 0 }, /* partly */
        { "m4r531113", PWPOL_PIECE_WORD, "passwords", PIECE_LEET, 0 }, /* 1 is an i, and an l */
        { "cath3r1ne", PWPOL_PIECE_WORD, "passwords", PIECE_LEET, 0 },
        { "salutttt", PWPOL_PIECE_WORD, NULL, 0, 0 },
    };
    check_attacks(attacks, COUNT(attacks));
}

static void numbers_that_people_know(void **state)
{
    (void)state;
    static const struct attack attacks[] = {
        { "14071989", PWPOL_PIECE_DATE, "", 0, 0 },        { "14/07/1989", PWPOL_PIECE_DATE, "", 0, 0 },
        { "14-07-89", PWPOL_PIECE_DATE, "", 0, 0 },        { "1989.07.14", PWPOL_PIECE_DATE, "", 0, 0 },
        { "07141989", PWPOL_PIECE_DATE, "", 0, 0 },        { "14juillet1989", PWPOL_PIECE_DATE, "", 0, 0 },
        { "1er janvier 2000", PWPOL_PIECE_DATE, "", 0, 0 }, { "Janv2024", PWPOL_PIECE_DATE, "", 0, 0 },
        { "dec23", PWPOL_PIECE_DATE, "", 0, 0 },           { "1989", PWPOL_PIECE_DATE, "", 0, 0 },
        { "0647382915", PWPOL_PIECE_PHONE, "mobile", 0, 9 }, /* 2 x 10^8 there are */
        { "06 47 38 29 15", PWPOL_PIECE_PHONE, "mobile", 0, 9.5 },
        { "+33647382915", PWPOL_PIECE_PHONE, "mobile", 0, 9.5 },
        { "0247382915", PWPOL_PIECE_PHONE, "landline", 0, 9.5 },
        { "75011", PWPOL_PIECE_POSTCODE, "", 0, 5 },       { "29900", PWPOL_PIECE_POSTCODE, "", 0, 5 },
        { "974", PWPOL_PIECE_POSTCODE, "department", 0, 0 }, { "2b", PWPOL_PIECE_POSTCODE, "department", 0, 0 },
        { "fk-736-qz", PWPOL_PIECE_PLATE, "siv", 0, 10 },  { "7364 FK 29", PWPOL_PIECE_PLATE, "fni", 0, 10.5 },
        { "5f4dcc3b5aa765d61d8327deb882cf99", PWPOL_PIECE_HEXADECIMAL, "", 0, 39 }, /* 16^32 = 10^38.5 */
    };
    check_attacks(attacks, COUNT(attacks));
}

static void patterns_of_keys_and_characters(void **state)
{
    (void)state;
    static const struct attack attacks[] = {
        { "poiuytreza", PWPOL_PIECE_KEYBOARD, NULL, 0, 0 },
        { "POIUYTreza", PWPOL_PIECE_KEYBOARD, NULL, 0, 0 },
        { "auie,ctsrn", PWPOL_PIECE_KEYBOARD, "bepo", 0, 0 },
        { "zxcvbnm,./", PWPOL_PIECE_KEYBOARD, "qwerty", 0, 0 },
        { "ztrewq", PWPOL_PIECE_KEYBOARD, "qwertz", 0, 0 },
        { "aoeuidhtns", PWPOL_PIECE_KEYBOARD, "dvorak", 0, 0 },
        { "96321478", PWPOL_PIECE_KEYBOARD, "keypad", 0, 0 },
        { "&\u00E9\"'(-\u00E8_\u00E7\u00E0", PWPOL_PIECE_KEYBOARD, "azerty", 0, 0 },
        { "&\u00C3\u00A9\"'(-\u00C3\u00A8_\u00C3\u00A7\u00C3\u00A0", PWPOL_PIECE_KEYBOARD, "azerty", 0, 0 },
        { "aaaaaaaaaaaa", PWPOL_PIECE_REPEAT, "", 0, 0 },
        { "abcabcabcabc", PWPOL_PIECE_REPEAT, "", 0, 0 },
        { "chatchatchat", PWPOL_PIECE_REPEAT, "", 0, 0 },
        { "chat-chat-chat", PWPOL_PIECE_REPEAT, "", 0, 0 },
        { "14071407", PWPOL_PIECE_REPEAT, "", 0, 0 },
        { "abcdefghij", PWPOL_PIECE_SEQUENCE, "", 0, 0 },
        { "\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437", PWPOL_PIECE_SEQUENCE, "", 0, 0 },
        { "\u03C9\u03C8\u03C7\u03C6\u03C5", PWPOL_PIECE_SEQUENCE, "", 0, 0 },
        { "\u3042\u3044\u3046\u3048\u304A", PWPOL_PIECE_SEQUENCE, "", 0, 0 },
        { "\u0661\u0662\u0663\u0664\u0665", PWPOL_PIECE_SEQUENCE, "", 0, 0 },
    };
    check_attacks(attacks, COUNT(attacks));
}

/* With the words known, 10 and 50 a join, and one separator chosen: 10^2.5. */
static void words_are_joined(void **state)
{
    (void)state;
    static const struct {
        const char *plain, *separated;
    } pairs[] = {
        { "soleilmarseille", "soleil-marseille" },
        { "soleilmarseillebonjour", "soleil_marseille_bonjour" },
        { "soleilmarseillebonjourchocolat", "soleil marseille bonjour chocolat" },
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        double plain = guessed_log10(pairs[i].plain, NULL);
        double separated = guessed_log10(pairs[i].separated, NULL);
        assert_true(plain < 4.5 + 3.0 * (double)i);
        if (!(separated > plain + 2.5 - 1e-9 && separated < plain + 2.5 + 1e-9))
            fail_msg("%s: 10^%f, %s: 10^%f", pairs[i].plain, plain, pairs[i].separated, separated);
    }
    /* A sentence: short words count where they stand by themselves. */
    assert_true(guessed_log10("je suis un chat", NULL) < 15); /* characters: 10^22.5 */
    /* What is joined in two ways pays for both. */
    assert_true(guessed_log10("soleil-marseille_bonjour", NULL) >
                guessed_log10("soleil-marseille-bonjour", NULL) + 2);
}

static void what_belongs_to_the_person_with_what_people_add(void **state)
{
    (void)state;
    static const char *const names[] = { "Th\u00E9odouline", "Kerguiduff" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "tkerguiduff";
    context.names = names;
    context.names_count = COUNT(names);
    context.site = "www.ma-mutuelle-zeph.fr";
    context.birth_date = "1989-07-14";
    static const struct {
        const char *candidate;
        double most;
    } rows[] = {
        { "tkerguiduff42", 4 }, { "tkerguiduff1234", 4 },    { "tkerguiduff1989", 3 },
        { "Theodouline89", 3 },   { "enilu0d03ht", 4 },       { "KERGUIDUFF!", 4 },
        { "Mamutuellezeph2024", 4 }, { "ma-mutuelle-zeph-2024!", 7 }, { "kerguiduffs", 4 },
        { "theodoulineeeee", 5 }, { "14071989", 2 },          { "TheodoulineKerguiduff", 3 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double number = guessed_log10(rows[i].candidate, &context);
        if (!(number < rows[i].most))
            fail_msg("%s: 10^%f", rows[i].candidate, number);
    }
}

/* Inventions that can be said are weaker than characters drawn from as many letters; those drawn are not. */
static void what_can_be_said_is_weaker_than_random(void **state)
{
    (void)state;
    static const char *const invented[] = { "zibouflette", "tramolure", "mirvandole", "gorpalune", "plonquerie" };
    for (size_t i = 0; i < COUNT(invented); i++) {
        double random = (double)strlen(invented[i]) * log10(26);
        double number = guessed_log10(invented[i], NULL);
        if (!(number < random - 0.5))
            fail_msg("%s: 10^%f of 10^%f", invented[i], number, random);
    }
    assert_true(guessed_log10("xkqzjwvbfg", NULL) > 10 * log10(26) - 0.1);
}

/* ---- Accents and ligatures, over every word of the French list for passphrases ---- */

static void plain_form(const char *word, char *plain, size_t size)
{
    unsigned char folded[256];
    size_t folded_len;
    assert_true(text_fold(word, strlen(word), folded, sizeof folded, &folded_len) && folded_len < size);
    memcpy(plain, folded, folded_len);
    plain[folded_len] = '\0';
}

/* What cuts oe in two cuts the ligature as well. */
static void a_ligature_is_two_letters(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "\u0153strog\u00E8ne", "oestrogene" },
        { "anti\u0153strog\u00E8ne2024!", "antioestrogene2024!" },
        { "\u00E9c\u0153urer2024!", "ecoeurer2024!" },
        { "L\u0152VENBRUCK", "LOEVENBRUCK" },
        { "\u00E6ternam", "aeternam" },
        { "\u00C6ternam", "Aeternam" },
        { "\u00C6TERNAM", "AETERNAM" },
        { "\u0153\u0153\u0153\u0153\u0153", "oeoeoeoeoe" },
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        double number = guessed_log10(pairs[i][0], NULL);
        double plain = guessed_log10(pairs[i][1], NULL);
        if (fabs(number - plain) >= 1)
            fail_msg("%s: 10^%f, %s: 10^%f", pairs[i][0], number, pairs[i][1], plain);
        pwpol_guess_result *result = NULL;
        assert_int_equal(pwpol_guess(pairs[i][0], strlen(pairs[i][0]), NULL, &result), PWPOL_OK);
        size_t end = 0;
        for (size_t k = 0; k < pwpol_guess_count(result); k++) { /* the pieces cover the candidate */
            pwpol_piece piece = { .size = sizeof piece };
            assert_int_equal(pwpol_guess_piece(result, k, &piece), PWPOL_OK);
            assert_int_equal(piece.start, end);
            assert_true(piece.length > 0);
            end = piece.start + piece.length;
        }
        size_t points = 0;
        for (const char *byte = pairs[i][0]; *byte != '\0'; byte++)
            points += (*byte & 0xC0) != 0x80;
        assert_int_equal(end, points);
        pwpol_guess_free(result);
    }
}

static void no_accent_helps_and_both_forms_are_one(void **state)
{
    (void)state;
    const struct passphrase_list *list = passphrase_list_at(0);
    assert_string_equal(list->name, "french");
    size_t accented = 0;
    size_t weaker = 0; /* by a walk: é is a key */
    for (uint32_t i = 0; i < list->count; i++) {
        const char *word = passphrase_word(list, i);
        char plain[256], candidate[512], other[512];
        plain_form(word, plain, sizeof plain);
        if (strcmp(word, plain) == 0)
            continue;
        accented++;
        for (unsigned form = 0; form < 3; form++) { /* alone, with what people add, beside what is random */
            static const char *const before[] = { "", "", "xq7" };
            static const char *const after[] = { "", "2024!", "%Zk" };
            snprintf(candidate, sizeof candidate, "%s%s%s", before[form], word, after[form]);
            snprintf(other, sizeof other, "%s%s%s", before[form], plain, after[form]);
            double number = guessed_log10(candidate, NULL);
            double without = guessed_log10(other, NULL);
            if (number - without >= 1)
                fail_msg("%s: 10^%f, without accents 10^%f", candidate, number, without);
            weaker += number - without <= -1;
            utf8proc_uint8_t *apart = utf8proc_NFD((const utf8proc_uint8_t *)candidate);
            double decomposed = guessed_log10((const char *)apart, NULL);
            free(apart);
            assert_true(decomposed == number);
        }
    }
    assert_true(accented > 1000);
    assert_true(weaker < accented / 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_every_list),
        cmocka_unit_test(words_as_people_write_them),
        cmocka_unit_test(numbers_that_people_know),
        cmocka_unit_test(patterns_of_keys_and_characters),
        cmocka_unit_test(words_are_joined),
        cmocka_unit_test(what_belongs_to_the_person_with_what_people_add),
        cmocka_unit_test(what_can_be_said_is_weaker_than_random),
        cmocka_unit_test(a_ligature_is_two_letters),
        cmocka_unit_test(no_accent_helps_and_both_forms_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
