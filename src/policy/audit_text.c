/* The audit for a terminal: 96 columns, no colour, verdicts in words. */
#include "policy/audit.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 96, ID_WIDTH = 7, VERDICT_WIDTH = 20, MARGIN = ID_WIDTH + VERDICT_WIDTH };
enum { LABEL_WIDTH = 34 };

/* Columns of the first bytes of a text: every code point that the report writes takes one. */
static size_t columns_of(const char *text, size_t bytes)
{
    size_t columns = 0;
    for (size_t i = 0; i < bytes; i++)
        columns += ((unsigned char)text[i] & 0xC0) != 0x80;
    return columns;
}

static void spaces(struct buffer *out, size_t count)
{
    buffer_addf(out, "%*s", (int)count, "");
}

static void cell(struct buffer *out, const char *text, size_t width)
{
    size_t columns = columns_of(text, strlen(text));
    buffer_add(out, text);
    spaces(out, columns < width ? width - columns : 1);
}

/* Writes a text that begins at a column, broken at plain spaces and at its own
 * ends of lines, its further lines starting at indent; ends the line. A
 * no-break space never breaks. */
static void wrapped(struct buffer *out, const char *text, size_t column, size_t indent)
{
    char before = '\0'; /* what the text had before this word */
    while (*text != '\0') {
        size_t bytes = strcspn(text, " \n");
        size_t columns = columns_of(text, bytes);
        if (before == '\n' || (before == ' ' && column + 1 + columns > COLUMNS)) {
            buffer_add(out, "\n");
            spaces(out, indent);
            column = indent;
        } else if (before == ' ') {
            buffer_add(out, " ");
            column++;
        }
        buffer_add_bytes(out, text, bytes);
        column += columns;
        before = text[bytes];
        text += bytes + (before != '\0');
    }
    buffer_add(out, "\n");
}

static void line(struct buffer *out, const char *label, const char *value)
{
    buffer_add(out, "  ");
    cell(out, label, LABEL_WIDTH - 2);
    wrapped(out, value, LABEL_WIDTH, LABEL_WIDTH);
}

static void heading(struct buffer *out, const char *title, char rule)
{
    if (out->length > 0)
        buffer_add(out, "\n");
    buffer_addf(out, "%s\n", title);
    for (size_t i = columns_of(title, strlen(title)); i > 0; i--)
        buffer_add_bytes(out, &rule, 1);
    buffer_add(out, "\n");
}

static void summary(const pwpol_audit *audit, struct buffer *out)
{
    const struct audit_facts *facts = &audit->facts;
    bool french = facts->french;
    char text[256];
    if (*audit_text(audit, audit->name) != '\0')
        line(out, phrase(audit, PHRASE_POLICY), audit_text(audit, audit->name));
    line(out, phrase(audit, PHRASE_PRESET), facts->preset);
    line(out, phrase(audit, PHRASE_DATE), spell_date(french, audit->now).text);
    snprintf(text, sizeof text, "pwpol %s", pwpol_version());
    line(out, phrase(audit, PHRASE_VERSION), text);
    buffer_add(out, "\n");
    line(out, phrase(audit, PHRASE_CLAIMED), words_in(&audit_case_names[facts->claimed], french));
    if (facts->claimed == CASE_NONE)
        line(out, phrase(audit, PHRASE_EXAMINED), words_in(&audit_case_names[facts->examined], french));
    line(out, phrase(audit, PHRASE_MET), words_in(&audit_case_names[facts->met], french));
    snprintf(text, sizeof text, "%u\u00A0bits", facts->strength.entropy_rounded);
    line(out, phrase(audit, PHRASE_ENTROPY), text);
    line(out, phrase(audit, PHRASE_WEAKEST),
         french ? facts->strength.weakest_fr : facts->strength.weakest_en);
    size_t used = 0;
    for (unsigned i = 0; i < AUDIT_VERDICTS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%zu\u00A0%s%s", i == 0 ? "" : ", ",
                                 audit->counts[i], words_in(&audit_verdict_words[i], french),
                                 french && i <= PWPOL_AUDIT_NOT_MET ? plural(true, (int64_t)audit->counts[i])
                                                                    : "");
    line(out, phrase(audit, PHRASE_COUNTS), text);
}

