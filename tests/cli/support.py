"""What the suites of the program share: running it, with or without a terminal."""
import ctypes
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unittest

# A run in the background may have been started with these ignored, which the program would inherit.
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)

PROGRAM = os.environ["PWPOL_PROGRAM"]
SOURCE = os.environ["PWPOL_SOURCE"]
BUILD = os.environ["PWPOL_BUILD"]

ACCEPTED, REFUSED, USAGE, FAILURE = 0, 1, 2, 3

# Drawn once at random for these tests: 16 symbols of four classes, 105 bits.
STRONG = b"vK7#pQ2w!mRdX9z?"
WEAK = b"motdepasse"

# Long enough for a loaded machine and a sanitizer; nothing waits for it unless it fails.
PATIENCE = 60


def environment(**changes):
    """English, no colour preference, no terminal; what sanitizers and coverage need is kept."""
    kept = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") or name.startswith(("ASAN", "UBSAN", "LSAN", "TSAN", "GCOV"))}
    kept["LC_ALL"] = "C.UTF-8"
    kept["TERM"] = "xterm"
    kept.update({name: value for name, value in changes.items() if value is not None})
    return {name: value for name, value in kept.items() if changes.get(name, "") is not None}


def pwpol(*arguments, stdin=b"", env=None, **more):
    """Runs the program with stdin on a pipe; bytes out."""
    return subprocess.run([PROGRAM, *arguments], input=stdin, env=env or environment(), timeout=PATIENCE * 5,
                          stdout=more.pop("stdout", subprocess.PIPE), stderr=more.pop("stderr", subprocess.PIPE), **more)


class Case(unittest.TestCase):
    maxDiff = 2000

    def one_sentence(self, done, code):
        """The run ended with code, nothing on standard output and one clear sentence."""
        error = done.stderr.decode()
        self.assertEqual(done.returncode, code, error)
        self.assertEqual(done.stdout or b"", b"")
        self.assertRegex(error, r"\Apwpol: .*[.?]\n\Z")
        self.assertEqual(error.count("\n"), 1)
        return error


def without_random(calls):
    """The environment of a run to which the system gives random bytes that many times."""
    return environment(LD_PRELOAD=os.environ["PWPOL_NO_RANDOM"], RANDOM_CALLS=str(calls))


def old_hash(password, setting):
    """What crypt(3) makes of a password: the hashes that services hold today."""
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(password, setting).decode()


def sanitized(*kinds):
    """Whether the program is built with a sanitizer, which reserves terabytes of addresses; of either kind."""
    with open(PROGRAM, "rb") as file:
        code = file.read()
    return any(b"__%s_init" % kind in code for kind in kinds or (b"asan", b"tsan"))


def wait_until(condition):
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError("it never came")
        time.sleep(0.01)


class Terminal:
    """The program on a pseudo-terminal of its own. Streams named in pipes go to pipes instead."""

    def __init__(self, *arguments, program=PROGRAM, pipes=(), columns=80, env=None,
                 controlling=True):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        streams = {name: subprocess.PIPE if name in pipes else slave for name in ("stdin", "stdout", "stderr")}

        def own_terminal():
            os.setsid()
            if controlling:
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            # What was started in the background ignores these, and so would the program.
            for which in (signal.SIGINT, signal.SIGQUIT):
                signal.signal(which, signal.SIG_DFL)

        self.process = subprocess.Popen([program, *arguments], env=env or environment(), preexec_fn=own_terminal,
                                        pass_fds=[slave], **streams)
        os.close(slave)
        self.shown = b""

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        os.close(self.master)

    def read(self, seconds):
        """Takes what the terminal shows within seconds; False when it is closed."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            self.shown += os.read(self.master, 65536)
        except OSError:
            return False
        return True

    def wait_for(self, text, count=1):
        limit = time.monotonic() + PATIENCE
        while self.shown.count(text) < count:
            if time.monotonic() > limit or not self.read(0.1) and self.shown.count(text) < count:
                raise AssertionError(f"the terminal never showed {text!r}: {self.shown!r}")

    def type(self, keys):
        os.write(self.master, keys)

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def end(self):
        """Reads to the end; the exit code, negative for a signal."""
        limit = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self.read(0.02)
            if time.monotonic() > limit:
                raise AssertionError(f"it never ended: {self.shown!r}")
        while select.select([self.master], [], [], 0)[0] and self.read(0):
            pass
        return self.process.returncode


def needs(*tools):
    """Ends the run when a tool is missing: a suite that skips says nothing."""
    for tool in tools:
        if subprocess.run(["sh", "-c", f"command -v {tool}"], stdout=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"{tool} is missing, and this suite cannot say anything without it.")


def main():
    unittest.main(argv=sys.argv[:1], verbosity=2, failfast="PWPOL_FAIL_FAST" in os.environ)
