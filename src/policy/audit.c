/* The audit: judges every point of the table and keeps what they said. */
#include "policy/audit.h"
#include "base/sized.h"
#include "base/uncancelled.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 9999-12-31T23:59:59.999Z, the last date that RFC 3339 writes. */
#define NOW_MOST 253402300799999LL

static unsigned anssi_level_of(const char *preset)
{
    static const char *const levels[] = { "anssi-moderate", "anssi-strong", "anssi-very-strong" };
    for (unsigned i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (strcmp(preset, levels[i]) == 0)
            return i + 1;
    return 0;
}

/* The most demanding case that strength and access restriction meet together.
 * Case 3 is only met where it is claimed: no policy can tell that a password
 * is the code of a device that the person holds. */
static unsigned case_met(const struct audit_facts *facts)
{
    int64_t lock_after = policy_integer(facts->policy, KEY_THROTTLE_LOCK_AFTER);
    if (strength_reaches(facts, 1))
        return 1;
    if (strength_reaches(facts, 2) && facts->restrictions != 0)
        return 2;
    if (facts->claimed == CASE_DEVICE && strength_reaches(facts, 3) && device_lock_reaches(lock_after))
        return 3;
    return 0;
}

static unsigned case_examined(const struct audit_facts *facts)
{
    switch (facts->claimed) {
    case CASE_ALONE:
        return 1;
    case CASE_DEVICE:
        return 3;
    case CASE_RESTRICTED:
        return 2;
    default:
        return facts->met == 0 ? 2 : facts->met; /* the least that a login service can claim */
    }
}

static pwpol_status gather(struct audit_facts *facts, const pwpol_policy *policy, bool french)
{
    pwpol_status status = pwpol_policy_validate(policy, NULL);
    if (status != PWPOL_OK)
        return status;
    *facts = (struct audit_facts){ .policy = policy,
                                   .preset = pwpol_policy_preset(policy),
                                   .french = french,
                                   .strength = { .size = sizeof facts->strength },
                                   .claimed = policy_integer(policy, KEY_CNIL_CASE),
                                   .restrictions = restrictions_of(policy) };
    status = pwpol_policy_strength_of(policy, &facts->strength);
    if (status != PWPOL_OK)
        return status;
    facts->anssi_level = anssi_level_of(facts->preset);
    facts->met = case_met(facts);
    facts->examined = case_examined(facts);
    return PWPOL_OK;
}

/* File names come from outside: what is not UTF-8, a control character or no
 * character of XML becomes question marks, so that no rendering is broken by it. */
static void make_printable(unsigned char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t point = 0;
        size_t taken = utf8_decode(text + i, length - i, &point);
        bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
        if (taken == 0 || (control && point != '\n') || point == 0xFFFE || point == 0xFFFF)
            memset(text + i, '?', taken == 0 ? 1 : taken);
        i += taken == 0 ? 1 : taken;
    }
}

/* Ends the text that began at start; returns where the next begins. */
static size_t seal(struct buffer *texts, size_t start)
{
    if (!texts->failed && texts->length > start)
        make_printable((unsigned char *)texts->text + start, texts->length - start);
    buffer_add_bytes(texts, "", 1);
    return texts->length;
}

static size_t add_text(struct buffer *texts, const char *text)
{
    size_t start = texts->length;
    buffer_add(texts, text);
    return seal(texts, start);
}

static void add_sources(struct pwpol_audit *audit, unsigned sources)
{
    const char *separator = "";
    for (unsigned i = 0; i < DOCUMENT_COUNT; i++) {
        if ((sources & 1U << i) == 0)
            continue;
        buffer_add(&audit->texts, separator);
        buffer_add(&audit->texts, words_in(&audit_document_short[i], audit->facts.french));
        separator = audit->facts.french ? " ; " : "; ";
    }
}

/* Name and value of each key, one after the other; an empty name ends them. */
static void add_settings(struct pwpol_audit *audit, const char *keys)
{
    while (*keys != '\0') {
        char name[64];
        size_t length = strcspn(keys, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, keys);
        keys += length + (keys[length] == ' ');
        add_text(&audit->texts, name);
        add_text(&audit->texts, pwpol_policy_get(audit->facts.policy, name));
    }
    add_text(&audit->texts, "");
}

struct audit_setting audit_first_setting(const pwpol_audit *audit, const struct audit_entry *entry)
{
    const char *key = audit_text(audit, entry->settings);
    return (struct audit_setting){ key, key + strlen(key) + 1 };
}

