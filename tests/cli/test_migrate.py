#!/usr/bin/env python3
"""pwpol migrate and rewrap: every other byte kept, and nothing lost when they are stopped."""
import csv
import functools
import hashlib
import io
import json
import os
import re
import resource
import signal
import stat
import subprocess
import tempfile
import time

from support import (ACCEPTED, Case, FAILURE, PROGRAM, REFUSED, Terminal, USAGE, environment, main, old_hash, pwpol,
                     sanitized, wait_until)

SECRET = b"correct horse"
SETTINGS = {"bcrypt": b"$2b$04$abcdefghijklmnopqrstuu", "sha512crypt": b"$6$rounds=1000$saltsalt$",
            "md5crypt": b"$1$saltsalt$", "descrypt": b"ab"}
OLD = {scheme: old_hash(SECRET, setting) for scheme, setting in SETTINGS.items()}
# hashlib.md5(SECRET), and the NT hash, MD4 of UTF-16LE: of "password", as everybody quotes it.
MD5 = hashlib.md5(SECRET).hexdigest()
NT = "8846f7eaee8fb117ad06bdd830b7586c"
ARGON2 = "$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
QUICK = ["--set", "hash.memory=256", "--set", "hash.passes=1", "--set", "hash.allow_weak=true"]
# About 20 ms a hash: long enough to be stopped in the middle.
SLOW = ["--set", "hash.memory=19456", "--set", "hash.passes=2", "--set", "hash.slots=2"]
ONION = r"\$pwpol-onion\$[A-Za-z0-9+/]+\$argon2id\$v=19\$m=\d+,t=\d,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}"


@functools.cache
def seconds_a_hash():
    """Of SLOW ones; some builds are ten times slower than others."""
    def fastest(settings):
        times = []
        for _ in range(3):
            begun = time.monotonic()
            pwpol("hash", *settings, stdin=SECRET)
            times.append(time.monotonic() - begun)
        return min(times)

    return max(0.005, fastest(SLOW) - fastest(QUICK))


def verifies(stored, password=SECRET, *more):
    return pwpol("verify", "--quiet", *more, "--stored", stored, stdin=password).returncode == ACCEPTED


