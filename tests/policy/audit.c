/* The audit point by point: which points there are, and what makes each verdict. */
#include "suite.h"

#include "pwpol.h"

#include <stdio.h>
#include <stdlib.h>

#define NO_BREAK "\u00A0"
static const int64_t now = 1764000000000; /* 2025-11-24T16:00:00Z */

#define MET PWPOL_AUDIT_MET
#define NOT_MET PWPOL_AUDIT_NOT_MET
#define OUTSIDE PWPOL_AUDIT_OUTSIDE
#define NOT_APPLICABLE PWPOL_AUDIT_NOT_APPLICABLE

/* A policy from a preset and "key=value" settings separated by ", ". */
static pwpol_policy *policy_with(const char *preset, const char *settings)
{
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_new(&policy, preset), PWPOL_OK);
    while (*settings != '\0') {
        char key[64], value[128];
        size_t name = strcspn(settings, "="), length = strcspn(settings, ",");
        snprintf(key, sizeof key, "%.*s", (int)name, settings);
        snprintf(value, sizeof value, "%.*s", (int)(length - name - 1), settings + name + 1);
        if (pwpol_policy_set(policy, key, value, NULL) != PWPOL_OK)
            fail_msg("%s = %s is refused", key, value);
        settings += length + strspn(settings + length, ", ");
    }
    return policy;
}

static pwpol_audit *audit_with(const char *preset, const char *settings, const char *lang)
{
    pwpol_policy *policy = policy_with(preset, settings);
    pwpol_audit *audit;
    pwpol_status status = pwpol_audit_new(policy, now, lang, &audit);
    if (status != PWPOL_OK)
        fail_msg("%s, %s: %s", preset, settings, pwpol_strstatus(status, "en"));
    pwpol_policy_free(policy);
    return audit;
}

static pwpol_audit_point point_of(const pwpol_audit *audit, const char *rule)
{
    pwpol_audit_point point = { .size = sizeof point };
    for (size_t i = 0; i < pwpol_audit_count(audit); i++) {
        assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
        if (strcmp(point.rule, rule) == 0)
            return point;
    }
    fail_msg("no point %s", rule);
    return point;
}

/* ---- Which points ---------------------------------------------------------- */

/* Rules of the regulation, in order. A10b is the half of A10 about compromised passwords, B the head of
 * chapter B; E and F have no numbers of their own and are numbered here. */
static const char *const everywhere[] = {
    "A1",  "A2",  "A3", "A4", "A5", "A6", "A7", "A7b", "A7c", "A8",  "A9", "A10", "A10b",
    "A11", "A12", "B",  "B1", "B2", "B3", "B4", "B5",  "B6",  "C1",  "C2", "C3",  "C4",
    "C5",  "C6",  "C7", "C8", "C9", "D1", "D2", "D3",  "D4",  "D5",  "D6", "D7",  "D8",
    "E1",  "E2",  "E3", "E4", "E5", "E6", "E7", "E8",  "E9",  "E10", "F1",
};
enum { EVERYWHERE = sizeof everywhere / sizeof everywhere[0] };

static void every_rule_has_its_point_once_and_in_order(void **state)
{
    (void)state;
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        pwpol_audit *audit = audit_with(pwpol_preset_name(p), "", "en");
        pwpol_audit_point point = { .size = sizeof point };
        assert_true(pwpol_audit_count(audit) >= EVERYWHERE);
        for (size_t i = 0; i < EVERYWHERE; i++) {
            assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
            assert_string_equal(point.rule, everywhere[i]);
        }
        pwpol_audit_free(audit);
    }
}

static void other_standards_are_judged_for_their_own_preset_only(void **state)
{
    (void)state;
    static const struct {
        const char *preset;
        const char *prefix;
        size_t points;
    } cases[] = { { "cnil-2022-100-alone", "", 0 },
                  { "anssi-strong", "", 0 },
                  { "nist-800-63b-4", "F2.", 8 },
                  { "owasp-asvs-5", "F3.", 7 },
                  { "pci-dss-4", "F4.", 5 } };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        pwpol_audit *audit = audit_with(cases[c].preset, "", "en");
        pwpol_audit_point point = { .size = sizeof point };
        assert_int_equal(pwpol_audit_count(audit), EVERYWHERE + cases[c].points);
        for (size_t i = EVERYWHERE; i < pwpol_audit_count(audit); i++) {
            char rule[16];
            snprintf(rule, sizeof rule, "%s%zu", cases[c].prefix, i - EVERYWHERE + 1);
            assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
            assert_string_equal(point.rule, rule);
        }
        pwpol_audit_free(audit);
    }
}

