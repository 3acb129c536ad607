#!/usr/bin/env python3
"""The manual is well formed, complete, and its examples work."""
import glob
import os
import re
import subprocess
import tempfile

from support import ACCEPTED, BUILD, Case, SOURCE, environment, main, needs, pwpol

needs("mandoc", "man")

PAGES = sorted(glob.glob(os.path.join(SOURCE, "docs", "man", "*.[1-8]")))
CONF = os.path.join(BUILD, "docs", "man", "pwpol.conf.5")
COMMANDS = {"check": "pwpol-check.1", "generate": "pwpol-generate.1", "policy list": "pwpol-policy.1",
            "policy show": "pwpol-policy.1", "policy keys": "pwpol-policy.1", "policy audit": "pwpol-policy.1",
            **{f"breach {name}": "pwpol-breach.1" for name in ("build", "merge", "info", "verify", "query")},
            **{f"throttle {name}": "pwpol-throttle.1" for name in ("status", "unlock", "lock", "reset")},
            **{name: f"pwpol-{name}.1" for name in ("hash", "verify", "keygen", "rewrap", "migrate", "tune", "simulate")}}


def rendered(path):
    done = subprocess.run(["mandoc", "-T", "ascii", path], stdout=subprocess.PIPE, check=True)
    return re.sub(r".\x08", "", done.stdout.decode("ascii"))


class Form(Case):
    def test_there_is_a_page_for_each_command_and_header(self):
        self.assertEqual([os.path.basename(page) for page in PAGES],
                         ["libpwpol.3", "pwpol-breach.1", "pwpol-check.1", "pwpol-generate.1", "pwpol-hash.1",
                          "pwpol-keygen.1", "pwpol-migrate.1", "pwpol-policy.1", "pwpol-rewrap.1", "pwpol-simulate.1",
                          "pwpol-throttle.1", "pwpol-tune.1", "pwpol-verify.1", "pwpol.1", "pwpol_account.3",
                          "pwpol_breach.3", "pwpol_check.3", "pwpol_context.3", "pwpol_event.3", "pwpol_guess.3",
                          "pwpol_hash.3", "pwpol_policy.3", "pwpol_renewal.3", "pwpol_status.3", "pwpol_store.3", "pwpol_store_conformance.3", "pwpol_store_redis.3",
                          "pwpol_store_sqlite.3", "pwpol_throttle.3"])

    def test_mandoc_and_man_find_nothing_to_say(self):
        for page in [*PAGES, CONF]:
            lint = subprocess.run(["mandoc", "-T", "lint", page], stdout=subprocess.PIPE, check=False)
            # Other pages are only found once installed.
            faults = [line for line in lint.stdout.decode().splitlines() if "referenced manual not found" not in line]
            self.assertEqual(faults, [])
            shown = subprocess.run(["man", "--warnings", "-l", page], env=environment(MANPAGER="cat", MANWIDTH="80"),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
            self.assertEqual(shown.stderr, b"")

    def test_a_page_refers_to_pages_that_exist(self):
        names = {os.path.basename(page) for page in [*PAGES, CONF]}
        for page in [*PAGES, CONF]:
            with open(page, encoding="utf-8") as file:
                for name, section in re.findall(r"^\.Xr (\S+) (\d)", file.read(), re.M):
                    self.assertIn(f"{name}.{section}", names, page)


class Content(Case):
    def test_every_option_of_a_command_is_in_its_page_and_no_other(self):
        documented = {page: set(re.findall(r"--([a-z][a-z-]+)", rendered(os.path.join(SOURCE, "docs", "man", page))))
                      for page in set(COMMANDS.values())}
        helped = {page: set() for page in documented}
        for command, page in COMMANDS.items():
            options = re.findall(r"^ +(?:-\w, )?--([a-z-]+)", pwpol("help", *command.split()).stdout.decode(), re.M)
            helped[page] |= set(options) - {"help"}
        self.assertEqual(documented, helped)

    def test_every_key_is_in_the_page_of_the_policy_file(self):
        text = rendered(CONF)
        for name in pwpol("policy", "keys", "--names").stdout.decode().split():
            self.assertRegex(text, rf"(?m)^ +{re.escape(name)}$")

    def test_the_example_of_a_policy_file_is_one(self):
        with open(CONF, encoding="utf-8") as file:
            example = re.search(r"\.Sh EXAMPLES\n\.Bd [^\n]*\n(.*?)\.Ed", file.read(), re.S)[1]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "example.conf")
            with open(path, "w", encoding="utf-8") as file:
                file.write(example)
            with open(os.path.join(folder, "our-products.txt"), "w", encoding="utf-8") as file:
                file.write("zorglub\n")
            self.assertEqual(pwpol("check", "--quiet", "--policy", path, stdin=b"vK7#pQ2w!mRdX9z?").returncode, ACCEPTED)

    def test_every_public_function_is_in_a_page(self):
        text = ""
        for page in PAGES:
            with open(page, encoding="utf-8") as file:
                text += file.read() if page.endswith(".3") else ""
        for header in glob.glob(os.path.join(SOURCE, "include", "pwpol", "*.h")):
            with open(header, encoding="utf-8") as file:
                for name in re.findall(r"^PWPOL_API [^;{]*?\b(pwpol_\w+)\(", file.read(), re.M):
                    self.assertRegex(text, rf"(?m)^\.(Nm|Fn|Fo) {name}\b", os.path.basename(header))

    def test_the_example_of_the_library_compiles(self):
        with open(os.path.join(SOURCE, "docs", "man", "libpwpol.3"), encoding="utf-8") as file:
            example = re.search(r"\.Bd -literal\n(#include <pwpol.h>.*?)\.Ed", file.read(), re.S)[1]
        subprocess.run([*os.environ.get("CC", "cc").split(), "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                        "-fsyntax-only", "-I", os.path.join(SOURCE, "include"), "-x", "c", "-"],
                       input=example.encode(), check=True)


if __name__ == "__main__":
    main()
