#!/usr/bin/env python3
"""Whether the built program and libraries are hardened as meson.build asks, by what readelf finds in them.

usage: test_hardening.py BUILD_DIR
"""
import json
import pathlib
import platform
import re
import subprocess
import sys
import unittest

BUILD = pathlib.Path(sys.argv[1])
OPTIONS = {option["name"]: option["value"]
           for option in json.loads((BUILD / "meson-info" / "intro-buildoptions.json").read_text())}
OPTIMISED = OPTIONS["optimization"] not in ("0", "g", "plain")
LIBRARIES = [path for path in (BUILD / "libpwpol.so", *BUILD.glob("stores/*/libpwpol-store-*.so")) if path.exists()]
PROGRAMS = [BUILD / "src" / "cli" / "pwpol"] if OPTIONS["program"] else []


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *map(str, arguments)], capture_output=True, text=True, check=True).stdout


class Hardening(unittest.TestCase):
    def test_all_are_looked_at(self):
        self.assertEqual(len(LIBRARIES), 2 + OPTIONS["store_sqlite"] + OPTIONS["store_redis"])

    def test_position_independent(self):
        for path in LIBRARIES + PROGRAMS:
            self.assertRegex(readelf("-h", path), r"Type:\s+DYN")
            self.assertNotIn("TEXTREL", readelf("-d", path))
        for path in PROGRAMS:
            self.assertRegex(readelf("-d", path), r"FLAGS_1.*\bPIE\b")

    def test_relocations_are_read_only_from_the_start(self):
        for path in LIBRARIES + PROGRAMS:
            self.assertIn("GNU_RELRO", readelf("-l", path))
            self.assertRegex(readelf("-d", path), r"BIND_NOW|FLAGS_1.*\bNOW\b")

    def test_no_stack_can_be_executed_and_no_segment_written_and_executed(self):
        for path in LIBRARIES + PROGRAMS:
            segments = readelf("-l", path)
            self.assertRegex(segments, r"GNU_STACK\s+(0x\w+\s+){5}RW\s")
            for flags in re.findall(r"^\s+LOAD\s+(?:0x\w+\s+){5}([R ][W ][E ])", segments, re.M):
                self.assertNotIn("WE", flags)

    def test_stacks_are_guarded(self):
        for path in LIBRARIES + PROGRAMS:
            self.assertIn("__stack_chk_fail", readelf("--dyn-syms", path))

    def test_calls_of_the_c_library_are_checked(self):
        # By the names of the checked forms; a small library may have no such call.
        checked = [path.name for path in LIBRARIES + PROGRAMS if re.search(r"__\w+_chk\b", readelf("--dyn-syms", path))]
        if OPTIMISED:
            self.assertIn("libpwpol.so", checked)
            self.assertLessEqual({path.name for path in PROGRAMS}, set(checked))
        else:
            self.assertEqual(checked, [])

    def test_calls_through_pointers_land_on_an_instruction_that_says_so(self):
        # The note of a linked object says it only where the C library's start files say it too.
        for path in LIBRARIES:
            code = subprocess.run(["objdump", "-d", path], capture_output=True, text=True, check=True).stdout
            entries = re.findall(r"^\w+ <(pwpol_\w+)(?:@@\w+)?>:\n.*?\t(\w+)\s*$", code, re.M)
            self.assertGreater(len(entries), 0, path)
            self.assertEqual([name for name, first in entries if first != "endbr64"], [], path)


if platform.machine() != "x86_64":
    del Hardening.test_calls_through_pointers_land_on_an_instruction_that_says_so

if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