static void every_point_names_a_source_and_keys_that_exist(void **state)
{
    (void)state;
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        pwpol_policy *policy = policy_with(pwpol_preset_name(p), "");
        pwpol_audit *audit = audit_with(pwpol_preset_name(p), "", "fr");
        pwpol_audit_point point = { .size = sizeof point };
        for (size_t i = 0; i < pwpol_audit_count(audit); i++) {
            assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
            assert_true(strlen(point.title) > 10 && strlen(point.figure) > 10 && strlen(point.source) >= 8);
            assert_int_equal(point.figure[strlen(point.figure) - 1], '.');
            char keys[256];
            snprintf(keys, sizeof keys, "%s", point.keys);
            for (char *key = strtok(keys, " "); key != NULL; key = strtok(NULL, " "))
                if (pwpol_policy_get(policy, key) == NULL)
                    fail_msg("%s names %s", point.rule, key);
        }
        pwpol_audit_free(audit);
        pwpol_policy_free(policy);
    }
}

/* What only the service can do, and what it has to apply, are said as such. */
static void duties_of_the_service_are_said(void **state)
{
    (void)state;
    static const char *const outside[] = { "A10b", "C4", "C5", "C6", "D6", "D7", "D8" };
    static const char *const applied[] = { "B6", "E9" };
    pwpol_audit *audit = audit_with("cnil-2022-100-restricted", "", "fr");
    size_t outside_count = 0, applied_count = 0;
    for (size_t i = 0; i < pwpol_audit_count(audit); i++) {
        pwpol_audit_point point = { .size = sizeof point };
        assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
        outside_count += point.verdict == OUTSIDE;
        applied_count += point.by_service && point.verdict == MET;
        if (point.rule[0] == 'A' || point.rule[0] == 'C' || point.rule[0] == 'D')
            assert_false(point.by_service);
    }
    assert_int_equal(outside_count, sizeof outside / sizeof outside[0]);
    assert_int_equal(applied_count, sizeof applied / sizeof applied[0]);
    for (size_t i = 0; i < outside_count; i++)
        assert_int_equal(point_of(audit, outside[i]).verdict, OUTSIDE);
    for (size_t i = 0; i < applied_count; i++) {
        pwpol_audit_point point = point_of(audit, applied[i]);
        assert_true(point.by_service);
        assert_non_null(strstr(point.figure, NO_BREAK "; c'est au service"));
    }
    pwpol_audit_free(audit);
}

/* ---- Verdicts --------------------------------------------------------------- */

static const struct {
    const char *preset;
    const char *settings;
    const char *rule;
    pwpol_audit_verdict verdict;
} verdicts[] = {
#include "audit_verdicts.inc"
};

static void each_point_follows_its_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        pwpol_audit *audit = audit_with(verdicts[i].preset, verdicts[i].settings, "en");
        pwpol_audit_point point = point_of(audit, verdicts[i].rule);
        if (point.verdict != verdicts[i].verdict)
            fail_msg("%s, %s: %s is %d, not %d: %s", verdicts[i].preset, verdicts[i].settings,
                     verdicts[i].rule, point.verdict, verdicts[i].verdict, point.figure);
        pwpol_audit_free(audit);
    }
}

/* Every point with keys has at least two verdicts in the table, but those whose keys cannot reach
 * another: the ranges of hash.salt, length.max, length.min and renewal.reset_lifetime keep them,
 * and a pepper may be used or not. */