struct audit_setting audit_next_setting(struct audit_setting setting)
{
    const char *key = setting.value + strlen(setting.value) + 1;
    return (struct audit_setting){ key, key + strlen(key) + 1 };
}

static void judge(struct pwpol_audit *audit, const struct audit_rule *rule)
{
    struct audit_entry *entry = &audit->entries[audit->count++];
    struct audit_judgement judgement = { .verdict = PWPOL_AUDIT_MET,
                                         .figure = &audit->texts,
                                         .french = audit->facts.french };
    entry->rule = rule;
    entry->figure = audit->texts.length;
    rule->judge(&audit->facts, &judgement);
    entry->verdict = judgement.verdict;
    entry->source = seal(&audit->texts, entry->figure);
    add_sources(audit, rule->sources);
    entry->settings = seal(&audit->texts, entry->source);
    add_settings(audit, rule->keys);
    audit->counts[entry->verdict]++;
    audit->sources |= rule->sources;
}

static bool concerns(const struct audit_rule *rule, const char *preset)
{
    return rule->preset == NULL || strcmp(rule->preset, preset) == 0;
}

pwpol_status pwpol_audit_new(const pwpol_policy *policy, int64_t now, const char *lang, pwpol_audit **audit)
{
    UNCANCELLED;
    if (audit != NULL)
        *audit = NULL;
    if (policy == NULL || audit == NULL || now < 0 || now > NOW_MOST)
        return PWPOL_ERR_ARGUMENT;
    char *listing = NULL;
    struct pwpol_audit *made = calloc(1, sizeof *made);
    if (made == NULL)
        return PWPOL_ERR_NO_MEMORY;
    pwpol_status status = gather(&made->facts, policy, lang != NULL && strcmp(lang, "fr") == 0);
    if (status != PWPOL_OK)
        goto done;
    made->now = now;
    status = pwpol_policy_write(policy, false, &listing);
    if (status != PWPOL_OK)
        goto done;
    made->entries = calloc(audit_rule_count, sizeof *made->entries);
    if (made->entries == NULL) {
        status = PWPOL_ERR_NO_MEMORY;
        goto done;
    }
    made->listing = add_text(&made->texts, policy_origin(policy));
    add_text(&made->texts, listing);
    for (size_t i = 0; i < audit_rule_count; i++)
        if (concerns(&audit_rules[i], made->facts.preset))
            judge(made, &audit_rules[i]);
    made->facts.policy = NULL;
    if (made->texts.failed)
        status = PWPOL_ERR_NO_MEMORY;
done:
    pwpol_free(listing);
    if (status == PWPOL_OK)
        *audit = made;
    else
        pwpol_audit_free(made);
    return status;
}

size_t pwpol_audit_count(const pwpol_audit *audit)
{
    return audit == NULL ? 0 : audit->count;
}

const char *audit_text(const pwpol_audit *audit, size_t offset)
{
    return audit->texts.text + offset;
}

pwpol_status pwpol_audit_point_at(const pwpol_audit *audit, size_t index, pwpol_audit_point *point)
{
    if (audit == NULL || index >= audit->count)
        return PWPOL_ERR_ARGUMENT;
    const struct audit_entry *entry = &audit->entries[index];
    pwpol_audit_point filled = { .rule = entry->rule->id,
                                 .verdict = entry->verdict,
                                 .title = words_in(&entry->rule->title, audit->facts.french),
                                 .figure = audit_text(audit, entry->figure),
                                 .source = audit_text(audit, entry->source),
                                 .keys = entry->rule->keys,
                                 .by_service = entry->rule->by_service };
    return sized_give(point, &filled, sizeof filled);
}

pwpol_status pwpol_audit_render(const pwpol_audit *audit, pwpol_format format, char **text)
{
    if (text != NULL)
        *text = NULL;
    if (audit == NULL || text == NULL)
        return PWPOL_ERR_ARGUMENT;
    struct buffer out = { 0 };
    switch (format) {
    case PWPOL_FORMAT_TEXT:
        audit_render_text(audit, &out);
        break;
    case PWPOL_FORMAT_JSON:
        audit_render_json(audit, &out);
        break;
    case PWPOL_FORMAT_HTML:
        audit_render_html(audit, &out);
        break;
    default:
        return PWPOL_ERR_ARGUMENT;
    }
    *text = buffer_take(&out);
    return *text == NULL ? PWPOL_ERR_NO_MEMORY : PWPOL_OK;
}

void pwpol_audit_free(pwpol_audit *audit)
{
    if (audit == NULL)
        return;
    free(audit->entries);
    buffer_end(&audit->texts);
    free(audit);
}
