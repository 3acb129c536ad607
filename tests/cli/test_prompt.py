#!/usr/bin/env python3
"""The question on a terminal: never shown, and the terminal given back as it was."""
import signal
import subprocess

from support import (ACCEPTED, Case, FAILURE, PROGRAM, REFUSED, STRONG, Terminal, WEAK, environment, main, pwpol,
                     wait_until)

QUESTION = b"Password (not shown): "
OLD_QUESTION = b"Current password (not shown): "


class Prompt(Case):
    def test_what_is_typed_is_judged_and_not_shown(self):
        for candidate, code in ((STRONG, ACCEPTED), (WEAK, REFUSED)):
            with Terminal("check") as terminal:
                terminal.wait_for(QUESTION)
                self.assertFalse(terminal.echoes())
                terminal.type(candidate + b"\n")
                self.assertEqual(terminal.end(), code)
                self.assertNotIn(candidate, terminal.shown)
                self.assertTrue(terminal.echoes())

    def test_the_question_is_in_the_language(self):
        with Terminal("check", "--lang", "fr") as terminal:
            terminal.wait_for("Mot de passe (non affiché)\u00a0: ".encode())
            terminal.type(WEAK + b"\n")
            self.assertEqual(terminal.end(), REFUSED)

    def test_the_question_goes_to_the_terminal_when_the_output_does_not(self):
        with Terminal("check", "--json", pipes=("stdout", "stderr")) as terminal:
            terminal.wait_for(QUESTION)
            terminal.type(STRONG + b"\n")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertTrue(terminal.process.stdout.read().startswith(b"{"))
            self.assertEqual(terminal.process.stderr.read(), b"")

    def test_editing_keys_of_the_terminal_work(self):
        with Terminal("check", "--quiet") as terminal:
            terminal.wait_for(QUESTION)
            terminal.type(b"wrong\x15" + STRONG[:-1] + b"zz\x7f\x7f" + STRONG[-1:] + b"\n")  # ^U, then two erased
            self.assertEqual(terminal.end(), ACCEPTED)

    def test_the_old_password_is_asked_first(self):
        with Terminal("check", "--old") as terminal:
            terminal.wait_for(OLD_QUESTION)
            terminal.type(STRONG + b"\n")
            terminal.wait_for(QUESTION)
            terminal.type(STRONG + b"1\n")
            self.assertEqual(terminal.end(), REFUSED)
            self.assertNotIn(STRONG, terminal.shown)
            self.assertIn(b"[history.", terminal.shown)

    def test_the_old_password_is_asked_on_the_terminal_when_the_candidate_comes_from_a_pipe(self):
        with Terminal("check", "--quiet", "--old", pipes=("stdin",)) as terminal:
            terminal.wait_for(OLD_QUESTION)
            terminal.type(b"something else entirely\n")
            terminal.process.stdin.write(STRONG)
            terminal.process.stdin.close()
            self.assertEqual(terminal.end(), ACCEPTED)

    def test_an_end_of_file_is_an_empty_password(self):
        with Terminal("check") as terminal:
            terminal.wait_for(QUESTION)
            terminal.type(b"\x04")
            self.assertEqual(terminal.end(), REFUSED)

    def test_a_line_that_the_terminal_would_cut_is_refused(self):
        with Terminal("check") as terminal:
            terminal.wait_for(QUESTION)
            for _ in range(50):
                terminal.type(b"a" * 100)
            terminal.type(b"\n")
            self.assertEqual(terminal.end(), FAILURE)
            self.assertIn(b"at most 4095 bytes", terminal.shown)
            self.assertTrue(terminal.echoes())

    def test_a_terminal_that_does_not_control_the_program_is_asked_as_well(self):
        with Terminal("check", "--quiet", controlling=False) as terminal:
            terminal.wait_for(QUESTION)
            self.assertFalse(terminal.echoes())
            terminal.type(STRONG + b"\n")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertNotIn(STRONG, terminal.shown)

    def test_without_a_terminal_the_old_password_cannot_be_asked(self):
        done = pwpol("check", "--old", stdin=STRONG, start_new_session=True)
        self.assertIn("--old-fd", self.one_sentence(done, FAILURE))


class Signals(Case):
    def test_an_interrupted_question_gives_the_terminal_back(self):
        for keys, number in ((b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT)):
            with Terminal("check") as terminal:
                terminal.wait_for(QUESTION)
                terminal.type(b"half" + keys)
                self.assertEqual(terminal.end(), -number)
                self.assertTrue(terminal.echoes())
                self.assertNotIn(b"half", terminal.shown)

    def test_a_killed_question_gives_the_terminal_back(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with Terminal("check") as terminal:
                terminal.wait_for(QUESTION)
                terminal.process.send_signal(number)
                self.assertEqual(terminal.end(), -number)
                self.assertTrue(terminal.echoes())

    def test_an_ignored_signal_stays_ignored(self):
        script = 'trap "" HUP; exec "$0" check --quiet'
        with Terminal("-c", script, PROGRAM, program="/bin/sh") as terminal:
            terminal.wait_for(QUESTION)
            terminal.process.send_signal(signal.SIGHUP)
            terminal.read(0.3)  # time to ask again, which it must not
            terminal.type(STRONG + b"\n")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertEqual(terminal.shown.count(QUESTION), 1)

    def test_a_stopped_question_is_asked_again(self):
        # A shell with job control, so that there is somebody to stop for.
        script = 'set -m; "$0" check --quiet; echo STOPPED; fg >/dev/null'
        with Terminal("-c", script, PROGRAM, program="/bin/bash") as terminal:
            terminal.wait_for(QUESTION)
            terminal.type(b"half\x1a")
            terminal.wait_for(QUESTION, 2)
            before = terminal.shown.index(b"STOPPED")
            self.assertEqual(terminal.shown[:before].count(QUESTION), 1)
            self.assertFalse(terminal.echoes())
            terminal.type(STRONG + b"\n")
            self.assertEqual(terminal.end(), ACCEPTED)
            self.assertTrue(terminal.echoes())
            self.assertNotIn(b"half", terminal.shown)


class Privacy(Case):
    def test_no_core_file_is_ever_written(self):
        with subprocess.Popen([PROGRAM, "check", "--quiet"], stdin=subprocess.PIPE, env=environment()) as process:

            def no_core():
                with open(f"/proc/{process.pid}/limits", encoding="ascii") as limits:
                    return any(line.split()[:6] == "Max core file size 0 0".split() for line in limits)

            wait_until(no_core)
            process.stdin.close()
            self.assertEqual(process.wait(), REFUSED)


if __name__ == "__main__":
    main()