/* "Source : ...", its further lines under the first. */
static void labelled(const pwpol_audit *audit, struct buffer *out, enum audit_phrase label, const char *text)
{
    const char *separator = audit->facts.french ? "\u00A0: " : ": ";
    const char *name = phrase(audit, label);
    size_t indent = MARGIN + columns_of(name, strlen(name)) + columns_of(separator, strlen(separator));
    spaces(out, MARGIN);
    buffer_addf(out, "%s%s", name, separator);
    wrapped(out, text, indent, indent);
}

static void settings(const pwpol_audit *audit, const struct audit_entry *entry, struct buffer *out)
{
    struct buffer lines = { 0 };
    struct audit_setting setting = audit_first_setting(audit, entry);
    for (; *setting.key != '\0'; setting = audit_next_setting(setting))
        buffer_addf(&lines, "%s%s\u00A0=%s%s", lines.length == 0 ? "" : "\n", setting.key,
                    *setting.value == '\0' ? "" : "\u00A0", setting.value);
    if (lines.length > 0)
        labelled(audit, out, PHRASE_KEYS, lines.text);
    out->failed = out->failed || lines.failed;
    buffer_end(&lines);
}

static void point(const pwpol_audit *audit, const struct audit_entry *entry, struct buffer *out)
{
    bool french = audit->facts.french;
    buffer_add(out, "\n  ");
    cell(out, entry->rule->id, ID_WIDTH - 2);
    cell(out, words_in(&audit_verdict_words[entry->verdict], french), VERDICT_WIDTH);
    wrapped(out, words_in(&entry->rule->title, french), MARGIN, MARGIN);
    spaces(out, MARGIN);
    wrapped(out, audit_text(audit, entry->figure), MARGIN, MARGIN);
    labelled(audit, out, PHRASE_SOURCE, audit_text(audit, entry->source));
    if (entry->verdict != PWPOL_AUDIT_NOT_APPLICABLE)
        settings(audit, entry, out);
}

static void legend(const pwpol_audit *audit, struct buffer *out)
{
    bool french = audit->facts.french;
    heading(out, phrase(audit, PHRASE_LEGEND), '-');
    for (unsigned i = 0; i < AUDIT_VERDICTS; i++)
        line(out, words_in(&audit_verdict_words[i], french), words_in(&audit_verdict_meanings[i], french));
    heading(out, phrase(audit, PHRASE_DOCUMENTS), '-');
    for (unsigned i = 0; i < DOCUMENT_COUNT; i++) {
        if ((audit->sources & 1U << i) == 0)
            continue;
        buffer_add(out, "  - ");
        wrapped(out, words_in(&audit_document_full[i], french), 4, 4);
    }
    heading(out, phrase(audit, PHRASE_LISTING), '-');
    for (const char *text = audit_text(audit, audit->listing); *text != '\0';) {
        size_t length = strcspn(text, "\n");
        buffer_addf(out, "  %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

void audit_render_text(const pwpol_audit *audit, struct buffer *out)
{
    heading(out, phrase(audit, PHRASE_TITLE), '=');
    buffer_add(out, "\n");
    summary(audit, out);
    buffer_add(out, "\n  ");
    wrapped(out, phrase(audit, PHRASE_SCOPE), 2, 2);
    buffer_add(out, "  ");
    wrapped(out, phrase(audit, PHRASE_RECOMMENDATION), 2, 2);
    for (size_t i = 0; i < audit->count; i++) {
        enum audit_chapter chapter = audit->entries[i].rule->chapter;
        if (i == 0 || chapter != audit->entries[i - 1].rule->chapter)
            heading(out, words_in(&audit_chapter_titles[chapter], audit->facts.french), '-');
        point(audit, &audit->entries[i], out);
    }
    legend(audit, out);
}