static void each_point_with_keys_can_change_its_verdict(void **state)
{
    (void)state;
    static const char *const constant[] = { "C2", "C3", "C4", "D5", "E6", "F2.2", "F3.2" };
    for (size_t p = 0; pwpol_preset_name(p) != NULL; p++) {
        pwpol_audit *audit = audit_with(pwpol_preset_name(p), "", "en");
        for (size_t i = 0; i < pwpol_audit_count(audit); i++) {
            pwpol_audit_point point = { .size = sizeof point };
            assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
            unsigned seen = point.keys[0] == '\0' ? 3 : 0;
            for (size_t c = 0; c < sizeof constant / sizeof constant[0]; c++)
                seen |= strcmp(constant[c], point.rule) == 0 ? 3 : 0;
            for (size_t v = 0; v < sizeof verdicts / sizeof verdicts[0]; v++)
                if (strcmp(verdicts[v].rule, point.rule) == 0)
                    seen |= verdicts[v].verdict == NOT_MET ? 1 : 2;
            if (seen != 3)
                fail_msg("%s lacks a row of the table: %u", point.rule, seen);
        }
        pwpol_audit_free(audit);
    }
}

/* A preset of the CNIL or of ANSSI meets all that it claims. */
static void what_a_preset_claims_it_meets(void **state)
{
    (void)state;
    static const char *const presets[] = { "cnil-2022-100-alone",  "cnil-2022-100-restricted",
                                           "cnil-2022-100-device", "anssi-moderate",
                                           "anssi-strong",         "anssi-very-strong" };
    for (size_t p = 0; p < sizeof presets / sizeof presets[0]; p++) {
        pwpol_audit *audit = audit_with(presets[p], "", "en");
        for (size_t i = 0; i < pwpol_audit_count(audit); i++) {
            pwpol_audit_point point = { .size = sizeof point };
            assert_int_equal(pwpol_audit_point_at(audit, i, &point), PWPOL_OK);
            if (point.verdict == NOT_MET)
                fail_msg("%s: %s: %s", presets[p], point.rule, point.figure);
        }
        pwpol_audit_free(audit);
    }
}

/* ---- Figures ---------------------------------------------------------------- */

