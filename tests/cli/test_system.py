"""Calls of the system that fail in the program, each in its turn: a sentence and a code, files as they were or as they
should be, and the same command works afterwards. Interrupted or answered in part, they change nothing."""
import errno
import os
import shutil
import tempfile
import unittest

from support import ACCEPTED, FAILURE, STRONG, Case, environment, pwpol

QUICK = ["--set", "hash.memory=256", "--set", "hash.passes=1", "--set", "hash.allow_weak=true"]
BCRYPT = "$2b$04$trFWiw.y/K1IebhOKClG9Of/biPPgeRHlUNuKvwvH9Ocjt/86gFr6"  # of "secret"
# Random bytes that there are none of: tests/faults, and test_generate.py. libsodium, which asks for some as it is
# initialised, ends the program where there were some just before.
KINDS = {"open": [errno.EMFILE], "read": [errno.EIO], "write": [errno.ENOSPC], "fsync": [errno.EIO], "rename": [errno.ENOSPC],
         "stat": [errno.EIO], "length": [errno.ENOSPC]}
SOFT = {"read": [errno.EINTR, 0], "write": [errno.EINTR, 0]}

# What runs, the file that it makes, and what it reads from standard input.
COMMANDS = {
    "check": (["check", "--policy", "policy.conf"], None, STRONG),
    "audit": (["policy", "audit", "--policy", "policy.conf", "-o", "made"], "made", b""),
    "build": (["breach", "build", "--words", "-o", "made", "breached.txt"], "made", b""),
    "query": (["breach", "query", "--corpus", "corpus"], None, STRONG),
    "keygen": (["keygen", "-o", "made"], "made", b""),
    "append": (["keygen", "--id", "two", "--append", "ring"], "ring", b""),
    "hash": (["hash", *QUICK, "--set", "hash.pepper_file=ring", "--account", "7"], None, STRONG),
    "migrate": (["migrate", *QUICK, "--format", "passwd", "--resume", "-i", "table", "-o", "made"], "made", b""),
    "rewrap": (["rewrap", *QUICK, "--resume", "--set", "hash.pepper_file=ring", "--format", "passwd", "-i", "sealed", "-o", "made"], "made", b""),
}
# What a migration that was cut short goes on from.
KEPT = {"made.part", "made.part.state"}


class Faults(Case):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.addCleanup(shutil.rmtree, self.folder)
        self.model = os.path.join(self.folder, "model")
        self.work = os.path.join(self.folder, "work")
        self.done = os.path.join(self.folder, "done")
        os.mkdir(self.model)
        files = {"policy.conf": "dictionary.files = words.txt\nbreach.file = corpus\nbreach.access = read\n",
                 "words.txt": "abricot\ncerise\n", "breached.txt": "azerty\nmotdepasse\n" * 50,
                 "table": "".join(f"{user}:{BCRYPT}\n" for user in range(20))}
        for name, text in files.items():
            with open(os.path.join(self.model, name), "w", encoding="utf-8") as file:
                file.write(text)
        for arguments in (["breach", "build", "--words", "-o", "corpus", "breached.txt"], ["keygen", "--id", "one", "-o", "ring"]):
            self.assertEqual(pwpol(*arguments, cwd=self.model).returncode, ACCEPTED)
        sealed = pwpol("migrate", *QUICK, "--set", "hash.pepper_file=ring", "--format", "passwd", "-i", "table", "-o", "sealed", cwd=self.model)
        self.assertEqual(sealed.returncode, ACCEPTED, sealed.stderr)

    def begin(self):
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.model, self.work)

    def files(self):
        found = {}
        for name in os.listdir(self.work):
            with open(os.path.join(self.work, name), "rb") as file:
                found[name] = file.read()
        return found

    def run_failing(self, name, kind, nth, number):
        """The run, and whether a call was made to fail."""
        arguments, _, stdin = COMMANDS[name]
        env = environment(LD_PRELOAD=os.environ["PWPOL_FAIL_CALL_MODULE"], PWPOL_FAIL_CALL=f"{kind} {nth} {number}",
                          PWPOL_FAIL_CALL_DONE=self.done)
        if os.path.exists(self.done):
            os.unlink(self.done)
        done = pwpol(*arguments, stdin=stdin, env=env, cwd=self.work)
        return done, os.path.exists(self.done)

    def assert_whole(self, name, before, where):
        """What the command makes is there, whole: of the same size each time, and lines of its kind."""
        arguments, made, stdin = COMMANDS[name]
        if made is None:
            self.assertEqual(self.files(), before, where)
            return
        self.assertEqual(set(self.files()), set(before) | {made}, where)
        self.assertEqual(len(self.files()[made]), self.whole_size, where)

    def assert_old_or_whole(self, name, before, where):
        """Except what a migration that can go on keeps beside its file. Whole: what was told then is that the summary or the
        folder could not be written."""
        made = COMMANDS[name][1]
        now = {file: text for file, text in self.files().items() if file not in KEPT}
        if made in now and now[made] != before.get(made):
            self.assertEqual(len(now[made]), self.whole_size, where)
            now[made] = before.get(made)
        self.assertEqual({file: text for file, text in now.items() if text is not None}, before, where)

    def every_fault(self, name):
        arguments, made, stdin = COMMANDS[name]
        self.begin()
        before = self.files()
        normal = pwpol(*arguments, stdin=stdin, cwd=self.work)
        self.assertEqual(normal.returncode, ACCEPTED, normal.stderr)
        self.whole_size = len(self.files()[made]) if made else 0
        told = 0
        for kinds, soft in ((KINDS, False), (SOFT, True)):
            for kind, numbers in kinds.items():
                for number in numbers:
                    if (name, kind, number) == ("build", "read", errno.EINTR):
                        continue  # zlib reads, and takes any error for the last word
                    for nth in range(1, 100):
                        where = f"{name}: {kind} {nth}, errno {number}"
                        self.begin()
                        done, failed = self.run_failing(name, kind, nth, number)
                        if not failed:
                            self.assertEqual(done.returncode, ACCEPTED, where + str(done.stderr))
                            break
                        if done.returncode == ACCEPTED:
                            self.assert_whole(name, before, where)
                            continue
                        self.assertFalse(soft, where + str(done.stderr))
                        self.assertEqual(done.returncode, FAILURE, where + str(done.stderr))
                        self.assertRegex(done.stderr.decode(), r"pwpol: .*[.?]\n\Z", where)
                        told += 1
                        self.assert_old_or_whole(name, before, where)
                        if made is not None and made not in before and made in self.files():
                            continue  # it would be in its own way
                        again = pwpol(*arguments, stdin=stdin, cwd=self.work)
                        self.assertEqual(again.returncode, ACCEPTED, where + str(again.stderr))
                        self.assert_whole(name, before, where)
        self.assertGreater(told, 0)


for command in COMMANDS:
    setattr(Faults, "test_" + command, lambda self, name=command: self.every_fault(name))

if __name__ == "__main__":
    unittest.main()
