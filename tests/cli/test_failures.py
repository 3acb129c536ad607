#!/usr/bin/env python3
"""Closed pipes, full disks, files that cannot be read: a sentence and a code each."""
import errno
import os
import re
import signal
import subprocess
import tempfile
import unittest

from support import (ACCEPTED, Case, FAILURE, PROGRAM, REFUSED, STRONG, USAGE, WEAK, environment, main, pwpol, sanitized,
                     without_random)

# Every command that writes to standard output.
WRITERS = [["--help"], ["--version"], ["check", "--help"], ["check"], ["check", "--json"], ["generate"],
           ["generate", "--json"], ["policy", "list"], ["policy", "list", "--json"], ["policy", "show"],
           ["policy", "show", "--full"], ["policy", "show", "--json"], ["policy", "keys"], ["policy", "keys", "--json"],
           ["policy", "audit"], ["policy", "audit", "--html"], ["policy", "audit", "--json"],
           ["check", "--batch", "-"], ["check", "--batch", "-", "--format", "csv"], ["check", "--batch", "-", "--json"]]


class Output(Case):
    def test_a_full_disk_is_told(self):
        for arguments in WRITERS:
            with open("/dev/full", "wb") as full:
                done = pwpol(*arguments, stdin=WEAK, stdout=full)
            sentences = [line for line in done.stderr.decode().splitlines() if line.startswith("pwpol: ")]
            self.assertEqual(done.returncode, FAILURE, arguments)
            self.assertEqual(sentences, ["pwpol: Standard output cannot be written: no space is left on the device."])

    def test_a_closed_pipe_ends_it_without_a_word(self):
        for arguments in WRITERS:
            reader, writer = os.pipe()
            os.close(reader)
            done = pwpol(*arguments, stdin=WEAK, stdout=writer)
            os.close(writer)
            self.assertEqual(done.returncode, FAILURE, arguments)
            self.assertNotIn(b"pwpol: ", done.stderr)

    def test_a_pipe_that_closes_in_the_middle_of_a_batch_ends_it(self):
        with subprocess.Popen([PROGRAM, "check", "--batch", "-", "--format", "csv"], env=environment(),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            with self.assertRaises(BrokenPipeError):
                process.stdin.write(b"motdepasse\n" * 2000)
                process.stdin.flush()
                process.stdout.read(100)
                process.stdout.close()
                while True:
                    process.stdin.write(b"motdepasse\n" * 2000)
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(), FAILURE)

    def test_closed_descriptors_are_not_taken_for_files(self):
        def close(*fds):
            return lambda: [os.close(fd) for fd in fds]

        done = pwpol("check", preexec_fn=close(0))
        self.assertIn("Standard input cannot be read: it is closed", self.one_sentence(done, FAILURE))
        done = pwpol("check", "--batch", "-", "--quiet", preexec_fn=close(0))
        self.assertIn("cannot be read: it is closed", self.one_sentence(done, FAILURE))
        done = pwpol("policy", "show", preexec_fn=close(1))
        self.assertIn("cannot be written: it is closed", self.one_sentence(done, FAILURE))
        with tempfile.NamedTemporaryFile() as file:
            # With standard error closed its number must not become the policy's or the output's.
            done = pwpol("policy", "audit", "-o", file.name, "--nonsense", preexec_fn=close(2))
            self.assertEqual((done.returncode, done.stdout, file.read()), (USAGE, b"", b""))
            done = pwpol("check", "--quiet", stdin=STRONG, preexec_fn=close(1, 2))
            self.assertEqual(done.returncode, ACCEPTED)

    def test_sigpipe_ignored_or_not_makes_no_difference(self):
        for action in (signal.SIG_DFL, signal.SIG_IGN):
            reader, writer = os.pipe()
            os.close(reader)
            done = pwpol("policy", "keys", stdout=writer, restore_signals=False,
                         preexec_fn=lambda: signal.signal(signal.SIGPIPE, action))
            os.close(writer)
            self.assertEqual((done.returncode, done.stderr), (FAILURE, b""))


