#!/usr/bin/env python3
"""pwpol check --batch: a row for each candidate, in order, in constant memory."""
import csv
import io
import json
import os
import subprocess
import tempfile
import threading
import time

from support import (ACCEPTED, Case, FAILURE, PROGRAM, REFUSED, STRONG, Terminal, WEAK, environment, main, pwpol,
                     sanitized)

MIB = 1 << 20
# Verdicts that need no estimate: this suite is about rows.
FAST = ["--set", "strength.require=formal", "--set", "guesses.min=0"]


def batch(*arguments, stdin, file="-", **more):
    return pwpol("check", "--batch", file, *arguments, stdin=stdin, **more)


def rows(*arguments, stdin):
    return [json.loads(line) for line in batch("--json", *arguments, stdin=stdin).stdout.decode().splitlines()]


class Reading(Case):
    def shown(self, stdin, *arguments):
        return [row["candidate"] for row in rows("--show", *arguments, stdin=stdin)]

    def test_a_candidate_a_line(self):
        cases = [
            (b"", []),
            (b"a", ["a"]),
            (b"a\n", ["a"]),
            (b"\n", [""]),
            (b"a\n\nb", ["a", "", "b"]),
            (b"a\r\nb\r\n", ["a", "b"]),
            (b"a\rb\n", ["a\rb"]),
            (b"\xef\xbb\xbfa\nb\n", ["a", "b"]),  # a byte order mark belongs to the file
            (b"a\n\xef\xbb\xbfb\n", ["a", "\ufeffb"]),
            (b"a b\t\n", ["a b\t"]),
            (b"a\0b\n", ["a\0b"]),
        ]
        for stdin, expected in cases:
            self.assertEqual(self.shown(stdin), expected, stdin)

    def test_a_candidate_a_nul(self):
        cases = [
            (b"", []),
            (b"a\0b\0", ["a", "b"]),
            (b"a\nb\0\0c", ["a\nb", "", "c"]),
            (b"\xef\xbb\xbfa\r\0", ["\ufeffa\r"]),
        ]
        for stdin, expected in cases:
            self.assertEqual(self.shown(stdin, "-0"), expected, stdin)

    def test_numbers_are_those_of_the_lines(self):
        self.assertEqual([row["number"] for row in rows(stdin=b"a\n\n\nb\n")], [1, 2, 3, 4])

    def test_a_file_and_standard_input_are_the_same(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"a\n" + STRONG + b"\n")
            file.flush()
            self.assertEqual(batch(stdin=b"", file=file.name).stdout, batch(stdin=b"a\n" + STRONG).stdout)

    def test_a_candidate_that_arrives_in_pieces_is_one(self):
        with subprocess.Popen([PROGRAM, "check", "--batch", "-", "--json", "--show"], env=environment(),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            for piece in (b"\xef", b"\xbb", b"\xbfab", b"c\r", b"\nde", b"f"):
                process.stdin.write(piece)
                process.stdin.flush()
                time.sleep(0.05)  # so that they do not arrive as one
            process.stdin.close()
            read = [json.loads(line)["candidate"] for line in process.stdout]
        self.assertEqual(read, ["abc", "def"])

    def test_a_very_long_candidate_is_refused_and_the_next_one_is_read(self):
        for length in (MIB, MIB + 1, 3 * MIB + 17):
            for letter in (b"x", "€".encode()):
                read = rows(stdin=STRONG + b"\n" + letter * (length // len(letter)) + b"\n" + STRONG + b"\n")
                self.assertEqual([row["accepted"] for row in read], [True, False, True])
                self.assertEqual(read[1]["findings"][0]["name"], "length.max")

    def test_candidates_that_were_cut_are_counted(self):
        long = b"x" * (MIB + 1) + b"\n"
        done = batch(stdin=long + STRONG + b"\n" + long)
        self.assertIn(b"Candidates longer than 1048576 bytes: 2. Only the beginning", done.stderr)
        self.assertNotIn(b"longer than", batch(stdin=long[1:]).stderr)

    def test_what_cannot_be_read_is_told(self):
        for file in ("/nonexistent/candidates", "/etc"):
            done = batch("--quiet", stdin=b"", file=file)
            self.assertIn(file, self.one_sentence(done, FAILURE))


class Rows(Case):
    STDIN = WEAK + b"\n" + STRONG + b"\n\n" + b'q"uote, and; c\xf4te\xff\n' + "=é".encode() + b"\n" + \
        b"14071989x23051976\n"  # two dates: two findings of one name

    def test_the_verdict_of_a_row_is_that_of_a_check(self):
        for row, candidate in zip(rows(stdin=self.STDIN), self.STDIN.split(b"\n")):
            report = json.loads(pwpol("check", "--json", stdin=candidate).stdout)
            self.assertEqual(row["accepted"], report["accepted"])
            self.assertEqual([finding["name"] for finding in row["findings"]],
                             [finding["name"] for finding in report["findings"]])

    def test_json_lines_have_the_documented_members(self):
        members = {"number", "accepted", "code_points", "formal_entropy", "guesses_log10", "findings"}
        for row in rows(stdin=self.STDIN):
            self.assertEqual(set(row), members)
            for finding in row["findings"]:
                self.assertEqual(set(finding), {"name", "rule", "severity", "have", "want"})
                self.assertIn(finding["severity"], ("note", "warning", "error"))
        for row in rows("--show", stdin=self.STDIN):
            self.assertEqual(set(row), members | {"candidate"})
        self.assertEqual(rows("--show", stdin=self.STDIN)[3]["candidate"], 'q"uote, and; c\ufffdte\ufffd')
        self.assertEqual(batch("--format", "jsonl", stdin=self.STDIN).stdout, batch("--json", stdin=self.STDIN).stdout)

    def test_csv_is_that_of_rfc_4180(self):
        candidates = ['plain', 'comma, here', 'quote " here', 'two\nlines', 'car\rriage', ' space ', '', 'é€😀', '""']
        stdin = b"\0".join(candidate.encode() for candidate in candidates) + b"\0"
        done = batch("--format", "csv", "--show", "-0", stdin=stdin)
        text = done.stdout.decode()
        self.assertTrue(text.endswith("\r\n"))
        read = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual(read[0], ["number", "verdict", "code_points", "formal_entropy", "guesses_log10", "errors",
                                   "warnings", "candidate"])
        self.assertEqual([row[7] for row in read[1:]], candidates)
        self.assertEqual([row[0] for row in read[1:]], [str(i + 1) for i in range(len(candidates))])
        self.assertEqual({row[1] for row in read[1:]} - {"accepted", "refused"}, set())

    def test_csv_says_what_json_lines_say(self):
        text = batch("--format", "csv", stdin=self.STDIN).stdout.decode()
        for row, line in zip(rows(stdin=self.STDIN), csv.DictReader(io.StringIO(text, newline=""))):
            self.assertEqual(line["verdict"] == "accepted", row["accepted"])
            for column in ("formal_entropy", "guesses_log10"):
                self.assertEqual(float(line[column]) if line[column] else None, row[column])
            for column, severity in (("errors", "error"), ("warnings", "warning")):
                names = list(dict.fromkeys(finding["name"] for finding in row["findings"]
                                           if finding["severity"] == severity))
                self.assertEqual(line[column].split(), names)

    def test_the_table_is_aligned_and_in_the_language(self):
        for lang, verdicts in (("en", ("accepted", "refused")), ("fr", ("accepté", "refusé"))):
            header, *lines = batch("--lang", lang, stdin=self.STDIN).stdout.decode().splitlines()[:6]
            for line in lines:
                number, verdict, length, bits, guesses = line[:8], line[10:18], line[20:28], line[30:36], line[38:45]
                self.assertRegex(number, r"\A +\d\Z")
                self.assertIn(verdict.rstrip(), verdicts)
                self.assertRegex(length, r"\A +\d+\Z")
                self.assertRegex(bits, r"\A +(-|\d+([.,]\d)?)\Z")
                self.assertRegex(guesses, r"\A *(-|10\^\d+([.,]\d)?)\Z")
            self.assertEqual([header[end - 1] == " " or header[end] == " " for end in (8, 28, 36, 45)], [True] * 4)

    def test_no_candidate_is_written_unless_asked(self):
        stdin = b"Zyglophobe77\nzyglophobe\xff\n"
        for arguments in ([], ["--format", "csv"], ["--json"]):
            done = batch(*arguments, stdin=stdin)
            self.assertNotIn(b"zygl", (done.stdout + done.stderr).lower())
            self.assertIn(b"zygl", batch("--show", *arguments, stdin=stdin).stdout.lower())

    def test_a_shown_candidate_cannot_play_with_the_terminal(self):
        done = batch("--show", stdin=b"a\033[2Jb\r\0\x9b\xc2\x9bc\td\n")
        self.assertNotRegex(done.stdout.decode().replace("\n", "").replace("\t", "", 2), "[\x00-\x1f\x7f-\x9f]")

    def test_quiet_leaves_the_exit_code(self):
        for stdin, code in ((STRONG, ACCEPTED), (STRONG + b"\n" + WEAK, REFUSED), (b"", ACCEPTED)):
            done = batch("--quiet", stdin=stdin)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (code, b"", b""))


class Summary(Case):
    def test_warnings_are_counted_apart(self):
        done = batch("--set", "entropy.min=50", "--set", "guesses.min=14", "--set", "strength.require=either",
                     stdin=b"azertyuiop12!A\nMotdepasse12!\n")
        self.assertIn("       0  guesses.min (as warnings: 2)", done.stdout.decode().splitlines())

    STDIN = (WEAK + b"\n" + STRONG + b"\nabc\n") * 700

    def test_it_counts_what_the_rows_say(self):
        read = rows(stdin=self.STDIN)
        text = batch(stdin=self.STDIN).stdout.decode()
        summary = text[text.index("\n\n") + 2:].splitlines()
        self.assertEqual(summary[0], "Candidates: 2100; accepted: 700; refused: 1400.")
        counted = {line.split()[1]: int(line.split()[0]) for line in summary[1:]}
        names = {finding["name"] for row in read for finding in row["findings"] if finding["severity"] != "note"}
        for name in names:
            self.assertEqual(counted.pop(name), sum(
                any(finding["name"] == name and finding["severity"] == "error" for finding in row["findings"])
                for row in read), name)
        self.assertEqual(counted, {})
        self.assertEqual([int(line.split()[0]) for line in summary[1:]],
                         sorted((int(line.split()[0]) for line in summary[1:]), reverse=True))

    def test_beside_rows_for_programs_it_goes_to_standard_error(self):
        for form in ("csv", "jsonl"):
            done = batch("--format", form, stdin=self.STDIN)
            self.assertNotIn(b"2100 candidates", done.stdout)
            self.assertIn(b"Candidates: 2100; accepted: 700; refused: 1400.", done.stderr)

    def test_where_both_go_to_one_place_the_rows_come_first(self):
        done = subprocess.run([PROGRAM, "check", "--batch", "-", "--format", "csv"], input=WEAK + b"\n", env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertTrue(done.stdout.startswith(b"number,"), done.stdout)

    def test_in_french(self):
        self.assertIn("Candidats\u00a0: 2100\u00a0; acceptés\u00a0: 700\u00a0; refusés\u00a0: 1400.",
                      batch("--lang", "fr", stdin=self.STDIN).stdout.decode()[-1000:])


class Threads(Case):
    def test_rows_come_in_the_order_of_the_input_whatever_the_threads(self):
        lines = [b"x" * (i * 7919 % 40) + str(i).encode() for i in range(5000)]
        stdin = b"\n".join(lines) + b"\n"
        alone = batch(*FAST, "--jobs", "1", "--show", "--format", "csv", stdin=stdin)
        for jobs in ("2", "3", "16"):
            many = batch(*FAST, "--jobs", jobs, "--show", "--format", "csv", stdin=stdin)
            self.assertEqual(many.stdout, alone.stdout)
            self.assertEqual(many.stderr, alone.stderr)
        read = list(csv.reader(io.StringIO(alone.stdout.decode(), newline="")))[1:]
        self.assertEqual([row[0] for row in read], [str(i + 1) for i in range(len(lines))])
        self.assertEqual([row[-1].encode() for row in read], lines)

    def peak(self, count):
        """Peak of the resident set, in KiB."""
        env = environment()
        env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
        with subprocess.Popen([PROGRAM, "check", "--batch", "-", "--jobs", "2", *FAST], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, env=env) as process:
            for i in range(count):
                process.stdin.write(b"candidate %d\n" % i)
            process.stdin.close()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, REFUSED)
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_candidates(self):
        # Where sanitizers look on, their own memory takes the first of them to settle.
        settled = 100000 if sanitized() else 50000
        small, large = self.peak(settled), self.peak(settled + 70000)
        # 70 000 rows more are 3.5 MiB of output, and as much again were they kept.
        self.assertLess(large - small, 2048)


class Progress(Case):
    def run_slowly(self, *arguments, pipes, patience=300, lines=1024):
        """Feeds candidates until the bar is seen, or patience x 10 ms have passed."""
        with Terminal("check", "--batch", "-", *FAST, *arguments, pipes=("stdin", *pipes)) as terminal:
            going = threading.Event()

            def drain():
                while terminal.process.stdout is not None and terminal.process.stdout.read1(65536):
                    pass

            reader = threading.Thread(target=drain)
            reader.start()
            try:
                for _ in range(patience):
                    terminal.process.stdin.write(b"a\n" * lines)
                    terminal.process.stdin.flush()
                    terminal.read(0.01)
                    if b"\x1b[K" in terminal.shown:
                        going.set()
                        break
            finally:
                terminal.process.stdin.close()
                code = terminal.end()
                reader.join()
            return code, going.is_set(), terminal.shown

    def test_a_bar_shows_on_standard_error_and_is_taken_away(self):
        code, seen, shown = self.run_slowly("--format", "csv", pipes=("stdout",))
        self.assertEqual(code, REFUSED)
        self.assertTrue(seen)
        self.assertRegex(shown, rb"\r\x1b\[K \d+ candidates")
        self.assertIn(b"\r\x1b[K\r\n", shown)  # the summary follows on a clean line

    def test_rows_on_the_terminal_are_not_disturbed_by_a_bar(self):
        code, seen, _ = self.run_slowly("--format", "csv", pipes=(), patience=150, lines=32)
        self.assertEqual((code, seen), (REFUSED, False))

    def test_a_short_batch_shows_none(self):
        with Terminal("check", "--batch", "-", "--quiet", pipes=("stdin", "stdout")) as terminal:
            terminal.process.stdin.write(STRONG)
            terminal.process.stdin.close()
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertEqual(terminal.shown, b"")


if __name__ == "__main__":
    main()
