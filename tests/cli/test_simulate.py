#!/usr/bin/env python3
"""pwpol simulate: what gets through and who is disturbed, by the library's own decisions."""
import json
import os
import re
import tempfile
import xml.dom.minidom

import jsonschema

from support import ACCEPTED, Case, FAILURE, SOURCE, Terminal, USAGE, main, pwpol

# Small enough to be over at once.
SMALL = ["--accounts", "200", "--rate", "2", "--duration", "6h"]


def simulated(*arguments):
    done = pwpol("simulate", "--json", *arguments)
    if done.returncode != ACCEPTED:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


class Attack(Case):
    def test_an_account_is_tried_as_often_as_the_policy_allows_and_no_more(self):
        for settings, most in (([], 25), (["--set", "throttle.attempts_max=7"], 7)):
            attack = simulated("--scenario", "hammering", "--accounts", "50", "--rate", "1", *settings)["attack"]
            self.assertEqual((attack["verified"], attack["most_verified_on_one_account"]), (most, most))
            self.assertEqual(attack["sent"], 86400)
            self.assertEqual(attack["sent"], attack["verified"] + sum(attack["refused"].values()))

    def test_who_hammers_an_account_does_not_lock_out_its_owners_device(self):
        told = simulated("--scenario", "hammering", "--accounts", "1", "--known", "1", "--forgotten", "0", "--rate", "1")
        self.assertEqual(told["attack"]["accounts_locked"], 1)
        for owners in (told["without_attack"], told["attacked"]):
            self.assertEqual(owners["of_targets"]["turned_away"], 0)
            self.assertEqual(owners["of_targets"]["smooth"], owners["of_targets"]["logins"])
            self.assertGreater(owners["of_targets"]["logins"], 20)

    def test_passwords_that_are_easy_are_found_as_often_as_arithmetic_says(self):
        # Each account has one of 100 passwords: 25 guesses find a quarter of them.
        attack = simulated("--passwords", "even:2", "--accounts", "400", "--rate", "2", "--sources", "100000",
                           "--logins", "0")["attack"]
        self.assertLess(abs(attack["accounts_broken"] - attack["expected_broken"]),
                        5 * attack["expected_broken"] ** 0.5)
        self.assertGreater(attack["expected_broken"], 70)

    def test_one_address_gets_no_further_than_its_ceiling(self):
        attack = simulated("--sources", "1", "--logins", "0", *SMALL)["attack"]
        self.assertGreater(attack["refused"]["source"], 0)
        self.assertLessEqual(attack["verified"], 6 * 100)  # throttle.source_attempts_max an hour

    def test_a_network_of_ipv6_is_counted_as_a_whole(self):
        attack = simulated("--addresses", "ipv6", "--sources", "60000", "--accounts", "5000", "--rate", "10",
                           "--duration", "2h", "--logins", "0")["attack"]
        self.assertGreater(attack["refused"]["network"], 0)
        self.assertLessEqual(attack["verified"], 2 * 1000)  # throttle.network_attempts_max an hour

    def test_an_attacker_inside_shares_the_address_of_owners(self):
        for inside in (True, False):
            told = simulated("--scenario=spraying", *["--inside"] * inside, *SMALL)
            self.assertEqual((told["scenario"]["name"], told["scenario"]["inside"]), ("spraying", inside))

    def test_pairs_of_a_leak_open_the_share_that_is_reused(self):
        attack = simulated("--scenario", "stuffing", "--accounts", "20000", "--reuse", "0.1", "--unknown", "0.5",
                           "--rate", "1", "--duration", "12h", "--logins", "0")["attack"]
        self.assertLess(abs(attack["accounts_broken"] - attack["expected_broken"]),
                        5 * attack["expected_broken"] ** 0.5)
        self.assertEqual(attack["most_verified_on_one_account"], 1)

    def test_captchas_are_asked_and_stop_who_cannot_solve_them(self):
        settings = ["--set", "throttle.challenge_after=2", "--logins", "0", *SMALL]
        solved = simulated("--captchas", "1", *settings)["attack"]
        not_solved = simulated("--captchas", "0", *settings)["attack"]
        self.assertGreater(solved["captchas"], 0)
        self.assertEqual(not_solved["verified"], 200 * 2)
        self.assertGreater(solved["verified"], not_solved["verified"])

    def test_without_a_rate_nothing_is_attacked(self):
        told = simulated("--rate", "0", "--accounts", "500")
        self.assertEqual(told["attack"]["sent"], 0)
        self.assertEqual(told["without_attack"], told["attacked"])


