#!/usr/bin/env python3
"""Every public header alone, in the C and C++ that a program may be written in.

usage: test_headers.py SOURCE_DIR
"""
import os
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
INCLUDE = SOURCE / "include"
HEADERS = sorted(path.relative_to(INCLUDE).as_posix() for path in INCLUDE.rglob("*.h"))
CC, CXX = os.environ.get("CC", "cc").split(), os.environ.get("CXX", "c++").split()
C = [(CC, "c", f"-std={standard}") for standard in ("c90", "c99", "c11", "gnu2x")]
CPP = [(CXX, "c++", f"-std={standard}") for standard in ("c++11", "c++20")]
# bool and long long are all that the headers have of C99; clang has a warning of its own for the first.
STRICT = ("-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-Wno-long-long", "-Wno-c99-extensions",
          "-fsyntax-only")


def text_of(header):
    return (INCLUDE / header).read_text(encoding="utf-8")


class Headers(unittest.TestCase):
    def compile(self, compiler, language, standard, source):
        done = subprocess.run([*compiler, standard, *STRICT, "-I", INCLUDE, "-x", language, "-"], input=source,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_each_stands_alone_and_may_come_twice(self):
        for header in HEADERS:
            for how in C + CPP:
                with self.subTest(header=header, standard=how[2]):
                    self.compile(*how, f"#include <{header}>\n#include <{header}>\nint main(void) {{ return 0; }}\n")

    def test_every_initialiser_initialises(self):
        found = 0
        for header in HEADERS:
            for name in re.findall(r"#define (PWPOL_\w+_INIT)\b", text_of(header)):
                found += 1
                struct = re.search(rf"#define {name}\b.*?sizeof\((\w+)\)", text_of(header), re.S).group(1)
                for how in C + CPP:
                    with self.subTest(name=name, standard=how[2]):
                        self.compile(*how, f"#include <{header}>\nint main(void)\n{{\n    {struct} made = {name};\n"
                                           f"    return made.size == sizeof(made) ? 0 : 1;\n}}\n")
        self.assertGreaterEqual(found, 10)

    def test_every_function_has_c_linkage_in_cxx(self):
        for header in HEADERS:
            if "PWPOL_API " in text_of(header).replace("#define PWPOL_API ", ""):
                self.assertRegex(text_of(header), r'(?s)extern "C" \{.*PWPOL_API .*\n\}\n#endif\n#endif\n$', header)

    def test_every_sized_struct_is_tried_in_other_sizes(self):
        tried = (SOURCE / "tests" / "abi" / "sizes.c").read_text(encoding="utf-8")
        # What the library alone makes is tried where it is made.
        made = {"pwpol_conformance_result"}
        for header in HEADERS:
            for struct in re.findall(r"typedef struct (\w+) \{\s*size_t size;", text_of(header)):
                if struct not in made:
                    self.assertRegex(tried, rf'(FILLED|READ)\({struct},|"{struct}"|sizeof\({struct}\)', header)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
