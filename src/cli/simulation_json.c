/* The JSON of pwpol simulate. */
#include "cli/simulation.h"

#include "base/json.h"

static void add_scenario(struct json *json, const struct scenario *scenario)
{
    json_object_begin(json, "scenario");
    json_string(json, "name", scenario->name);
    json_string(json, "attack", attack_names[scenario->attack]);
    json_string(json, "addresses", addresses_names[scenario->addresses]);
    json_boolean(json, "inside", scenario->inside);
    json_string(json, "day", day_names[scenario->day]);
    for (int field = 0; field < FIELDS; field++) {
        struct scenario copy = *scenario;
        json_number(json, field_row((enum field)field)->name, *field_of(&copy, (enum field)field), 6);
    }
    json_integer(json, "duration_ms", scenario->duration);
    json_integer(json, "seed", (int64_t)scenario->seed);
    json_object_end(json);
}

static void add_passwords(struct json *json, const struct passwords *passwords)
{
    static const char *const models[] = {
        [PASSWORDS_ZIPF] = "zipf", [PASSWORDS_LIST] = "list", [PASSWORDS_EVEN] = "even"
    };
    json_object_begin(json, "passwords");
    json_string(json, "model", models[passwords->model]);
    if (passwords->model == PASSWORDS_EVEN) {
        json_number(json, "guesses_log10", passwords->log10, 2);
    } else {
        json_number(json, "c", PASSWORDS_ZIPF_C, 6);
        json_number(json, "s", PASSWORDS_ZIPF_S, 6);
    }
    if (passwords->model == PASSWORDS_ZIPF)
        json_integer(json, "refused", (int64_t)passwords->refused);
    if (passwords->model == PASSWORDS_LIST) {
        json_integer(json, "words", passwords->lines);
        json_integer(json, "accepted", (int64_t)passwords->count);
    }
    json_object_end(json);
}

static void add_attack(struct json *json, const struct results *results)
{
    json_object_begin(json, "attack");
    json_integer(json, "sent", (int64_t)results->sent);
    json_integer(json, "verified", (int64_t)results->verified);
    json_object_begin(json, "refused");
    for (int cause = 0; cause < CAUSES; cause++)
        json_integer(json, cause_names[cause], (int64_t)results->refused[cause]);
    json_object_end(json);
    json_integer(json, "captchas", (int64_t)results->captchas);
    json_integer(json, "most_verified_on_one_account", (int64_t)results->most_verified);
    json_integer(json, "locks", (int64_t)results->locks_by_attack);
    json_integer(json, "accounts_locked", (int64_t)results->accounts_locked);
    json_integer(json, "accounts_broken", (int64_t)results->broken);
    json_number(json, "expected_broken", results->expected, 3);
    json_object_end(json);
}

static void add_logins(struct json *json, const char *key, const struct logins *logins)
{
    json_object_begin(json, key);
    json_integer(json, "logins", (int64_t)logins->begun);
    json_integer(json, "smooth", (int64_t)logins->smooth);
    json_integer(json, "held_back", (int64_t)logins->held);
    json_integer(json, "turned_away", (int64_t)logins->turned_away);
    json_integer(json, "forgotten", (int64_t)logins->forgotten);
    json_integer(json, "waits", (int64_t)logins->waits);
    json_integer(json, "waited_ms", (int64_t)logins->waited_ms);
    json_integer(json, "captchas", (int64_t)logins->captchas);
    json_object_end(json);
}

static void add_owners(struct json *json, const char *key, const struct results *results)
{
    json_object_begin(json, key);
    add_logins(json, "known_device", &results->known);
    add_logins(json, "elsewhere", &results->strange);
    add_logins(json, "of_targets", &results->targeted);
    json_integer(json, "owners_disturbed", (int64_t)results->owners_disturbed);
    json_integer(json, "locks_by_owners", (int64_t)results->locks_by_owners);
    json_integer(json, "store_records", (int64_t)results->records);
    json_integer(json, "store_bytes", (int64_t)results->bytes);
    json_integer(json, "events", (int64_t)results->events);
    json_object_end(json);
}

static void add_series(struct json *json, const struct results *results)
{
    static const char *const names[] = {
        [SERIES_SENT] = "sent",   [SERIES_VERIFIED] = "verified", [SERIES_BROKEN] = "broken",
        [SERIES_LOCKS] = "locks", [SERIES_SMOOTH] = "smooth",     [SERIES_DISTURBED] = "disturbed",
    };
    json_object_begin(json, "series");
    for (int series = 0; series < SERIES_COUNT; series++) {
        json_array_begin(json, names[series]);
        for (int bin = 0; bin < RESULTS_BINS; bin++)
            json_integer(json, NULL, (int64_t)results->series[series][bin]);
        json_array_end(json);
    }
    json_object_end(json);
}

void simulation_json(const struct simulation *simulation, struct buffer *out)
{
    struct json json = { .out = out };
    json_object_begin(&json, NULL);
    json_string(&json, "format", "pwpol-simulation-1");
    json_string(&json, "pwpol", pwpol_version());
    json_string(&json, "policy", simulation->policy);
    add_scenario(&json, &simulation->scenario);
    add_passwords(&json, &simulation->scenario.passwords);
    add_attack(&json, &simulation->attacked);
    add_owners(&json, "without_attack", &simulation->calm);
    add_owners(&json, "attacked", &simulation->attacked);
    add_series(&json, &simulation->attacked);
    json_object_end(&json);
}
