#!/usr/bin/env python3
"""pwpol generate: what comes out meets the policy, and its entropy is what it says."""
import json
import math
import os
import re
import string

from support import ACCEPTED, Case, REFUSED, SOURCE, main, pwpol

PRESETS = ["cnil-2022-100-alone", "cnil-2022-100-restricted", "cnil-2022-100-device", "anssi-moderate", "anssi-strong",
           "anssi-very-strong", "nist-800-63b-4", "owasp-asvs-5", "pci-dss-4"]
LOOK_ALIKES = set("0Oo1lI|!i2Zz5Ss8B`'\",.;:~-_")


def generated(*arguments):
    done = pwpol("generate", "--json", *arguments)
    assert done.returncode == ACCEPTED, done
    return json.loads(done.stdout)


def accepted(passwords, *arguments):
    """Whether the policy accepts them all."""
    stdin = b"".join(password.encode() + b"\0" for password in passwords)
    return pwpol("check", "--quiet", "--batch", "-", "-0", *arguments, stdin=stdin).returncode == ACCEPTED


class MeetsThePolicy(Case):
    def test_of_every_preset_passwords_and_passphrases(self):
        for preset in PRESETS:
            # PCI DSS asks for a digit, which no passphrase has.
            phrases = [] if preset == "pci-dss-4" else [["--list", "french"], ["--list", "english"]]
            for kind in ([], ["--readable"], *phrases):
                made = generated("--preset", preset, "--count", "20", *kind)
                self.assertEqual(len(made["passwords"]), 20)
                self.assertTrue(accepted(made["passwords"], "--preset", preset), (preset, kind))

    def test_as_short_as_the_policy_allows(self):
        rows = [
            # 80 bits: 13 of 94 (85.2; 12 are 78.7) and 7 words of 7776 (90.5; 6 are 77.5).
            (["--preset", "cnil-2022-100-alone"], 13),
            (["--preset", "cnil-2022-100-alone", "--list", "french"], 7),
            # 50 bits: 8 of 94 (52.4) and 4 words (51.7).
            (["--preset", "cnil-2022-100-restricted"], 8),
            (["--preset", "cnil-2022-100-restricted", "--list", "english"], 4),
            # 79 bits: 12 of 94 are 78.66, which count as 79 (rule A7).
            (["--set", "entropy.min=79"], 12),
            # 9 of 67 readable symbols are 54.6 bits, 8 only 48.5.
            (["--preset", "cnil-2022-100-restricted", "--readable"], 9),
            # Lengths that the presets ask for (rules E and F).
            (["--preset", "anssi-very-strong"], 15),
            (["--preset", "nist-800-63b-4"], 15),
        ]
        for arguments, length in rows:
            self.assertEqual(generated(*arguments)["length"], length, arguments)

    def test_what_the_policy_always_refuses_is_told_with_the_reason(self):
        for arguments in (["--length", "5"], ["--words", "1"], ["--list", "french", "--set", "classes.required=digit",
                                                                "--set", "passphrase.recognise=false"],
                          ["--list", "english", "--preset", "pci-dss-4"]):
            sentence = self.one_sentence(pwpol("generate", *arguments), REFUSED)
            self.assertRegex(sentence, r"[.] \w.*[.]")

    def test_words_that_were_drawn_are_seen_as_words(self):
        (passphrase,) = generated("--words", "7")["passwords"]
        told = pwpol("check", "--preset", "cnil-2022-100-alone", stdin=passphrase.encode())
        self.assertIn(", 7 words of a known list", told.stdout.decode())

    def test_draws_that_a_policy_refuses_are_accounted_for(self):
        # 9 symbols of 94: four classes are all there with a probability of about 0.66.
        made = generated("--set", "classes.min=4", "--length", "9", "--count", "400")
        self.assertTrue(accepted(made["passwords"], "--set", "classes.min=4"))
        self.assertEqual(made["draws"] - made["refused"], 400 + self.accepted_trials(made))
        # Inclusion and exclusion over the classes that may be missing.
        sizes, share = (26, 26, 10, 32), 0.0
        for missing in range(16):
            kept = sum(size for i, size in enumerate(sizes) if not missing >> i & 1)
            share += (-1) ** bin(missing).count("1") * (kept / 94) ** 9
        spread = math.sqrt(share * (1 - share) / made["draws"])
        self.assertLess(abs((made["draws"] - made["refused"]) / made["draws"] - share), 6 * spread + 0.02)
        self.assertAlmostEqual(made["entropy_left"], made["entropy"] - math.log2(made["draws"] / (made["draws"] - made["refused"])),
                               delta=0.01)

    @staticmethod
    def accepted_trials(made):
        """64 draws come before the first that is printed."""
        return made["draws"] - made["refused"] - len(made["passwords"])


