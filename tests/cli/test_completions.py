#!/usr/bin/env python3
"""The completions of bash, zsh and fish: asked, and compared with the help."""
import os
import re
import shutil
import subprocess
import tempfile

from support import Case, PROGRAM, SOURCE, Terminal, environment, main, needs, pwpol

needs("bash", "zsh", "fish")

COMMANDS = ["check", "generate", "policy list", "policy show", "policy keys", "policy audit", "hash", "verify",
            "keygen", "rewrap", "migrate", "tune",
            "throttle status", "throttle unlock", "throttle lock", "throttle reset", "simulate",
            "breach build", "breach merge", "breach info", "breach verify", "breach query"]
FIRST_WORDS = {command.split()[0] for command in COMMANDS} | {"help"}
FOLDER = os.path.join(SOURCE, "completions")
KEYS = pwpol("policy", "keys", "--names").stdout.decode().split()
PRESETS = pwpol("policy", "list", "--names").stdout.decode().split()


def options_of(command):
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", pwpol("help", *command.split()).stdout.decode(), re.M))


class Shell(Case):
    """The program is found on the PATH; one file stands in the folder."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        os.symlink(PROGRAM, os.path.join(cls.folder.name, "pwpol"))
        with open(os.path.join(cls.folder.name, "service.conf"), "w", encoding="utf-8"):
            pass
        cls.env = environment(PATH=cls.folder.name + ":" + os.environ["PATH"], HOME=cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_shell(self, *command):
        done = subprocess.run(command, cwd=self.folder.name, env=self.env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.stderr, b"", command)
        return done.stdout.decode()


class Bash(Shell):
    SCRIPT = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_pwpol 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""

    def ask(self, *words):
        answer = self.run_shell("bash", "--norc", "-c", self.SCRIPT, "bash", os.path.join(FOLDER, "pwpol.bash"), "pwpol",
                                *words)
        return set(answer.split())

    def test_commands(self):
        self.assertEqual(self.ask(""), FIRST_WORDS)
        self.assertEqual(self.ask("ch"), {"check"})
        self.assertEqual(self.ask("policy", ""), {"list", "show", "keys", "audit"})
        self.assertEqual(self.ask("throttle", ""), {"status", "unlock", "lock", "reset"})
        self.assertEqual(self.ask("help", "policy", "a"), {"audit"})
        self.assertEqual(self.ask("--lang", "fr", "gen"), {"generate"})

    def test_options_are_those_of_the_help(self):
        for command in COMMANDS:
            self.assertEqual(self.ask(*command.split(), "-"), options_of(command), command)
        self.assertEqual(self.ask("check", "--ju"), set())
        self.assertEqual(self.ask("check", "--js"), {"--json"})

    def test_values(self):
        self.assertEqual(self.ask("check", "--preset", ""), set(PRESETS))
        self.assertEqual(self.ask("check", "--preset", "anssi-v"), {"anssi-very-strong"})
        self.assertEqual(self.ask("check", "--preset", "=", "anssi-v"), {"anssi-very-strong"})
        self.assertEqual(self.ask("generate", "-P", "nist"), {"nist-800-63b-4"})
        self.assertEqual(self.ask("policy", "show", "--set", ""), {key + "=" for key in KEYS})
        self.assertEqual(self.ask("check", "-s", "length.u"), {"length.unit="})
        self.assertEqual(self.ask("check", "--context", "b"), {"birth_date="})
        self.assertEqual(self.ask("check", "--format", ""), {"table", "jsonl", "csv"})
        self.assertEqual(self.ask("migrate", "-f", ""), {"csv", "tsv", "passwd", "jsonl", "plain"})
        self.assertEqual(self.ask("keygen", "-i", ""), set())
        self.assertEqual(self.ask("check", "--lang", ""), {"fr", "en"})
        self.assertEqual(self.ask("generate", "--list", "f"), {"french"})

    def test_files(self):
        for words in (["check", "--policy"], ["check", "-b"], ["policy", "audit", "-o"], ["policy", "audit", "--output"],
                      ["keygen", "--append"], ["rewrap", "-i"], ["migrate", "-o"], ["verify", "--stored-file"]):
            self.assertEqual(self.ask(*words, "serv"), {"service.conf"})
        self.assertEqual(self.ask("check", "-o", ""), set())  # --old takes no file


class Zsh(Shell):
    def test_it_is_correct_and_knows_every_option(self):
        path = os.path.join(FOLDER, "_pwpol")
        self.run_shell("zsh", "-f", "-n", path)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertTrue(text.startswith("#compdef pwpol\n"))
        known = set(re.findall(r"--[a-z][a-z-]+", text)) - {"--version"}
        self.assertEqual(known, set().union(*map(options_of, COMMANDS)) | {"--names"} & known)

    def test_it_completes(self):
        # Lines are typed into an interactive shell, made harmless, and read back from its history.
        with Terminal("-f", "-i", program=shutil.which("zsh"), env=self.env, columns=200) as terminal:
            terminal.type(f"cd {self.folder.name}; PS1=; fpath=({FOLDER} $fpath); autoload -U compinit; "
                          "compinit -u -D; print READY$((1+1))\n".encode())
            terminal.wait_for(b"READY2")
            for typed, completed in ((b"ch\t--js\t", "check --json"), (b"policy au\t--ht\t", "policy audit --html"),
                                     (b"check --preset anssi-v\t", "check --preset anssi-very-strong"),
                                     (b"generate --lis\tf\t", "generate --list french"),
                                     (b"policy show --set length.un\t", "policy show --set length.unit="),
                                     (b"check --policy serv\t", "check --policy service.conf"),
                                     (b"check -c birth\t", "check -c birth_date="), (b"mig\t--res\t", "migrate --resume"),
                                     (b"rewrap --format pas\t", "rewrap --format passwd")):
                shown = len(terminal.shown)
                terminal.type(b"pwpol " + typed + b"\x01: \x05\n")  # to its start and back to its end
                terminal.type(b"print -r -- \"LINE=$history[$((HISTCMD-1))]\"\n")
                terminal.wait_for(b"\nLINE=", terminal.shown[:shown].count(b"\nLINE=") + 1)
                line = terminal.shown[shown:].decode().split("\nLINE=")[1].splitlines()[0]
                self.assertEqual(line.rstrip(), ": pwpol " + completed)
            terminal.type(b"exit\n")
            terminal.end()


class Fish(Shell):
    def ask(self, line):
        answer = self.run_shell("fish", "--no-config", "-c",
                                f"source {os.path.join(FOLDER, 'pwpol.fish')}; complete -C '{line}'")
        return {line.split("\t")[0] for line in answer.splitlines()}

    def test_commands(self):
        self.assertEqual(self.ask("pwpol "), FIRST_WORDS)
        self.assertEqual(self.ask("pwpol policy "), {"list", "show", "keys", "audit"})
        self.assertEqual(self.ask("pwpol throttle "), {"status", "unlock", "lock", "reset"})
        self.assertEqual(self.ask("pwpol help policy a"), {"audit"})

    def test_options_are_those_of_the_help(self):
        for command in COMMANDS:
            long = {word for word in self.ask(f"pwpol {command} --") if word.startswith("--")}
            self.assertEqual(long, options_of(command), command)

    def test_values(self):
        self.assertEqual(self.ask("pwpol check --preset anssi-v"), {"anssi-very-strong"})
        self.assertEqual(self.ask("pwpol check --set length.u"), {"length.unit="})
        self.assertEqual(self.ask("pwpol check --context birth"), {"birth_date="})
        self.assertEqual(self.ask("pwpol check --format "), {"table", "jsonl", "csv"})
        self.assertEqual(self.ask("pwpol generate --list f"), {"french"})
        self.assertEqual(self.ask("pwpol migrate --format pl"), {"plain"})
        self.assertEqual(self.ask("pwpol keygen --append serv"), {"service.conf"})
        self.assertEqual(self.ask("pwpol check --policy serv"), {"service.conf"})


if __name__ == "__main__":
    main()
