#!/usr/bin/env python3
"""The program judges candidates and verifies hashes as check.json and hash.json say. (It makes no attempts: those of
throttle.json are made by C, Python and Go, and what they come to is compared with pwpol throttle status in Go.)"""
import json
import os
import subprocess
import unittest

PROGRAM = os.environ["PWPOL_PROGRAM"]
HERE = os.path.dirname(os.path.abspath(__file__))


def cases(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return json.load(file)


def run(*arguments, given=b"", old=None):
    """old: what the program reads as the current password."""
    if old is None:
        return subprocess.run([PROGRAM, *arguments], input=given, capture_output=True, check=False)
    reader, writer = os.pipe()
    os.write(writer, old.encode())
    os.close(writer)
    try:
        return subprocess.run([PROGRAM, *arguments, f"--old-fd={reader}"], input=given, capture_output=True, check=False,
                              pass_fds=[reader])
    finally:
        os.close(reader)


def settings(case):
    return [f"--set={key}={value}" for key, value in case.get("keys", {}).items()]


class Cases(unittest.TestCase):
    def test_candidates(self):
        for case in cases("check.json"):
            with self.subTest(case["name"]):
                given = bytes.fromhex(case["candidate_hex"]) if "candidate_hex" in case else case["candidate"].encode()
                context = dict(case.get("context", {}))
                old = context.pop("old_password", None)
                person = [f"--context={key}={value}" for key, value in context.items()]
                preset = ["--preset", case["preset"]] if "preset" in case else []
                done = run("check", "--json", *preset, *settings(case), *person, given=given, old=old)
                report = json.loads(done.stdout)
                errors = [finding["name"] for finding in report["findings"] if finding["severity"] == "error"]
                self.assertEqual(report["accepted"], case["accepted"])
                self.assertEqual(done.returncode, 0 if case["accepted"] else 1)
                self.assertLessEqual(set(case["findings"]), set(errors))

    def test_credentials(self):
        for case in cases("hash.json"):
            with self.subTest(case["name"]):
                done = run("verify", "--json", "--stored", case["stored"], *settings(case), given=case["password"].encode())
                answer = json.loads(done.stdout)
                self.assertEqual({name: answer[name] or "" if name == "scheme" else answer[name]
                                  for name in ("verdict", "scheme", "needs_rehash")},
                                 {name: case[name] for name in ("verdict", "scheme", "needs_rehash")})
                self.assertEqual(done.returncode, {"match": 0, "mismatch": 1}.get(case["verdict"], 3))


if __name__ == "__main__":
    unittest.main(verbosity=2)
