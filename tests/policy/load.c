/* pwpol_policy_load(): files, what they include, and what a file system can do wrong. */
#include "suite.h"

#include "folder.h"

#include "policy/policy.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void assert_key(const char *file, const char *key, const char *value)
{
    pwpol_policy *policy;
    pwpol_where where = PWPOL_WHERE_INIT;
    if (pwpol_policy_load(&policy, file, &where) != PWPOL_OK)
        fail_msg("%s", where.message_en);
    assert_string_equal(pwpol_policy_get(policy, key), value);
    assert_string_equal(where.message_en, "");
    pwpol_policy_free(policy);
}

/* Fills where; *policy stays NULL. */
static void assert_refused(const char *file, pwpol_status status, pwpol_where *where)
{
    pwpol_policy *policy = (pwpol_policy *)1;
    *where = (pwpol_where)PWPOL_WHERE_INIT;
    pwpol_status answer = pwpol_policy_load(&policy, file, where);
    if (answer != status)
        fail_msg("%s: status %d, %s", file, answer, where->message_en);
    assert_null(policy);
    assert_true(where->message_en[0] != '\0' && where->message_fr[0] != '\0');
    assert_int_equal(pwpol_policy_load(&policy, file, NULL), status);
}

static void a_file_is_read_by_any_path(void **state)
{
    (void)state;
    char absolute[sizeof folder + 16];
    write_file("a.conf", "preset = pci-dss-4\nlength.min = 13\n");
    snprintf(absolute, sizeof absolute, "%s/a.conf", folder);
    assert_key("a.conf", "length.min", "13");
    assert_key("./a.conf", "length.min", "13");
    assert_key(absolute, "length.min", "13");
}

static void a_file_that_cannot_be_read_is_named_with_the_reason(void **state)
{
    (void)state;
    pwpol_where where;
    assert_refused("missing.conf", PWPOL_ERR_IO, &where);
    assert_string_equal(where.file, "missing.conf");
    assert_int_equal(where.line, 0);
    assert_string_equal(where.message_en, "missing.conf: there is no such file.");
    assert_string_equal(where.message_fr, "missing.conf\u00A0: ce fichier n'existe pas.");

    assert_int_equal(mkdir("directory", 0700), 0);
    assert_refused("directory", PWPOL_ERR_IO, &where);
    assert_string_equal(where.message_en, "directory: it is a directory.");
    assert_string_equal(where.message_fr, "directory\u00A0: c'est un dossier.");

    write_file("file", "");
    assert_refused("file/x", PWPOL_ERR_IO, &where);
    assert_refused("", PWPOL_ERR_IO, &where);

    assert_int_equal(symlink("round", "round"), 0);
    assert_refused("round", PWPOL_ERR_IO, &where);

    /* Nothing is unreadable to root, who becomes nobody for a moment. */
    bool root = geteuid() == 0;
    write_file("secret.conf", "length.min = 12\n");
    assert_int_equal(chmod("secret.conf", 0), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_true(!root || seteuid(65534) == 0);
    assert_refused("secret.conf", PWPOL_ERR_IO, &where);
    assert_true(!root || seteuid(0) == 0);
    assert_string_equal(where.message_en, "secret.conf: reading it is not permitted.");
    assert_string_equal(where.message_fr, "secret.conf\u00A0: sa lecture n'est pas permise.");
}

static void a_pipe_is_waited_for_and_not_for_ever(void **state)
{
    (void)state;
    pwpol_policy *policy = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(mkfifo("silent", 0600), 0);
    assert_int_equal(pwpol_policy_load(&policy, "silent", &where), PWPOL_ERR_IO);
    assert_string_equal(where.message_en, "silent: it is a pipe that nobody writes to.");
    assert_string_equal(where.message_fr, "silent\u00A0: c'est un tube où personne n'écrit.");

    int writer = open("silent", O_RDWR); /* it stays open: what was written is read, and then nothing comes */
    assert_true(writer >= 0);
    assert_int_equal(write(writer, "length.min = 12\n", 16), 16);
    assert_int_equal(pwpol_policy_load(&policy, "silent", &where), PWPOL_ERR_IO);
    close(writer);

    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        writer = open("silent", O_WRONLY); /* waits for its reader */
        _exit(write(writer, "length.min = 12\n", 16) == 16 ? 0 : 1);
    }
    assert_key("silent", "length.min", "12");
    int code = 1;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
}

