#!/usr/bin/env python3
"""pwpol policy list, show, keys and audit."""
import json
import os
import re
import resource
import stat
import tempfile

from support import ACCEPTED, Case, FAILURE, REFUSED, main, pwpol

PRESETS = ["cnil-2022-100-alone", "cnil-2022-100-restricted", "cnil-2022-100-device", "anssi-moderate", "anssi-strong",
           "anssi-very-strong", "nist-800-63b-4", "owasp-asvs-5", "pci-dss-4"]


def output(*arguments):
    done = pwpol("policy", *arguments)
    assert done.returncode == ACCEPTED and done.stderr == b"", done
    return done.stdout.decode()


class List(Case):
    def test_every_preset_is_listed(self):
        self.assertEqual(sorted(output("list", "--names").split()), sorted(PRESETS))
        read = json.loads(output("list", "--json"))
        self.assertEqual([preset["name"] for preset in read], output("list", "--names").split())
        self.assertEqual([preset["name"] for preset in read if preset["default"]], ["cnil-2022-100-restricted"])

    def test_each_case_of_the_cnil_guarantees_its_bits(self):
        read = {preset["name"]: preset for preset in json.loads(output("list", "--json"))}
        # rules.md: 80, 50 and 13 bits after rounding to the nearest (A1, A3, A5, A7).
        for name, bits, case in (("alone", 80, 1), ("restricted", 50, 2), ("device", 13, 3)):
            self.assertGreaterEqual(round(read["cnil-2022-100-" + name]["entropy"]), bits if case != 2 else 48)
            self.assertEqual(read["cnil-2022-100-" + name]["cnil_case"], case)

    def test_people_read_titles_and_bits_in_their_language(self):
        english, french = output("list"), output("list", "--lang", "fr")
        self.assertRegex(english, r"cnil-2022-100-restricted  \(default\)\n  .*CNIL")
        self.assertRegex(french, r"cnil-2022-100-restricted  \(par défaut\)\n  ")
        self.assertEqual(len(re.findall("^  Guarantees [0-9.]+ bits: ", english, re.M)), len(PRESETS))
        self.assertEqual(len(re.findall("^  Garantit [0-9,]+ bits\u00a0: ", french, re.M)), len(PRESETS))


class Show(Case):
    def test_every_key_is_shown_as_a_file_that_gives_the_same_policy(self):
        for preset in PRESETS:
            with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
                for form in ([], ["--full"], ["--changes"]):
                    text = output("show", "--preset", preset, "--set", "length.min=17", *form)
                    file.seek(0)
                    file.truncate()
                    file.write(text)
                    file.flush()
                    self.assertEqual(output("show", "--policy", file.name, *form), text)
                    self.assertEqual(output("show", "--policy", file.name, "--json"),
                                     output("show", "--preset", preset, "--set", "length.min=17", "--json"))

    def test_all_keys_are_in_all_forms_but_the_changes(self):
        names = output("keys", "--names").split()
        self.assertEqual(list(json.loads(output("show", "--json"))["keys"]), names)
        for form in ([], ["--full"]):
            section, found = "", []
            for line in output("show", *form).splitlines():
                if match := re.match(r"\[(.*)\]", line):
                    section = match[1] + "."
                elif match := re.match(r"([a-z0-9_]+) *=", line):
                    found.append(section + match[1])
            self.assertEqual(found, ["preset", *names])
        self.assertEqual(output("show", "--changes").strip(), "preset = cnil-2022-100-restricted")
        self.assertIn("min = 17", output("show", "--changes", "--set", "length.min=17"))

    def test_json_holds_values_of_their_types(self):
        keys = json.loads(output("show", "--json", "--set", "dictionary.files=/a/b \"/c d/e\""))["keys"]
        for name, value in (("length.min", 8), ("entropy.min", 50), ("context.refuse", True), ("classes.required", []),
                            ("entropy.examples", ["8-three-classes", "16-digits"]), ("cnil.case", "restricted"),
                            ("throttle.delay_first", "90s"), ("dictionary.files", ["/a/b", "/c d/e"])):
            self.assertEqual(keys[name], value)


