#!/usr/bin/env python3
"""pwpol breach: building, merging, verifying and asking, as people and scripts do."""
import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import tempfile
import time

from support import ACCEPTED, Case, FAILURE, PROGRAM, REFUSED, USAGE, environment, main, pwpol

random.seed(7)
PASSWORDS = [f"pass-{i}" for i in range(3000)]
COUNTS = {password: 1 + i % 50 for i, password in enumerate(PASSWORDS)}


def sha1(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


def nt(password):
    """RFC 1320, by hashlib where OpenSSL still has it; else by hand would be a second library."""
    return hashlib.new("md4", password.encode("utf-16-le")).hexdigest().upper()


PAGE = 4096


def crc32c(data):
    """RFC 3720, B.4: reflected, of the polynomial 1EDC6F41."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


LINES = sorted(f"{sha1(password)}:{COUNTS[password]}" for password in PASSWORDS)


class Folder(Case):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def build(self, *arguments, code=ACCEPTED, output="c.pwb", **more):
        done = pwpol("breach", "build", "-o", self.path(output), "--json", *arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if code == ACCEPTED else done

    def seen(self, passwords, corpus="c.pwb"):
        done = pwpol("breach", "query", "-c", self.path(corpus), "--batch", "-", stdin="\n".join(passwords).encode())
        self.assertIn(done.returncode, (ACCEPTED, REFUSED), done.stderr)
        rows = done.stdout.decode().splitlines()
        self.assertEqual(rows[0], "number,seen")
        return [int(row.split(",")[1]) for row in rows[1:]]

    def holds(self, passwords=None, corpus="c.pwb"):
        self.assertTrue(all(self.seen(passwords or PASSWORDS, corpus)))
        self.assertFalse(any(self.seen([f"other-{i}" for i in range(1000)], corpus)))


class Build(Folder):
    def test_whatever_form_the_source_has_the_corpus_is_the_same(self):
        text = "\n".join(LINES) + "\n"
        mixed = LINES[:]
        random.shuffle(mixed)
        self.write("sorted.txt", text)
        self.write("mixed.txt", "\r\n".join(line.lower() if i % 2 else line for i, line in enumerate(mixed)))
        self.write("packed.gz", gzip.compress(text.encode()))
        self.write("words.txt", "\n".join(PASSWORDS + PASSWORDS[:100]))
        for line in LINES:
            with open(self.write(f"ranges/{line[:5]}.txt", "") if not os.path.exists(self.path(f"ranges/{line[:5]}.txt"))
                      else self.path(f"ranges/{line[:5]}.txt"), "a", encoding="ascii") as file:
                file.write(line[5:] + "\n")
        self.write("ranges/README", "not a range")
        bodies = set()
        for source in (["sorted.txt"], ["mixed.txt"], ["packed.gz"], ["ranges"], ["--words", "words.txt"],
                       ["sorted.txt", "mixed.txt"]):
            arguments = [word if word.startswith("-") else self.path(word) for word in source]
            told = self.build(*arguments, "--date", "2026-01-02")
            self.assertEqual((told["entries"], told["hash"], told["date"]), (3000, "sha1", 1767312000000), source)
            with open(self.path("c.pwb"), "rb") as file:
                bodies.add(file.read()[4096:])
        self.assertEqual(len(bodies), 1)
        self.holds()
        told = self.build(stdin=text.encode())
        self.assertEqual((told["lines"], told["malformed"]), (3000, 0))

    def test_rare_ones_are_left_out_and_classes_kept(self):
        self.write("s.txt", "\n".join(LINES))
        told = self.build(self.path("s.txt"), "--min-count", "5", "--classes")
        self.assertEqual(told["rare"], sum(count < 5 for count in COUNTS.values()))
        self.assertEqual(told["classes"], [5, 10, 100, 1000])
        for password, seen in zip(PASSWORDS, self.seen(PASSWORDS)):
            self.assertEqual(seen, 0 if COUNTS[password] < 5 else 5 if COUNTS[password] < 10 else 10)

    def test_exact_corpora_and_other_rates(self):
        self.write("s.txt", "\n".join(LINES))
        self.assertEqual(self.build(self.path("s.txt"), "--exact")["false_positives"], 0)
        self.holds()
        self.assertAlmostEqual(self.build(self.path("s.txt"), "--bits", "30")["false_positives"], 2**-30)
        self.holds()
        self.assertAlmostEqual(self.build(self.path("s.txt"), "--capacity", "6000")["false_positives"], 2**-21)

    def test_nt_hashes(self):
        try:
            lines = sorted(nt(password) for password in PASSWORDS)
        except ValueError:
            lines = None  # no MD4 in this OpenSSL: the words tell the same below
        self.write("words.txt", "\n".join(PASSWORDS))
        told = self.build("--words", "--hash", "nt", self.path("words.txt"))
        self.assertEqual(told["hash"], "nt")
        self.holds()
        if lines:
            self.write("nt.txt", "\n".join(lines))
            self.build(self.path("nt.txt"), output="n.pwb")
            self.holds(corpus="n.pwb")

    def test_a_malformed_line_is_told_with_its_file_and_number(self):
        for bad in ("zz", "A" * 39, "A" * 40 + ":", "A" * 40 + ":x", "A" * 41, LINES[0] + " ", "\0"):
            self.write("s.txt", "\n".join(LINES[:7] + [bad] + LINES[7:]))
            done = self.build(self.path("s.txt"), code=FAILURE)
            self.assertIn(self.path("s.txt") + ", line 8: ", self.one_sentence(done, FAILURE))
            self.assertFalse(os.path.exists(self.path("c.pwb")))
            self.assertEqual(self.build(self.path("s.txt"), "--lenient", output="l.pwb")["malformed"], 1)
        # Line numbers are those of each file.
        self.write("t.txt", "\n".join(LINES[:3] + ["bad"]))
        self.write("s.txt", "\n".join(LINES))
        self.assertIn("t.txt, line 4", self.one_sentence(self.build(self.path("s.txt"), self.path("t.txt"), code=FAILURE), FAILURE))

    def test_what_cannot_be_read_is_told(self):
        whole = gzip.compress("\n".join(LINES).encode())
        self.write("cut.gz", whole[: len(whole) // 2])
        self.write("long.txt", b"A" * 600000)
        self.write("none/README", "")
        self.write("empty.txt", "")
        for name, code in (("cut.gz", FAILURE), ("long.txt", FAILURE), ("absent", FAILURE), ("none", USAGE), ("empty.txt", REFUSED)):
            self.one_sentence(self.build(self.path(name), code=code), code)
            self.assertFalse(os.path.exists(self.path("c.pwb")), name)

        self.write("words.txt", b"azerty\nabc\xff\n")
        done = self.build("--words", "--hash", "nt", self.path("words.txt"), code=FAILURE)
        self.assertIn("words.txt, line 2: not UTF-8", self.one_sentence(done, FAILURE))
        folder = os.open(self.folder.name, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        done = subprocess.run([PROGRAM, "breach", "build", "-o", self.path("c.pwb")], stdin=folder, env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertEqual(self.one_sentence(done, FAILURE), "pwpol: Standard input cannot be read: it is a directory.\n")

    def test_a_build_that_is_killed_leaves_nothing(self):
        """Also on the way to a corpus that is there already: it stays."""
        for name in ("INT", "KILL", "TERM"):
            before = set(os.listdir(self.folder.name))
            child = subprocess.Popen([PROGRAM, "breach", "build", "-o", self.path("k.pwb")], stdin=subprocess.PIPE,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
            child.stdin.write(("\n".join(LINES) + "\n").encode() * 20)
            child.stdin.flush()
            time.sleep(0.2)
            child.send_signal(getattr(signal, "SIG" + name))
            try:
                child.stdin.close()
            except BrokenPipeError:
                pass
            self.assertNotEqual(child.wait(60), ACCEPTED)
            self.assertEqual(set(os.listdir(self.folder.name)), before)

    def test_a_full_disk_leaves_nothing(self):
        self.write("s.txt", "\n".join(LINES))
        done = subprocess.run(["bash", "-c", f"ulimit -f 4; exec {PROGRAM} breach build -o {self.path('c.pwb')} {self.path('s.txt')}"],
                              env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.assertIn("too large", self.one_sentence(done, FAILURE))
        self.assertEqual(os.listdir(self.folder.name), ["s.txt"])

    def test_arguments_out_of_bounds_are_usage(self):
        self.write("s.txt", "\n".join(LINES))
        self.one_sentence(pwpol("breach", "build", self.path("s.txt")), USAGE)
        for more in (["--bits", "0"], ["--bits", "41"], ["--hash", "md5"], ["--date", "2026-02-31"], ["--exact", "--bits", "9"],
                     ["--min-count", "0"], ["--source", "x" * 64], ["--jobs", "0"]):
            self.one_sentence(self.build(self.path("s.txt"), *more, code=USAGE), USAGE)


class Others(Folder):
    def test_corpora_that_are_cut_alike_merge(self):
        self.write("a.txt", "\n".join(LINES[::2]))
        self.write("b.txt", "\n".join(LINES[1::2]))
        self.build(self.path("a.txt"), "--capacity", "3000", output="a.pwb")
        self.build(self.path("b.txt"), "--like", self.path("a.pwb"), output="b.pwb")
        done = pwpol("breach", "merge", "-o", self.path("c.pwb"), "--json", self.path("a.pwb"), self.path("b.pwb"))
        self.assertEqual(done.returncode, ACCEPTED, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual(told["entries"], 3000)
        self.assertAlmostEqual(told["false_positives"], 2**-20)
        self.holds()
        self.build(self.path("b.txt"), output="other.pwb")
        self.one_sentence(pwpol("breach", "merge", "-o", self.path("d.pwb"), self.path("a.pwb"), self.path("other.pwb")), USAGE)
        # Whole hashes can be cut as any other.
        self.build(self.path("b.txt"), "--exact", output="exact.pwb")
        done = pwpol("breach", "merge", "-q", "-o", self.path("d.pwb"), self.path("exact.pwb"), self.path("a.pwb"))
        self.assertEqual(done.returncode, ACCEPTED, done.stderr)
        self.holds(corpus="d.pwb")
        self.one_sentence(pwpol("breach", "merge", "-o", self.path("d.pwb"), self.path("a.pwb")), USAGE)

    def test_verify_finds_what_is_damaged_or_missing(self):
        self.write("s.txt", "\n".join(LINES))
        self.build(self.path("s.txt"))
        done = pwpol("breach", "verify", self.path("c.pwb"), "--source", self.path("s.txt"), "--sample", "1")
        self.assertEqual(done.returncode, ACCEPTED, done.stderr)
        self.assertIn("3000 entries of the source", done.stdout.decode())
        self.write("more.txt", "\n".join(LINES + [sha1("missing")]))
        done = pwpol("breach", "verify", self.path("c.pwb"), "-s", self.path("more.txt"), "-n", "1")
        self.assertIn("1 of 3001", self.one_sentence(done, REFUSED))
        with open(self.path("c.pwb"), "rb") as file:
            whole = file.read()
        for at in (20, 5000, len(whole) - 1):
            self.write("d.pwb", whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
            self.one_sentence(pwpol("breach", "verify", self.path("d.pwb")), REFUSED)
        self.one_sentence(pwpol("breach", "verify", self.path("absent")), FAILURE)

    def test_verify_finds_what_is_wrong_though_the_checksums_are_right(self):
        """As a writer with a defect would leave it: docs/breach-format.md."""
        def put(at, size, value):
            lying[at:at + size] = value.to_bytes(size, "little")

        self.write("s.txt", "\n".join(LINES))
        self.build(self.path("s.txt"))
        with open(self.path("c.pwb"), "rb") as file:
            whole = bytearray(file.read())
        blocks = int.from_bytes(whole[40:48], "little")
        index = PAGE * (1 + blocks)
        self.assertGreater(blocks, 1)
        universe = int.from_bytes(whole[32:40], "little")
        first = int.from_bytes(whole[PAGE + 8:PAGE + 16], "little")
        rows = [(24, 8, 2999, "3000"),  # of the header: the entries
                (PAGE + 4, 2, 0, "decoded"), (PAGE + 4, 2, 16384, "decoded"),
                (2 * PAGE + 8, 8, first, "order"), (2 * PAGE + 8, 8, universe - 1, "decoded"),
                (index, 4, 0, "index")]
        for at, size, value, expected in rows:
            lying = whole[:]
            put(at, size, value)
            for number in range(blocks):
                block = PAGE * (1 + number)
                put(block, 4, crc32c(number.to_bytes(8, "little") + lying[block + 4:block + PAGE]))
            put(96, 4, crc32c(lying[index:]))
            put(12, 4, crc32c(lying[:12] + bytes(4) + lying[16:PAGE]))
            self.write("d.pwb", bytes(lying))
            self.assertIn(expected, self.one_sentence(pwpol("breach", "verify", self.path("d.pwb")), REFUSED))

    def test_verify_needs_a_corpus(self):
        self.one_sentence(pwpol("breach", "verify"), USAGE)

    def test_query_asks_about_one_password(self):
        done = pwpol("breach", "query", stdin=b"azerty\n")
        self.assertEqual((done.returncode, done.stderr), (REFUSED, b""))
        self.assertIn(b"leaked", done.stdout)
        done = pwpol("breach", "query", "--json", stdin=b"vK7#pQ2w!mRdX9z?")
        self.assertEqual((done.returncode, json.loads(done.stdout)), (ACCEPTED, {"seen": 0}))
        self.assertEqual(pwpol("breach", "query", "-q", stdin=b"azerty").stdout, b"")
        self.one_sentence(pwpol("breach", "query", "--hashes", stdin=b""), USAGE)
        self.one_sentence(pwpol("breach", "query", "-c", self.path("absent"), stdin=b""), FAILURE)
        done = pwpol("breach", "query", "--batch", "-", "--hashes", "--json", stdin=(sha1("azerty") + ":9\n" + sha1("x-y-z-1")).encode())
        self.assertEqual([json.loads(row)["seen"] > 0 for row in done.stdout.splitlines()], [True, False])

    def test_info_tells_what_the_library_holds(self):
        told = json.loads(pwpol("breach", "info", "--json").stdout)
        self.assertLess(told["false_positives"], 1e-6)
        self.assertLess(told["bytes"], 1 << 20)
        self.assertGreater(told["entries"], 50000)
        for lang in ("en", "fr"):
            self.assertIn(b"SHA-1", pwpol("breach", "info", "--lang", lang).stdout)

    def test_check_asks_the_corpus_of_the_policy(self):
        self.write("words.txt", "vK7#pQ2w!mRdX9z?")
        self.build("--words", self.path("words.txt"))
        corpus = f"breach.file={self.path('c.pwb')}"
        done = pwpol("check", "--json", "--set", corpus, stdin=b"vK7#pQ2w!mRdX9z?")
        self.assertEqual((done.returncode, json.loads(done.stdout)["findings"][0]["name"]), (REFUSED, "breach"))
        self.assertEqual(pwpol("check", "-q", "--set", corpus, stdin=b"vK7#pQ2w!mRdX9z!").returncode, ACCEPTED)
        gone = f"breach.file={self.path('gone')}"
        self.assertIn("does not exist", self.one_sentence(pwpol("check", "--set", gone, stdin=b"vK7#pQ2w!mRdX9z!"), FAILURE))
        done = pwpol("check", "--json", "--set", gone, "--set", "breach.missing=open", stdin=b"vK7#pQ2w!mRdX9z!")
        self.assertEqual((done.returncode, json.loads(done.stdout)["findings"][0]["severity"]), (ACCEPTED, "note"))


if __name__ == "__main__":
    main()