static void a_file_has_1_mib_at_most(void **state)
{
    (void)state;
    enum { LARGEST = 1024 * 1024 };
    pwpol_where where;
    char *text = malloc(LARGEST + 1);
    assert_non_null(text);
    memset(text, '\n', LARGEST);
    text[LARGEST] = '\0';
    write_file("large.conf", text);
    free(text);
    assert_key("large.conf", "length.min", "8");
    FILE *file = fopen("large.conf", "a");
    assert_non_null(file);
    assert_int_equal(fputc('\n', file), '\n');
    assert_int_equal(fclose(file), 0);
    assert_refused("large.conf", PWPOL_ERR_TOO_LONG, &where);
    /* Nor is a file without end read to its end. */
    assert_refused("/dev/zero", PWPOL_ERR_TOO_LONG, &where);
    assert_non_null(strstr(where.message_en, "1 MiB"));
}

static void what_is_included_counts_as_if_it_stood_there(void **state)
{
    (void)state;
    write_file("base.conf", "preset = pci-dss-4\n[length]\nmin = 20\nmax = 100\n");
    write_file("top.conf", "include = base.conf\nlength.min = 30\n");
    assert_key("top.conf", "length.min", "30"); /* what comes later wins */
    assert_key("top.conf", "length.max", "100");
    assert_key("top.conf", "history.count", "4"); /* the preset of the included file */
    write_file("late.conf", "length.min = 30\ninclude = over.conf\n");
    write_file("over.conf", "length.min = 20\n");
    assert_key("late.conf", "length.min", "20");
    /* A section of an included file ends with it. */
    write_file("after.conf", "include = over.conf\n[classes]\nmin = 2\n");
    assert_key("after.conf", "classes.min", "2");
}

static void relative_paths_start_from_the_including_file(void **state)
{
    (void)state;
    char expected[sizeof folder + 64];
    assert_int_equal(mkdir("sub", 0700), 0);
    assert_int_equal(mkdir("sub/with space", 0700), 0);
    write_file("sub/one.conf", "include = \"with space/two.conf\"\n");
    write_file("sub/with space/two.conf", "include = ../and then/three.conf\ndictionary.files = list.txt\n");
    assert_int_equal(mkdir("sub/and then", 0700), 0);
    write_file("sub/and then/three.conf", "length.min = 33\n");
    assert_key("sub/one.conf", "length.min", "33");
    snprintf(expected, sizeof expected, "\"%s/sub/with space/list.txt\"", folder);
    assert_key("sub/one.conf", "dictionary.files", expected);
    write_file("relative.conf", "dictionary.files = a.txt b/c.txt /d.txt\n");
    snprintf(expected, sizeof expected, "%s/a.txt %s/b/c.txt /d.txt", folder, folder);
    assert_key("relative.conf", "dictionary.files", expected);
    assert_int_equal(chdir("/"), 0);
    char from_root[sizeof folder + 16];
    snprintf(from_root, sizeof from_root, "%s/relative.conf", folder + 1);
    assert_key(from_root, "dictionary.files", expected);
    assert_int_equal(chdir(folder), 0);
}

static void trouble_in_an_included_file_is_found_there(void **state)
{
    (void)state;
    pwpol_where where;
    char expected[sizeof folder + 16];
    write_file("wrong.conf", "\nlength.min = 0\n");
    write_file("includes.conf", "include = wrong.conf\n");
    snprintf(expected, sizeof expected, "%s/wrong.conf", folder);
    assert_refused("includes.conf", PWPOL_ERR_RANGE, &where);
    assert_string_equal(where.file, expected);
    assert_int_equal(where.line, 2);
    assert_int_equal(where.column, 14);

    write_file("absent.conf", "length.min = 12\n  include = gone.conf\n");
    assert_refused("absent.conf", PWPOL_ERR_IO, &where);
    assert_string_equal(where.file, "absent.conf");
    assert_int_equal(where.line, 2);
    assert_int_equal(where.column, 13);
    assert_string_equal(where.key, "include");
    assert_non_null(strstr(where.message_en, "gone.conf\" cannot be included: there is no such file."));
}

static void a_preset_comes_first_across_files_too(void **state)
{
    (void)state;
    pwpol_where where;
    write_file("preset.conf", "preset = pci-dss-4\n");
    write_file("second.conf", "length.min = 12\ninclude = preset.conf\n");
    assert_refused("second.conf", PWPOL_ERR_SYNTAX, &where);
    assert_string_equal(where.key, "preset");
}

static void a_file_that_includes_itself_is_a_loop(void **state)
{
    (void)state;
    pwpol_where where;
    write_file("self.conf", "include = self.conf\n");
    assert_refused("self.conf", PWPOL_ERR_LOOP, &where);
    assert_int_equal(where.line, 1);
    assert_int_equal(where.column, 11);
    assert_string_equal(where.key, "include");
    write_file("ping.conf", "include = pong.conf\n");
    write_file("pong.conf", "length.min = 12\ninclude = ping.conf\n");
    assert_refused("ping.conf", PWPOL_ERR_LOOP, &where);
    assert_int_equal(where.line, 2);
    /* Under another name it is the same file. */
    assert_int_equal(symlink("linked.conf", "link.conf"), 0);
    write_file("linked.conf", "include = link.conf\n");
    assert_refused("linked.conf", PWPOL_ERR_LOOP, &where);
    /* Twice in a row is no loop. */
    write_file("twice.conf", "include = over.conf\ninclude = over.conf\n");
    write_file("over.conf", "length.min = 20\n");
    assert_key("twice.conf", "length.min", "20");
}

