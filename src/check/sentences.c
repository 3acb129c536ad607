/* Fills in the placeholders of sentences.def. */
#include "check/sentences.h"

#include "check/phrases.h"
#include "policy/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct sentence sentences[] = {
#define SENTENCE(id, variant, en_problem, en_remedy, fr_problem, fr_remedy)                                  \
    { FINDING_##id, VARIANT_##variant, { { en_problem, en_remedy }, { fr_problem, fr_remedy } } },
#define ADVICE(...)
#define CODE_REMEDY(...)
#include "check/sentences.def"
#undef SENTENCE
#undef ADVICE
#undef CODE_REMEDY
};
const size_t sentences_count = sizeof sentences / sizeof sentences[0];

static const char *const advices[ADVICE_COUNT][LANGUAGES] = {
    [ADVICE_NONE] = { "", "" },
#define SENTENCE(...)
#define CODE_REMEDY(...)
#define ADVICE(advice, english, french) [ADVICE_##advice] = { english, french },
#include "check/sentences.def"
#undef SENTENCE
#undef ADVICE
#undef CODE_REMEDY
};

static const char *const code_remedy[LANGUAGES] =
#define SENTENCE(...)
#define ADVICE(...)
#define CODE_REMEDY(english, french) { english, french };
#include "check/sentences.def"
#undef SENTENCE
#undef ADVICE
#undef CODE_REMEDY

    enum language language_of(const char *lang)
{
    return lang != NULL && strcmp(lang, "fr") == 0 ? FRENCH : ENGLISH;
}

/* What a sentence is filled from. */
struct fill {
    struct buffer *out;
    const struct pwpol_report *report;
    const struct finding *about;
    enum language language;
    /* The forms between the bars of {name|one|many}; NULL when there are none. */
    const char *one;
    size_t one_len;
    const char *many;
    size_t many_len;
};

static void add_form(const struct fill *fill, bool one)
{
    if (fill->one == NULL)
        return;
    buffer_add_bytes(fill->out, one ? fill->one : fill->many, one ? fill->one_len : fill->many_len);
}

/* ---- Figures: {have|noun|nouns} ---- */

static void figure(const struct fill *fill, double value)
{
    phrase_number(fill->out, value, fill->language);
    if (fill->one != NULL)
        buffer_add(fill->out, fill->language == FRENCH ? "\u00A0" : " ");
    add_form(fill, phrase_is_one(value, fill->language));
}

static void counted(const struct fill *fill, uint32_t count)
{
    phrase_count(fill->out, count, fill->language);
    buffer_add(fill->out, " ");
    add_form(fill, phrase_is_one(count, fill->language));
}

static void fill_have(const struct fill *fill)
{
    figure(fill, floor(fill->about->have));
}

static void fill_want(const struct fill *fill)
{
    figure(fill, fill->about->want);
}

static void fill_missing(const struct fill *fill)
{
    figure(fill, fill->about->want - fill->about->have);
}

static void fill_excess(const struct fill *fill)
{
    figure(fill, fill->about->have - fill->about->want);
}

static void fill_first(const struct fill *fill)
{
    figure(fill, fill->about->first);
}

/* Rule A7: entropy is spoken of in whole bits. */
static void fill_bits(const struct fill *fill)
{
    figure(fill, entropy_rounded(fill->about->have));
}

static void fill_count(const struct fill *fill)
{
    counted(fill, fill->about->count);
}

static void fill_characters(const struct fill *fill)
{
    if (fill->one == NULL)
        figure(fill, fill->about->characters);
    else
        counted(fill, fill->about->characters);
}

static void fill_guesses(const struct fill *fill)
{
    phrase_guesses(fill->out, fill->about->have, fill->language);
}

static void fill_guesses_wanted(const struct fill *fill)
{
    phrase_guesses_wanted(fill->out, fill->about->want, fill->language);
}

/* ---- Places: {Span|is|are} ---- */

static void fill_span(const struct fill *fill)
{
    const struct finding *about = fill->about;
    phrase_span(fill->out, about->first, about->last, fill->report->characters, fill->language);
}

static bool is_whole(const struct fill *fill)
{
    return fill->about->last == 0 ||
           (fill->about->first == 1 && fill->about->last == fill->report->characters);
}

static bool is_singular(const struct fill *fill)
{
    return is_whole(fill) || fill->about->first == fill->about->last;
}

static void fill_subject(const struct fill *fill)
{
    size_t start = fill->out->length;
    fill_span(fill);
    if (!fill->out->failed)
        fill->out->text[start] = (char)(fill->out->text[start] - 'a' + 'A'); /* all begin in ASCII */
    buffer_add(fill->out, " ");
    add_form(fill, is_singular(fill));
}

static void fill_these(const struct fill *fill)
{
    static const char *const whole[] = { "all of it", "tout" };
    static const char *const one[] = { "this character", "ce caractère" };
    static const char *const many[] = { "these characters", "ces caractères" };
    const char *const *texts = is_whole(fill) ? whole : is_singular(fill) ? one : many;
    buffer_add(fill->out, texts[fill->language]);
}

/* ---- Names ---- */

static void fill_source(const struct fill *fill)
{
    phrase_source(fill->out, fill->about->source, fill->language);
}

