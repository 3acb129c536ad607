#!/usr/bin/env python3
"""What a program outside the tree meets: the installed headers, libraries and
pkg-config file, and nothing else.

usage: test_install.py BUILD_DIR SOURCE_DIR
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE = sys.argv[1], sys.argv[2]
HERE = os.path.join(SOURCE, "tests", "install")
CC, CXX = os.environ.get("CC", "cc"), os.environ.get("CXX", "c++")
# A sanitized library needs its run-time in the program too; a plain one needs nothing.
EXTRA = os.environ.get("PWPOL_TEST_LINK_FLAGS", "").split()


def run(*command, env=None, cwd=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = os.path.join(cls.folder.name, "root")
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", root)
        found = [os.path.join(where, "pwpol.pc") for where, _, files in os.walk(root) if "pwpol.pc" in files]
        assert len(found) == 1, found
        cls.root = root
        with open(found[0]) as pc:
            cls.pc = dict(re.findall(r"^(\w+)=(.*)$", pc.read(), re.M))
        cls.libdir = root + cls.pc["libdir"].replace("${prefix}", cls.pc["prefix"])
        cls.env = dict(os.environ, PKG_CONFIG_PATH=os.path.dirname(found[0]), LD_LIBRARY_PATH=cls.libdir,
                       LC_ALL="C.UTF-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def flags(self, *which, module="pwpol"):
        # The prefix is moved into the root; the dependencies stay where they are.
        moved = "--define-variable=prefix=" + self.root + self.pc["prefix"]
        return run("pkg-config", moved, *which, module, env=self.env).split()

    def build(self, source, *flags, compiler=CC, name="program"):
        program = os.path.join(self.folder.name, name)
        run(compiler, "-Wall", "-Wextra", "-Werror", "-o", program, source, *flags, *EXTRA, env=self.env)
        return program

    def test_the_readme_example_builds_and_runs_shared(self):
        with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as readme:
            example = re.search(r"```c\n(.*?)```", readme.read(), re.S).group(1)
        with open(os.path.join(SOURCE, "examples", "signup.c"), encoding="utf-8") as source:
            self.assertEqual(example, source.read(), "the README's example is examples/signup.c")
        program = self.build(os.path.join(SOURCE, "examples", "signup.c"), *self.flags("--cflags", "--libs"))
        self.assertIn("libpwpol.so.1", run("ldd", program, env=self.env))
        self.assertTrue(run(program, env=self.env).endswith("refused\n"))

    def test_the_example_builds_and_runs_static(self):
        program = self.build(os.path.join(SOURCE, "examples", "signup.c"), *self.static_flags(), name="static")
        self.assertNotIn("libpwpol", run("ldd", program, env=self.env))
        self.assertTrue(run(program).endswith("refused\n"))

    def static_flags(self):
        archive = os.path.join(self.libdir, "libpwpol.a")
        self.assertTrue(os.path.exists(archive), "libpwpol.a was left out: see the warning of meson setup")
        return [archive if flag == "-lpwpol" else flag for flag in self.flags("--cflags", "--static", "--libs")]

    def test_static_beside_libsodium_and_libargon2(self):
        sodium, argon2 = (run(CC, f"-print-file-name=lib{name}.a").strip() for name in ("sodium", "argon2"))
        pwpol = self.static_flags()
        self.assertFalse({"-lsodium", "-largon2"} & set(pwpol), "they are inside")
        source = os.path.join(HERE, "beside.c")
        for calls in ((), ("-DCALLS_SODIUM",), ("-DCALLS_ARGON2",), ("-DCALLS_SODIUM", "-DCALLS_ARGON2")):
            for order in ((*pwpol, sodium, argon2), (sodium, argon2, *pwpol), (*pwpol, argon2, sodium),
                          (argon2, sodium, *pwpol)):
                with self.subTest(calls=calls, order=order):
                    # What calls libargon2 finds some of its names in libsodium.a. With pwpol or without, one
                    # order gives a program and the other is stopped by the linker.
                    sodium_first = order.index(sodium) < order.index(argon2)
                    if calls == ("-DCALLS_ARGON2",) and sodium_first or len(calls) == 2 and not sodium_first:
                        with self.assertRaisesRegex(AssertionError, "multiple definition"):
                            self.build(source, *calls, *order, name="beside")
                        continue
                    program = self.build(source, *calls, *order, name="beside")
                    self.assertNotRegex(run("ldd", program, env=self.env), "libpwpol|libsodium|libargon2")
                    self.assertEqual(run(program), "right\n")

    def test_the_static_archive_takes_no_names_of_the_program(self):
        flags = self.static_flags()
        program = self.build(os.path.join(HERE, "clash.c"), *flags, name="clash")
        self.assertEqual(run(program), "10\n")

    def test_a_cxx_program_includes_every_header(self):
        program = self.build(os.path.join(HERE, "headers.cpp"), *self.flags("--cflags", "--libs"), compiler=CXX,
                             name="cxx")
        self.assertRegex(run(program, env=self.env), r"^\d+\.\d+\.\d+\n$")

    def names(self, *command):
        return {line.split()[-1].split("@")[0] for line in run(*command).splitlines() if " T " in line or " D " in line}

    # What is declared in a header of a library's own; all others are libpwpol's.
    STORES = {"store_sqlite.h": "pwpol-store-sqlite", "store_redis.h": "pwpol-store-redis",
              "store_conformance.h": "pwpol-store-conformance"}

    def test_only_public_names_are_exported_and_every_declared_one_is(self):
        declared = {}
        for where, _, files in os.walk(os.path.join(SOURCE, "include")):
            for name in files:
                with open(os.path.join(where, name), encoding="utf-8") as header:
                    found = re.findall(r"PWPOL_API[^;]*?\b(pwpol_\w+)\(", header.read())
                declared.setdefault(self.STORES.get(name, "pwpol"), set()).update(found)
        for library, names in declared.items():
            with self.subTest(library=library):
                shared = self.names("nm", "-D", "--defined-only", os.path.join(self.libdir, f"lib{library}.so"))
                self.assertEqual(shared, names)
        static = self.names("nm", "-g", "--defined-only", os.path.join(self.libdir, "libpwpol.a"))
        self.assertEqual(static, declared["pwpol"])

    def test_a_third_party_runs_its_store_through_the_conformance_suite(self):
        for module in self.STORES.values():
            self.assertIn("-l" + module, self.flags("--libs", module=module))
        program = self.build(os.path.join(SOURCE, "examples", "api", "store_conformance.c"),
                             *self.flags("--cflags", "--libs", module="pwpol-store-conformance"), name="conformance")
        self.assertIn("ok 1 - load.absent: ", run(program, env=self.env))

    def test_the_core_carries_neither_database_nor_client(self):
        needed = run("ldd", os.path.join(self.libdir, "libpwpol.so"), env=self.env)
        self.assertNotRegex(needed, "sqlite|hiredis|libssl")

    def test_man_pages_completions_and_the_program_are_installed(self):
        names = {name for _, _, files in os.walk(self.root) for name in files}
        for wanted in ("pwpol", "pwpol.1", "pwpol-check.1", "pwpol-policy.1", "pwpol-generate.1", "pwpol.conf.5",
                       "pwpol_check.3", "pwpol_store_sqlite.3", "pwpol_store_redis.3", "pwpol_store_conformance.3", "_pwpol",
                       "pwpol.fish"):
            self.assertIn(wanted, names)

    def test_every_public_function_has_a_page_of_its_name(self):
        pages = os.path.join(self.root + self.pc["prefix"], "share", "man", "man3")
        for where, _, files in os.walk(os.path.join(SOURCE, "include")):
            for name in files:
                with open(os.path.join(where, name), encoding="utf-8") as header:
                    for function in re.findall(r"PWPOL_API[^;]*?\b(pwpol_\w+)\(", header.read()):
                        self.assertTrue(os.path.exists(os.path.join(pages, function + ".3")), function)


if __name__ == "__main__":
    for tool in (CC, CXX, "pkg-config", "nm", "meson", "ldd"):
        if subprocess.run(["sh", "-c", f"command -v {tool}"], capture_output=True).returncode != 0:
            sys.exit(f"test_install: {tool} is missing; tools/test installs it.")
    unittest.main(argv=sys.argv[:1], verbosity=2)