static const struct {
    const char *settings;
    const char *rule;
    const char *french;
    const char *english;
} figures[] = {
    /* 73^8 is 49.52 bits, counted as 50 */
    { "", "A3", "garantit 50" NO_BREAK "bits", "guarantees 50" NO_BREAK "bits" },
    { "", "A4", "(49,52" NO_BREAK "bits), 16" NO_BREAK "chiffres (53,15" NO_BREAK "bits)",
      "(49.52" NO_BREAK "bits), 16" NO_BREAK "digits (53.15" NO_BREAK "bits)" },
    { "", "A6", "8 × log₂(73) = 49,52" NO_BREAK "bits", "8 × log₂(73) = 49.52" NO_BREAK "bits" },
    { "", "A7", "49,52" NO_BREAK "bits garantis comptent pour 50",
      "49.52" NO_BREAK "bits guaranteed count as 50" },
    { "", "A7c", "à partir de 16", "from 16 on" },
    { "", "A8", "90,5" NO_BREAK "bits", "90.5" NO_BREAK "bits" }, /* 7 x log2(7776) */
    { "", "A9", "propre à pwpol pour le cas" NO_BREAK "2" NO_BREAK ": 10⁸",
      "pwpol's own threshold for case" NO_BREAK "2 is 10⁸" },
    { "guesses.min=9.5", "A9", "10^9,5" NO_BREAK "essais", "10^9.5" NO_BREAK "guesses" },
    { "guesses.min=10", "A9", "10¹⁰" NO_BREAK "essais", "10¹⁰" NO_BREAK "guesses" },
    { "guesses.min=14", "A9", "10¹⁴" NO_BREAK "essais", "10¹⁴" NO_BREAK "guesses" },
    { "throttle.lock_after=7", "B4", "7" NO_BREAK "échecs de suite, levé au bout de 30" NO_BREAK "min",
      "7" NO_BREAK "failures in a row, lifted after 30" NO_BREAK "min" },
    { "throttle.unlock_after=0", "B4", "jusqu'à ce qu'une personne", "until a person" },
    { "throttle.lock_after=1", "B4", "1" NO_BREAK "échec de suite", "1" NO_BREAK "failure in a row" },
    { "throttle.attempts_max=5, throttle.attempts_window=7d", "B2",
      "5" NO_BREAK "tentatives par 7" NO_BREAK "jours", "5" NO_BREAK "attempts in 7" NO_BREAK "days" },
    { "", "B1", "90" NO_BREAK "s après 5" NO_BREAK "échecs, multipliée par 2",
      "90" NO_BREAK "s after 5" NO_BREAK "failures, multiplied by 2" },
    { "", "D2", "3" NO_BREAK "ans", "3" NO_BREAK "years" },
    { "", "D5", "1" NO_BREAK "h pour le lien", "lifetime of 1" NO_BREAK "h" },
    { "hash.salt=32", "C3", "256" NO_BREAK "bits (32" NO_BREAK "octets)",
      "256" NO_BREAK "bits (32" NO_BREAK "bytes)" },
    { "hash.lanes=4", "C9", "4" NO_BREAK "voies, un sel", "4" NO_BREAK "lanes, a salt" },
    { "", "C9", "(la RFC en propose 4", "(the RFC proposes 4" },
    { "", "C9", "au moins le second choix", "at least the second choice" },
    { "hash.memory=2097152, hash.passes=1, hash.ceiling_memory=2097152", "C9", "au moins le premier choix",
      "at least the first choice" },
    /* guesses in the place of entropy: whose threshold it is */
    { "strength.require=guesses", "A3",
      "résiste à 10⁸" NO_BREAK "essais, ce qui peut en tenir lieu (A9" NO_BREAK "; seuil propre à pwpol).",
      "withstand 10⁸" NO_BREAK "guesses, which may stand in for them (A9; pwpol's own threshold)." },
    { "cnil.case=alone, strength.require=guesses, guesses.min=14", "A1", "tenir lieu (A9).",
      "for them (A9)." },
    { "cnil.case=alone, strength.require=guesses, guesses.min=14", "A9",
      "seuil de l'autorité pour le cas" NO_BREAK "1", "the authority's threshold for case" NO_BREAK "1" },
    /* 15 digits are 49.83 bits, which round to 50 */
    { "strength.require=formal, entropy.examples=", "A3",
      "garantit 50" NO_BREAK "bits, mais admet moins de 16",
      "guarantees 50" NO_BREAK "bits, but admits fewer than 16" },
    /* 62^8 is 47.63 bits */
    { "strength.require=formal, entropy.min=48, entropy.examples=", "A3",
      "que 48" NO_BREAK "bits sur les 50 attendus", "only guarantees 48" NO_BREAK "bits of the 50 expected" },
    { "", "B", "délai (B1), plafond (B2), blocage (B4)" NO_BREAK "; pwpol les applique",
      "delay (B1), ceiling (B2), lock (B4); pwpol applies them" },
    { "", "A7b", "par la formule, ou l'un des exemples", "by the formula, or one of the authority's" },
    { "entropy.examples=", "A7b", "50" NO_BREAK "bits par la formule.",
      "50" NO_BREAK "bits by the formula." },
    { "length.min=64, length.max=64", "A7c", "à partir de 64.", "from 64 on." },
    /* 64 digits are 212.6 bits */
    { "length.max=64, entropy.examples=, entropy.min=250", "A7c", "n'admet aucun",
      "admits no password of digits" },
    { "", "B3", "une autre mesure restreint l'accès", "another measure restricts access" },
    { "cnil.case=alone", "B3", "propre au cas" NO_BREAK "2", "belongs to case" NO_BREAK "2" },
    { "throttle.lock_after=2", "B4", "2" NO_BREAK "échecs de suite", "2" NO_BREAK "failures in a row" },
    { "hash.passes=2", "C2", "2" NO_BREAK "passes, 1" NO_BREAK "voie" NO_BREAK ";",
      "2" NO_BREAK "passes, 1" NO_BREAK "lane;" },
    { "hash.memory=100000", "C2", "Argon2id, 100" NO_BREAK "000" NO_BREAK "Kio",
      "Argon2id, 100,000" NO_BREAK "KiB" },
    { "length.min=9", "E1", "au moins 9" NO_BREAK "caractères.", "at least 9" NO_BREAK "characters." },
    { "length.min=8", "E1", "8" NO_BREAK "caractères et ne se réclame pas",
      "8" NO_BREAK "characters and does not claim" },
    { "classes.required=digit special", "E5", "chiffre, caractère spécial.", "digit, special." },
    { "hash.memory=47104, hash.passes=1", "C7", "au moins le couple m", "at least the pair m" },
    { "hash.memory=47103, hash.passes=1, hash.allow_weak=true", "C7",
      "moins que le couple m" NO_BREAK "=" NO_BREAK "47" NO_BREAK "104",
      "less than the pair m" NO_BREAK "=" NO_BREAK "47,104" },
    { "hash.passes=6", "C7", "7168" NO_BREAK "Kio, t" NO_BREAK "=" NO_BREAK "5,",
      "7168" NO_BREAK "KiB, t" NO_BREAK "=" NO_BREAK "5," },
    /* C7: the pair that the policy satisfies is named */
    { "hash.memory=47104, hash.passes=1", "C7",
      "m" NO_BREAK "=" NO_BREAK "47" NO_BREAK "104" NO_BREAK "Kio, t" NO_BREAK "=" NO_BREAK "1,",
      "m" NO_BREAK "=" NO_BREAK "47,104" NO_BREAK "KiB, t" NO_BREAK "=" NO_BREAK "1," },
    { "hash.memory=19456, hash.passes=2", "C7",
      "19" NO_BREAK "456" NO_BREAK "Kio, t" NO_BREAK "=" NO_BREAK "2,",
      "19,456" NO_BREAK "KiB, t" NO_BREAK "=" NO_BREAK "2," },
    { "hash.memory=12288, hash.passes=3", "C7",
      "12" NO_BREAK "288" NO_BREAK "Kio, t" NO_BREAK "=" NO_BREAK "3,",
      "12,288" NO_BREAK "KiB, t" NO_BREAK "=" NO_BREAK "3," },
    { "hash.memory=9216, hash.passes=4", "C7", "9216" NO_BREAK "Kio, t" NO_BREAK "=" NO_BREAK "4,",
      "9216" NO_BREAK "KiB, t" NO_BREAK "=" NO_BREAK "4," },
    { "hash.memory=7168, hash.passes=5", "C7", "7168" NO_BREAK "Kio, t" NO_BREAK "=" NO_BREAK "5,",
      "7168" NO_BREAK "KiB, t" NO_BREAK "=" NO_BREAK "5," },
    /* case 2 without a restriction: the keys are named */
    { "throttle.delay_after=0, throttle.attempts_max=0, throttle.lock_after=0", "B",
      "throttle.delay_after, throttle.attempts_max, throttle.challenge_after ou throttle.lock_after",
      "throttle.delay_after, throttle.attempts_max, throttle.challenge_after or throttle.lock_after" },
};

