#!/usr/bin/env python3
"""pwpol check: one candidate from standard input, and its report."""
import json
import os
import re
import unicodedata

import jsonschema

from support import (ACCEPTED, Case, FAILURE, REFUSED, SOURCE, STRONG, Terminal, USAGE, WEAK, environment, main, pwpol)

MIB = 1 << 20


def findings(*arguments, stdin):
    """The verdict and the names of the findings."""
    done = pwpol("check", "--json", *arguments, stdin=stdin)
    report = json.loads(done.stdout)
    assert report["accepted"] == (done.returncode == ACCEPTED), done
    return done.returncode, [finding["name"] for finding in report["findings"]]


class Input(Case):
    def test_the_exit_code_is_the_verdict(self):
        self.assertEqual(pwpol("check", stdin=STRONG).returncode, ACCEPTED)
        self.assertEqual(pwpol("check", stdin=WEAK).returncode, REFUSED)

    def test_one_final_newline_is_not_part_of_the_password(self):
        for end in (b"", b"\n", b"\r\n"):
            self.assertEqual(findings(stdin=STRONG + end), findings(stdin=STRONG), end)

    def test_any_other_control_character_is(self):
        for candidate in (STRONG + b"\n\n", STRONG + b"\r", STRONG[:8] + b"\n" + STRONG[8:],
                          STRONG[:8] + b"\0" + STRONG[8:], b"\0", STRONG + b"\0"):
            code, names = findings(stdin=candidate)
            self.assertEqual(code, REFUSED, candidate)
            self.assertTrue(names[0].startswith("text."), names)

    def test_an_empty_candidate_is_refused_with_a_finding(self):
        for candidate in (b"", b"\n", b"\r\n"):
            code, names = findings(stdin=candidate)
            self.assertEqual(code, REFUSED)
            self.assertTrue(names)

    def test_bytes_that_are_not_utf8_are_refused_with_a_finding(self):
        for candidate in (b"\xff" * 12, b"\xc0\xaf" + STRONG, STRONG + b"\xe9", b"\xed\xa0\x80" + STRONG):
            code, names = findings(stdin=candidate)
            self.assertEqual((code, names[0]), (REFUSED, "text.invalid-utf8"), candidate)

    def test_composed_and_decomposed_accents_are_one_password(self):
        phrase = "xéàTù9îô-êçQ#ï"
        forms = [pwpol("check", stdin=unicodedata.normalize(form, phrase).encode()) for form in ("NFC", "NFD")]
        self.assertEqual(forms[0].stdout, forms[1].stdout)
        self.assertEqual(forms[0].returncode, forms[1].returncode)

    def test_a_candidate_beyond_one_mib_is_refused_with_a_sentence(self):
        # The limit falls inside the last but one character of the euro signs.
        for candidate in (b"a" * (MIB + 1), "€".encode() * (MIB // 3 + 2), b"x" * (10 * MIB)):
            done = pwpol("check", "--json", stdin=candidate)
            self.assertEqual(done.returncode, REFUSED)
            self.assertIn(b"longer than 1048576 bytes", done.stderr)
            self.assertEqual(json.loads(done.stdout)["findings"][0]["name"], "length.max")

    def test_what_follows_1024_characters_is_not_looked_at_and_harms_nothing(self):
        done = pwpol("check", "--set", "length.max=4096", stdin=STRONG * 200)
        self.assertEqual(done.returncode, ACCEPTED, done.stdout)

    def test_one_mib_is_taken_whole(self):
        done = pwpol("check", "--json", stdin=b"x" * MIB)
        self.assertEqual((done.returncode, done.stderr), (REFUSED, b""))

    def test_an_insecure_argument_is_judged(self):
        self.assertEqual(pwpol("check", "--quiet", "--insecure-argument", STRONG.decode()).returncode, ACCEPTED)
        self.assertEqual(pwpol("check", "--quiet", "--insecure-argument=" + WEAK.decode()).returncode, REFUSED)

    def test_quiet_prints_nothing(self):
        for candidate, code in ((STRONG, ACCEPTED), (WEAK, REFUSED)):
            for more in ([], ["--json"]):
                done = pwpol("check", "--quiet", *more, stdin=candidate)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (code, b"", b""))


class Policies(Case):
    def test_the_policy_comes_from_a_preset_a_file_and_settings(self):
        twelve = b"vK7#pQ2w!mRd"
        self.assertEqual(findings("--preset", "anssi-strong", stdin=twelve)[0], ACCEPTED)
        self.assertIn("length.min", findings("--preset", "anssi-very-strong", stdin=twelve)[1])
        self.assertIn("length.min", findings("--set", "length.min=13", stdin=twelve)[1])
        path = os.path.join(self.folder(), "policy.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write("preset = anssi-strong\n[length]\nmin = 13\n")
        self.assertIn("length.min", findings("--policy", path, stdin=twelve)[1])
        self.assertEqual(findings("--policy", path, "--set", "length.min=12", stdin=twelve)[0], ACCEPTED)

    def test_the_last_setting_counts(self):
        self.assertEqual(findings("--set", "length.min=40", "--set", "length.min=8", stdin=STRONG)[0], ACCEPTED)

    def test_a_word_list_of_the_policy_is_read(self):
        path = os.path.join(self.folder(), "words.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("zorglubique\n")
        self.assertEqual(findings(stdin=b"Zorglubique7!")[0], ACCEPTED)
        code, names = findings("--set", "dictionary.files=" + path, stdin=b"Zorglubique7!")
        self.assertEqual((code, names[0]), (REFUSED, "dictionary.denied"))

    def folder(self):
        import tempfile
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name


class Context(Case):
    def test_every_field_is_looked_at(self):
        rows = [
            ("login=zorglub.wuk", b"Zorglub#49wq"),
            ("email=qx@zorglub.example", b"Zorglub#49wq"),
            ("name=Zorglub", b"bulgroz#49wq"),
            ("company=Zorglub SA", b"Z0rglub#49wq"),
            ("site=zorglub.example", b"Zorglub#49wq"),
            ("birth_date=1989-07-14", b"qx#14071989wz"),
            ("word=zorglub", b"Zorglub#49wq"),
        ]
        for value, candidate in rows:
            self.assertNotIn("context", findings(stdin=candidate)[1], candidate)
            self.assertIn("context", findings("--context", value, stdin=candidate)[1], value)

    def test_names_and_words_are_given_many_times(self):
        arguments = [item for i in range(64) for item in ("-c", f"name=nomade{i}", "-c", f"word=vocable{i}")]
        self.assertIn("context", findings(*arguments, stdin=b"Nomade63#wqxz")[1])
        for field in ("name", "word"):
            done = pwpol("check", *arguments, "-c", field + "=toomuch", stdin=STRONG)
            self.assertIn("at most 64", self.one_sentence(done, USAGE))

    def test_what_breaks_its_bounds_is_named(self):
        rows = [
            (["-c", "birth_date=14/07/1989"], "birth_date must be"),
            (["-c", "birth_date=1989-02-30"], "birth_date must be"),
            (["-c", "login=" + "a" * 1025], "login is longer than 1024"),
            ([b"-c", b"company=\xff"], "company is not UTF-8"),
            (["-c", "login=a", "-c", "login=b"], "login may be given only once"),
        ]
        for arguments, expected in rows:
            self.assertIn(expected, self.one_sentence(pwpol("check", *arguments, stdin=STRONG), USAGE))
        self.assertEqual(pwpol("check", "-q", "-c", "login=" + "a" * 1024, stdin=STRONG).returncode, ACCEPTED)


class OldPassword(Case):
    def check(self, old, *arguments, stdin):
        reader, writer = os.pipe()
        try:
            if os.fork() == 0:  # more than a pipe holds must not stop the suite
                os.close(reader)
                try:
                    while old:
                        old = old[os.write(writer, old):]
                finally:
                    os._exit(0)
            os.close(writer)
            return pwpol("check", "--json", "--old-fd", str(reader), *arguments, stdin=stdin, pass_fds=[reader])
        finally:
            os.close(reader)
            os.wait()

    def test_a_new_password_near_the_old_one_is_refused(self):
        for old in (STRONG, STRONG + b"\n", STRONG[:-1] + b"1"):
            done = self.check(old, stdin=STRONG)
            self.assertEqual(done.returncode, REFUSED)
            self.assertTrue([name for name in re.findall(rb'"name": "([^"]+)', done.stdout)
                             if name.startswith(b"history.")], done.stdout)
        self.assertEqual(self.check(b"ruban kiwi 49 Lama?", stdin=STRONG).returncode, ACCEPTED)

    def test_an_old_password_beyond_its_bound_is_refused(self):
        self.assertEqual(self.check(b"a" * 4096 + b"\n", stdin=STRONG).returncode, ACCEPTED)
        for length in (4097, 200000):
            self.assertIn("4096 bytes", self.one_sentence(self.check(b"a" * length, stdin=STRONG), USAGE))

    def test_a_descriptor_that_is_closed_is_told(self):
        done = pwpol("check", "--old-fd", "77", stdin=STRONG)
        self.assertIn("descriptor 77", self.one_sentence(done, FAILURE))


class Report(Case):
    def text(self, *arguments, stdin=WEAK, env=None):
        return pwpol("check", *arguments, stdin=stdin, env=env).stdout.decode()

    def test_it_says_the_verdict_the_numbers_and_the_reasons(self):
        text = self.text()
        self.assertTrue(text.startswith("The password is refused.\n"))
        # 10 lower case letters: 10 x log2(26) = 47.0 bits, of the 50 of the preset (rules A3, A6).
        self.assertRegex(text, r"Formal entropy +█+░+ +47 bits; 50 required\n")
        self.assertRegex(text, r"Guesses to find it +█*░+ +10\^\d+(\.\d)?; 10\^8 required\n")
        self.assertRegex(text, r"Length +10 characters\n")
        self.assertRegex(text, r"✗ .*\[dictionary\]\n  → ")
        self.assertIn("\nSuggestion: ", text)

    def test_the_length_is_told_as_people_count(self):
        for candidate, length in ((b"a", "1 character"), (b"ab", "2 characters"), ("e\u0301".encode(), "1 character"),
                                  ("👩‍👩‍👧x".encode(), "2 characters, 6 code points"),
                                  (b"correct horse battery staple", "28 characters"), (b"\xff", "not measured")):
            self.assertRegex(self.text(stdin=candidate), rf"\n  Length +{length}\n", candidate)

    def test_the_report_is_laid_out_in_columns(self):
        # 47.0 of 50 bits and 1.3 of 8 powers of ten fill 22 and 3 of 24 cells; 49.5 bits are those of 8 of 73 symbols.
        bars = ["█" * 22 + "░" * 2, "█" * 3 + "░" * 21]
        expected = ("The password is refused.\n\n"
                    f"  Formal entropy         {bars[0]}  47 bits; 50 required\n"
                    f"  Guesses to find it     {bars[1]}  10^1.3; 10^8 required\n"
                    "  Length                 10 characters\n"
                    "  Policy guarantees      49.5 bits\n\n"
                    "✗ The whole password is a very common password. [dictionary]\n"
                    "  → Add words unrelated to this one: digits and signs around it stop nobody.\n\n")
        self.assertEqual(self.text()[:len(expected)], expected)
        # Just short of what is asked is not a full bar; an example of the authority has one of a warning's colour.
        coloured = self.text("--color", "always", stdin=b"xK7pQ2vm")
        self.assertIn("\033[33m" + "█" * 22 + "░" * 2 + "\033[0m  47.6 bits; 50 required (met otherwise)\n", coloured)
        self.assertIn("\033[32m" + "█" * 24 + "\033[0m  10^", coloured)
        almost = self.text("--set", "entropy.min=107", "--set", "entropy.examples=", stdin=STRONG)
        self.assertIn("█" * 23 + "░  106.1 bits; 107 required", almost)

    def test_an_accepted_one_has_full_bars(self):
        text = self.text(stdin=STRONG)
        self.assertTrue(text.startswith("The password is accepted.\n"))
        # 16 of 99 symbols: 16 x log2(99) = 106.07 bits.
        self.assertRegex(text, r"Formal entropy +█+ +106\.1 bits; 50 required\n")
        self.assertNotIn("░", text)
        self.assertNotIn("✗", text)

    def test_french_has_its_words_and_its_comma(self):
        text = self.text("--lang", "fr", stdin=STRONG)
        self.assertTrue(text.startswith("Le mot de passe est accepté.\n"))
        self.assertRegex(text, r"Entropie formelle +█+ +106,1 bits\u00a0; 50 exigés\n")
        self.assertEqual(text, self.text(stdin=STRONG, env=environment(LC_ALL="fr_FR.UTF-8")))

    def test_what_the_policy_does_not_ask_has_no_bar(self):
        text = self.text("--set", "strength.require=none", "--set", "entropy.min=0", "--set", "guesses.min=0")
        self.assertRegex(text, r"Formal entropy +47 bits\n")
        self.assertNotIn("░", text)

    def test_a_measure_that_something_else_makes_up_for_says_so(self):
        # 8 of three classes: 8 x log2(62) = 47.6 bits, accepted as an example of the authority (rule A7b).
        self.assertRegex(self.text(stdin=b"xK7pQ2vm"), r"47\.6 bits; 50 required \(met otherwise\)\n")
        self.assertRegex(self.text("--lang", "fr", stdin=b"xK7pQ2vm"), r"exigés \(satisfait autrement\)\n")
        self.assertNotIn("otherwise", self.text() + self.text(stdin=STRONG))
        # 8 of lower case, digits and specials: 8 x log2(73) = 49.5 bits, which count as 50 (rule A7).
        self.assertRegex(self.text(stdin=b"xk7#pq2w"), r"49\.5 bits; 50 required\n")
        text = self.text("--set", "strength.require=guesses", stdin=b"xK7pQ2vm")
        self.assertRegex(text, r"Formal entropy +47\.6 bits\n")

    def test_lines_keep_to_the_width_of_the_terminal(self):
        for columns, limit in ((40, 40), (60, 60), (100, 100), (250, 100), (10, 40)):
            with Terminal("check", "--lang", "fr", "--color", "never", columns=columns, pipes=("stdin",)) as terminal:
                terminal.process.stdin.write(b"Camille1989!")
                terminal.process.stdin.close()
                terminal.end()
                lines = terminal.shown.decode().splitlines()
                # The figures stand beside their bars; only sentences are broken.
                sentences = lines[[i for i, line in enumerate(lines) if line.startswith("✗")][0]:]
                self.assertLessEqual(max(map(len, sentences)), limit)

    def test_colour_is_for_terminals_unless_asked(self):
        self.assertNotIn("\033", self.text())
        self.assertNotIn("\033", self.text("--color", "auto"))
        self.assertIn("\033[31m", self.text("--color", "always"))
        self.assertIn("\033[31m", self.text("--color", "always", env=environment(NO_COLOR="1")))

    def test_colours_change_no_word(self):
        for stdin, looks in ((WEAK, ("\033[1m\033[31mThe password is refused.\033[0m\n\n",
                                     "\n\033[31m✗ \033[0m", "\033[2m [dictionary]\033[0m\n", "\033[1mSuggestion: \033[0m")),
                             (STRONG, ("\033[1m\033[32mThe password is accepted.\033[0m\n\n",))):
            coloured = self.text("--color", "always", stdin=stdin)
            for look in looks:
                self.assertIn(look, coloured)
            self.assertEqual(re.sub("\033\\[[0-9]*m", "", coloured), self.text(stdin=stdin))
            # What is begun is ended, so that nothing leaks into what the terminal shows next.
            for text in coloured.splitlines():
                if "\033" in text:
                    self.assertTrue(text.rindex("\033[0m") == text.rindex("\033["), text)

    def test_no_color_and_dumb_terminals_are_respected(self):
        rows = [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
        for variables, coloured in rows:
            with Terminal("check", pipes=("stdin",), env=environment(**variables)) as terminal:
                terminal.process.stdin.write(WEAK)
                terminal.process.stdin.close()
                self.assertEqual(terminal.end(), REFUSED)
                self.assertEqual(b"\033[" in terminal.shown, coloured, variables)
        with Terminal("check", "--color=never", pipes=("stdin",)) as terminal:
            terminal.process.stdin.write(WEAK)
            terminal.process.stdin.close()
            terminal.end()
            self.assertNotIn(b"\033[", terminal.shown)


class Json(Case):
    CANDIDATES = [STRONG, WEAK, b"", b"\xff\xff", b"Marseille13!", b"14071989", "pâté en croûte é".encode(), b"a" * 3000,
                  b"azertyuiop", b"correct horse battery staple"]

    def test_it_has_the_form_that_is_documented(self):
        with open(os.path.join(SOURCE, "docs", "report.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        for lang in ([], ["--lang", "fr"], ["--lang", "en"]):
            for candidate in self.CANDIDATES:
                done = pwpol("check", "--json", *lang, stdin=candidate)
                jsonschema.validate(json.loads(done.stdout.decode()), schema)

    def test_lang_chooses_the_language_of_its_sentences(self):
        both, french, english = (pwpol("check", "--json", *lang, stdin=WEAK).stdout.decode()
                                 for lang in ([], ["--lang", "fr"], ["--lang", "en"]))
        mot, word = "mot de passe", "password"
        self.assertTrue(mot in both and word in both)
        self.assertIn(mot, french)
        self.assertNotRegex(english, mot)

    def test_no_candidate_is_ever_written(self):
        for candidate in (b"Zyglophobe77", b"qwxzvb#19", b"Zyglophobe\xff", b"Zyglophobe\n77"):
            for arguments in ([], ["--json"], ["--lang", "fr"], ["--color", "always"]):
                done = pwpol("check", *arguments, stdin=candidate)
                written = (done.stdout + done.stderr).lower()
                for piece in (b"zyglo", b"phobe", b"qwxz", b"xzvb"):
                    self.assertNotIn(piece, written)


if __name__ == "__main__":
    main()
