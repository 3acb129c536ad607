/* The audit as one page: well-formed as HTML and as XML, nothing from elsewhere, for screens and for A4. */
#include "policy/audit.h"

#include <stdio.h>
#include <string.h>

/* Adds a text that may hold anything, fit for content and for attributes. */
static void escaped(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "<>&\"");
        buffer_add_bytes(out, text, plain);
        text += plain;
        switch (*text) {
        case '<':
            buffer_add(out, "&lt;");
            break;
        case '>':
            buffer_add(out, "&gt;");
            break;
        case '&':
            buffer_add(out, "&amp;");
            break;
        case '"':
            buffer_add(out, "&quot;");
            break;
        default:
            continue;
        }
        text++;
    }
}

/* <element>text</element>; element may carry attributes. */
static void element(struct buffer *out, const char *name, const char *text)
{
    buffer_addf(out, "<%s>", name);
    escaped(out, text);
    buffer_addf(out, "</%.*s>\n", (int)strcspn(name, " "), name);
}

static void said(const pwpol_audit *audit, struct buffer *out, const char *name, enum audit_phrase which)
{
    element(out, name, phrase(audit, which));
}

/* A word of a running text as the first of a label. */
static void capitalised(struct buffer *out, const char *text)
{
    char first = *text;
    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    buffer_add_bytes(out, &first, 1);
    escaped(out, text + 1);
}

static void term(const pwpol_audit *audit, struct buffer *out, enum audit_phrase which, const char *text)
{
    buffer_add(out, "<div>");
    said(audit, out, "dt", which);
    buffer_add(out, "<dd>");
    capitalised(out, text);
    buffer_add(out, "</dd></div>\n");
}

/* ---- Head and identification -------------------------------------------- */

static void head(const pwpol_audit *audit, struct buffer *out)
{
    bool french = audit->facts.french;
    buffer_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
                french ? "fr" : "en");
    buffer_add(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                    "<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    said(audit, out, "title", PHRASE_TITLE);
    buffer_add(out, "<style>\n");
    for (size_t i = 0; audit_style[i] != NULL; i++)
        buffer_add(out, audit_style[i]);
    buffer_addf(out,
                "@page {\n  @bottom-left { content: \"%s\u00A0\u00B7 %s\"; }\n"
                "  @bottom-right { content: counter(page) \" / \" counter(pages); }\n}\n"
                "</style>\n</head>\n<body>\n",
                phrase(audit, PHRASE_TITLE), spell_date(french, audit->now).text);
}

static void identification(const pwpol_audit *audit, struct buffer *out)
{
    const struct audit_facts *facts = &audit->facts;
    bool french = facts->french;
    buffer_add(out, "<header>\n");
    said(audit, out, "h1", PHRASE_TITLE);
    element(out, "p class=\"preset\"", pwpol_preset_title(facts->preset, french ? "fr" : "en"));
    buffer_add(out, "<dl class=\"identity\">\n");
    if (*audit_text(audit, audit->name) != '\0') {
        buffer_add(out, "<div>");
        said(audit, out, "dt", PHRASE_POLICY);
        element(out, "dd", audit_text(audit, audit->name));
        buffer_add(out, "</div>\n");
    }
    buffer_add(out, "<div>");
    said(audit, out, "dt", PHRASE_PRESET);
    element(out, "dd", facts->preset);
    buffer_add(out, "</div>\n");
    term(audit, out, PHRASE_CLAIMED, words_in(&audit_case_names[facts->claimed], french));
    if (facts->claimed == CASE_NONE)
        term(audit, out, PHRASE_EXAMINED, words_in(&audit_case_names[facts->examined], french));
    term(audit, out, PHRASE_DATE, spell_date(french, audit->now).text);
    buffer_add(out, "<div>");
    said(audit, out, "dt", PHRASE_VERSION);
    buffer_addf(out, "<dd>pwpol %s</dd></div>\n</dl>\n</header>\n", pwpol_version());
}

/* ---- Summary ------------------------------------------------------------- */

static void tile(const pwpol_audit *audit, struct buffer *out, enum audit_phrase label, const char *figure,
                 const char *detail)
{
    buffer_add(out, "<div class=\"tile\">");
    said(audit, out, "dt", label);
    element(out, "dd class=\"figure\"", figure);
    buffer_add(out, "<dd>");
    capitalised(out, detail);
    buffer_add(out, "</dd></div>\n");
}