static void figures_are_told_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        for (int french = 0; french < 2; french++) {
            const char *wanted = french ? figures[i].french : figures[i].english;
            pwpol_audit *audit =
                audit_with("cnil-2022-100-restricted", figures[i].settings, french ? "fr" : "en");
            pwpol_audit_point point = point_of(audit, figures[i].rule);
            if (strstr(point.figure, wanted) == NULL)
                fail_msg("%s: \"%s\" lacks \"%s\"", figures[i].rule, point.figure, wanted);
            pwpol_audit_free(audit);
        }
    }
}

static void only_a_short_password_needs_a_second_factor(void **state)
{
    (void)state;
    static const struct {
        const char *settings;
        bool said;
    } cases[] = {
        { "", false }, { "length.min=14", true }, { "length.min=8", true }, { "length.min=7", false }
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pwpol_audit *audit = audit_with("nist-800-63b-4", cases[i].settings, "en");
        assert_int_equal(strstr(point_of(audit, "F2.1").figure, "second factor") != NULL, cases[i].said);
        pwpol_audit_free(audit);
    }
}

static void a_claimed_level_is_not_said_to_be_unclaimed(void **state)
{
    (void)state;
    pwpol_audit *audit = audit_with("anssi-moderate", "length.min=8", "en");
    assert_null(strstr(point_of(audit, "E1").figure, "claim"));
    assert_non_null(strstr(point_of(audit, "E2").figure, "does not claim this level"));
    pwpol_audit_free(audit);
}

/* Documents, and no paragraph of one that was not read. */
static void sources_are_documents(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        const char *source;
    } sources[] = {
        { "A1", "CNIL, délibération n°" NO_BREAK "2022-100" },
        { "A7", "CNIL, délibération n°" NO_BREAK "2022-100" NO_BREAK "; par calcul" },
        { "B6", "CNIL, guide du développeur" NO_BREAK "; ANSSI-PG-078 v2.0" },
        { "C7", "OWASP, Password Storage Cheat Sheet" },
        { "C9", "RFC 9106" },
        { "D7", "CNIL, délibération n°" NO_BREAK "2022-100" NO_BREAK "; RGPD, article 33" },
        { "E1", "ANSSI-PG-078 v2.0" },
        { "F1", "RFC 8265" },
        { "F2.1", "NIST SP 800-63B-4" },
    };
    pwpol_audit *audit = audit_with("nist-800-63b-4", "", "fr");
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        assert_string_equal(point_of(audit, sources[i].rule).source, sources[i].source);
    pwpol_audit_free(audit);
}