class Owners(Case):
    def test_they_do_the_same_with_and_without_an_attack(self):
        told = simulated(*SMALL)
        for kind in ("known_device", "elsewhere"):
            self.assertEqual(told["without_attack"][kind]["logins"], told["attacked"][kind]["logins"])
        for owners in (told["without_attack"], told["attacked"]):
            for kind in ("known_device", "elsewhere", "of_targets"):
                logins = owners[kind]
                self.assertEqual(logins["logins"], logins["smooth"] + logins["held_back"] + logins["turned_away"] +
                                 logins["forgotten"])

    def test_nobody_is_disturbed_who_makes_no_mistake_on_a_quiet_day(self):
        told = simulated("--rate", "0", "--accounts", "2000", "--mistyped", "0", "--forgotten", "0")
        logins = told["attacked"]["of_targets"]
        self.assertEqual(logins["smooth"], logins["logins"])
        self.assertEqual(told["attacked"]["owners_disturbed"], 0)
        self.assertLess(abs(logins["logins"] - 2000), 5 * 2000 ** 0.5)

    def test_a_lower_ceiling_disturbs_more_of_them(self):
        usual = simulated("--rate", "0", "--accounts", "5000", "--mistyped", "0.3")
        strict = simulated("--rate", "0", "--accounts", "5000", "--mistyped", "0.3",
                           "--set", "throttle.delay_after=1")
        self.assertGreater(strict["attacked"]["owners_disturbed"], usual["attacked"]["owners_disturbed"])