@unittest.skipIf(sanitized(), "a sanitizer wants to be the first library")
class Names(Case):
    """What the system says of a name or of a file, in the words of the program."""

    def test_each_reason_has_its_words(self):
        rows = [(errno.EACCES, "permission denied"), (errno.EPERM, "permission denied"), (errno.EROFS, "read-only"),
                (errno.ENOMEM, "not enough memory"), (errno.ELOOP, "links"), (errno.ENAMETOOLONG, "name is too long"),
                (errno.ENOTDIR, "not a directory"), (errno.EXDEV, "cross-device")]
        with tempfile.TemporaryDirectory() as folder:
            words = os.path.join(folder, "words.txt")
            with open(words, "w", encoding="ascii") as file:
                file.write("azerty\n")
            for number, expected in rows:
                told = []
                for nth in range(1, 20):
                    env = environment(LD_PRELOAD=os.environ["PWPOL_FAIL_CALL_MODULE"], PWPOL_FAIL_CALL=f"open {nth} {number}")
                    told.append(pwpol("simulate", "--accounts", "1", "--rate", "0", "-d", words, env=env).stderr.decode())
                self.assertTrue(any(re.search(f"words.txt cannot be read: .*{expected}", text, re.I) for text in told), (number, told))

    def test_a_name_may_be_too_long_for_what_stands_beside_it(self):
        for length in (4080, 4090):
            name = "/".join(["a"] * (length // 2))
            for command in (["keygen", "-o", name], ["policy", "audit", "-o", name],
                            ["migrate", "--format", "passwd", "-i", os.devnull, "-o", name]):
                done = pwpol(*command)
                self.assertEqual((done.returncode, done.stdout), (FAILURE, b""), command)
                self.assertTrue(done.stderr.startswith(b"pwpol: The file a/a/"), command)

    def test_standard_input_may_be_no_text(self):
        folder = os.open("/", os.O_RDONLY)
        self.addCleanup(os.close, folder)
        done = subprocess.run([PROGRAM, "migrate", "--format", "passwd"], stdin=folder, env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertIn("input cannot be read: it is a directory", self.one_sentence(done, FAILURE))
        done = pwpol("verify", "--stored-fd", str(folder), stdin=STRONG, pass_fds=[folder])
        self.assertIn("it is a directory", self.one_sentence(done, FAILURE))


class Randomness(Case):
    # How many times the system answers each: what asks at the start, but no salt, symbol, word or key.
    COMMANDS = [(["hash"], 2), (["generate"], 2), (["generate", "--words", "7"], 2), (["keygen"], 1),
                (["keygen", "--throttle"], 1)]

    def test_without_random_bytes_there_is_no_hash_no_password_and_no_key(self):
        for arguments, most in self.COMMANDS:
            for calls in range(most):
                done = pwpol(*arguments, stdin=STRONG, env=without_random(calls))
                self.assertEqual(self.one_sentence(done, FAILURE), "pwpol: The system gives no random bytes.\n", arguments)

    def test_a_password_is_verified_all_the_same(self):
        stored = pwpol("hash", stdin=STRONG).stdout.decode().strip()
        for password, code in ((STRONG, ACCEPTED), (WEAK, REFUSED)):
            done = pwpol("verify", "--stored", stored, stdin=password, env=without_random(1))
            self.assertEqual(done.returncode, code, done.stderr)


class PolicyFiles(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_each_fault_gets_one_sentence_that_names_the_file(self):
        loop = self.file("loop.conf", b"include = other.conf\n")
        self.file("other.conf", b"include = loop.conf\n")
        rows = [
            (os.path.join(self.folder, "missing.conf"), "missing.conf"),
            (self.folder, os.path.basename(self.folder)),
            ("/proc/self/mem", "/proc/self/mem"),  # opens, and cannot be read
            (loop, "includes itself"),
            (self.file("key.conf", b"[length]\nmni = 12\n"), "line 2"),
            (self.file("value.conf", b"[length]\nmin = 0\n"), "1 to 1024"),
            (self.file("preset.conf", b"preset = cnil\n"), "preset"),
            (self.file("twice.conf", b"[length]\nmin = 8\nmin = 9\n"), "line 3"),
            (self.file("latin.conf", b"; caf\xe9\n"), "UTF-8"),
            (self.file("binary.conf", b"\0\1\2"), "control"),
            (self.file("conflict.conf", b"[length]\nmin = 200\nmax = 100\n"), "length.m"),
            (self.file("list.conf", b"[dictionary]\nfiles = nowhere.txt\n"), "nowhere.txt"),
            (self.file("huge.conf", b";\n" * (1 << 20)), "huge.conf"),
        ]
        for path, expected in rows:
            for command in (["check", "--policy", path], ["policy", "audit", "--policy", path],
                            ["generate", "--policy", path]):
                self.assertIn(expected, self.one_sentence(pwpol(*command, stdin=STRONG), FAILURE))

    def test_the_same_in_french(self):
        path = self.file("key.conf", b"[length]\nmni = 12\n")
        self.assertIn("ligne 2", self.one_sentence(pwpol("check", "--lang", "fr", "--policy", path), FAILURE))
        self.assertNotIn("line 2", pwpol("check", "--lang", "fr", "--policy", path).stderr.decode())

    def test_a_policy_is_faulty_before_a_password_is_read(self):
        with subprocess.Popen([PROGRAM, "check", "--policy", self.folder], env=environment(), stdin=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            self.assertEqual(process.wait(timeout=60), FAILURE)  # standard input is still open

    def test_a_byte_order_mark_and_carriage_returns_are_passed_over(self):
        path = self.file("windows.conf", b"\xef\xbb\xbfpreset = anssi-strong\r\n[length]\r\nmin = 13\r\n")
        done = pwpol("policy", "show", "--changes", "--policy", path)
        self.assertEqual(done.returncode, ACCEPTED)
        self.assertIn(b"min = 13\n", done.stdout)


if __name__ == "__main__":
    main()
