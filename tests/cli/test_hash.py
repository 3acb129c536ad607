#!/usr/bin/env python3
"""pwpol hash, verify and keygen: where passwords, hashes and keys come from, and what is answered."""
import base64
import json
import os
import re
import resource
import signal
import stat
import subprocess
import tempfile
import time
import unittest

from support import (ACCEPTED, Case, FAILURE, PROGRAM, REFUSED, STRONG, Terminal, USAGE, environment,
                     main, old_hash, pwpol, sanitized)

QUESTION = b"Password (not shown): "
AGAIN = b"The same again (not shown): "
# Weak on purpose: what is tested here is not the cost.
QUICK = ["--set", "hash.memory=256", "--set", "hash.passes=1", "--set", "hash.allow_weak=true"]
SHAPE = rb"\A\$argon2id\$v=19\$m=256,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}\n\Z"
BCRYPT = b"$2b$04$abcdefghijklmnopqrstuu"
# Asks for 8 GiB; well formed.
GREEDY = "$argon2id$v=19$m=8388608,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def make(password=STRONG, *more):
    done = pwpol("hash", *QUICK, *more, stdin=password)
    assert done.returncode == ACCEPTED, done.stderr
    return done.stdout.decode().strip()


class Files(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, content=None, mode=0o600):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
            os.chmod(path, mode)
        return path


class Hash(Files):
    def test_standard_input_gives_the_default_cost(self):
        done = pwpol("hash", stdin=STRONG)
        self.assertEqual((done.returncode, done.stderr), (ACCEPTED, b""))
        self.assertTrue(done.stdout.startswith(b"$argon2id$v=19$m=65536,t=3,p=1$"), done.stdout)

    def test_two_hashes_of_one_password_differ(self):
        self.assertNotEqual(make(), make())

    def test_one_final_newline_is_cut_and_no_other(self):
        for given, taken in ((STRONG + b"\n", STRONG), (STRONG + b"\r\n", STRONG), (STRONG + b" ", STRONG + b" ")):
            stored = make(given)
            self.assertEqual(pwpol("verify", "--stored", stored, stdin=taken).returncode, ACCEPTED)
        self.assertEqual(pwpol("hash", *QUICK, stdin=STRONG + b"\n\n").returncode, REFUSED)  # a control character

    def test_a_file_descriptor(self):
        reader, writer = os.pipe()
        os.write(writer, STRONG)
        os.close(writer)
        done = pwpol("hash", *QUICK, "--password-fd", str(reader), stdin=b"another", pass_fds=[reader])
        os.close(reader)
        self.assertRegex(done.stdout, SHAPE)
        self.assertEqual(pwpol("verify", "--stored", done.stdout.decode().strip(), stdin=STRONG).returncode, ACCEPTED)

    def test_the_terminal_asks_twice_without_showing(self):
        with Terminal("hash", *QUICK, pipes=("stdout",)) as terminal:
            for question in (QUESTION, AGAIN):
                terminal.wait_for(question)
                self.assertFalse(terminal.echoes())
                terminal.type(STRONG + b"\n")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertRegex(terminal.process.stdout.read(), SHAPE)
            self.assertNotIn(STRONG, terminal.shown)
            self.assertTrue(terminal.echoes())

    def test_two_that_differ_hash_nothing(self):
        with Terminal("hash", *QUICK, pipes=("stdout",)) as terminal:
            terminal.wait_for(QUESTION)
            terminal.type(STRONG + b"\n")
            terminal.wait_for(AGAIN)
            terminal.type(STRONG[:-1] + b"\n")
            self.assertEqual(terminal.end(), REFUSED)
            self.assertEqual(terminal.process.stdout.read(), b"")
            self.assertIn(b"differ", terminal.shown)

    def test_never_an_argument_unless_insecure(self):
        sentence = self.one_sentence(pwpol("hash", "S3cret-operand"), USAGE)
        self.assertNotIn("S3cret", sentence)
        done = pwpol("hash", *QUICK, "--insecure-argument", STRONG.decode(), stdin=b"another")
        self.assertEqual(pwpol("verify", "--stored", done.stdout.decode().strip(), stdin=STRONG).returncode, ACCEPTED)

    def test_what_nobody_can_have_chosen_is_refused(self):
        for password in (b"", b"a\0b", b"\xff", b"\x1b[2J"):
            self.one_sentence(pwpol("hash", *QUICK, stdin=password), REFUSED)
        self.assertIn("4096", self.one_sentence(pwpol("hash", *QUICK, stdin=b"a" * 4097), REFUSED))
        self.assertIn("4096", self.one_sentence(pwpol("hash", *QUICK, stdin=b"a" * (10 << 20)), REFUSED))
        self.assertRegex(pwpol("hash", *QUICK, stdin=b"a" * 4096 + b"\n").stdout, SHAPE)

    def test_a_cost_below_the_minimum_needs_its_key(self):
        # OWASP: 47104 KiB for one pass.
        done = pwpol("hash", "--set", "hash.memory=47103", "--set", "hash.passes=1", stdin=STRONG)
        self.assertIn("hash.allow_weak", self.one_sentence(done, FAILURE))
        self.assertEqual(pwpol("hash", "--set", "hash.memory=47104", "--set", "hash.passes=1", stdin=STRONG).returncode,
                         ACCEPTED)

    def test_json(self):
        told = json.loads(pwpol("hash", *QUICK, "--json", stdin=STRONG).stdout)
        self.assertEqual(set(told), {"hash", "scheme", "sealed"})
        self.assertEqual((told["scheme"], told["sealed"]), ("argon2id", False))

    def test_a_full_disk_and_a_closed_input(self):
        with open("/dev/full", "wb") as full:
            done = pwpol("hash", *QUICK, stdin=STRONG, stdout=full)
        self.assertEqual(done.returncode, FAILURE)
        self.assertIn(b"no space", done.stderr)
        done = pwpol("hash", *QUICK, preexec_fn=lambda: os.close(0))
        self.assertIn("it is closed", self.one_sentence(done, FAILURE))

    @unittest.skipIf(sanitized(), "a sanitizer reserves more than the limit")
    def test_without_memory_it_says_so(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))

        done = pwpol("hash", "--set", "hash.memory=1048576", stdin=STRONG, preexec_fn=limit)
        self.assertIn("memory", self.one_sentence(done, FAILURE))


