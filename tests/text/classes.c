/* text_class_of() and the classes of a prepared text. */
#include "suite.h"

#include "text/text.h"

static const struct {
    uint32_t point;
    enum text_class class;
} classes[] = {
    { 'a', CLASS_LOWER },           { 'z', CLASS_LOWER },   { 'A', CLASS_UPPER },
    { 'Z', CLASS_UPPER },           { '0', CLASS_DIGIT },   { '9', CLASS_DIGIT },
    { ' ', CLASS_SPECIAL },         { '/', CLASS_SPECIAL }, { ':', CLASS_SPECIAL },
    { '@', CLASS_SPECIAL },         { '[', CLASS_SPECIAL }, { '_', CLASS_SPECIAL },
    { '`', CLASS_SPECIAL },         { '{', CLASS_SPECIAL }, { '~', CLASS_SPECIAL },
    { 0xE9, CLASS_LOWER },          /* e acute */
    { 0xC9, CLASS_UPPER },          /* E acute */
    { 0xDF, CLASS_LOWER },          /* sharp s */
    { 0x153, CLASS_LOWER },         /* oe */
    { 0x416, CLASS_UPPER },         /* Cyrillic Zhe */
    { 0x3C9, CLASS_LOWER },         /* Greek omega */
    { 0x1C5, CLASS_UPPER },         /* Dz with caron, titlecase */
    { 0x1F88, CLASS_UPPER },        /* Greek capital alpha with iota, titlecase */
    { 0x1D400, CLASS_UPPER },       /* mathematical bold A */
    { 0xAA, CLASS_OTHER_LETTER },   /* feminine ordinal */
    { 0x2B0, CLASS_OTHER_LETTER },  /* modifier letter small h */
    { 0x4E00, CLASS_OTHER_LETTER }, /* ideograph */
    { 0x5D0, CLASS_OTHER_LETTER },  /* Hebrew alef */
    { 0x304B, CLASS_OTHER_LETTER }, /* hiragana ka */
    { 0xD55C, CLASS_OTHER_LETTER }, /* Hangul syllable */
    { 0x301, CLASS_OTHER_LETTER },  /* a mark alone */
    { 0x93E, CLASS_OTHER_LETTER },  /* a vowel sign */
    { 0x20E3, CLASS_OTHER_LETTER }, /* an enclosing mark */
    { 0x660, CLASS_DIGIT },         /* Arabic-Indic zero */
    { 0x966, CLASS_DIGIT },         /* Devanagari zero */
    { 0xFF19, CLASS_DIGIT },        /* fullwidth nine */
    { 0xB2, CLASS_DIGIT },          /* superscript two */
    { 0xBD, CLASS_DIGIT },          /* one half */
    { 0x2168, CLASS_DIGIT },        /* Roman numeral nine */
    { 0x2460, CLASS_DIGIT },        /* circled one */
    { 0x3007, CLASS_DIGIT },        /* ideographic zero */
    { 0xA0, CLASS_SPECIAL },        /* no-break space */
    { 0xA7, CLASS_SPECIAL },        /* section sign */
    { 0xB5, CLASS_LOWER },          /* micro sign: a letter */
    { 0xB0, CLASS_SPECIAL },        /* degree sign */
    { 0x20AC, CLASS_SPECIAL },      /* euro */
    { 0xAB, CLASS_SPECIAL },        /* guillemet */
    { 0x2014, CLASS_SPECIAL },      /* em dash */
    { 0x2603, CLASS_SPECIAL },      /* snowman */
    { 0x1F511, CLASS_SPECIAL },     /* key emoji */
    { 0x1F3FD, CLASS_SPECIAL },     /* skin tone */
    { 0x1FAEA, CLASS_SPECIAL },     /* emoji to come */
    { 0x24B6, CLASS_SPECIAL },      /* circled A: a symbol */
};

static void every_character_is_of_the_class_that_a_person_takes_it_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (text_class_of(classes[i].point) != classes[i].class)
            fail_msg("U+%04X is of class %d", (unsigned)classes[i].point,
                     (int)text_class_of(classes[i].point));
}

/* 0x20 to 0x7E: 26 + 26 + 10 letters and digits leave 33. */
static void ascii_has_33_printable_specials(void **state)
{
    (void)state;
    unsigned specials = 0;
    for (uint32_t point = 0x20; point < 0x7F; point++)
        specials += text_class_of(point) == CLASS_SPECIAL;
    assert_int_equal(specials, TEXT_ASCII_SPECIALS);
    assert_int_equal(0x7F - 0x20 - 26 - 26 - 10, TEXT_ASCII_SPECIALS);
}

static const struct {
    const char *input;
    unsigned seen;
} texts[] = {
    { "abc", CLASS_LOWER },
    { "aB1 ", CLASS_LOWER | CLASS_UPPER | CLASS_DIGIT | CLASS_SPECIAL },
    { "\u00E9", CLASS_LOWER },
    { "e\u0301", CLASS_LOWER },
    { "x\u0301\u0302", CLASS_LOWER }, /* marks that join no letter */
    { "X\u0301", CLASS_UPPER },
    { "1\uFE0F\u20E3", CLASS_DIGIT },  /* keycap */
    { "\u2764\uFE0F", CLASS_SPECIAL }, /* a heart in colour */
    { "\U0001F468\u200D\U0001F467", CLASS_SPECIAL },
    { "\U0001F44D\U0001F3FD", CLASS_SPECIAL }, /* thumb with a skin tone */
    { "\U0001F3F4\U000E0067\U000E0062\U000E007F", CLASS_SPECIAL },
    { "\u0301", CLASS_OTHER_LETTER }, /* no base to take it from */
    { "\u0915\u093F", CLASS_OTHER_LETTER },
    { "\u0645\u06CC\u200C\u062E", CLASS_OTHER_LETTER }, /* Persian, with a non-joiner */
    { "a\u4E00", CLASS_LOWER | CLASS_OTHER_LETTER },
};

static void marks_and_selectors_make_no_class_of_their_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct arena arena = { 0 };
        struct text text;
        assert_int_equal(text_prepare(&arena, texts[i].input, strlen(texts[i].input), 64, &text), PWPOL_OK);
        assert_int_equal(text.problem, TEXT_FINE);
        if (text.classes_seen != texts[i].seen)
            fail_msg("row %zu: classes %u", i, text.classes_seen);
        unsigned each = 0;
        for (size_t j = 0; j < text.length; j++)
            each |= text.classes[j];
        assert_int_equal(each, text.classes_seen);
        arena_end(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_of_the_class_that_a_person_takes_it_for),
        cmocka_unit_test(ascii_has_33_printable_specials),
        cmocka_unit_test(marks_and_selectors_make_no_class_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
