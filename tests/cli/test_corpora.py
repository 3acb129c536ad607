#!/usr/bin/env python3
"""pwpol breach to its bounds: what is told of a corpus, what lines may be, what may be merged, and what is refused."""
import gzip
import hashlib
import json
import os
import re
import tempfile
import time

from support import ACCEPTED, Case, FAILURE, REFUSED, USAGE, main, pwpol

PASSWORDS = [f"pass-{i}" for i in range(700)]
MOST = 10**19 - 1  # 19 digits


def sha1(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


class Folder(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, lines, when=None):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        content = lines if isinstance(lines, bytes) else "".join(line + "\n" for line in lines).encode()
        with open(path, "wb") as file:
            file.write(content)
        if when is not None:
            os.utime(path, (when, when))
        return path

    def build(self, output, *arguments, code=ACCEPTED):
        done = pwpol("breach", "build", "-o", self.path(output), "--json", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if code == ACCEPTED else self.one_sentence(done, code)

    def merge(self, output, *arguments, code=ACCEPTED):
        done = pwpol("breach", "merge", "-o", self.path(output), "--json", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if code == ACCEPTED else self.one_sentence(done, code)

    def seen(self, corpus, passwords, *more):
        done = pwpol("breach", "query", "-c", self.path(corpus), "--batch", "-", *more, stdin="\n".join(passwords).encode())
        self.assertEqual(done.stderr, b"")
        rows = [row.split(",") for row in done.stdout.decode().splitlines()]
        self.assertEqual(rows[0], ["number", "seen"])
        self.assertEqual([row[0] for row in rows[1:]], [str(i + 1) for i in range(len(passwords))])
        seen = [int(row[1]) for row in rows[1:]]
        self.assertEqual(done.returncode, REFUSED if any(seen) else ACCEPTED)
        return seen


class Info(Folder):
    def test_it_is_told_in_words_what_the_json_tells(self):
        source = self.write("s.txt", [f"{sha1(word)}:{5 + i}" for i, word in enumerate(PASSWORDS)])
        today = {time.strftime("%Y-%m-%d", time.gmtime())}
        told = self.build("c.pwb", source, "-d", "2024-02-29", "-s", "The lists", "--classes", "-m", "6", "-b", "30")
        today.add(time.strftime("%Y-%m-%d", time.gmtime()))
        size = os.path.getsize(self.path("c.pwb"))
        self.assertEqual({name: told[name] for name in ("lines", "rare", "malformed", "hash", "exact", "entries", "bytes", "date",
                                                        "smallest_count", "classes", "source")},
                         {"lines": 700, "rare": 1, "malformed": 0, "hash": "sha1", "exact": False, "entries": 699, "bytes": size,
                          "date": 1709164800000, "smallest_count": 6, "classes": [6, 10, 100, 1000], "source": "The lists"})
        self.assertAlmostEqual(told["bits_per_entry"], size * 8 / 699, places=3)
        self.assertAlmostEqual(told["false_positives"], 2**-30)
        self.assertLess(abs(told["built"] / 1000 - time.time()), 300)
        done = pwpol("breach", "info", "--json", self.path("c.pwb"))
        self.assertEqual(json.loads(done.stdout), {name: value for name, value in told.items()
                                                   if name not in ("lines", "rare", "malformed")})
        text = ("Hash              SHA-1\nEntries           699\nFalse positives   1 in 1073741824\n"
                f"Size              {size} bytes, {round(size * 8 / 699, 2):g} bits an entry\n"
                "Date              2024-02-29 (built on %s)\nSource            The lists\n"
                "Times seen        6 at least\nClasses from      6, 10, 100 and 1000 times\n")
        done = pwpol("breach", "info", self.path("c.pwb"))
        self.assertIn(done.stdout.decode(), {text % day for day in today})
        begun = time.monotonic()
        done = pwpol("breach", "build", "-o", self.path("x.pwb"), "--exact", "-d", "1970-01-02", source)
        seconds = float(re.search(r"seconds: ([\d.]+)\.\n", done.stdout.decode())[1])
        self.assertLessEqual(seconds, time.monotonic() - begun + 0.05)
        self.assertRegex(done.stdout.decode(),
                         r"\ALines: 700; seen too rarely: 0; malformed: 0; seconds: \d+(\.\d)?\.\n"
                         r"Hash              SHA-1\nEntries           700\nFalse positives   none: whole hashes are kept\n"
                         r"Size              \d+ bytes, \d+(\.\d+)? bits an entry\nDate              1970-01-02 \(built on [0-9-]+\)\n"
                         r"Times seen        1 at least\n\Z")
        self.assertEqual(json.loads(pwpol("breach", "info", "--json", self.path("x.pwb")).stdout)["date"], 86400000)
        self.assertEqual(pwpol("breach", "build", "-q", "-o", self.path("x.pwb"), source).stdout, b"")

    def test_one_corpus_at_a_time(self):
        self.one_sentence(pwpol("breach", "info", "a", "b"), USAGE)
        self.one_sentence(pwpol("breach", "verify", "a", "b"), USAGE)
        self.one_sentence(pwpol("breach", "info", self.path("absent")), FAILURE)

    def test_the_date_is_that_of_the_newest_input(self):
        old, new = self.write("old.txt", [sha1("a")], 1600000000), self.write("new.txt", [sha1("b")], 1700000000)
        for sources in ([old, new], [new, old]):
            self.assertEqual(self.build("c.pwb", *sources)["date"], 1700000000000)
        for wrong in ("2026-1-02", "2026-01-2", "26-01-02", "2026-01-02 ", "2026-13-01", "2025-02-29", "1969-12-31", "today", ""):
            self.assertIn("YYYY-MM-DD", self.build("d.pwb", old, "--date", wrong, code=USAGE))


class Lines(Folder):
    def test_counts_are_told_to_the_last_digit(self):
        rows = [("a", ":0", 0), ("b", ":9", 1), ("c", ":10", 10), ("d", ":99", 10), ("e", ":100", 100), ("f", ":999", 100),
                ("g", ":1000", 1000), ("h", f":{MOST}", 1000), ("i", ":0000000000000000010", 10), ("j", "", 1)]
        source = self.write("s.txt", [sha1(word) + count for word, count, _ in rows])
        self.assertEqual(self.build("c.pwb", source, "--classes")["rare"], 1)
        self.assertEqual(self.seen("c.pwb", [row[0] for row in rows]), [row[2] for row in rows])
        for count in (":" + "1" * 20, ":-1", ":1 ", "::1", ":1a", ":/", ";1"):
            self.assertIn("line 1: neither HASH nor HASH:COUNT with 40", self.build("d.pwb", self.write("w.txt", [sha1("a") + count]),
                                                                                    code=FAILURE))

    def test_every_digit_counts_and_what_is_beside_them_does_not(self):
        digits = "0123456789ABCDEF"
        words = [digits * 2 + digits[i:] + digits[:i] for i in range(16)]
        words = [word[:40] for word in words] + [word[8:48] for word in words]
        source = self.write("s.txt", [word.lower() if i % 2 else word for i, word in enumerate(words)])
        self.build("c.pwb", source, "--exact")
        self.assertEqual(self.seen("c.pwb", words + [word.lower() for word in words], "--hashes"), [1] * 64)
        for i in range(16):
            other = digits[(i + 1) % 16]
            changed = [word[:i] + other + word[i + 1:] for word in words]
            self.assertEqual(self.seen("c.pwb", [word for word in changed if word not in words], "--hashes"),
                             [0] * sum(word not in words for word in changed))
        for wrong in "/:@G`g ":
            line = sha1("a")[:20] + wrong + sha1("a")[21:]
            self.assertIn("line 1", self.build("d.pwb", "--hash", "sha1", self.write("w.txt", [line]), code=FAILURE))
            done = pwpol("breach", "query", "-c", self.path("c.pwb"), "--batch", "-", "--hashes", stdin=line.encode())
            self.assertIn("--batch, line 1", done.stderr.decode())
            self.assertEqual(done.returncode, FAILURE)

    def test_empty_lines_and_carriage_returns_are_passed_over(self):
        text = "\r\n".join(["", sha1("a"), "", "", sha1("b") + ":3", "bad"]).encode()
        self.assertIn("s.txt, line 6", self.build("c.pwb", self.write("s.txt", text), code=FAILURE))
        told = self.build("c.pwb", "--lenient", self.path("s.txt"))
        self.assertEqual((told["lines"], told["malformed"], told["entries"]), (6, 1, 2))
        self.assertEqual(self.seen("c.pwb", ["a", "b", "bad"]), [1, 1, 0])

    def test_a_long_source_is_cut_between_its_lines(self):
        # More than one piece of half a megabyte; the bad line is in a later one, and of the second file.
        many = [f"{sha1(str(i))}:{i}" for i in range(30000)]
        first, second = self.write("one.txt", many[:20000]), self.write("two.txt", many + ["bad"])
        self.assertIn("two.txt, line 30001", self.build("c.pwb", first, second, code=FAILURE))
        for jobs in ("1", "3"):
            told = self.build("c.pwb", first, second, "--lenient", "--jobs", jobs)
            self.assertEqual((told["lines"], told["malformed"], told["entries"], told["rare"]), (50001, 1, 29999, 2))
        self.assertEqual(self.seen("c.pwb", [str(i) for i in range(0, 30000, 50)]), [0] + [1] * 599)

    def test_a_folder_is_read_by_the_names_of_its_files(self):
        for i, word in enumerate(PASSWORDS[:60]):
            line = sha1(word)
            name = f"r/{line[:5] if i % 2 else line[:5].lower()}{['', '.txt', '.gz'][i % 3]}"
            content = (line[5:] + ":7\n").encode()
            self.write(name, gzip.compress(content) if i % 3 == 2 else content)
        for other in ("r/0000", "r/000000", "r/0000G", "r/00000a.txt", "r/x00000"):
            self.write(other, ["nothing to read"])
        self.assertEqual(self.build("c.pwb", self.path("r"))["entries"], 60)
        self.assertEqual(self.seen("c.pwb", PASSWORDS), [1] * 60 + [0] * 640)
        self.build("d.pwb", self.path("r"), self.write("more.txt", [sha1(PASSWORDS[60])]))
        self.assertEqual(self.seen("d.pwb", PASSWORDS), [1] * 61 + [0] * 639)
        # A whole hash is one there, too; a digit less is none.
        self.write("q/ABCDE", [sha1("a"), sha1("b")[5:], sha1("c")[6:]])
        self.assertIn("q/ABCDE, line 3", self.build("e.pwb", self.path("q"), code=FAILURE))
        self.build("e.pwb", self.path("q"), "--lenient", "--exact")
        self.assertEqual(self.seen("e.pwb", [sha1("a"), "ABCDE" + sha1("b")[5:], sha1("b")], "--hashes"), [1, 1, 0])


class Usage(Folder):
    def test_what_excludes_what_and_how_far(self):
        source = self.write("s.txt", [sha1("a") + ":1000000000"])
        self.build("c.pwb", source)
        like = ["--like", self.path("c.pwb")]
        for more in (["--bits", "9"], ["--capacity", "9"], ["--exact"], ["--classes"], ["--hash", "sha1"]):
            self.assertIn("--like and --bits, --capacity, --exact, --classes, --hash exclude", self.build("d.pwb", source, *like, *more, code=USAGE))
        for more in (["--bits", "9"], ["--capacity", "9"]):
            self.assertIn("exclude", self.build("d.pwb", source, "--exact", *more, code=USAGE))
        for more in (["--bits", "1"], ["--bits", "40"], ["--min-count", "1000000000"], ["--source", "x" * 63], ["--jobs", "32"],
                     ["--jobs", "1"], ["--capacity", "1"], like):
            self.build("d.pwb", source, *more)
        for wrong in ("x" * 64, "x" * 1000, "a\nb", "\x7f", "\u0085", b"\xff"):
            self.assertIn("at most 63 bytes", self.build("e.pwb", source, "--source", wrong, code=USAGE))
        self.assertEqual(self.build("e.pwb", source, "--source", "é~\u00a0")["source"], "é~\u00a0")
        os.remove(self.path("e.pwb"))
        for more in (["--min-count", "1000000001"], ["--jobs", "33"], ["--capacity", "0"], ["--capacity", str(2**40 + 1)]):
            self.build("e.pwb", source, *more, code=USAGE)
        self.build("e.pwb", source, "--bits", "22", "--capacity", str(2**40))
        os.remove(self.path("e.pwb"))
        self.build("e.pwb", source, "--bits", "23", "--capacity", str(2**40), code=FAILURE)
        self.assertIn(f"{2**40} entries are too many for a rate of 2^-40",
                      self.build("e.pwb", source, "--bits", "40", "--capacity", str(2**40), code=FAILURE))
        self.assertIn("does not exist", self.build("e.pwb", source, "--like", self.path("absent"), code=FAILURE))
        self.assertEqual(json.loads(pwpol("breach", "info", "--json", self.path("d.pwb")).stdout)["source"], "")

    def test_where_no_corpus_can_be_written_it_is_told_before_anything_is_read(self):
        source = self.write("s.txt", [sha1("a")])
        os.mkdir(self.path("folder"))
        rows = [(self.path("folder"), [], "is a directory"), (source + "/c.pwb", [], "not a directory"),
                (self.path("absent/c.pwb"), [], "does not exist"), ("/dev/null", [], "cannot be written"),
                (self.path("c.pwb"), ["-t", source], "not a directory"), (self.path("c.pwb"), ["-t", self.path("absent")], "not exist"),
                ("/c.pwb", ["-t", self.path("c.pwb")], "not exist")]
        for output, more, expected in rows:
            done = pwpol("breach", "build", "-o", output, *more, self.path("nothing"))
            self.assertIn(expected, self.one_sentence(done, FAILURE), output)
        done = pwpol("breach", "build", "-q", "-o", "here.pwb", "s.txt", cwd=self.folder)
        self.assertEqual((done.returncode, os.path.exists(self.path("here.pwb"))), (ACCEPTED, True), done.stderr)
        self.build("c.pwb", "-t", self.path("folder"), source)
        self.assertEqual(os.listdir(self.path("folder")), [])


class Merged(Folder):
    def test_what_a_merged_corpus_is(self):
        half = len(PASSWORDS) // 2
        counted = [f"{sha1(word)}:{10 ** (i % 4)}" for i, word in enumerate(PASSWORDS)]
        one, two = self.write("1.txt", counted[:half]), self.write("2.txt", counted[half:])
        shape = ["--capacity", "700", "--bits", "22"]
        self.build("one.pwb", one, *shape, "--classes", "-d", "2024-01-01", "-s", "first")
        self.build("two.pwb", two, *shape, "--classes", "-d", "2025-01-01", "-s", "second")
        self.build("like.pwb", two, "--like", self.path("one.pwb"), "-d", "2023-01-01")
        for other, day in (("two.pwb", 1735689600000), ("like.pwb", 1704067200000)):
            for order in ((other, "one.pwb"), ("one.pwb", other)):
                told = self.merge("c.pwb", *map(self.path, order))
                self.assertEqual((told["entries"], told["lines"], told["date"], told["source"], told["classes"]),
                                 (700, 700, day, "", [1, 10, 100, 1000]))
                self.assertEqual(self.seen("c.pwb", PASSWORDS), [10 ** (i % 4) for i in range(700)])
        # What is seen is no longer told by classes, unless all do.
        self.build("plain.pwb", two, *shape)
        self.build("rare.pwb", two, *shape, "--classes", "-m", "10")
        for order in (("one.pwb", "plain.pwb"), ("plain.pwb", "one.pwb")):
            self.assertEqual(self.merge("c.pwb", *map(self.path, order))["classes"], [])
            self.assertEqual(self.seen("c.pwb", PASSWORDS), [1] * 700)
        for order in (("one.pwb", "rare.pwb"), ("rare.pwb", "one.pwb")):
            self.assertEqual(self.merge("c.pwb", *map(self.path, order))["smallest_count"], 10)

    def test_whole_hashes_stay_whole_among_themselves(self):
        half = len(PASSWORDS) // 2
        hashes = [sha1(word) for word in PASSWORDS]
        one, two = self.write("1.txt", hashes[:half]), self.write("2.txt", hashes[half:])
        for name, source, more in (("x1.pwb", one, ["--exact"]), ("x2.pwb", two, ["--exact"]), ("c1.pwb", one, ["--capacity", "900"]),
                                   ("o1.pwb", one, ["--capacity", "901"])):
            self.build(name, source, *more)
        told = self.merge("c.pwb", self.path("x1.pwb"), self.path("x2.pwb"), "-t", self.folder)
        self.assertEqual((told["exact"], told["entries"], told["false_positives"]), (True, 700, 0))
        for order in (("c1.pwb", "x2.pwb"), ("x2.pwb", "c1.pwb"), ("x1.pwb", "x2.pwb", "c1.pwb")):
            told = self.merge("c.pwb", *map(self.path, order))
            self.assertEqual((told["exact"], told["entries"]), (False, 700))
            self.assertAlmostEqual(told["false_positives"], 2**-20 * 700 / 900)
            self.assertEqual(self.seen("c.pwb", PASSWORDS), [1] * 700)
        self.assertIn("o1.pwb cuts its hashes otherwise", self.merge("d.pwb", self.path("c1.pwb"), self.path("o1.pwb"), code=USAGE))
        self.build("nt.pwb", "--words", "--hash", "nt", self.write("w.txt", PASSWORDS))
        self.assertIn("nt.pwb holds another kind of hash", self.merge("d.pwb", self.path("c1.pwb"), self.path("nt.pwb"), code=USAGE))
        self.assertIn("Two corpora", self.merge("d.pwb", self.path("c1.pwb"), code=USAGE))
        self.assertIn("does not exist", self.merge("d.pwb", self.path("c1.pwb"), self.path("absent"), code=FAILURE))
        self.assertIn("--output", self.one_sentence(pwpol("breach", "merge", self.path("c1.pwb"), self.path("x2.pwb")), USAGE))
        self.assertFalse(os.path.exists(self.path("d.pwb")))
        self.assertEqual(pwpol("breach", "merge", "-q", "-o", self.path("d.pwb"), self.path("x1.pwb"), self.path("x2.pwb")).stdout, b"")


class Verify(Folder):
    def test_a_sample_of_each_source_is_looked_for(self):
        hashes = [sha1(word) for word in PASSWORDS]
        one, two, words = self.write("1.txt", hashes[:300]), self.write("2.txt", hashes[300:]), self.write("w.txt", PASSWORDS)
        self.build("c.pwb", one, two)
        corpus = self.path("c.pwb")
        whole = r"700 entries in \d+ blocks: checksums, order and index are right\.\n"
        rows = [([], None), (["-s", one], 3), (["-s", one, "-s", two], 7), (["-s", one, "-n", "7"], 43), (["-w", "-s", words, "-n", "1"], 700),
                (["-s", two, "-n", "1000000000"], 1)]
        for more, looked_for in rows:
            done = pwpol("breach", "verify", corpus, *more)
            self.assertEqual((done.returncode, done.stderr), (ACCEPTED, b""))
            sampled = "" if looked_for is None else rf"{looked_for} entries of the source were looked for, and are all there\.\n"
            self.assertRegex(done.stdout.decode(), rf"\A{whole}{sampled}\Z")
        self.assertEqual(pwpol("breach", "verify", "-q", corpus, "-s", one).stdout, b"")
        # The first of ten is looked for, and not those between.
        gone = self.write("g.txt", [sha1(f"gone-{i}") if i in (0, 10, 11, 29) else hashes[i] for i in range(30)])
        self.assertIn("2 of 3 entries", self.one_sentence(pwpol("breach", "verify", corpus, "-s", gone, "-n", "10"), REFUSED))
        for wrong in (["-n", "0"], ["-n", "1000000001"], ["-s", one] * 65):
            self.one_sentence(pwpol("breach", "verify", corpus, *wrong), USAGE)
        self.assertEqual(pwpol("breach", "verify", "-q", corpus, *["-s", one] * 64).returncode, ACCEPTED)
        self.assertIn("does not exist", self.one_sentence(pwpol("breach", "verify", corpus, "-s", self.path("absent")), FAILURE))


class Query(Folder):
    def test_many_are_asked_in_their_order(self):
        self.build("c.pwb", "--words", self.write("w.txt", PASSWORDS[::3]))
        for count in (1, 255, 256, 257, 512, 700):
            self.assertEqual(self.seen("c.pwb", PASSWORDS[:count]), [int(i % 3 == 0) for i in range(count)])
        hashes = [sha1(word) for word in PASSWORDS]
        self.assertEqual(self.seen("c.pwb", [f"{text}:{i}" for i, text in enumerate(hashes)], "--hashes"), [int(i % 3 == 0) for i in range(700)])
        self.assertEqual(self.seen("c.pwb", ["other", "", "", "no"]), [0] * 4)
        batch = ["breach", "query", "-c", self.path("c.pwb"), "--batch"]
        for bad in (hashes[0][:39], hashes[0] + "0", hashes[0] + " ", ""):
            done = pwpol(*batch, "-", "--hashes", "-q", stdin="\n".join(hashes[:299] + [bad, hashes[1]]).encode())
            self.assertIn("--batch, line 300: neither HASH nor HASH:COUNT with 40", self.one_sentence(done, FAILURE))
        file = self.write("q.txt", PASSWORDS[:4])
        done = pwpol(*batch, file, "--json")
        self.assertEqual([json.loads(row) for row in done.stdout.splitlines()],
                         [{"number": i + 1, "seen": int(i % 3 == 0)} for i in range(4)])
        done = pwpol(*batch, file, "-q")
        self.assertEqual((done.returncode, done.stdout), (REFUSED, b""))
        self.assertIn("does not exist", self.one_sentence(pwpol(*batch, self.path("absent")), FAILURE))
        self.assertIn("absent", self.one_sentence(pwpol(*batch, self.path("absent"), "--json"), FAILURE))
        done = pwpol(*batch, self.folder, "-q")
        self.assertIn("directory", self.one_sentence(done, FAILURE))
        done = pwpol(*batch, "-", stdin=b"")
        self.assertEqual((done.returncode, done.stdout), (ACCEPTED, b"number,seen\n"))

    def test_one_is_answered_in_words(self):
        self.build("c.pwb", "--classes", self.write("s.txt", [sha1("azerty") + ":123"]))
        ask = ["breach", "query", "-c", self.path("c.pwb")]
        self.assertEqual(pwpol(*ask, stdin=b"azerty").stdout, b"This password has leaked; times it was seen, at least: 100\n")
        self.assertEqual(pwpol(*ask, stdin=b"azertx").stdout, b"This password is not in the corpus.\n")
        self.assertEqual(pwpol(*ask, "--json", stdin=b"azerty").stdout, b'{ "seen": 100 }\n')
        reader, writer = os.pipe()
        os.write(writer, b"azerty\n")
        os.close(writer)
        done = pwpol(*ask, "-q", "--password-fd", str(reader), stdin=b"azertx", pass_fds=[reader])
        os.close(reader)
        self.assertEqual(done.returncode, REFUSED)
        for wrong in ("-1", "2147483648", "x"):
            self.one_sentence(pwpol(*ask, "--password-fd", wrong, stdin=b""), USAGE)


if __name__ == "__main__":
    main()
