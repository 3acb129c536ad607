/* The audit as JSON, described by docs/audit.schema.json. */
#include "base/json.h"
#include "policy/audit.h"

static const char *const verdict_names[AUDIT_VERDICTS] = {
    [PWPOL_AUDIT_MET] = "met",
    [PWPOL_AUDIT_NOT_MET] = "not_met",
    [PWPOL_AUDIT_OUTSIDE] = "outside",
    [PWPOL_AUDIT_NOT_APPLICABLE] = "not_applicable",
};

static const char *const chapter_names[CHAPTER_COUNT] = {
    [CHAPTER_STRENGTH] = "strength", [CHAPTER_ACCESS] = "access", [CHAPTER_KEEPING] = "storage",
    [CHAPTER_LIFE] = "life",         [CHAPTER_LENGTH] = "length", [CHAPTER_OTHERS] = "others",
};

static void optional_case(struct json *json, const char *key, unsigned cnil_case)
{
    if (cnil_case == 0)
        json_null(json, key);
    else
        json_integer(json, key, cnil_case);
}

static void policy(const pwpol_audit *audit, struct json *json)
{
    const char *name = audit_text(audit, audit->name);
    json_object_begin(json, "policy");
    json_string(json, "name", *name == '\0' ? NULL : name);
    json_string(json, "preset", audit->facts.preset);
    json_string(json, "text", audit_text(audit, audit->listing));
    json_object_end(json);
}

static void summary(const pwpol_audit *audit, struct json *json)
{
    const struct audit_facts *facts = &audit->facts;
    json_object_begin(json, "cnil_case");
    optional_case(json, "claimed", (unsigned)facts->claimed);
    json_integer(json, "examined", facts->examined);
    optional_case(json, "met", facts->met);
    json_object_end(json);
    json_object_begin(json, "entropy");
    json_number(json, "bits", facts->strength.entropy, 2);
    json_integer(json, "rounded", facts->strength.entropy_rounded);
    json_object_end(json);
    json_object_begin(json, "weakest");
    json_string(json, "description", facts->french ? facts->strength.weakest_fr : facts->strength.weakest_en);
    json_integer(json, "length", facts->strength.length);
    json_integer(json, "symbols", facts->strength.symbols);
    json_string(json, "example", facts->strength.example);
    json_object_end(json);
    json_object_begin(json, "counts");
    for (unsigned i = 0; i < AUDIT_VERDICTS; i++)
        json_integer(json, verdict_names[i], (int64_t)audit->counts[i]);
    json_object_end(json);
}

static void point(const pwpol_audit *audit, const struct audit_entry *entry, struct json *json)
{
    json_object_begin(json, NULL);
    json_string(json, "rule", entry->rule->id);
    json_string(json, "chapter", chapter_names[entry->rule->chapter]);
    json_string(json, "verdict", verdict_names[entry->verdict]);
    json_boolean(json, "by_service", entry->rule->by_service);
    json_string(json, "title", words_in(&entry->rule->title, audit->facts.french));
    json_string(json, "figure", audit_text(audit, entry->figure));
    json_string(json, "source", audit_text(audit, entry->source));
    json_object_begin(json, "keys");
    struct audit_setting setting = audit_first_setting(audit, entry);
    for (; *setting.key != '\0'; setting = audit_next_setting(setting))
        json_string(json, setting.key, setting.value);
    json_object_end(json);
    json_object_end(json);
}

void audit_render_json(const pwpol_audit *audit, struct buffer *out)
{
    struct json json = { .out = out };
    json_object_begin(&json, NULL);
    json_string(&json, "format", "pwpol-audit-1");
    json_string(&json, "pwpol", pwpol_version());
    json_string(&json, "date", spell_timestamp(audit->now).text);
    json_string(&json, "language", audit->facts.french ? "fr" : "en");
    policy(audit, &json);
    summary(audit, &json);
    json_array_begin(&json, "points");
    for (size_t i = 0; i < audit->count; i++)
        point(audit, &audit->entries[i], &json);
    json_array_end(&json);
    json_array_begin(&json, "documents");
    for (unsigned i = 0; i < DOCUMENT_COUNT; i++)
        if ((audit->sources & 1U << i) != 0)
            json_string(&json, NULL, words_in(&audit_document_full[i], audit->facts.french));
    json_array_end(&json);
    json_string(&json, "scope", phrase(audit, PHRASE_SCOPE));
    json_object_end(&json);
    buffer_add(out, "\n");
}
