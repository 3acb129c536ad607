#!/usr/bin/env python3
"""The reference and the manual say what the headers say: no function without a comment, a page and its prototype.

usage: test_reference.py SOURCE_DIR
"""
import glob
import os
import re
import shlex
import subprocess
import sys
import unittest

SOURCE = sys.argv[1]
sys.path.insert(0, os.path.join(SOURCE, "tools"))
from headers import headers  # noqa: E402

HEADERS = headers(SOURCE)
FUNCTIONS = {function.names[0]: function for header in HEADERS for function in header.functions()}
PAGES = {}
for path in glob.glob(os.path.join(SOURCE, "docs", "man", "*.3")):
    with open(path, encoding="utf-8") as page:
        PAGES[os.path.basename(path)[:-2]] = page.read()


def section(page, title):
    found = re.search(rf"^\.Sh {title}\n(.*?)(?=^\.Sh )", page, re.M | re.S)
    return found[1] if found else ""


def plain(declaration):
    """As one writes it in one line; a pointer's star stands by its name."""
    return re.sub(r"\s*\*\s*", " *", re.sub(r"\s+", " ", declaration)).replace("* *", "**").replace("* *", "**").strip()


def synopsis(page):
    """{function: (result, [parameter])} of a page."""
    found, result, inside = {}, "", None
    for line in section(page, "SYNOPSIS").splitlines():
        macro, *words = [word.replace("\\&", "") for word in shlex.split(line)] or [""]
        if macro == ".Ft":
            result = " ".join(words)
        elif macro == ".Fn":
            found[words[0]] = (plain(result), [plain(word) for word in words[1:] if word != "void"])
        elif macro == ".Fo":
            inside = found[words[0]] = (plain(result), [])
        elif macro == ".Fa":
            inside[1].extend(plain(word) for word in words if word != "void")
    return found


class Reference(unittest.TestCase):
    maxDiff = None

    def test_the_headers_are_read_whole(self):
        for header in HEADERS:
            with open(os.path.join(SOURCE, "include", header.name), encoding="utf-8") as file:
                self.assertEqual(len(re.findall(r"^PWPOL_API ", file.read(), re.M)), len(header.functions()), header.name)
        self.assertGreater(len(FUNCTIONS), 110)

    def test_every_function_has_a_comment(self):
        self.assertEqual([name for name, function in FUNCTIONS.items() if not function.comment], [])

    def test_the_reference_is_up_to_date(self):
        done = subprocess.run([os.path.join(SOURCE, "tools", "api-reference"), "--check"], stdout=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stdout.decode()), (0, ""))

    def test_every_link_of_the_reference_leads_somewhere(self):
        folder = os.path.join(SOURCE, "docs", "api")
        headings = {}
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                headings[name] = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
                                  for title in re.findall(r"^#+ (.*)$", file.read(), re.M)}
        for name in headings:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for target, anchor in re.findall(r"\]\((\w*(?:\.md)?)#([\w-]+)\)", file.read()):
                    self.assertIn(anchor, headings[target or name], f"{name}: {target}#{anchor}")


class Manual(unittest.TestCase):
    def test_every_header_has_a_page(self):
        included = {name for page in PAGES.values() for name in re.findall(r"^\.In (\S+)", section(page, "SYNOPSIS"), re.M)}
        self.assertEqual(included, {"pwpol.h"} | {header.name for header in HEADERS})

    def test_every_function_is_named_by_one_page(self):
        named = [name for page in PAGES.values() for name in re.findall(r"^\.Nm (\w+)", section(page, "NAME"), re.M)]
        self.assertEqual(sorted(FUNCTIONS), sorted(name for name in named if name in FUNCTIONS))

    def test_every_prototype_is_the_headers(self):
        told = {name: prototype for page in PAGES.values() for name, prototype in synopsis(page).items()}
        for name, function in FUNCTIONS.items():
            self.assertEqual(told.get(name), (plain(function.result()), [plain(what) for what in function.parameters()]), name)

    def test_every_type_and_constant_is_in_a_page(self):
        text = "\n".join(PAGES.values())
        missing = [name for header in HEADERS for declaration in header.declarations() for name in declaration.names
                   if name not in FUNCTIONS and not re.search(rf"\b{name}\b", text)]
        missing += [name for header in HEADERS for declaration in header.declarations() if declaration.kind == "type"
                    for name in re.findall(r"^ +(PWPOL_\w+)", re.sub(r"/\*.*?\*/", "", declaration.text, flags=re.S), re.M)
                    if "enum" in declaration.text and not re.search(rf"\b{name}\b", text)]
        self.assertEqual(missing, [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