class Output(Case):
    def test_the_same_seed_gives_the_same_result_and_another_another(self):
        first, again = (pwpol("simulate", "--json", *SMALL).stdout for _ in range(2))
        self.assertEqual(first, again)
        self.assertNotEqual(first, pwpol("simulate", "--json", "--seed", "2", *SMALL).stdout)

    def test_every_series_sums_up_to_its_total(self):
        told = simulated(*SMALL)
        series, attack, owners = told["series"], told["attack"], told["attacked"]
        self.assertEqual({len(values) for values in series.values()}, {96})
        self.assertEqual(sum(series["sent"]), attack["sent"])
        self.assertEqual(sum(series["verified"]), attack["verified"])
        self.assertEqual(sum(series["broken"]), attack["accounts_broken"])
        self.assertEqual(sum(series["locks"]), attack["locks"] + owners["locks_by_owners"])

    def test_the_table_is_in_the_language_and_fits(self):
        for lang, words in (("en", ["The attack", "Guesses verified", "under attack"]),
                            ("fr", ["L'attaque", "Essais vérifiés", "sous attaque"])):
            for scenario in ("spraying", "hammering", "stuffing", "office"):
                shown = pwpol("simulate", "--lang", lang, "--scenario", scenario, "--accounts", "1000", "--rate", "1",
                              "--duration", "1h").stdout.decode()
                for word in words:
                    self.assertIn(word, shown)
                for line in shown.splitlines():
                    self.assertLessEqual(len(line), 80, line)

    def test_the_plot_is_correct_xml_and_says_what_it_shows(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a plot.svg")
            odd = os.path.join(folder, "<a&b>.conf")
            with open(odd, "w", encoding="ascii") as file:
                file.write("preset = pci-dss-4\n")
            self.assertEqual(pwpol("simulate", "--svg", path, "--lang", "fr", "-p", odd, *SMALL).returncode, ACCEPTED)
            page = xml.dom.minidom.parse(path)
            self.assertEqual(page.documentElement.tagName, "svg")
            self.assertIn("<a&b>.conf", page.getElementsByTagName("title")[0].firstChild.data)
            texts = [text.firstChild.data for text in page.getElementsByTagName("text")]
            self.assertIn("Essais vérifiés", texts)
            self.assertIn("6:00", texts)
            self.assertEqual(os.listdir(folder).sort(), ["a plot.svg", "<a&b>.conf"].sort())

    def test_long_work_shows_a_bar_even_on_one_terminal(self):
        with Terminal("simulate", "--rate", "1000") as terminal:
            terminal.wait_for(b" events")


class Json(Case):
    def setUp(self):
        with open(os.path.join(SOURCE, "docs", "simulation.schema.json"), encoding="utf-8") as file:
            self.schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(self.schema)
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def test_it_has_the_form_that_is_documented(self):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as words:
            words.write("vK7#pQ2w!mRdX9z?\nazerty\n")
            words.flush()
            for arguments in ([], ["--scenario", "hammering"], ["--scenario", "stuffing", "--unknown", "0.5"],
                              ["--scenario", "office", "--passwords", "even:3"], ["--dictionary", words.name],
                              ["--set", "throttle.challenge_after=2", "--captchas", "0.5", "--addresses", "ipv6"],
                              ["--rate", "0", "--logins", "0", "--seed", "0"]):
                self.validator.validate(simulated(*SMALL, *arguments))

    def test_it_says_all_that_there_is_and_nothing_else(self):
        told = simulated(*SMALL)
        options = self.schema["properties"]["scenario"]["properties"]
        with open(os.path.join(SOURCE, "src", "simulate", "scenario.def"), encoding="utf-8") as file:
            for name, whole, low, high in re.findall(r'^FIELD\(\w+, "(\w+)", \w+, (\w+), ([\d.]+), ([\d.]+)\)', file.read(),
                                                     re.M):
                self.assertEqual((options[name]["type"], options[name]["minimum"], options[name]["maximum"]),
                                 ("integer" if whole == "true" else "number", float(low), float(high)), name)
        # What a schema forgets to forbid is found by breaking what it describes.
        for break_it in (lambda t: t.pop("policy"), lambda t: t.update(format="pwpol-simulation-2"),
                         lambda t: t.update(note=""), lambda t: t["scenario"].update(rate="100"),
                         lambda t: t["scenario"].update(accounts=0), lambda t: t["passwords"].pop("model"),
                         lambda t: t["attack"].update(verified=-1), lambda t: t["attack"]["refused"].pop("pair"),
                         lambda t: t["attacked"]["elsewhere"].update(smooth=0.5),
                         lambda t: t["without_attack"].pop("events"), lambda t: t["series"]["sent"].pop(),
                         lambda t: t["series"].update(guesses=[])):
            broken = json.loads(json.dumps(told))
            break_it(broken)
            self.assertFalse(self.validator.is_valid(broken))


class Dictionary(Case):
    def list_of(self, *words):
        file = tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt")
        self.addCleanup(file.close)
        file.write("".join(word + "\n" for word in words))
        file.flush()
        return file.name

    def test_what_the_policy_refuses_is_nobodys_password(self):
        path = self.list_of("motdepasse", "vK7#pQ2w!mRdX9z?", "azerty", "nM4%tY8&kLp2Wq6!")
        told = simulated("--dictionary", path, *SMALL)
        self.assertEqual(told["passwords"]["words"], 4)
        self.assertEqual(told["passwords"]["accepted"], 2)

    def test_a_policy_without_rules_leaves_the_list_whole(self):
        path = self.list_of("a", "b", "c")
        none = ["--set", "length.min=1", "--set", "classes.min=0", "--set", "strength.require=none",
                "--set", "dictionary.builtin=false", "--set", "pattern.share=101", "--set", "entropy.min=0",
                "--set", "guesses.min=0"]
        told = simulated("--dictionary", path, *none, *SMALL)
        self.assertEqual(told["passwords"]["accepted"], 3)
        # The three likeliest passwords are those of 0.037433 x 3^0.187227 = 4.6 % of people.
        self.assertLess(abs(told["attack"]["expected_broken"] - 200 * 0.045982), 0.5)

    def test_one_that_cannot_be_read_is_told(self):
        self.assertIn("does not exist", self.one_sentence(pwpol("simulate", "-d", "/nowhere"), FAILURE))
        self.assertIn("directory", self.one_sentence(pwpol("simulate", "-d", "/"), FAILURE))


class WrongUsage(Case):
    def test_each_gets_one_sentence(self):
        rows = [(["--scenario", "sprayin"], "did you mean spraying?"), (["--scenario", "war"], "there are spraying"),
                (["--rate", "-1"], "from 0 to 100000"), (["--rate", "fast"], "from 0 to 100000"),
                (["--accounts", "0"], "from 1 to 10000000"), (["--accounts", "1.5"], "whole number"),
                (["--known", "1.1"], "from 0 to 1,"), (["--attack", "war"], "guessing, pairs"),
                (["--addresses", "ipx"], "ipv4, ipv6"), (["--day", "night"], "flat, people, office"),
                (["--duration", "30s"], "1min to 30d"), (["--duration", "31d"], "1min to 30d"),
                (["--duration", "24"], "1min to 30d"), (["--seed", "-1"], "from 0"),
                (["--passwords", "even"], "zipf"), (["--passwords", "even:19"], "zipf"),
                (["--passwords", "nothing"], "zipf"), (["--passwords", "zipf:x"], "zipf"),
                (["--passwords", "zipf", "--dictionary", "x"], "exclude"),
                (["--accounts", "10", "--targets", "11"], "--targets"),
                (["--rate", "100000", "--duration", "30d"], "thousand million"), (["war"], "options only")]
        for arguments, expected in rows:
            self.assertIn(expected, self.one_sentence(pwpol("simulate", *arguments), USAGE), arguments)

    def test_a_plot_that_cannot_be_written_is_told_and_nothing_is_printed(self):
        done = pwpol("simulate", "--svg", "/nowhere/a.svg", *SMALL)
        self.assertIn("cannot be written", self.one_sentence(done, FAILURE))


if __name__ == "__main__":
    main()