/* ---- The calls --------------------------------------------------------------- */

static void arguments_out_of_bounds_are_refused(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("cnil-2022-100-restricted", "");
    pwpol_audit *audit = (pwpol_audit *)1;
    assert_int_equal(pwpol_audit_new(NULL, now, "fr", &audit), PWPOL_ERR_ARGUMENT);
    assert_null(audit);
    assert_int_equal(pwpol_audit_new(policy, now, "fr", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_new(policy, -1, "fr", &audit), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_new(policy, 253402300800000, "fr", &audit), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_count(NULL), 0);
    pwpol_audit_free(NULL);

    assert_int_equal(pwpol_audit_new(policy, now, NULL, &audit), PWPOL_OK);
    pwpol_audit_point point = { .size = sizeof point };
    char *text = (char *)1;
    assert_int_equal(pwpol_audit_point_at(audit, pwpol_audit_count(audit), &point), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_point_at(NULL, 0, &point), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_point_at(audit, 0, NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_render(audit, (pwpol_format)3, &text), PWPOL_ERR_ARGUMENT);
    assert_null(text);
    assert_int_equal(pwpol_audit_render(NULL, PWPOL_FORMAT_TEXT, &text), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_audit_render(audit, PWPOL_FORMAT_TEXT, NULL), PWPOL_ERR_ARGUMENT);
    pwpol_audit_free(audit);
    pwpol_policy_free(policy);
}

static void a_policy_that_contradicts_itself_has_no_audit(void **state)
{
    (void)state;
    pwpol_policy *policy = policy_with("cnil-2022-100-restricted", "length.min=100, length.max=64");
    pwpol_audit *audit;
    assert_int_equal(pwpol_audit_new(policy, now, "fr", &audit), PWPOL_ERR_CONFLICT);
    assert_null(audit);
    pwpol_policy_free(policy);
}

/* A program compiled against an earlier, smaller structure gets no byte beyond it. */
static void a_point_is_written_within_the_size_of_the_caller(void **state)
{
    (void)state;
    pwpol_audit *audit = audit_with("cnil-2022-100-restricted", "", "fr");
    pwpol_audit_point point;
    memset(&point, 0x55, sizeof point);
    point.size = offsetof(pwpol_audit_point, title);
    assert_int_equal(pwpol_audit_point_at(audit, 0, &point), PWPOL_OK);
    assert_string_equal(point.rule, "A1");
    for (size_t i = point.size; i < sizeof point; i++)
        assert_int_equal(((unsigned char *)&point)[i], 0x55);
    point.size = sizeof point.size;
    assert_int_equal(pwpol_audit_point_at(audit, 0, &point), PWPOL_OK);
    point.size = 0;
    assert_int_equal(pwpol_audit_point_at(audit, 0, &point), PWPOL_ERR_ARGUMENT);
    pwpol_audit_free(audit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_has_its_point_once_and_in_order),
        cmocka_unit_test(other_standards_are_judged_for_their_own_preset_only),
        cmocka_unit_test(every_point_names_a_source_and_keys_that_exist),
        cmocka_unit_test(duties_of_the_service_are_said),
        cmocka_unit_test(each_point_follows_its_keys),
        cmocka_unit_test(each_point_with_keys_can_change_its_verdict),
        cmocka_unit_test(what_a_preset_claims_it_meets),
        cmocka_unit_test(figures_are_told_in_both_languages),
        cmocka_unit_test(only_a_short_password_needs_a_second_factor),
        cmocka_unit_test(a_claimed_level_is_not_said_to_be_unclaimed),
        cmocka_unit_test(sources_are_documents),
        cmocka_unit_test(arguments_out_of_bounds_are_refused),
        cmocka_unit_test(a_policy_that_contradicts_itself_has_no_audit),
        cmocka_unit_test(a_point_is_written_within_the_size_of_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