static void includes_go_8_files_deep(void **state)
{
    (void)state;
    pwpol_where where;
    char name[16], text[32];
    for (int i = 1; i <= 9; i++) {
        snprintf(name, sizeof name, "deep%d.conf", i);
        snprintf(text, sizeof text, "include = deep%d.conf\n", i + 1);
        write_file(name, i == 9 ? "length.min = 99\n" : text);
    }
    assert_key("deep2.conf", "length.min", "99");
    assert_refused("deep1.conf", PWPOL_ERR_TOO_LONG, &where);
    assert_non_null(strstr(where.message_en, "8 deep"));
}

/* 8 levels of 1000 includes each would be 10^24 files. */
static void includes_do_not_multiply(void **state)
{
    (void)state;
    pwpol_where where;
    char text[64 * 20 + 1] = "";
    write_file("leaf.conf", "");
    for (int i = 0; i < 63; i++)
        strcat(text, "include = leaf.conf\n");
    write_file("wide.conf", text);
    assert_key("wide.conf", "length.min", "8");
    strcat(text, "include = leaf.conf\n");
    write_file("wide.conf", text);
    assert_refused("wide.conf", PWPOL_ERR_TOO_LONG, &where);
}

/* Whose end is shown, from a whole character on. */
static void a_path_that_cannot_be_is_told_after_the_end_of_the_file_s(void **state)
{
    (void)state;
    pwpol_where where;
    for (size_t more = 1; more <= 4; more++) {
        char name[256] = "";
        for (unsigned i = 0; i < 40; i++)
            strcat(name, "\u00E9\u20AC"); /* 2 and 3 bytes */
        memset(name + strlen(name), 'a', more);
        write_file(name, "length.min = 12\nhash.pepper_file = a\"b\n");
        assert_refused(name, PWPOL_ERR_RANGE, &where);
        assert_int_equal(where.line, 2);
        assert_non_null(strstr(where.message_en, "takes a path without"));
        assert_int_equal(unlink(name), 0);
    }
}

static void null_arguments_are_refused(void **state)
{
    (void)state;
    pwpol_policy *policy;
    assert_int_equal(pwpol_policy_load(NULL, "a", NULL), PWPOL_ERR_ARGUMENT);
    assert_int_equal(pwpol_policy_load(&policy, NULL, NULL), PWPOL_ERR_ARGUMENT);
}

static void a_folder_that_is_gone_is_said(void **state)
{
    (void)state;
    char absolute[sizeof folder + 16];
    write_file("here.conf", "dictionary.files = list.txt\n");
    assert_int_equal(mkdir("gone", 0700), 0);
    assert_int_equal(chdir("gone"), 0);
    assert_int_equal(rmdir("../gone"), 0);
    pwpol_policy *policy;
    pwpol_where where = PWPOL_WHERE_INIT;
    assert_int_equal(pwpol_policy_new(&policy, NULL), PWPOL_OK);
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "list.txt", &where), PWPOL_ERR_IO);
    assert_string_equal(where.key, "dictionary.files");
    assert_string_equal(pwpol_policy_get(policy, "dictionary.files"), "");
    /* Only a relative path needs the folder. */
    assert_int_equal(pwpol_policy_set(policy, "dictionary.files", "/list.txt", &where), PWPOL_OK);
    pwpol_policy_free(policy);
    snprintf(absolute, sizeof absolute, "%s/here.conf", folder);
    assert_int_equal(pwpol_policy_load(&policy, absolute, NULL), PWPOL_OK);
    pwpol_policy_free(policy);
    assert_int_equal(chdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_by_any_path),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named_with_the_reason),
        cmocka_unit_test(a_pipe_is_waited_for_and_not_for_ever),
        cmocka_unit_test(a_file_has_1_mib_at_most),
        cmocka_unit_test(what_is_included_counts_as_if_it_stood_there),
        cmocka_unit_test(relative_paths_start_from_the_including_file),
        cmocka_unit_test(trouble_in_an_included_file_is_found_there),
        cmocka_unit_test(a_preset_comes_first_across_files_too),
        cmocka_unit_test(a_file_that_includes_itself_is_a_loop),
        cmocka_unit_test(includes_go_8_files_deep),
        cmocka_unit_test(includes_do_not_multiply),
        cmocka_unit_test(a_path_that_cannot_be_is_told_after_the_end_of_the_file_s),
        cmocka_unit_test(null_arguments_are_refused),
        cmocka_unit_test(a_folder_that_is_gone_is_said),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