class Tables(Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def migrate(self, content, *arguments):
        done = pwpol("migrate", *QUICK, *arguments, stdin=content)
        self.assertIn(done.returncode, (ACCEPTED, REFUSED), done.stderr)
        return done.stdout


class Formats(Tables):
    def assert_kept(self, before, after, count):
        """Where after has count onions, before has old hashes, and nothing else differs."""
        pieces = re.split(ONION.encode() + rb"(?=[\"\s:,]|\Z)", after)
        self.assertEqual(len(pieces), count + 1, after)
        pattern = b"(.+?)".join(map(re.escape, pieces)) + rb"\Z"
        self.assertRegex(before, re.compile(pattern, re.S))
        for stored in re.findall(ONION.encode(), after):
            self.assertTrue(verifies(stored.decode()))

    def test_csv_with_a_header_quotes_and_line_ends(self):
        old = list(OLD.values())
        table = ('\ufeffnote,hash,account\r\n'
                 f'"one, ""two""\nthree",{old[0]},1\r\n'
                 f',"{old[1]}",2\r\n'
                 f'x"y,{old[2]},3').encode()
        after = self.migrate(table)
        rows = list(csv.DictReader(io.StringIO(after.decode("utf-8-sig"), newline="")))
        self.assertEqual([row["account"] for row in rows], ["1", "2", "3"])
        self.assertEqual(rows[0]["note"], 'one, "two"\nthree')
        for row in rows:
            self.assertTrue(verifies(row["hash"]))
        # Where a hash had no quotes and now has commas, they were added; nothing else was.
        unquoted = re.sub(rb'"(' + ONION.encode() + rb')"', rb"\1", after)
        self.assert_kept(table.replace(b'"' + old[1].encode() + b'"', old[1].encode()), unquoted, 3)

    def test_csv_by_number_without_a_header(self):
        table = f"a,b,{OLD['bcrypt']}\nc,d,{OLD['md5crypt']}\n".encode()
        self.assertEqual(len(re.findall(ONION.encode(), self.migrate(table, "--hash-field", "3"))), 2)
        after = self.migrate(table, "--hash-field", "3", "--header")
        self.assertTrue(after.startswith(table.splitlines()[0] + b"\n"))
        self.assertEqual(len(re.findall(ONION.encode(), after)), 1)

    def test_tsv(self):
        table = f"account\thash\tx\n1\t{OLD['bcrypt']}\t\"a\"b\"\n".encode()
        self.assert_kept(table, self.migrate(table, "--format", "tsv"), 1)

    def test_passwd(self):
        table = f"root:{OLD['sha512crypt']}:19000:0:::\nbin:*:1::\nx:!:1\r\nlast:{OLD['descrypt']}:5".encode()
        self.assert_kept(table, self.migrate(table, "--format", "passwd"), 2)

    def test_json_lines(self):
        escaped = json.dumps(OLD["bcrypt"]).replace("/", r"\/").replace("$", r"\u0024", 1)
        table = (f'{{ "hash" : {escaped} , "nested": {{"hash": "x", "a": ["}}", {{}}]}}, "account": 12}}\r\n'
                 f'{{"account":"\\u00e9\\ud83d\\ude00","hash":"{OLD["md5crypt"]}"}}\n'
                 '{"hash": null}\n{"hash": 5, "account": "x"}\n[1]\n{"hash": "a", "hash": "b"}\n{"hash": "a"\n').encode()
        done = pwpol("migrate", *QUICK, "--format", "jsonl", "--json", stdin=table)
        self.assertEqual(done.returncode, REFUSED)
        self.assert_kept(table, done.stdout, 2)
        told = json.loads(done.stderr)
        self.assertEqual((told["records"], told["done"], told["kept"], told["left"]), (7, 2, 1, 4))

    def test_plain(self):
        table = f"{OLD['bcrypt']}\n\n{OLD['md5crypt']}\r\n".encode()
        self.assert_kept(table, self.migrate(table, "--format", "plain"), 2)

    def test_every_kind_is_told(self):
        stored = pwpol("migrate", *QUICK, "--format", "plain", stdin=OLD["bcrypt"].encode()).stdout.decode().strip()
        rows = [*OLD.values(), ARGON2, stored, "", "*", "$9$unknown", MD5, "$6$rounds=999999999$ab$" + "a" * 86, "x" * 2000,
                "a\0b"]
        done = pwpol("migrate", *QUICK, "--format", "plain", "--json", stdin="\n".join(rows).encode())
        told = {(row["scheme"], row["fate"]): row["records"] for row in json.loads(done.stderr)["formats"]}
        self.assertEqual(told, {**{(scheme, "wrapped"): 1 for scheme in OLD}, ("argon2id", "already"): 1,
                                ("bcrypt", "already"): 1, (None, "none"): 2, (None, "unknown"): 3, ("md5", "unsalted"): 1,
                                ("sha512crypt", "over-limit"): 1})
        for i in (4, 5, 6, 7, 8, 9, 10, 11, 12):
            self.assertEqual(done.stdout.split(b"\n")[i], rows[i].encode())
        self.assertEqual(done.returncode, REFUSED)

    def test_a_hash_that_the_budget_never_lets_verify_is_left(self):
        table = b"$7$CU..../....uLaKrzBAfFrH68RmwZXIO/$ACJJJ9ToRqYAcOffmPNrk66lySxzkr8TLa4YuENVJf.\n"  # 64 MiB
        options = [*QUICK, "--format", "plain", "--json", "--set"]
        done = pwpol("migrate", *options, "hash.budget=65536", stdin=table)
        self.assertEqual(json.loads(done.stderr)["formats"][0]["fate"], "over-limit")
        self.assertEqual(done.stdout, table)
        done = pwpol("migrate", *options, "hash.budget=65792", stdin=table)
        self.assertEqual(json.loads(done.stderr)["formats"][0]["fate"], "wrapped")

    def test_bare_digests_by_their_key_and_nt_by_its_option(self):
        allowed = ["--set", "hash.allow_unsalted=true"]
        stored = self.migrate(MD5.encode(), "--format", "plain", *allowed).decode()
        self.assertTrue(verifies(stored, SECRET, *allowed))
        stored = self.migrate(NT.encode(), "--format", "plain", "--nt", *allowed).decode()
        self.assertTrue(verifies(stored, b"password", *allowed))

    def test_strict_stops_at_the_first(self):
        table = f"a,{OLD['bcrypt']}\nb,$9$unknown\nc,{OLD['bcrypt']}\n".encode()
        done = pwpol("migrate", *QUICK, "--strict", stdin=table)
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn(b"Record 2: ", done.stderr)
        self.assertNotIn(b"unknown$", done.stderr)
        self.assertEqual(done.stdout.count(b"\n"), 1)

    def test_an_empty_table_and_a_record_that_is_too_long(self):
        self.assertEqual(self.migrate(b""), b"")
        done = pwpol("migrate", *QUICK, stdin=f"a,{OLD['bcrypt']}\nb,".encode() + b"x" * (1 << 20))
        self.assertEqual(done.returncode, FAILURE)
        self.assertIn(b"Record 2 is longer than 1048576 bytes", done.stderr)
        self.assertEqual(done.stdout.count(b"\n"), 1)

    def test_the_order_is_that_of_the_input(self):
        table = "".join(f"{i},{OLD['bcrypt'] if i % 3 else '*'}\n" for i in range(1000)).encode()
        after = self.migrate(table)
        self.assertEqual([line.split(b",")[0] for line in after.splitlines()], [b"%d" % i for i in range(1000)])

    def test_wrong_usage(self):
        rows = [(["--resume"], "--output"), (["--format", "xml"], "csv, tsv, passwd, jsonl, plain"),
                (["--format", "plain", "--hash-field", "2"], "exclude"), (["--format", "jsonl", "--header"], "csv"),
                (["--jobs", "0"], "from 1"), (["--hash-field", "pasword"], "column")]
        for arguments, expected in rows:
            self.assertIn(expected, self.one_sentence(pwpol("migrate", *arguments, stdin=b"a,b\n"), USAGE), arguments)
        done = pwpol("migrate", "--hash-field", "zzz", "-o", self.path("out"), stdin=b"a,b\n")
        self.assertEqual(done.returncode, USAGE)
        self.assertEqual(os.listdir(self.folder), [])


class Output(Tables):
    TABLE = "".join(f"{i},{OLD['bcrypt']}\n" for i in range(50)).encode()

    def test_a_new_file_that_only_its_owner_reads(self):
        source, out = self.path("in", self.TABLE), self.path("out")
        done = pwpol("migrate", *QUICK, "-i", source, "-o", out, preexec_fn=lambda: os.umask(0))
        self.assertEqual((done.returncode, done.stdout), (ACCEPTED, b""))
        self.assertIn(b"50 records: 50 done", done.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o600)
        self.assertEqual(sorted(os.listdir(self.folder)), ["in", "out"])
        self.assertEqual(self.read("in"), self.TABLE)

    def test_a_file_that_exists_stays(self):
        source = self.path("in", self.TABLE)
        for path in (source, self.path("out", b"precious"), "/dev/full"):
            self.assertIn("exists already", self.one_sentence(pwpol("migrate", *QUICK, "-i", source, "-o", path), FAILURE))
        self.path("new.part", b"of an earlier run")
        done = pwpol("migrate", *QUICK, "-i", source, "-o", self.path("new"))
        self.assertIn("--resume", self.one_sentence(done, FAILURE))
        self.assertEqual(self.read("out") + self.read("new.part"), b"preciousof an earlier run")

    def test_a_full_disk(self):
        source = self.path("in", self.TABLE)
        with open("/dev/full", "wb") as full:
            done = pwpol("migrate", *QUICK, "-i", source, stdout=full)
        self.assertEqual(done.returncode, FAILURE)
        self.assertIn(b"no space", done.stderr)

        def few_bytes():
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

        done = pwpol("migrate", *QUICK, "-i", source, "-o", self.path("out"), preexec_fn=few_bytes)
        self.assertEqual(done.returncode, FAILURE)
        self.assertIn(b"too large", done.stderr)
        self.assertNotIn("out", os.listdir(self.folder))
        done = pwpol("migrate", *QUICK, "-i", source, "-o", self.path("out"), "--resume")
        self.assertEqual(done.returncode, ACCEPTED, done.stderr)
        self.assertEqual(self.read("out").count(b"\n"), 50)

    def test_a_terminal_sees_how_far_it_is(self):
        times = max(2, min(12, int(0.24 / seconds_a_hash())))  # some seconds, also of a machine that hashes in 10 ms
        source = self.path("in", self.TABLE * times)
        with Terminal("migrate", *SLOW, "-i", source, "-o", self.path("out")) as terminal:
            begun = time.monotonic()
            drawn = []  # when, and what
            while terminal.process.poll() is None:
                before = len(terminal.shown)
                terminal.read(0.05)
                if b"s left" in terminal.shown[before:]:
                    drawn.append((time.monotonic() - begun, terminal.shown[before:]))
            self.assertEqual(terminal.end(), ACCEPTED)
        self.assertNotIn("░", terminal.shown.decode().split("\r\033[K")[-1])  # taken away before the summary
        self.assertGreater(drawn[0][0], 1)
        self.assertLessEqual(len(drawn), 3 + (drawn[-1][0] - drawn[0][0]) / 0.18)
        shares = []
        for at, text in drawn:
            line = [piece for piece in text.decode().split("\r\x1b[K") if "s left" in piece][-1]
            found = re.match(r"(█*)(░*) +(\d+) % (\d+) records, (?:(\d+) min )?(\d+) s left\Z", line)
            self.assertIsNotNone(found, text)
            full, empty = len(found[1]), len(found[2])
            percent, records, minutes, seconds = (int(number or 0) for number in found.groups()[2:])
            left = 60 * minutes + seconds
            self.assertEqual(full + empty, 30)
            self.assertLessEqual(abs(full - 0.3 * percent), 1.2)
            self.assertLessEqual(abs(records / (times * self.TABLE.count(b"\n")) - percent / 100), 0.2)
            # The time left is that of a run that goes on as it went; a busy machine is slow to begin and to read.
            if percent >= 5:
                self.assertLess(abs(left - at * (100 - percent) / percent),
                                2 + 200 / percent + at * 60 / percent ** 2 + 0.2 * left)
            shares.append(percent)
        self.assertEqual(shares, sorted(shares))


class Resumed(Tables):
    def setUp(self):
        super().setUp()
        self.arguments = ["migrate", *SLOW, "-i", self.path("in"), "-o", self.path("out")]
        self.fill(140)

    def fill(self, records):
        kinds = [*OLD.values(), ARGON2, "*", "$9$unknown"]
        self.table = "account,hash,note\n" + "".join(f'{i},{kinds[i % len(kinds)]},"n {i}"\n' for i in range(records))
        self.path("in", self.table.encode())

    def start(self):
        process = subprocess.Popen([PROGRAM, *self.arguments], env=environment(), stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        return process

    def without_salts(self, name):
        return re.sub(rb"\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}", b"", self.read(name))

    def assert_whole(self):
        """What was done in two runs is what one run would have done, but for the salts."""
        self.assertEqual(pwpol(*self.arguments[:-1], self.path("undisturbed")).returncode, REFUSED)
        self.assertEqual(self.without_salts("out"), self.without_salts("undisturbed"))
        self.assertEqual(self.read("in"), self.table.encode())
        self.assertEqual(sorted(os.listdir(self.folder)), ["in", "out", "undisturbed"])

    def part_size(self):
        return os.path.getsize(self.path("out.part")) if os.path.exists(self.path("out.part")) else 0

    def workers_and_peak(self, *more):
        """Threads that work on records, and the most KiB that were resident, of a run that is stopped then."""
        others = min(len(os.sched_getaffinity(0)), 64)  # the first, and those that fill lanes (docs/argon2-engine.md)
        others += sanitized(b"tsan")  # which has a thread of its own
        process = subprocess.Popen([PROGRAM, "migrate", *SLOW, *more, "-i", self.path("in"), "-o", self.path("out")],
                                   env=environment(), stderr=subprocess.DEVNULL)
        wait_until(lambda: self.part_size() > 2000)
        workers = len(os.listdir(f"/proc/{process.pid}/task")) - others
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", file.read())[1])
        process.send_signal(signal.SIGINT)
        process.wait()
        for name in os.listdir(self.folder):
            if name != "in":
                os.unlink(self.path(name))
        return workers, peak

    def test_as_many_threads_as_hashes_fit_the_budget(self):
        self.fill(1200)
        aside = 24 << 10  # KiB: the program, its libraries and its buffers
        rows = [([], 2), (["--jobs", "1"], 1), (["--jobs", "9"], 2), (["--set", "hash.budget=19712"], 1),
                (["--set", "hash.slots=4", "--set", "hash.budget=59136"], 3)]
        for more, expected in rows:
            workers, peak = self.workers_and_peak(*more)
            self.assertEqual(workers, expected, more)
            if not sanitized():
                self.assertLess(peak, expected * (19456 + 256) + aside, more)

    def test_a_thread_and_a_budget_of_two_hashes_do(self):
        for more in (["--jobs", "1", "--set", "hash.slots=4"], ["--set", "hash.slots=4", "--set", "hash.budget=512"]):
            done = pwpol("migrate", *QUICK, "--format", "passwd", *more, stdin=b"a:*\n")
            self.assertIn(done.returncode, (ACCEPTED, REFUSED), done.stderr)

    def test_a_signal_leaves_the_part_in_order_and_says_how_to_go_on(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = self.start()
            wait_until(lambda: os.path.exists(self.path("out.part.state")))
            time.sleep(0.2)
            process.send_signal(number)
            self.assertEqual(process.wait(), -number)
            self.assertRegex(process.stderr.read(), rb"pwpol: Stopped after \d+ records, .*--resume")
            self.assertGreater(self.part_size(), 200)
            self.assertTrue(self.read("out.part").endswith(b"\n"))
            self.arguments = [*self.arguments[:-2], "--resume", *self.arguments[-2:]]
        done = pwpol(*self.arguments, "--json")
        self.assertEqual(done.returncode, REFUSED)
        told = json.loads(done.stdout)  # all runs together
        self.assertEqual((told["records"], told["done"]), (140, 80))
        self.arguments.remove("--resume")
        self.assert_whole()

    def test_killed_at_any_time_it_goes_on_where_the_disk_is_sure(self):
        # More than two threads do between the kills on an idle machine.
        self.fill(min(1200, max(140, int(10 / seconds_a_hash()))))
        for patience in (0.0, 0.3, 1.3):
            process = self.start()
            wait_until(lambda: os.path.exists(self.path("out.part.state")))
            time.sleep(patience)
            process.kill()
            process.wait()
            if "--resume" not in self.arguments:
                self.arguments = [*self.arguments[:-2], "--resume", *self.arguments[-2:]]
        sure = re.search(rb"records (\d+)", self.read("out.part.state"))
        self.assertGreater(int(sure[1]), 1)  # the state is renewed every second
        # A line that was half written when the machine stopped.
        with open(self.path("out.part"), "ab") as file:
            file.write(b"139,$pwpol-oni")
        self.assertEqual(pwpol(*self.arguments).returncode, REFUSED)
        self.arguments.remove("--resume")
        self.assert_whole()

    def stop_in_the_middle(self):
        process = self.start()
        wait_until(lambda: os.path.exists(self.path("out.part.state")))
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.wait()

    def test_another_source_another_part_or_other_options_are_not_mixed(self):
        self.stop_in_the_middle()
        part, state = self.read("out.part"), self.read("out.part.state")
        self.path("in", self.table.replace("n 0", "n X").encode())
        self.assertIn("source", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        self.path("in", self.table[:30].encode())
        self.assertIn("source", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        self.path("in", self.table.encode())
        self.assertIn("other options", self.one_sentence(pwpol(*self.arguments, "--resume", "--nt"), FAILURE))
        for key in ("memory=19464", "passes=3", "tag=64", "ceiling_bcrypt=14", "allow_unsalted=true", "budget=65536"):
            done = pwpol(*self.arguments, "--resume", "--set", "hash." + key)
            self.assertIn("another policy", self.one_sentence(done, FAILURE), key)
        self.path("out.part", b"X" + part[1:])
        self.assertIn("not what the earlier run wrote", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        self.path("out.part", part[:100])
        self.assertIn("not what the earlier run wrote", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        self.path("out.part", part)
        os.unlink(self.path("out.part.state"))
        self.assertIn("cannot be resumed", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        self.path("out.part.state", b"\xff" * 2000)
        self.assertIn("cannot be resumed", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        self.path("out.part.state", state)
        self.assertEqual(self.read("out.part"), part)
        self.assertEqual(pwpol(*self.arguments, "--resume").returncode, REFUSED)
        self.assert_whole()

    def test_records_that_were_added_to_the_source_are_done_too(self):
        self.stop_in_the_middle()
        self.table += f"140,{OLD['bcrypt']},late\n"
        self.path("in", self.table.encode())
        self.assertEqual(pwpol(*self.arguments, "--resume").returncode, REFUSED)
        self.assert_whole()

    def test_two_runs_do_not_write_one_part(self):
        process = self.start()
        wait_until(lambda: os.path.exists(self.path("out.part.state")))
        self.assertIn("Another run", self.one_sentence(pwpol(*self.arguments, "--resume"), FAILURE))
        process.send_signal(signal.SIGINT)
        process.wait()

    def test_resume_with_nothing_to_resume_starts(self):
        self.assertEqual(pwpol(*self.arguments, "--resume").returncode, REFUSED)
        self.assert_whole()

    def test_an_input_that_waits_is_interrupted_too(self):
        process = subprocess.Popen([PROGRAM, "migrate", *QUICK, "-o", self.path("piped")], env=environment(),
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdin.write(self.table.encode()[:5000])
        process.stdin.flush()
        wait_until(lambda: os.path.exists(self.path("piped.part.state")))
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        process.wait(60)  # before its input ends, which would make a record of what is left of one
        _, error = process.communicate()
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertIn(b"--resume", error)
        done = pwpol("migrate", *QUICK, "-o", self.path("piped"), "--resume", stdin=self.table.encode())
        self.assertEqual(done.returncode, REFUSED, done.stderr)
        self.assertEqual(self.read("piped").count(b"\n"), 141)


class Rewrap(Tables):
    def setUp(self):
        super().setUp()
        self.ring = self.path("ring")
        self.pepper = [*QUICK, "--set", f"hash.pepper_file={self.ring}"]
        self.assertEqual(pwpol("keygen", "--id", "old", "-o", self.ring).returncode, ACCEPTED)

    def sealed(self, account):
        return pwpol("hash", *self.pepper, "--account", account, stdin=SECRET).stdout.decode().strip()

    def test_a_key_is_replaced_without_any_password(self):
        for form, line in (("csv", "{0},{1},x\n"), ("tsv", "{0}\t{1}\tx\r\n"), ("passwd", "{0}:{1}:x\n"),
                           ("jsonl", '{{"account":"{0}","hash":"{1}","n":[1]}}\n')):
            table = "".join(line.format(name, self.sealed(name)) for name in ("1", "two")).encode()
            pwpol("keygen", "--id", form, "--append", self.ring)
            done = pwpol("rewrap", *self.pepper, "--format", form, stdin=table)
            self.assertEqual(done.returncode, ACCEPTED, done.stderr)
            found = re.findall(rb"\$pwpol\$k=" + form.encode() + rb"\$[A-Za-z0-9+/]+", done.stdout)
            self.assertEqual(len(found), 2)
            plain = rb"\$pwpol\$k=[^,\s:\"]+"
            self.assertEqual(re.sub(plain, b"", done.stdout), re.sub(plain, b"", table))
            self.assertTrue(verifies(found[1].decode(), SECRET, *self.pepper, "--account", "two"))
            again = pwpol("rewrap", *self.pepper, "--format", form, stdin=done.stdout)
            self.assertEqual(again.stdout, done.stdout)  # under the current key already

    def test_what_does_not_open_is_left_and_told(self):
        plain = pwpol("hash", *QUICK, stdin=SECRET).stdout.decode().strip()
        other = self.path("other")
        pwpol("keygen", "--id", "other", "-o", other)
        foreign = pwpol("hash", *QUICK, "--set", f"hash.pepper_file={other}", "--account", "3", stdin=SECRET).stdout.decode()
        rows = [f'1,"{plain}"', f"2,{self.sealed('1')}", f"3,{foreign.strip()}", f'"",{self.sealed("1")}', "4,*", "4,!!", "5,junk",
                f"6,{self.sealed('6')}", f'"",{OLD["bcrypt"]}']
        done = pwpol("rewrap", *self.pepper, "--json", stdin="\n".join(rows).encode())
        self.assertEqual(done.returncode, REFUSED)
        fates = {row["fate"]: row["records"] for row in json.loads(done.stderr)["formats"]}
        self.assertEqual(fates, {"sealed": 1, "wrong-account": 2, "unknown-key": 1, "none": 2, "unknown": 1, "current": 1,
                                 "no-account": 1})
        self.assertEqual(done.stdout.decode().split("\n")[1:], rows[1:])
        self.assertEqual(pwpol("rewrap", *self.pepper, "--strict", stdin=rows[1].encode()).returncode, REFUSED)

    def test_a_new_file_and_many_records(self):
        stored = self.sealed("7")
        pwpol("keygen", "--id", "new", "--append", self.ring)
        source = self.path("in", f"7,{stored}\n".encode() * 5000)
        done = pwpol("rewrap", *self.pepper, "-i", source, "-o", self.path("out"), "--json")
        self.assertEqual(done.returncode, ACCEPTED)
        self.assertEqual(json.loads(done.stdout)["done"], 5000)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("out")).st_mode), 0o600)
        self.assertEqual(self.read("out").count(b"7,$pwpol$k=new$"), 5000)

    def test_wrong_usage(self):
        self.assertIn("pepper_file", self.one_sentence(pwpol("rewrap"), USAGE))
        for command in ("rewrap", "migrate"):
            done = pwpol(command, *self.pepper, "--format", "plain")
            self.assertIn("accounts", self.one_sentence(done, USAGE))

    def test_migrate_seals_too(self):
        table = f"7,{OLD['bcrypt']}\n,{OLD['bcrypt']}\n8,{self.sealed('7')}\n".encode()
        done = pwpol("migrate", *self.pepper, "--json", stdin=table)
        self.assertEqual(done.returncode, REFUSED)
        fates = [row["fate"] for row in json.loads(done.stderr)["formats"]]
        self.assertEqual(fates, ["wrapped", "no-account", "sealed"])
        stored = re.search(rb"7,(\S+)", done.stdout)[1].decode()
        self.assertTrue(stored.startswith("$pwpol$k=old$"))
        self.assertTrue(verifies(stored, SECRET, *self.pepper, "--account", "7"))


if __name__ == "__main__":
    main()