class Verify(Files):
    def test_match_and_mismatch(self):
        stored = make()
        done = pwpol("verify", "--stored", stored, stdin=STRONG)
        self.assertEqual(done.returncode, ACCEPTED)
        self.assertIn(b"matches", done.stdout)
        self.assertIn(b"store a new one", done.stdout)  # weaker than the default cost
        self.assertNotIn(b"store a new one", pwpol("verify", *QUICK, "--stored", stored, stdin=STRONG).stdout)
        for wrong in (STRONG[:-1], STRONG + b" ", b"", b"\xff", b"a" * 5000):
            done = pwpol("verify", "--stored", stored, stdin=wrong)
            self.assertEqual(done.returncode, REFUSED, wrong)
            self.assertNotIn(b"store a new one", done.stdout)

    def test_quiet_says_nothing(self):
        for password, code in ((STRONG, ACCEPTED), (b"other", REFUSED)):
            done = pwpol("verify", "--quiet", "--stored", make(), stdin=password)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (code, b"", b""))

    def test_the_stored_hash_from_a_file_or_a_descriptor(self):
        stored = make()
        path = self.path("stored", stored.encode() + b"\n")
        self.assertEqual(pwpol("verify", "--stored-file", path, stdin=STRONG).returncode, ACCEPTED)
        with open(path, "rb") as file:
            done = pwpol("verify", "--stored-fd", str(file.fileno()), stdin=STRONG, pass_fds=[file.fileno()])
        self.assertEqual(done.returncode, ACCEPTED)
        with open(path, "rb") as file:  # the hash on standard input, the password elsewhere
            reader, writer = os.pipe()
            os.write(writer, STRONG + b"\n")
            os.close(writer)
            done = subprocess.run([PROGRAM, "verify", "--stored-fd", "0", "--password-fd", str(reader)], stdin=file,
                                  env=environment(), pass_fds=[reader], stdout=subprocess.PIPE)
            os.close(reader)
        self.assertEqual(done.returncode, ACCEPTED)

    def test_the_terminal_asks_once(self):
        with Terminal("verify", "--stored", make()) as terminal:
            terminal.wait_for(QUESTION)
            terminal.type(STRONG + b"\n")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertNotIn(STRONG, terminal.shown)
            self.assertNotIn(AGAIN, terminal.shown)

    def test_what_cannot_be_verified_is_a_failure_and_no_mismatch(self):
        rows = [("", "damaged"), ("*", "damaged"), (GREEDY, "hash.ceiling_memory"),
                (make() + "=", "damaged"), ("5f4dcc3b5aa765d61d8327deb882cf99", "does not allow"),
                ("$6$rounds=999999999$saltsalt$" + "a" * 86, "hash.ceiling_sha_rounds"),
                ("$pwpol$k=old$" + "A" * 200, "pepper key")]
        for stored, expected in rows:
            self.assertIn(expected, self.one_sentence(pwpol("verify", "--stored", stored, stdin=STRONG), FAILURE), stored)
            told = json.loads(pwpol("verify", "--json", "--stored", stored, stdin=STRONG).stdout)
            self.assertNotIn(told["verdict"], ("match", "mismatch"))
            self.assertEqual(told["limit"], expected if "hash." in expected else None)
        for content in (b"\0", make().encode() + b"\0", b"$" * (10 << 20), b""):
            done = pwpol("verify", "--stored-file", self.path("stored", content), stdin=STRONG)
            self.assertIn("damaged", self.one_sentence(done, FAILURE))

    def test_the_budget_is_named_when_it_is_what_is_too_small(self):
        small = ["--set", "hash.budget=65536", "--set", "hash.slots=1"]
        stored = GREEDY.replace("m=8388608", "m=65540")
        self.assertNotEqual(stored, GREEDY)
        done = pwpol("verify", *small, "--stored", stored, stdin=STRONG)
        self.assertIn("hash.budget", self.one_sentence(done, FAILURE))
        done = pwpol("verify", *small, "--lang", "fr", "--stored", stored, stdin=STRONG)
        self.assertIn("hash.budget", self.one_sentence(done, FAILURE))

    def test_an_old_hash_verifies_and_asks_for_a_new_one(self):
        stored = old_hash(STRONG, BCRYPT)
        told = json.loads(pwpol("verify", "--json", "--stored", stored, stdin=STRONG).stdout)
        self.assertEqual((told["verdict"], told["scheme"], told["needs_rehash"], told["truncated"]),
                         ("match", "bcrypt", True, False))
        long = b"a" * 80  # bcrypt looks at 72 bytes
        stored = old_hash(long[:72], BCRYPT)
        done = pwpol("verify", "--stored", stored, stdin=long)
        self.assertEqual(done.returncode, ACCEPTED)
        self.assertIn(b"beginning of the password only", done.stdout)

    def test_the_sentences_are_in_french(self):
        done = pwpol("verify", "--lang", "fr", "--stored", make(), stdin=b"other")
        self.assertIn("ne correspond pas", done.stdout.decode())
        self.assertIn("demande plus", pwpol("verify", "--lang", "fr", "--stored", GREEDY, stdin=STRONG).stderr.decode())

    def test_wrong_usage(self):
        rows = [(["verify"], "--stored"), (["verify", "--stored", "a", "--stored-file", "b"], "Only one"),
                (["verify", "--stored-fd", "0"], "same descriptor"),
                (["verify", "--stored-fd", "7", "--password-fd", "7"], "same descriptor"),
                (["verify", "--stored", "a", "--password-fd", "3", "--insecure-argument", "x"], "exclude"),
                (["hash", "--password-fd", "-1"], "from 0"), (["hash", "--password-fd", "3", "--insecure-argument", "x"], "exclude")]
        for arguments, expected in rows:
            self.assertIn(expected, self.one_sentence(pwpol(*arguments, stdin=STRONG), USAGE), arguments)
        self.assertIn("cannot be read", self.one_sentence(pwpol("verify", "--stored-file", "/nowhere", stdin=STRONG), FAILURE))
        self.assertIn("descriptor 99", self.one_sentence(pwpol("hash", "--password-fd", "99", stdin=STRONG), FAILURE))