static void tiles(const pwpol_audit *audit, struct buffer *out)
{
    const struct audit_facts *facts = &audit->facts;
    bool french = facts->french;
    char figure[64];
    char detail[256];
    buffer_add(out, "<dl class=\"tiles\">\n");
    snprintf(figure, sizeof figure, "%u\u00A0bit%s", facts->strength.entropy_rounded,
             plural(french, facts->strength.entropy_rounded));
    snprintf(detail, sizeof detail,
             french ? "Le plus faible mot de passe admis est fait de %s."
                    : "The weakest password admitted is made of %s.",
             french ? facts->strength.weakest_fr : facts->strength.weakest_en);
    tile(audit, out, PHRASE_ENTROPY, figure, detail);
    if (facts->met == 0)
        snprintf(figure, sizeof figure, "%s", french ? "Aucun" : "None");
    else
        snprintf(figure, sizeof figure, french ? "Cas\u00A0%u" : "Case\u00A0%u", facts->met);
    const char *name = words_in(&audit_case_names[facts->met == 0 ? facts->examined : facts->met], french);
    if (facts->met == 0)
        snprintf(detail, sizeof detail, french ? "Cas examiné\u00A0: %s." : "Case examined: %s.", name);
    else
        snprintf(detail, sizeof detail, "%s.", strchr(name, ',') + 2);
    tile(audit, out, PHRASE_MET, figure, detail);
    snprintf(figure, sizeof figure, french ? "%zu sur\u00A0%zu" : "%zu of\u00A0%zu",
             audit->counts[PWPOL_AUDIT_MET],
             audit->counts[PWPOL_AUDIT_MET] + audit->counts[PWPOL_AUDIT_NOT_MET]);
    snprintf(detail, sizeof detail,
             french ? "%zu hors bibliothèque, %zu sans objet."
                    : "%zu outside the library, %zu not applicable.",
             audit->counts[PWPOL_AUDIT_OUTSIDE], audit->counts[PWPOL_AUDIT_NOT_APPLICABLE]);
    tile(audit, out, PHRASE_POINTS_MET, figure, detail);
    buffer_add(out, "</dl>\n");
}

static void reference(struct buffer *out, const struct audit_entry *entry)
{
    buffer_addf(out, "<a href=\"#%s\">%s</a>", entry->rule->id, entry->rule->id);
}

/* The points of one verdict, with what is asked and, when wanted, what the policy does. */
static void points_with(const pwpol_audit *audit, struct buffer *out, pwpol_audit_verdict verdict,
                        bool figures)
{
    if (audit->counts[verdict] == 0) {
        said(audit, out, "p", PHRASE_NOTHING_TO_MEND);
        return;
    }
    buffer_add(out, "<ul class=\"points\">\n");
    for (size_t i = 0; i < audit->count; i++) {
        const struct audit_entry *entry = &audit->entries[i];
        if (entry->verdict != verdict)
            continue;
        buffer_add(out, "<li>");
        reference(out, entry);
        buffer_add(out, " <span>");
        escaped(out, words_in(&entry->rule->title, audit->facts.french));
        if (figures) {
            buffer_add(out, " ");
            element(out, "em", audit_text(audit, entry->figure));
        }
        buffer_add(out, "</span>");
        buffer_add(out, "</li>\n");
    }
    buffer_add(out, "</ul>\n");
}

static void applied_by_service(const pwpol_audit *audit, struct buffer *out)
{
    const char *separator = NULL; /* nothing is said where there is no such point */
    for (size_t i = 0; i < audit->count; i++) {
        const struct audit_entry *entry = &audit->entries[i];
        if (!entry->rule->by_service || entry->verdict != PWPOL_AUDIT_MET)
            continue;
        buffer_add(out, separator == NULL ? "<p>" : separator);
        if (separator == NULL)
            escaped(out, phrase(audit, PHRASE_ALSO_BY_SERVICE));
        reference(out, entry);
        separator = ", ";
    }
    if (separator != NULL)
        buffer_add(out, ".</p>\n");
}

static void summary(const pwpol_audit *audit, struct buffer *out)
{
    buffer_add(out, "<section>\n");
    said(audit, out, "h2", PHRASE_SUMMARY);
    tiles(audit, out);
    said(audit, out, "p", PHRASE_SCOPE);
    said(audit, out, "h3", PHRASE_TO_MEND);
    points_with(audit, out, PWPOL_AUDIT_NOT_MET, true);
    said(audit, out, "h3", PHRASE_FOR_THE_SERVICE);
    points_with(audit, out, PWPOL_AUDIT_OUTSIDE, false);
    applied_by_service(audit, out);
    buffer_add(out, "</section>\n");
}

/* ---- Chapters -------------------------------------------------------------- */

static void verdict(const pwpol_audit *audit, struct buffer *out, pwpol_audit_verdict which)
{
    static const char *const classes[AUDIT_VERDICTS] = { "met", "not-met", "outside", "other" };
    static const char *const symbols[AUDIT_VERDICTS] = { "✓", "✗", "→", "–" };
    buffer_addf(out, "<span class=\"verdict %s\"><span class=\"symbol\" aria-hidden=\"true\">%s</span> ",
                classes[which], symbols[which]);
    capitalised(out, words_in(&audit_verdict_words[which], audit->facts.french));
    buffer_add(out, "</span>");
}