class Entropy(Case):
    def test_it_is_the_logarithm_of_what_could_be_drawn(self):
        rows = [
            (["--length", "20"], 20 * math.log2(94)),
            (["--length", "20", "--readable"], 20 * math.log2(67)),
            (["--words", "7", "--list", "french"], 7 * math.log2(7776)),
            (["--words", "9", "--list", "english"], 9 * math.log2(7776)),
        ]
        for arguments, bits in rows:
            self.assertAlmostEqual(generated(*arguments)["entropy"], bits, delta=0.005)
            told = pwpol("generate", *arguments).stderr.decode()
            self.assertIn(f"Entropy: {round(bits, 2):g} bits", told)
            told = pwpol("generate", "--lang", "fr", *arguments).stderr.decode()
            self.assertIn(f"Entropie\u00a0: {round(bits, 2):g} bits".replace(".", ","), told)

    def test_passwords_are_made_of_all_their_symbols_and_no_other(self):
        every = set(string.ascii_letters + string.digits + string.punctuation)
        for arguments, symbols in (([], every), (["--readable"], every - LOOK_ALIKES)):
            drawn = "".join(generated("--length", "1000", "--count", "10", "--set", "strength.require=formal",
                                      *arguments)["passwords"])
            # A given symbol is missing from 10000 draws with a probability below 10^-45.
            self.assertEqual(set(drawn), symbols)
            counts = [drawn.count(symbol) for symbol in symbols]
            mean = 10000 / len(symbols)
            # Chi-squared: its mean is n - 1 and its deviation sqrt(2(n - 1)); 8 deviations never happen.
            squares = sum((count - mean) ** 2 / mean for count in counts)
            free = len(symbols) - 1
            self.assertLess(abs(squares - free), 8 * math.sqrt(2 * free))

    def test_passphrases_are_made_of_words_of_the_list(self):
        for name in ("french", "english"):
            made = generated("--list", name, "--words", "12", "--count", "50")
            self.assertEqual((made["list"], made["choices"], made["kind"]), (name, 7776, "passphrase"))
            path = os.path.join(SOURCE, "data", "passphrase", f"{name}.txt")
            with open(path, encoding="utf-8") as file:
                words = {line.rstrip("\n") for line in file if not line.startswith("# ")}
            self.assertEqual(len(words - {""}), 7776)
            for phrase in made["passwords"]:
                self.assertEqual(len(phrase.split(" ")), 12)
                self.assertLessEqual(set(phrase.split(" ")), words)

    def test_two_draws_differ(self):
        made = generated("--count", "200")["passwords"] + generated("--count", "200")["passwords"]
        self.assertEqual(len(set(made)), 400)

    def test_a_separator_that_would_blur_the_words_is_refused(self):
        for separator in ("", "a", "xé"):
            done = pwpol("generate", "--list", "french", f"--separator={separator}")
            self.assertIn("entropy would not be exact", self.one_sentence(done, 2))
        done = pwpol("generate", "--list", "english", "--separator", "-")
        self.assertRegex(self.one_sentence(done, 2), 'words such as "[a-z]+-[a-z]+" of the list english')
        phrase = generated("--words", "5", "--list", "french", "--separator", " / ")["passwords"][0]
        self.assertEqual(phrase.count(" / "), 4)


class Output(Case):
    def test_standard_output_holds_the_passwords_alone(self):
        done = pwpol("generate", "--count", "3")
        self.assertEqual(len(done.stdout.decode().splitlines()), 3)
        self.assertTrue(done.stderr.startswith(b"Entropy: "))
        quiet = pwpol("generate", "--quiet")
        self.assertEqual(quiet.stderr, b"")
        self.assertRegex(quiet.stdout, rb"\A\S+\n\Z")

    def test_the_list_is_that_of_the_language(self):
        self.assertEqual(generated("--words", "4", "--lang", "fr")["list"], "french")
        self.assertEqual(generated("--words", "4", "--lang", "en")["list"], "english")

    def test_json_has_the_documented_members(self):
        members = {"kind", "length", "choices", "list", "entropy", "passwords", "draws", "refused", "entropy_left"}
        self.assertEqual(set(generated()), members)
        self.assertEqual(set(generated("--words", "5")), members)
        with open(os.path.join(SOURCE, "docs", "man", "pwpol-generate.1"), encoding="utf-8") as page:
            section = page.read().split(".Sh JSON")[1].split(".Sh")[0]
        for member in members:
            self.assertTrue(re.search(rf"^\.Ql {member}\b", section, re.M), member)


if __name__ == "__main__":
    main()
