/* Trials of checks, estimates, audits and the corpus. */
#include "trials.h"

/* ---- Checks ---- */

/* A weak password is accepted whatever fails: never. */
static pwpol_status checked(struct world *world, const pwpol_policy *policy, const char *password, size_t length,
                            bool is_strong)
{
    static const char *const names[] = { "Camille", "Durand" };
    pwpol_context context = PWPOL_CONTEXT_INIT;
    context.login = "cdurand";
    context.names = names;
    context.names_count = 2;
    context.old_password = "older!Password7";
    context.old_password_len = 15;
    pwpol_report *report = UNSET;
    world->strike();
    pwpol_status status = pwpol_check(policy, password, length, &context, &report);
    world->spare();
    assert_true((status == PWPOL_OK) == (report != NULL));
    if (!is_strong)
        assert_false(pwpol_report_accepted(report));
    else if (status == PWPOL_OK)
        assert_true(pwpol_report_accepted(report));
    pwpol_report_free(report);
    return status;
}

static pwpol_status try_pwpol_check(struct world *world)
{
    return checked(world, world->policy, world->password, world->password_len, true);
}

static pwpol_status try_weak(struct world *world)
{
    return checked(world, world->policy, "camille1989", 11, false);
}

static pwpol_status try_first_check(struct world *world)
{
    pwpol_policy *policy = world_open_policy();
    pwpol_status status = checked(world, policy, world->password, world->password_len, true);
    pwpol_policy_free(policy);
    return status;
}

static pwpol_report *a_report(struct world *world)
{
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(world->policy, "azerty", 6, NULL, &report), PWPOL_OK);
    return report;
}
ENDS(pwpol_report_free, pwpol_report, a_report)

/* A sentence is made when it is asked for; without memory it is "". */
static pwpol_status sentence(struct world *world, const char *(*ask)(pwpol_report *report))
{
    pwpol_report *report = a_report(world);
    world->strike();
    const char *text = ask(report);
    world->spare();
    assert_non_null(text);
    pwpol_status status = text[0] != '\0' ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
    pwpol_report_free(report);
    return status;
}

static const char *ask_message(pwpol_report *report)
{
    return pwpol_report_message(report, 0, "fr");
}

static const char *ask_problem(pwpol_report *report)
{
    return pwpol_report_problem(report, 0, "en");
}

static const char *ask_remedy(pwpol_report *report)
{
    return pwpol_report_remedy(report, 0, "en");
}

static const char *ask_suggestion(pwpol_report *report)
{
    return pwpol_report_suggestion(report, "fr");
}

static pwpol_status try_pwpol_report_message(struct world *world)
{
    return sentence(world, ask_message);
}

static pwpol_status try_pwpol_report_problem(struct world *world)
{
    return sentence(world, ask_problem);
}

static pwpol_status try_pwpol_report_remedy(struct world *world)
{
    return sentence(world, ask_remedy);
}

static pwpol_status try_pwpol_report_suggestion(struct world *world)
{
    return sentence(world, ask_suggestion);
}

static pwpol_status try_pwpol_report_json(struct world *world)
{
    char *text = UNSET;
    world->strike();
    pwpol_status status = pwpol_report_json(world->report, NULL, &text);
    world->spare();
    return end_text(status, text);
}

