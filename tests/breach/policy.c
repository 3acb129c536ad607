/* pwpol_check() and the audit with the corpus that a policy names. */
#include "support.h"

#include "breach/digest.h"
#include "pwpol.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Strong in every other respect; e and its accent are two code points. */
static const char strong[] = "ke\u03017#Vw!2qZx9";
static const char prepared[] = "k\u00E97#Vw!2qZx9";
static const char other[] = "Tr7#pV2v!mQd";

/* A corpus of the one password, seen so often. */
static void make_corpus_of(const char *path, const char *password, unsigned class)
{
    struct header header = { .shape = { .hash = PWPOL_BREACH_SHA1, .class_bits = CLASS_BITS, .universe = 1 << 20 },
                             .entries = 1,
                             .date = 1784246400000, /* 2026-07-17 */
                             .smallest_count = 2,
                             .classes = { 10, 100, 1000 },
                             .source = "the test" };
    unsigned char digest[HASH_SIZE_MOST];
    struct writer writer;
    assert_int_equal(password_digest(PWPOL_BREACH_SHA1, password, strlen(password), digest), PWPOL_OK);
    assert_int_equal(writer_begin(&writer, path, &header), PWPOL_OK);
    struct entry entry = entry_of_hash(&writer.header.shape, digest);
    entry.class = class;
    assert_int_equal(writer_add(&writer, &entry), PWPOL_OK);
    assert_int_equal(writer_finish(&writer), PWPOL_OK);
    writer_end(&writer);
}

static pwpol_policy *policy_of(const char *path, const char *missing)
{
    pwpol_policy *policy = NULL;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "breach.file", path, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "breach.missing", missing, NULL), PWPOL_OK);
    return policy;
}

static pwpol_report *check(const pwpol_policy *policy, const char *candidate)
{
    pwpol_report *report = NULL;
    assert_int_equal(pwpol_check(policy, candidate, strlen(candidate), NULL, &report), PWPOL_OK);
    return report;
}

static void a_password_of_the_corpus_is_refused_as_it_is_prepared(void **state)
{
    (void)state;
    static const double least[] = { 2, 10, 100, 1000 };
    for (unsigned class = 0; class < 4; class++) {
        make_corpus_of(in_folder("corpus"), prepared, class);
        pwpol_policy *policy = policy_of(in_folder("corpus"), "closed");
        pwpol_finding finding = { .size = sizeof finding };
        pwpol_report *report = check(policy, strong);
        assert_int_equal(pwpol_report_count(report), 1);
        assert_int_equal(pwpol_report_finding(report, 0, &finding), PWPOL_OK);
        assert_string_equal(finding.name, "breach");
        assert_int_equal(finding.severity, PWPOL_ERROR);
        assert_true(finding.have == least[class]);
        assert_non_null(strstr(pwpol_report_message(report, 0, "en"), "at least"));
        pwpol_report_free(report);
        report = check(policy, other);
        assert_int_equal(pwpol_report_count(report), 0);
        pwpol_report_free(report);
        pwpol_policy_free(policy);
    }
}

static void a_missing_corpus_closes_the_service_unless_the_policy_opens_it(void **state)
{
    (void)state;
    pwpol_report *report = (pwpol_report *)&report;
    pwpol_where where = PWPOL_WHERE_INIT;
    pwpol_policy *policy = policy_of(in_folder("none"), "closed");
    assert_int_equal(pwpol_policy_validate(policy, &where), PWPOL_ERR_IO);
    assert_string_equal(where.key, "breach.file");
    assert_non_null(strstr(where.message_en, "does not exist"));
    assert_int_equal(pwpol_check(policy, other, strlen(other), NULL, &report), PWPOL_ERR_IO);
    assert_null(report);
    assert_null(pwpol_policy_breach(policy));
    /* It is back: nothing has to be started again. */
    make_corpus_of(in_folder("none"), prepared, 0);
    report = check(policy, other);
    assert_true(pwpol_report_accepted(report));
    pwpol_report_free(report);
    pwpol_policy_free(policy);
    assert_int_equal(unlink(in_folder("none")), 0);

    policy = policy_of(in_folder("none"), "open");
    pwpol_finding finding = { .size = sizeof finding };
    report = check(policy, other);
    assert_true(pwpol_report_accepted(report));
    assert_int_equal(pwpol_report_count(report), 1);
    assert_int_equal(pwpol_report_finding(report, 0, &finding), PWPOL_OK);
    assert_string_equal(finding.name, "breach");
    assert_int_equal(finding.severity, PWPOL_NOTE);
    pwpol_report_free(report);
    /* The file appears: a reload has it asked. */
    bool changed = false;
    make_corpus_of(in_folder("none"), prepared, 0);
    assert_int_equal(pwpol_breach_reload(pwpol_policy_breach(policy), &changed, NULL), PWPOL_OK);
    assert_true(changed);
    report = check(policy, strong);
    assert_false(pwpol_report_accepted(report));
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

static void a_damaged_page_is_no_answer(void **state)
{
    (void)state;
    size_t size;
    pwpol_report *report = NULL;
    make_corpus_of(in_folder("damaged"), prepared, 0);
    unsigned char *bytes = read_file(in_folder("damaged"), &size);
    bytes[PAGE_SIZE + 100] ^= 1;
    write_file(in_folder("damaged"), bytes, size);
    free(bytes);
    pwpol_policy *policy = policy_of(in_folder("damaged"), "closed");
    assert_int_equal(pwpol_check(policy, other, strlen(other), NULL, &report), PWPOL_ERR_SYNTAX);
    assert_null(report);
    pwpol_policy_free(policy);
    policy = policy_of(in_folder("damaged"), "open");
    report = check(policy, other);
    assert_true(pwpol_report_accepted(report));
    assert_int_equal(pwpol_report_count(report), 1);
    pwpol_report_free(report);
    pwpol_policy_free(policy);
}

static void the_audit_tells_the_date_of_the_corpus(void **state)
{
    (void)state;
    static const struct {
        const char *path, *missing, *says;
        pwpol_audit_verdict verdict;
    } audits[] = {
        { "corpus", "closed", "2026 (the test), seen at least 2 times.", PWPOL_AUDIT_MET },
        { "gone", "open", "could not be opened", PWPOL_AUDIT_NOT_MET },
    };
    make_corpus_of(in_folder("corpus"), prepared, 0);
    for (size_t i = 0; i < 2; i++) {
        pwpol_audit *audit = NULL;
        pwpol_policy *policy = policy_of(in_folder(audits[i].path), audits[i].missing);
        pwpol_audit_point point = { .size = sizeof point };
        size_t at = 0;
        assert_int_equal(pwpol_audit_new(policy, 1784246400000, "en", &audit), PWPOL_OK);
        while (pwpol_audit_point_at(audit, at, &point) == PWPOL_OK && strcmp(point.rule, "A10b") != 0)
            at++;
        assert_string_equal(point.rule, "A10b");
        assert_int_equal(point.verdict, audits[i].verdict);
        if (strstr(point.figure, audits[i].says) == NULL)
            fail_msg("%s", point.figure);
        pwpol_audit_free(audit);
        pwpol_policy_free(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_of_the_corpus_is_refused_as_it_is_prepared),
        cmocka_unit_test(a_missing_corpus_closes_the_service_unless_the_policy_opens_it),
        cmocka_unit_test(a_damaged_page_is_no_answer),
        cmocka_unit_test(the_audit_tells_the_date_of_the_corpus),
    };
    return cmocka_run_group_tests(tests, begin_folder, end_folder);
}