static void row(const pwpol_audit *audit, struct buffer *out, const struct audit_entry *entry)
{
    const struct audit_rule *rule = entry->rule;
    buffer_addf(out, "<tr id=\"%s\">\n<th scope=\"row\">%s</th>\n<td>", rule->id, rule->id);
    element(out, "p", words_in(&rule->title, audit->facts.french));
    element(out, "p class=\"source\"", audit_text(audit, entry->source));
    buffer_add(out, "</td>\n<td>");
    element(out, "p", audit_text(audit, entry->figure));
    struct audit_setting setting = audit_first_setting(audit, entry);
    if (*setting.key != '\0' && entry->verdict != PWPOL_AUDIT_NOT_APPLICABLE) {
        buffer_add(out, "<ul class=\"keys\">");
        for (; *setting.key != '\0'; setting = audit_next_setting(setting)) {
            buffer_add(out, "<li><code>");
            escaped(out, setting.key);
            buffer_add(out, *setting.value == '\0' ? " =" : " = ");
            escaped(out, setting.value);
            buffer_add(out, "</code></li>");
        }
        buffer_add(out, "</ul>");
    }
    buffer_add(out, "</td>\n<td>");
    verdict(audit, out, entry->verdict);
    if (rule->by_service && entry->verdict == PWPOL_AUDIT_MET)
        said(audit, out, "span class=\"duty\"", PHRASE_BY_SERVICE);
    buffer_add(out, "</td>\n</tr>\n");
}

static void chapter(const pwpol_audit *audit, struct buffer *out, enum audit_chapter which)
{
    static const enum audit_phrase columns[] = { PHRASE_COLUMN_POINT, PHRASE_COLUMN_DEMAND,
                                                 PHRASE_COLUMN_POLICY, PHRASE_COLUMN_VERDICT };
    buffer_addf(out, "<section>\n<h2 id=\"chapter-%u\">", (unsigned)which + 1);
    escaped(out, words_in(&audit_chapter_titles[which], audit->facts.french));
    buffer_addf(out, "</h2>\n<table aria-labelledby=\"chapter-%u\">\n<thead>\n<tr>", (unsigned)which + 1);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        said(audit, out, "th scope=\"col\"", columns[i]);
    buffer_add(out, "</tr>\n</thead>\n<tbody>\n");
    for (size_t i = 0; i < audit->count; i++)
        if (audit->entries[i].rule->chapter == which)
            row(audit, out, &audit->entries[i]);
    buffer_add(out, "</tbody>\n</table>\n</section>\n");
}

/* ---- End of the document ---------------------------------------------------- */

static void meaning(struct buffer *out, const char *text)
{
    buffer_add(out, "<dd>");
    capitalised(out, text);
    buffer_add(out, ".</dd></div>\n");
}

static void legend(const pwpol_audit *audit, struct buffer *out)
{
    bool french = audit->facts.french;
    buffer_add(out, "<section>\n");
    said(audit, out, "h2", PHRASE_LEGEND);
    said(audit, out, "p", PHRASE_RECOMMENDATION);
    buffer_add(out, "<dl class=\"legend\">\n");
    for (unsigned i = 0; i < AUDIT_VERDICTS; i++) {
        buffer_add(out, "<div><dt>");
        verdict(audit, out, i);
        buffer_add(out, "</dt>");
        meaning(out, words_in(&audit_verdict_meanings[i], french));
    }
    buffer_add(out, "<div><dt><span class=\"duty\">");
    capitalised(out, phrase(audit, PHRASE_BY_SERVICE));
    buffer_add(out, "</span></dt>");
    meaning(out, phrase(audit, PHRASE_BY_SERVICE_MEANING));
    buffer_add(out, "</dl>\n");
    said(audit, out, "h3", PHRASE_DOCUMENTS);
    buffer_add(out, "<ul class=\"documents\">\n");
    for (unsigned i = 0; i < DOCUMENT_COUNT; i++)
        if ((audit->sources & 1U << i) != 0)
            element(out, "li", words_in(&audit_document_full[i], french));
    buffer_add(out, "</ul>\n</section>\n<section class=\"listing\">\n");
    said(audit, out, "h2", PHRASE_LISTING);
    element(out, "pre", audit_text(audit, audit->listing));
    buffer_add(out, "</section>\n");
}

static void signature(const pwpol_audit *audit, struct buffer *out)
{
    static const enum audit_phrase lines[] = { PHRASE_SIGNATURE_SERVICE, PHRASE_SIGNATURE_CONTROLLER,
                                               PHRASE_SIGNATURE_DATE };
    buffer_add(out, "<section class=\"signature\">\n");
    said(audit, out, "h2", PHRASE_SIGNATURE);
    buffer_add(out, "<dl>\n");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        buffer_add(out, "<div>");
        said(audit, out, "dt", lines[i]);
        buffer_add(out, "<dd>\u00A0</dd></div>\n");
    }
    buffer_add(out, "</dl>\n</section>\n");
}

void audit_render_html(const pwpol_audit *audit, struct buffer *out)
{
    head(audit, out);
    identification(audit, out);
    buffer_add(out, "<main>\n");
    summary(audit, out);
    for (enum audit_chapter which = 0; which < CHAPTER_COUNT; which++)
        chapter(audit, out, which);
    legend(audit, out);
    signature(audit, out);
    buffer_add(out, "</main>\n</body>\n</html>\n");
}