static void fill_list(const struct fill *fill)
{
    buffer_add(fill->out, fill->language == FRENCH ? "«\u00A0" : "“");
    buffer_add(fill->out, fill->about->source);
    buffer_add(fill->out, fill->language == FRENCH ? "\u00A0»" : "”");
}

static void fill_how(const struct fill *fill)
{
    phrase_how(fill->out, fill->about->how, fill->language);
}

static void fill_rest(const struct fill *fill)
{
    if (!is_whole(fill))
        buffer_add(fill->out, fill->language == FRENCH ? ", et le reste n'est que chiffres et signes"
                                                       : ", and the rest is only digits and signs");
}

/* The share of the candidate that all patterns cover. */
static void fill_patterned(const struct fill *fill)
{
    if (fill->about->have >= 100)
        return;
    buffer_add(fill->out,
               fill->language == FRENCH ? "\u00A0; de tels motifs couvrent " : "; such patterns make up ");
    phrase_number(fill->out, floor(fill->about->have), fill->language);
    buffer_add(fill->out, fill->language == FRENCH ? "\u00A0% du mot de passe, pour moins de "
                                                   : "% of the password, and less than ");
    phrase_number(fill->out, fill->about->want, fill->language);
    buffer_add(fill->out, fill->language == FRENCH ? "\u00A0% admis" : "% is accepted");
}

static void fill_classes(const struct fill *fill)
{
    phrase_classes(fill->out, fill->about->classes, NULL, fill->language);
}

static void fill_classes_and(const struct fill *fill)
{
    phrase_classes(fill->out, fill->about->classes, fill->language == FRENCH ? " et " : " and ",
                   fill->language);
}

static void fill_classes_or(const struct fill *fill)
{
    phrase_classes(fill->out, fill->about->classes, fill->language == FRENCH ? " ou " : " or ",
                   fill->language);
}

static void fill_and_classes(const struct fill *fill)
{
    if (fill->about->classes == 0)
        return;
    buffer_add(fill->out, fill->language == FRENCH ? ", avec " : ", with ");
    fill_classes_and(fill);
}

/* ---- The placeholders ---- */

static const struct {
    const char *name;
    void (*write)(const struct fill *fill);
} placeholders[] = {
    { "Span", fill_subject },
    { "and_classes", fill_and_classes },
    { "bits", fill_bits },
    { "characters", fill_characters },
    { "classes", fill_classes },
    { "classes_and", fill_classes_and },
    { "classes_or", fill_classes_or },
    { "count", fill_count },
    { "excess", fill_excess },
    { "first", fill_first },
    { "guesses", fill_guesses },
    { "guesses_wanted", fill_guesses_wanted },
    { "have", fill_have },
    { "how", fill_how },
    { "list", fill_list },
    { "missing", fill_missing },
    { "patterned", fill_patterned },
    { "rest", fill_rest },
    { "source", fill_source },
    { "span", fill_span },
    { "these", fill_these },
    { "want", fill_want },
};

/* text is what stands between the braces, text_len bytes. */
static void fill_placeholder(struct fill *fill, const char *text, size_t text_len)
{
    const char *bar = memchr(text, '|', text_len);
    size_t name_len = bar == NULL ? text_len : (size_t)(bar - text);
    fill->one = fill->many = NULL;
    if (bar != NULL) {
        const char *end = text + text_len;
        fill->one = bar + 1;
        const char *second = memchr(fill->one, '|', (size_t)(end - fill->one));
        fill->one_len = (size_t)(second - fill->one);
        fill->many = second + 1;
        fill->many_len = (size_t)(end - fill->many);
    }
    for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++)
        if (strlen(placeholders[i].name) == name_len && memcmp(placeholders[i].name, text, name_len) == 0)
            placeholders[i].write(fill);
}

static void fill_template(struct fill *fill, const char *template)
{
    while (*template != '\0') {
        size_t plain = strcspn(template, "{");
        buffer_add_bytes(fill->out, template, plain);
        template += plain;
        if (*template == '\0')
            return;
        size_t inside = strcspn(template + 1, "}");
        fill_placeholder(fill, template + 1, inside);
        template += inside + 2;
    }
}

/* Of what is refused for what it is: its remedy speaks of words. */
static bool is_about_a_piece(const struct finding *finding)
{
    return finding->last != 0 && finding->severity == PWPOL_ERROR && finding->id > FINDING_LENGTH_MIN;
}

void sentence_write(struct buffer *out, const struct pwpol_report *report, const struct finding *finding,
                    enum part part, enum language language)
{
    struct fill fill = { .out = out, .report = report, .about = finding, .language = language };
    if (part == REMEDY && report->for_a_code && is_about_a_piece(finding)) {
        fill_template(&fill, code_remedy[language]);
        return;
    }
    for (size_t i = 0; i < sentences_count; i++)
        if (sentences[i].id == finding->id && sentences[i].variant == finding->variant)
            fill_template(&fill, sentences[i].texts[language][part]);
}

void sentence_advise(struct buffer *out, const struct pwpol_report *report, enum language language)
{
    struct fill fill = { .out = out, .report = report, .about = &report->about, .language = language };
    fill_template(&fill, advices[report->advice][language]);
}