class Keygen(Files):
    LINE = re.compile(r"\A([A-Za-z0-9._-]{1,32}) ([A-Za-z0-9+/]{43})\n\Z")

    def read(self, path):
        with open(path, encoding="ascii") as file:
            return file.read()

    def test_a_new_ring_that_only_its_owner_reads(self):
        path = self.path("ring")
        done = pwpol("keygen", "-o", path, preexec_fn=lambda: os.umask(0))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (ACCEPTED, b"", b""))
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        name, key = self.LINE.match(self.read(path)).groups()
        self.assertIn(name, {time.strftime("%Y-%m", time.gmtime(time.time() - since)) for since in (0, 60)})
        self.assertEqual(len(base64.b64decode(key + "=")), 32)
        self.assertEqual(os.listdir(self.folder), ["ring"])

    def test_an_existing_file_is_never_overwritten(self):
        target = self.path("target")
        os.symlink(target, self.path("link"))
        for path in (self.path("ring", b"precious"), self.path("empty", b""), self.path("link"), "/dev/full", self.folder):
            self.assertIn("exists already", self.one_sentence(pwpol("keygen", "-o", path), FAILURE))
        self.assertEqual(self.read(self.path("ring")), "precious")
        self.assertFalse(os.path.exists(target))
        self.assertEqual(sorted(os.listdir(self.folder)), ["empty", "link", "ring"])

    def test_a_key_in_front_of_a_ring_is_the_current_one(self):
        path = self.path("ring")
        pepper = [*QUICK, "--set", f"hash.pepper_file={path}", "--account", "7"]
        self.assertEqual(pwpol("keygen", "--id", "first", "-o", path).returncode, ACCEPTED)
        os.chmod(path, 0o400)
        old = self.read(path)
        before = make(STRONG, *pepper)
        self.assertTrue(before.startswith("$pwpol$k=first$"))
        self.assertEqual(pwpol("keygen", "--id", "second", "--append", path).returncode, ACCEPTED)
        lines = self.read(path)
        self.assertRegex(lines, r"\Asecond ")
        self.assertTrue(lines.endswith(old))
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o400)
        self.assertTrue(make(STRONG, *pepper).startswith("$pwpol$k=second$"))
        told = json.loads(pwpol("verify", "--json", *pepper, "--stored", before, stdin=STRONG).stdout)
        self.assertEqual((told["verdict"], told["needs_rehash"]), ("match", True))

    def test_an_id_twice_a_bad_ring_and_a_ring_that_others_read_are_refused(self):
        path = self.path("ring")
        pwpol("keygen", "--id", "a", "-o", path)
        before = self.read(path)
        self.assertIn("--id", self.one_sentence(pwpol("keygen", "--id", "a", "--append", path), USAGE))
        full = self.path("full")
        with open(path, encoding="ascii") as old, open(full, "w", encoding="ascii") as file:
            os.chmod(full, 0o600)
            text = old.read()
            file.write(text + "#" * (16360 - len(text)) + "\n")
        self.assertIn("full", self.one_sentence(pwpol("keygen", "--id", "c", "--append", full), USAGE))
        self.assertEqual(self.read(path), before)
        os.chmod(path, 0o640)
        self.assertIn("chmod 600", self.one_sentence(pwpol("keygen", "--id", "b", "--append", path), FAILURE))
        bad = self.path("bad", b"not a ring\n")
        self.assertIn("line 1", self.one_sentence(pwpol("keygen", "--append", bad), FAILURE))
        self.one_sentence(pwpol("keygen", "--append", self.path("nowhere")), FAILURE)
        for name in ("", "a b", "\u00e9", "a" * 33, "a/b", "$"):
            self.assertIn("1 to 32", self.one_sentence(pwpol("keygen", "--id", name), USAGE))

    def test_keys_made_at_the_same_time_are_all_kept(self):
        path = self.path("ring")
        pwpol("keygen", "--id", "zero", "-o", path)
        running = [subprocess.Popen([PROGRAM, "keygen", "--id", f"k{i}", "--append", path], env=environment())
                   for i in range(12)]
        self.assertEqual([process.wait() for process in running], [0] * 12)
        self.assertEqual({line.split()[0] for line in self.read(path).splitlines()}, {"zero", *(f"k{i}" for i in range(12))})

    def test_never_on_a_terminal_unless_asked(self):
        self.assertRegex(pwpol("keygen").stdout.decode(), self.LINE)
        with Terminal("keygen") as terminal:
            self.assertEqual(terminal.end(), USAGE)
            self.assertIn(b"terminal", terminal.shown)
        with Terminal("keygen", "--stdout", "--id", "shown") as terminal:
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertIn(b"shown ", terminal.shown)

    def test_json_tells_the_key_only_where_it_goes(self):
        path = self.path("ring")
        self.assertEqual(json.loads(pwpol("keygen", "--id", "a", "--json", "-o", path).stdout), {"id": "a", "file": path})
        told = json.loads(pwpol("keygen", "--id", "a", "--json").stdout)
        self.assertEqual((told["id"], len(base64.b64decode(told["key"] + "="))), ("a", 32))

    def test_a_full_disk_leaves_the_ring_as_it_was(self):
        path = self.path("ring")
        pwpol("keygen", "--id", "a", "-o", path)
        before = self.read(path)

        def no_bytes():
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            if sanitized():  # whose run-time writes before main() is there to ignore the signal
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        for arguments in (["--id", "b", "--append", path], ["-o", self.path("new")]):
            self.assertIn("too large", self.one_sentence(pwpol("keygen", *arguments, preexec_fn=no_bytes), FAILURE))
        self.assertEqual(os.listdir(self.folder), ["ring"])
        self.assertEqual(self.read(path), before)

    def test_a_pepper_wants_an_account(self):
        path = self.path("ring")
        pwpol("keygen", "-o", path)
        done = pwpol("hash", *QUICK, "--set", f"hash.pepper_file={path}", stdin=STRONG)
        self.assertIn("--account", self.one_sentence(done, USAGE))
        pepper = [*QUICK, "--set", f"hash.pepper_file={path}", "--account"]
        stored = make(STRONG, *pepper, "7")
        self.assertEqual(pwpol("verify", *pepper, "7", "--stored", stored, stdin=STRONG).returncode, ACCEPTED)
        self.assertIn("another account",
                      self.one_sentence(pwpol("verify", *pepper, "8", "--stored", stored, stdin=STRONG), FAILURE))


if __name__ == "__main__":
    main()
