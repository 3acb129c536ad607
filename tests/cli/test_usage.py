#!/usr/bin/env python3
"""Commands, options, help and languages; what a wrong line gets."""
import re

from support import ACCEPTED, Case, USAGE, environment, main, pwpol

COMMANDS = ["check", "generate", "policy list", "policy show", "policy keys", "policy audit", "hash", "verify", "keygen", "rewrap", "migrate", "tune",
            "throttle status", "throttle unlock", "throttle lock", "throttle reset", "simulate"]


class Help(Case):
    def test_the_version_is_that_of_the_library(self):
        done = pwpol("--version")
        self.assertEqual(done.returncode, ACCEPTED)
        self.assertRegex(done.stdout, rb"\Apwpol \d+\.\d+\.\d+\n\Z")

    def test_the_help_lists_every_command(self):
        for arguments in (["--help"], ["help"], ["-h"], ["policy", "--help"], ["policy", "-h"], ["help", "policy"]):
            done = pwpol(*arguments)
            self.assertEqual(done.returncode, ACCEPTED)
            for command in COMMANDS:
                self.assertIn(f"\n  {command} ", done.stdout.decode())

    def test_every_command_has_the_same_help_both_ways(self):
        for command in COMMANDS:
            asked = pwpol(*command.split(), "--help")
            self.assertEqual(asked.returncode, ACCEPTED)
            self.assertTrue(asked.stdout.decode().startswith(f"Usage: pwpol {command} [OPTION]...\n"))
            self.assertEqual(asked.stdout, pwpol("help", *command.split()).stdout)
            self.assertIn(b"--lang fr|en", asked.stdout)

    def test_no_line_of_a_help_is_wider_than_a_terminal(self):
        for command in COMMANDS:
            for lang in ("fr", "en"):
                for line in pwpol("help", *command.split(), "--lang", lang).stdout.decode().splitlines():
                    self.assertLessEqual(len(line), 80, line)

    def test_the_help_is_in_the_language_wherever_lang_stands(self):
        for arguments in (["check", "--help", "--lang", "fr"], ["check", "--lang=fr", "--help"],
                          ["--lang", "fr", "check", "--help"], ["--lang=fr", "help", "check"]):
            self.assertTrue(pwpol(*arguments).stdout.decode().startswith("Utilisation\u00a0: pwpol check"), arguments)


class Language(Case):
    def said(self, **variables):
        # Nothing but these variables tells the language.
        names = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": None}
        return "fr" if b"Commande" in pwpol("nonsense", env=environment(**{**names, **variables})).stderr else "en"

    def test_the_locale_decides_as_posix_orders_it(self):
        rows = [
            ({}, "en"),
            ({"LANG": "fr_FR.UTF-8"}, "fr"),
            ({"LANG": "fr"}, "fr"),
            ({"LANG": "fr@euro"}, "fr"),
            ({"LANG": "fro_FR"}, "en"),  # old French is another language
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
            ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_CA.UTF-8"}, "fr"),
            ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "fr_BE"}, "fr"),
            ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
            ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        ]
        for variables, expected in rows:
            self.assertEqual(self.said(**variables), expected, variables)

    def test_lang_overrides_the_locale(self):
        french = environment(LC_ALL="fr_FR.UTF-8")
        self.assertIn(b"Unknown", pwpol("check", "--lang", "en", "--nonsense", env=french).stderr)
        self.assertIn(b"inconnue", pwpol("--lang", "fr", "nonsense").stderr)

    def test_another_language_is_refused(self):
        self.assertIn("fr, en", self.one_sentence(pwpol("check", "--lang", "de"), USAGE))


