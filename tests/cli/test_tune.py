#!/usr/bin/env python3
"""pwpol tune: a table, and policy lines that work. Nothing here depends on how fast the machine is."""
import json
import os
import re
import tempfile
import unittest

from support import ACCEPTED, Case, REFUSED, STRONG, Terminal, USAGE, environment, main, pwpol, sanitized

# OWASP: the least KiB for 1 to 5 passes.
LEAST = {1: 47104, 2: 19456, 3: 12288, 4: 9216, 5: 7168}
# What any machine can do, and one hash at a time, so that it is over soon.
EASY = ["--target", "5s", "--memory", "48MiB", "--concurrent", "1"]


class Tune(Case):
    def test_the_policy_lines_make_a_hasher(self):
        done = pwpol("tune", *EASY)
        self.assertEqual(done.returncode, ACCEPTED, done.stderr)
        table, lines = done.stdout.decode().split("\n\n")
        self.assertIn("recommended", table)
        # Three counts, the time and the rate with one decimal, the memory.
        self.assertRegex(table, r"\n +\d+ +\d+ +\d+ +[\d,]+(\.\d)? +[\d,]+(\.\d)? +\d+  recommended")
        self.assertRegex(table, r"\nComputed by pwpol's own engine, with (avx512|avx2|ssse3|neon|portable)\.\n")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "policy.conf")
            with open(path, "w", encoding="ascii") as file:
                file.write(lines)
            stored = pwpol("hash", "--policy", path, stdin=STRONG)
            self.assertEqual(stored.returncode, ACCEPTED, stored.stderr)
        memory = int(lines.split("memory = ")[1].split()[0])
        self.assertIn(f"m={memory},".encode(), stored.stdout)
        self.assertEqual(int(lines.split("budget = ")[1]), memory + 256)  # one slot

    def test_json_has_candidates_within_bounds_and_the_best_of_them(self):
        told = json.loads(pwpol("tune", *EASY, "--json").stdout)
        self.assertEqual((told["target_ms"], told["memory_bytes"], told["concurrent"], told["slots"]),
                         (5000, 48 << 20, 1, 1))
        self.assertEqual(told["engine"]["name"], "native")
        self.assertIn(told["engine"]["kernel"], ("avx512", "avx2", "ssse3", "neon", "portable"))
        self.assertIs(told["engine"]["withdrawn"], False)
        for candidate in told["candidates"]:
            self.assertGreaterEqual(candidate["memory"], LEAST[candidate["passes"]])
            self.assertLessEqual(candidate["memory_bytes"], 48 << 20)
            self.assertEqual(candidate["memory_bytes"], (candidate["memory"] + 256) * 1024)
            self.assertEqual(candidate["meets_target"], candidate["median_ms"] <= 5000)
        best = told["candidates"][told["recommended"]]
        self.assertEqual(best["memory"], max(each["memory"] for each in told["candidates"] if each["meets_target"]))
        self.assertEqual(told["policy"], {"hash.memory": best["memory"], "hash.passes": best["passes"], "hash.lanes": 1,
                                          "hash.slots": 1, "hash.budget": best["memory"] + 256})

    def test_a_target_out_of_reach_is_told_and_nothing_weak_proposed(self):
        done = pwpol("tune", "--target", "1ms", "--memory", "16MiB", "--concurrent", "1", "--json")
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn(b"OWASP", done.stderr)
        for candidate in json.loads(done.stdout)["candidates"]:
            self.assertGreaterEqual(candidate["memory"], LEAST[candidate["passes"]])

    def test_a_terminal_is_told_to_wait(self):
        with Terminal("tune", "--lang", "fr", *EASY) as terminal:
            terminal.wait_for(b"dizaine de secondes")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertIn("recommandé".encode(), terminal.shown)

    @unittest.skipIf(sanitized(), "a sanitizer wants to be the first library")
    def test_an_engine_that_withdrew_is_told_and_another_serves(self):
        wrong = environment(LD_PRELOAD=os.environ["PWPOL_WRONG_BLAKE2B"])
        told = json.loads(pwpol("tune", *EASY, "--json", env=wrong).stdout)["engine"]
        self.assertEqual((told["name"], told["withdrawn"]), ("sodium", True))
        self.assertIn(told["kernel"], ("avx512", "avx2", "ssse3", "neon", "portable"))
        table = pwpol("tune", *EASY, env=wrong).stdout.decode()
        self.assertIn("Computed by the engine sodium.\n", table)
        self.assertIn(f"pwpol's own engine withdrew: with {told['kernel']} it gave a wrong answer", table)
        for settings in ([], ["--set", "hash.engine=native"], ["--set", "hash.lanes=2"]):
            stored = pwpol("hash", *settings, stdin=STRONG, env=wrong).stdout.decode().strip()
            self.assertEqual(pwpol("verify", "--stored", stored, stdin=STRONG).returncode, ACCEPTED, stored)

    def test_units_are_those_of_both_languages(self):
        rows = [("8192KiB", 8 << 20), ("8 MiB", 8 << 20), ("8000KB", 8000000), ("8MB", 8000000), ("8192K", 8 << 20), ("8M", 8 << 20),
                ("8192Kio", 8 << 20), ("8Mio", 8 << 20), ("8000Ko", 8000000), ("8Mo", 8000000), ("7424KiB", 7602176)]
        for memory, size in rows:
            told = json.loads(pwpol("tune", "--target", "1ms", "--memory", memory, "--concurrent", "1", "--json").stdout)
            self.assertEqual((told["memory_bytes"], told["target_ms"]), (size, 1), memory)
        for target, ms in (("2ms", 2), ("1 s", 1000), ("60s", 60000), ("60000ms", 60000)):
            told = json.loads(pwpol("tune", "--target", target, "--memory", "8M", "--concurrent", "1", "--json").stdout)
            self.assertEqual(told["target_ms"], ms)
        # 2^50 bytes at most
        for memory in ("1048577GiB", "1048577G", "1048577Gio", "1125900GB", "1125900Go", "1MiB2", "1 ", "1  MiB", "1" * 24 + "K"):
            self.assertIn("2GiB", self.one_sentence(pwpol("tune", "--memory", memory), USAGE), memory)

    def test_the_table_says_what_json_says(self):
        columns = ["memory", "passes", "lanes", "median_ms", "per_second"]
        for arguments in (EASY, ["--target", "1ms", "--memory", "16MiB", "--concurrent", "1"]):
            told = json.loads(pwpol("tune", *arguments, "--json").stdout)
            table = pwpol("tune", *arguments).stdout.decode().split("\n\n")[0].splitlines()
            rows = [re.fullmatch(r"( *\d+) ( *\d+) ( *\d+) ( *[\d.]+) ( *[\d.]+) ( *\d+)  (.*)", row) for row in table]
            rows = [row for row in rows if row]
            self.assertEqual(len(rows), len(told["candidates"]))
            for row, candidate in zip(rows, told["candidates"]):
                self.assertEqual(list(map(len, row.groups()[:6])), [9, 8, 6, 9, 9, 11])
                self.assertEqual([int(row[i + 1]) for i in range(3)], [candidate[name] for name in columns[:3]])
                self.assertEqual(int(row[6]), candidate["memory_bytes"] >> 20)
                if row[7] != "recommended":  # how fast it is changes from one run to the other
                    self.assertEqual(row[7], "" if float(row[4]) <= told["target_ms"] else "too slow")
            self.assertEqual([row[7] for row in rows].count("recommended"), 1)

    def test_wrong_usage(self):
        rows = [(["--target", "250"], "250ms"), (["--target", "0ms"], "1ms"), (["--target", "61s"], "60s"),
                (["--target", "fast"], "250ms"), (["--memory", "2"], "2GiB"), (["--memory", "-1GiB"], "2GiB"),
                (["--memory", "99999999999999999999GiB"], "2GiB"), (["--concurrent", "0"], "from 1 to 1024"),
                (["--memory", "7423KiB", "--concurrent", "1"], "OWASP minimum")]
        for arguments, expected in rows:
            self.assertIn(expected, self.one_sentence(pwpol("tune", *arguments), USAGE), arguments)


if __name__ == "__main__":
    main()
