/* A candidate, a context and a policy, judged. Fields: settings ("key=value" lines), candidate, login, e-mail, two
 * names, company, site, date of birth, a word, the old password. */
#include "input.h"

#include "pwpol/check.h"

#include "text/text.h"

#include <math.h>

enum { FIELDS = 9 };

/* Files are not what is fuzzed. */
static bool names_file(const char *name)
{
    for (size_t i = 0; i < pwpol_policy_key_count(); i++) {
        pwpol_key key = { .size = sizeof key };
        if (pwpol_policy_key(i, &key) == PWPOL_OK && strcmp(key.name, name) == 0)
            return strcmp(key.type, "path") == 0 || strcmp(key.type, "list") == 0;
    }
    return true;
}

static pwpol_policy *policy_of(char *settings)
{
    pwpol_policy *policy = NULL;
    char *rest = NULL, *line = strtok_r(settings, "\n", &rest);
    const char *preset = line != NULL && strchr(line, '=') == NULL ? line : NULL;
    if (pwpol_policy_new(&policy, preset) != PWPOL_OK)
        return NULL;
    for (; line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char *equals = strchr(line, '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        if (!names_file(line))
            pwpol_policy_set(policy, line, equals + 1, NULL);
    }
    return policy;
}

static void judge_sentence(const char *sentence, bool needed)
{
    must(!needed || sentence[0] != '\0', "every finding is told in both languages");
    for (size_t at = 0, length = strlen(sentence); at < length;) {
        uint32_t point;
        size_t took = utf8_decode((const unsigned char *)sentence + at, length - at, &point);
        must(took > 0, "sentences are UTF-8");
        at += took;
    }
}

/* Code points of the candidate as given; each byte that is in none counts as one. */
static size_t points_of(const char *bytes, size_t length)
{
    size_t points = 0;
    for (size_t at = 0; at < length; points++) {
        uint32_t point;
        size_t took = utf8_decode((const unsigned char *)bytes + at, length - at, &point);
        at += took > 0 ? took : 1;
    }
    return points;
}

static void judge_report(pwpol_report *report, size_t points)
{
    static const char *const langs[] = { "en", "fr" };
    pwpol_severity before = PWPOL_ERROR;
    bool refused = false;
    for (size_t i = 0; i < pwpol_report_count(report); i++) {
        pwpol_finding finding = { .size = sizeof finding };
        must(pwpol_report_finding(report, i, &finding) == PWPOL_OK, "every finding can be asked for");
        must(finding.severity <= before, "the worst come first");
        must(finding.start <= points && finding.length <= points - finding.start,
             "spans lie in the candidate");
        before = finding.severity;
        refused = refused || finding.severity == PWPOL_ERROR;
        for (size_t lang = 0; lang < 2; lang++) {
            judge_sentence(pwpol_report_message(report, i, langs[lang]), true);
            judge_sentence(pwpol_report_problem(report, i, langs[lang]), true);
            judge_sentence(pwpol_report_remedy(report, i, langs[lang]), false);
        }
    }
    must(pwpol_report_accepted(report) == !refused, "an error refuses, and nothing else does");
    pwpol_numbers numbers = { .size = sizeof numbers };
    must(pwpol_report_numbers(report, &numbers) == PWPOL_OK, "there are numbers");
    must(!isinf(numbers.guesses_log10) && !isinf(numbers.formal_entropy), "which are finite, or none");
    for (size_t lang = 0; lang < 2; lang++)
        judge_sentence(pwpol_report_suggestion(report, langs[lang]), false);
}

static void judge_alike(const pwpol_policy *policy, const char *candidate, size_t candidate_len,
                        const pwpol_context *context, pwpol_report *report)
{
    pwpol_report *again = NULL;
    char *json = NULL, *json_again = NULL;
    must(pwpol_check(policy, candidate, candidate_len, context, &again) == PWPOL_OK &&
             pwpol_report_json(report, NULL, &json) == PWPOL_OK &&
             pwpol_report_json(again, NULL, &json_again) == PWPOL_OK && strcmp(json, json_again) == 0,
         "the same is judged alike");
    judge_sentence(json, true);
    pwpol_free(json);
    pwpol_free(json_again);
    pwpol_report_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = { bytes, size };
    char *settings = input_field(&input, NULL), *fields[FIELDS];
    size_t candidate_len, old_len = 0;
    char *candidate = input_field(&input, &candidate_len);
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = input_field(&input, &old_len); /* the last is the old password */
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = fields[0];
    context.email = fields[1];
    context.names = (const char *const *)fields + 2;
    context.names_count = 2;
    context.company = fields[4];
    context.site = fields[5];
    context.birth_date = fields[6][0] == '\0' ? NULL : fields[6];
    context.words = (const char *const *)fields + 7;
    context.words_count = 1;
    context.old_password = old_len == 0 ? NULL : fields[8];
    context.old_password_len = old_len;
    pwpol_policy *policy = policy_of(settings);
    pwpol_report *report = NULL;
    if (policy != NULL) {
        pwpol_status status = pwpol_check(policy, candidate, candidate_len, &context, &report);
        must((status == PWPOL_OK) == (report != NULL), "there is a report when all went well, and only then");
        must(status == PWPOL_OK || status == PWPOL_ERR_UTF8 || status == PWPOL_ERR_TOO_LONG ||
                 status == PWPOL_ERR_RANGE || status == PWPOL_ERR_CONFLICT,
             "the context or the policy is wrong, or nothing is");
    }
    if (report != NULL) {
        judge_report(report, points_of(candidate, candidate_len));
        judge_alike(policy, candidate, candidate_len, &context, report);
    }
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    for (size_t i = 0; i < FIELDS; i++)
        free(fields[i]);
    free(settings);
    free(candidate);
    return 0;
}