static pwpol_status try_pwpol_report_finding(struct world *world)
{
    pwpol_finding finding = { .size = sizeof finding };
    world->strike();
    pwpol_status status = pwpol_report_finding(world->report, 0, &finding);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_report_numbers(struct world *world)
{
    pwpol_numbers numbers = { .size = sizeof numbers };
    world->strike();
    pwpol_status status = pwpol_report_numbers(world->report, &numbers);
    world->spare();
    return status;
}

ASKS(pwpol_report_accepted, !pwpol_report_accepted(world->report))
ASKS(pwpol_report_count, pwpol_report_count(world->report) > 0)

/* ---- Estimates ---- */

static pwpol_status try_pwpol_guess(struct world *world)
{
    pwpol_guess_result *result = UNSET;
    world->strike();
    pwpol_status status = pwpol_guess(world->password, world->password_len, NULL, &result);
    world->spare();
    assert_true((status == PWPOL_OK) == (result != NULL));
    pwpol_guess_free(result);
    return status;
}

static pwpol_guess_result *a_guess(struct world *world)
{
    pwpol_guess_result *result = NULL;
    assert_int_equal(pwpol_guess(world->password, world->password_len, NULL, &result), PWPOL_OK);
    return result;
}
ENDS(pwpol_guess_free, pwpol_guess_result, a_guess)

static pwpol_status try_pwpol_guess_piece(struct world *world)
{
    pwpol_piece piece = { .size = sizeof piece };
    world->strike();
    pwpol_status status = pwpol_guess_piece(world->guess, 0, &piece);
    world->spare();
    return status;
}

static size_t describe(struct world *world)
{
    char text[256];
    return pwpol_guess_describe(world->guess, 0, "fr", text, sizeof text);
}
ASKS(pwpol_guess_describe, describe(world) > 0)
ASKS(pwpol_guess_log10, pwpol_guess_log10(world->guess) > 0)
ASKS(pwpol_guess_count, pwpol_guess_count(world->guess) > 0)
ASKS(pwpol_guess_estimator, strlen(pwpol_guess_estimator(world->guess)) > 0)

/* ---- Audits ---- */

static pwpol_status try_pwpol_audit_new(struct world *world)
{
    pwpol_audit *audit = UNSET;
    world->strike();
    pwpol_status status = pwpol_audit_new(world->policy, WORLD_NOW, "fr", &audit);
    world->spare();
    assert_true((status == PWPOL_OK) == (audit != NULL));
    pwpol_audit_free(audit);
    return status;
}

static pwpol_audit *an_audit(struct world *world)
{
    pwpol_audit *audit = NULL;
    assert_int_equal(pwpol_audit_new(world->policy, WORLD_NOW, "fr", &audit), PWPOL_OK);
    return audit;
}
ENDS(pwpol_audit_free, pwpol_audit, an_audit)

static pwpol_status rendered(struct world *world, pwpol_format format)
{
    char *text = UNSET;
    world->strike();
    pwpol_status status = pwpol_audit_render(world->audit, format, &text);
    world->spare();
    return end_text(status, text);
}

static pwpol_status try_pwpol_audit_render(struct world *world)
{
    return rendered(world, PWPOL_FORMAT_TEXT);
}

static pwpol_status try_json(struct world *world)
{
    return rendered(world, PWPOL_FORMAT_JSON);
}

static pwpol_status try_html(struct world *world)
{
    return rendered(world, PWPOL_FORMAT_HTML);
}

static pwpol_status try_pwpol_audit_point_at(struct world *world)
{
    pwpol_audit_point point = { .size = sizeof point };
    world->strike();
    pwpol_status status = pwpol_audit_point_at(world->audit, 0, &point);
    world->spare();
    return status;
}

ASKS(pwpol_audit_count, pwpol_audit_count(world->audit) > 0)

/* ---- The corpus ---- */

static pwpol_status opened(struct world *world, const char *path, pwpol_breach_access access)
{
    pwpol_breach *breach = UNSET;
    world->strike();
    pwpol_status status = pwpol_breach_open(&breach, path, access, NULL);
    world->spare();
    assert_true((status == PWPOL_OK) == (breach != NULL));
    pwpol_breach_close(breach);
    return status;
}

static pwpol_status try_pwpol_breach_open(struct world *world)
{
    return opened(world, "corpus", PWPOL_BREACH_READ);
}

static pwpol_status try_mapped(struct world *world)
{
    return opened(world, "corpus", PWPOL_BREACH_MAP);
}

static pwpol_status try_builtin(struct world *world)
{
    return opened(world, NULL, PWPOL_BREACH_MAP);
}

static pwpol_breach *a_breach(struct world *world)
{
    (void)world;
    pwpol_breach *breach = NULL;
    assert_int_equal(pwpol_breach_open(&breach, "corpus", PWPOL_BREACH_READ, NULL), PWPOL_OK);
    return breach;
}
ENDS(pwpol_breach_close, pwpol_breach, a_breach)

/* On failure the old file goes on answering. */
static pwpol_status try_pwpol_breach_reload(struct world *world)
{
    uint64_t seen = 7;
    pwpol_breach *breach = a_breach(world);
    world->strike();
    pwpol_status status = pwpol_breach_reload(breach, NULL, NULL);
    world->spare();
    assert_int_equal(pwpol_breach_contains(breach, "azerty", 6, &seen), PWPOL_OK);
    pwpol_breach_close(breach);
    return status;
}

/* A page is looked at once for its checksum, so that a corpus opened anew reads it. */
static pwpol_status try_pwpol_breach_contains(struct world *world)
{
    uint64_t seen = 7;
    pwpol_breach *breach = a_breach(world);
    world->strike();
    pwpol_status status = pwpol_breach_contains(breach, world->password, world->password_len, &seen);
    world->spare();
    if (status == PWPOL_OK)
        assert_int_equal(seen, 0);
    pwpol_breach_close(breach);
    return status;
}

static pwpol_status try_pwpol_breach_contains_hash(struct world *world)
{
    static const unsigned char hash[20] = { 1 };
    uint64_t seen = 7;
    world->strike();
    pwpol_status status = pwpol_breach_contains_hash(world->breach, hash, sizeof hash, &seen);
    world->spare();
    return status;
}

static pwpol_status try_pwpol_breach_contains_many(struct world *world)
{
    const char *const passwords[] = { world->password, "azerty", "motdepasse" };
    const size_t lengths[] = { world->password_len, 6, 10 };
    uint64_t seen[3] = { 7, 7, 7 };
    pwpol_breach *breach = a_breach(world);
    world->strike();
    pwpol_status status = pwpol_breach_contains_many(breach, passwords, lengths, 3, seen);
    world->spare();
    for (size_t i = 0; i < 3; i++)
        assert_int_not_equal(seen[i], 7);
    pwpol_breach_close(breach);
    return status;
}

static pwpol_status try_pwpol_breach_contains_hashes(struct world *world)
{
    static const unsigned char hashes[3 * 20] = { 1 };
    uint64_t seen[3] = { 7, 7, 7 };
    world->strike();
    pwpol_status status = pwpol_breach_contains_hashes(world->breach, hashes, 20, 3, seen);
    world->spare();
    for (size_t i = 0; i < 3; i++)
        assert_int_not_equal(seen[i], 7);
    return status;
}

static pwpol_status try_pwpol_breach_info_of(struct world *world)
{
    pwpol_breach_info info = { .size = sizeof info };
    world->strike();
    pwpol_status status = pwpol_breach_info_of(world->breach, &info);
    world->spare();
    return status;
}

const struct trial trials_of_check[] = {
    TRIAL(pwpol_check),
    { "pwpol_check", "of a weak password", try_weak },
    { "pwpol_check", "with a policy at its first use", try_first_check },
    TRIAL(pwpol_report_free),
    TRIAL(pwpol_report_message),
    TRIAL(pwpol_report_problem),
    TRIAL(pwpol_report_remedy),
    TRIAL(pwpol_report_suggestion),
    TRIAL(pwpol_report_json),
    TRIAL(pwpol_report_finding),
    TRIAL(pwpol_report_numbers),
    TRIAL(pwpol_report_accepted),
    TRIAL(pwpol_report_count),
    TRIAL(pwpol_guess),
    TRIAL(pwpol_guess_free),
    TRIAL(pwpol_guess_piece),
    TRIAL(pwpol_guess_describe),
    TRIAL(pwpol_guess_log10),
    TRIAL(pwpol_guess_count),
    TRIAL(pwpol_guess_estimator),
    TRIAL(pwpol_audit_new),
    TRIAL(pwpol_audit_free),
    TRIAL(pwpol_audit_render),
    { "pwpol_audit_render", "as JSON", try_json },
    { "pwpol_audit_render", "as HTML", try_html },
    TRIAL(pwpol_audit_point_at),
    TRIAL(pwpol_audit_count),
    TRIAL(pwpol_breach_open),
    { "pwpol_breach_open", "mapped", try_mapped },
    { "pwpol_breach_open", "what is compiled in", try_builtin },
    TRIAL(pwpol_breach_close),
    TRIAL(pwpol_breach_reload),
    TRIAL(pwpol_breach_contains),
    TRIAL(pwpol_breach_contains_hash),
    TRIAL(pwpol_breach_contains_many),
    TRIAL(pwpol_breach_contains_hashes),
    TRIAL(pwpol_breach_info_of),
};
const size_t trials_of_check_count = sizeof trials_of_check / sizeof trials_of_check[0];