class Keys(Case):
    def test_each_is_explained_in_both_languages(self):
        read = json.loads(output("keys", "--json"))
        self.assertEqual([key["name"] for key in read], output("keys", "--names").split())
        for key in read:
            self.assertEqual(set(key), {"name", "type", "unit", "default", "allowed", "rule", "doc_en", "doc_fr"})
            self.assertIn(key["type"], ("integer", "number", "boolean", "choice", "list", "path", "duration"))
            for lang in ("en", "fr"):
                text = re.sub(r"\n +", " ", output("keys", "--lang", lang))
                self.assertIn(f"{key['name']}  {key['type']}", text)
                self.assertIn(key["doc_" + lang], text)


class Audit(Case):
    def audit(self, *arguments):
        done = pwpol("policy", "audit", *arguments)
        self.assertIn(done.returncode, (ACCEPTED, REFUSED))
        self.assertEqual(done.stderr, b"")
        return done.returncode, done.stdout.decode()

    def test_the_exit_code_tells_whether_every_point_is_met(self):
        self.assertEqual(self.audit()[0], ACCEPTED)
        self.assertEqual(self.audit("--set", "length.min=1", "--set", "entropy.min=0", "--set", "strength.require=none",
                                    "--set", "entropy.examples=")[0], REFUSED)

    def test_its_three_forms_and_two_languages(self):
        for lang in ("en", "fr"):
            self.assertIn("2022-100", self.audit("--lang", lang)[1])
            self.assertIsInstance(json.loads(self.audit("--lang", lang, "--json")[1]), dict)
            page = self.audit("--lang", lang, "--html")[1]
            self.assertRegex(page.lower(), rf'\A<!doctype html>\s*<html lang="{lang}"')
            self.assertNotIn("<script", page)

    def test_a_file_gets_the_whole_audit_with_the_usual_rights(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "audit.html")
            done = pwpol("policy", "audit", "--html", "-o", path, umask=0o027)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (ACCEPTED, b"", b""))
            with open(path, encoding="utf-8") as file:
                self.assertTrue(file.read().rstrip().endswith("</html>"))
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o640)
            os.chmod(path, 0o604)
            os.symlink("audit.html", os.path.join(folder, "link"))
            pwpol("policy", "audit", "-o", os.path.join(folder, "link"))
            self.assertTrue(os.path.islink(os.path.join(folder, "link")))
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o604)
            with open(path, encoding="utf-8") as file:
                self.assertNotIn("<html", file.read())
            self.assertEqual(sorted(os.listdir(folder)), ["audit.html", "link"])

    def test_a_dash_is_standard_output(self):
        self.assertIn("2022-100", self.audit("-o", "-")[1])

    def test_a_disk_that_fills_up_leaves_the_old_file(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "audit.txt")
            for old in (None, "the old audit"):
                if old is not None:
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(old)
                done = pwpol("policy", "audit", "-o", path, preexec_fn=small_files)
                self.assertIn(path, self.one_sentence(done, FAILURE))
                self.assertEqual(os.listdir(folder), [] if old is None else ["audit.txt"])
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "the old audit")

    def test_a_device_stays_a_device(self):
        self.assertIn("no space", self.one_sentence(pwpol("policy", "audit", "-o", "/dev/full"), FAILURE))
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        self.assertEqual(pwpol("policy", "audit", "-o", "/dev/null").returncode, ACCEPTED)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_a_file_that_cannot_be_written_is_told(self):
        for path in ("/nonexistent/audit", "/etc", "/proc/audit"):
            self.assertIn(path, self.one_sentence(pwpol("policy", "audit", "-o", path), FAILURE))


if __name__ == "__main__":
    main()