class WrongUsage(Case):
    def test_each_gets_one_sentence_with_what_was_meant(self):
        rows = [
            ([], "No command"),
            (["chekc"], "did you mean pwpol check?"),
            (["polcy"], "did you mean pwpol policy?"),
            (["zzzzzz"], "pwpol --help"),
            (["help", "generat"], "did you mean pwpol generate?"),
            (["policy"], "list, show, keys, audit"),
            (["policy", "--json"], "list, show, keys, audit"),
            (["policy", "shwo"], "did you mean pwpol policy show?"),
            (["policy", "zzz"], "list, show, keys, audit"),
            (["throttle"], "status, unlock, lock, reset"),
            (["throttle", "unlok"], "did you mean pwpol throttle unlock?"),
            (["throttle", "status"], "--store"),
            (["throttle", "status", "--store", "x.db"], "sqlite:FILE"),
            (["throttle", "unlock", "--store", "sqlite:x"], "give --account, --source"),
            (["throttle", "lock", "--store", "sqlite:x", "--for", "now", "-a", "x"], "30min"),
            (["throttle", "lock", "--store", "sqlite:x", "-a", ""], "empty"),
            (["throttle", "lock", "--store", "sqlite:x", "-a", "x"], "--key-file"),
            (["throttle", "reset", "--store", "sqlite:x"], "--yes"),
            (["throttle", "lock", "--store", "sqlite:x", *["-a", "x"] * 65], "at most 64"),
            (["keygen", "--throttle", "--id", "x"], "excludes"),
            (["keygen", "-o", "x", "--stdout"], "Only one of"),
            (["policy", "list", "x"], "options only"),
            (["breach", "info", "--bogus"], "--help"),
            (["breach", "merge", "--bogus"], "--help"),
            (["--verion"], "did you mean --version?"),
            (["check", "--jsno"], "did you mean --json?"),
            (["check", "--polic", "x"], "cannot be read|no such file"),  # an unambiguous beginning is understood
            (["check", "--xyzzyxyzzy"], "--help"),
            (["check", "-Z"], "Unknown option -Z"),
            (["check", "--policy"], "--policy needs a value"),
            (["check", "-p"], "-p needs a value"),
            (["check", "--json=yes"], "--json takes no value"),
            (["check", "--format", "xml", "--batch", "-"], "table, jsonl, csv"),
            (["check", "--color", "sometimes"], "auto, always, never"),
            (["check", "--jobs", "0"], "from 1 to 64"),
            (["check", "--jobs", "1e3"], "from 1 to 64"),
            (["check", "--old-fd", "-1"], "from 0 to"),
            (["check", "--preset", "cnil-2022-100-restrcted"], "did you mean cnil-2022-100-restricted?"),
            (["check", "--preset", "zzz"], "pwpol policy list"),
            (["check", "--set", "length.mni=12"], "did you mean length.min?"),
            (["check", "--set", "length.min"], "KEY=VALUE"),
            (["check", "--set", "length.min=0"], "1 to 1024"),
            (["check", "--set", "length.min=twelve"], "1 to 1024"),
            (["check", *["--set", "length.min=8"] * 129], "at most 128 times"),
            (["check", "--context", "login"], "FIELD=VALUE"),
            (["check", "--context", "nmae=x"], "did you mean name?"),
            (["check", "--context", "zzzzzz=x"], "birth_date"),
            (["check", "--policy", "x", "--preset", "y"], "exclude"),
            (["check", "--batch", "-", "--insecure-argument", "x"], "exclude"),
            (["check", "--old", "--old-fd", "3"], "exclude"),
            (["check", "--batch", "-", "--json", "--format", "csv"], "exclude"),
            (["check", "--show"], "only with --batch"),
            (["check", "-0"], "only with --batch"),
            (["check", "--jobs", "2"], "only with --batch"),
            (["check", "--format", "csv"], "only with --batch"),
            (["check", "--old-fd", "0"], "both"),
            (["policy", "show", "--full", "--json"], "one of"),
            (["policy", "audit", "--html", "--json"], "one of"),
            (["generate", "--length", "12", "--words", "5"], "choose"),
            (["generate", "--list", "frnech"], "did you mean french?"),
            (["generate", "--list", "latin"], "french and english"),
            (["generate", "--words", "65"], "from 1 to 64"),
            (["generate", "--separator", ""], "separator"),
        ]
        for arguments, expected in rows:
            done = pwpol(*arguments)
            if "no such file" in expected:
                self.assertRegex(done.stderr.decode(), expected)
                continue
            self.assertIn(expected, self.one_sentence(done, USAGE), arguments)

    def test_every_command_with_a_policy_takes_its_options_so_often(self):
        for command in (["hash"], ["verify"], ["generate"], ["simulate"], ["policy", "show"], ["policy", "audit"],
                        ["migrate", "--format", "passwd"], ["throttle", "status", "--store", "sqlite:x"]):
            done = pwpol(*command, *["--set", "length.min=8"] * 129)
            self.assertIn("at most 128 times", self.one_sentence(done, USAGE), command)

    def test_the_same_in_french_with_its_spaces(self):
        for arguments in (["chekc"], ["check", "--jsno"], ["check", "x"], ["policy"], ["check", "--jobs", "0"]):
            sentence = self.one_sentence(pwpol("--lang", "fr", *arguments), USAGE)
            self.assertIsNone(re.search("[^\u00a0][;!?]|[^\u00a0]: ", sentence.removeprefix("pwpol: ")), sentence)

    def test_an_operand_is_refused_and_never_shown(self):
        for arguments in (["check", "S3cret-operand"], ["check", "--quiet", "--", "S3cret-operand"],
                          ["generate", "S3cret-operand"]):
            self.assertNotIn("S3cret", self.one_sentence(pwpol(*arguments), USAGE))

    def test_the_option_that_an_operand_was_meant_for_is_named(self):
        for command, option in (("check", "standard input"), ("generate", "--length N"), ("policy show", "--preset NAME"),
                                ("keygen", "--output FILE"), ("migrate", "--input FILE"), ("breach query", "--corpus FILE")):
            self.assertIn(option, self.one_sentence(pwpol(*command.split(), "operand"), USAGE))
        self.assertIn("--corpus FICHIER", self.one_sentence(pwpol("--lang", "fr", "breach", "query", "operand"), USAGE))

    def test_the_value_of_an_unknown_option_is_never_shown(self):
        self.assertNotIn("S3cret", self.one_sentence(pwpol("check", "--passwrod=S3cret"), USAGE))

    def test_an_argument_cannot_play_with_the_terminal(self):
        for arguments in (["\033[2Jx"], ["check", "--preset", "\033]0;x\a\n"], ["check", "--\u009b31m"],
                          [b"\xff\xfe"], ["check", "--batch", "/\033[31m"]):
            done = pwpol(*arguments)
            sentence = done.stderr.decode()
            self.assertRegex(sentence, r"\Apwpol: [^\x00-\x1f\x7f-\x9f]*\n\Z")


if __name__ == "__main__":
    main()
