#!/usr/bin/env python3
"""pwpol throttle: who is held back, in a SQLite file and in a Redis server; pwpol keygen --throttle."""
import base64
import json
import os
import shutil
import stat
import subprocess
import tempfile

from support import ACCEPTED, Case, FAILURE, REFUSED, USAGE, Terminal, main, needs, pwpol, wait_until

needs("redis-server")


class Store(Case):
    """A folder with a throttle key, and the URL of an empty store."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.key = os.path.join(self.folder, "throttle.key")
        self.assertEqual(pwpol("keygen", "--throttle", "-o", self.key).returncode, ACCEPTED)
        self.url = self.make_store()

    def make_store(self):
        path = os.path.join(self.folder, "attempts.db")
        os.close(os.open(path, os.O_CREAT, 0o600))
        return "sqlite:" + path

    def throttle(self, command, *arguments, key=True):
        return pwpol("throttle", command, "--store", self.url, *(["-k", self.key] if key else []), *arguments)

    def told(self, command, *arguments):
        done = self.throttle(command, "--json", *arguments)
        self.assertIn(done.returncode, (ACCEPTED, REFUSED), done.stderr)
        return json.loads(done.stdout)


class SQLite(Store):
    def test_an_account_that_is_locked_is_held_back_until_it_is_unlocked(self):
        self.assertEqual(self.throttle("status", "-a", "camille").returncode, ACCEPTED)
        self.assertEqual(self.throttle("lock", "-a", "camille").returncode, ACCEPTED)
        done = self.throttle("status", "-a", "camille")
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn(b"locked until a person unlocks, by a person", done.stdout)
        self.assertEqual(self.throttle("status", "-a", "dominique").returncode, ACCEPTED)
        self.assertIn(b"now free", self.throttle("unlock", "-a", "camille").stdout)
        self.assertEqual(self.throttle("status", "-a", "camille").returncode, ACCEPTED)

    def test_an_address_is_unlocked_too(self):
        self.assertIn(b"Address 192.0.2.7\n  free", self.throttle("unlock", "--source", "192.0.2.7").stdout)

    def test_a_lock_for_a_time_tells_its_end(self):
        (locked,) = self.told("lock", "-a", "camille", "--for", "2h")
        self.assertEqual((locked["decision"], locked["locked_by_person"], locked["known"]), ("locked", True, True))
        self.assertGreater(locked["until"], 0)
        self.assertIn(b"locked until 20", self.throttle("status", "-a", "camille").stdout)
        self.assertIn("bloqué jusqu'à 20".encode(), self.throttle("status", "-a", "camille", "--lang", "fr").stdout)

    def test_several_are_told_in_their_order(self):
        self.throttle("lock", "-a", "b")
        told = self.told("status", "-a", "a", "--source", "192.0.2.7", "-a", "b")
        self.assertEqual([list(each)[0] for each in told], ["account", "source", "account"])
        self.assertEqual([each["decision"] for each in told], ["allow", "allow", "locked"])

    def test_the_whole_store_is_told_without_a_key(self):
        for name in ("a", "b", "c"):
            self.throttle("lock", "-a", name, "--for", "1h")
        (locked,) = self.told("status", "-a", "a")
        done = self.throttle("status", "--json", key=False)
        whole = json.loads(done.stdout)
        self.assertEqual((done.returncode, whole["held"]), (ACCEPTED, 3))
        self.assertGreaterEqual(whole["records"], 3)
        self.assertIn(locked["subject"], [each["subject"] for each in whole["longest"]])
        self.assertTrue(all(0 < each["hold_ms"] <= 7200000 for each in whole["longest"]))

    def test_the_first_of_many_that_are_held_are_told_in_words(self):
        self.throttle("lock", *(word for i in range(21) for word in ("-a", f"user{i}")), "--for", "2h")
        done = self.throttle("status", key=False)
        self.assertEqual(done.returncode, ACCEPTED, done.stderr)
        lines = done.stdout.decode().splitlines()
        self.assertIn("21", lines[0])
        self.assertEqual((len(lines), lines[-1]), (22, "  ..."))
        for line in lines[1:-1]:
            self.assertRegex(line, r"\A  [0-9a-f]{32}  12[01]\W?min\Z")

    def test_a_reset_forgets_all_and_only_when_it_is_meant(self):
        self.throttle("lock", "-a", "camille")
        self.assertIn("--yes", self.one_sentence(self.throttle("reset", key=False), USAGE))
        self.assertEqual(self.throttle("status", "-a", "camille").returncode, REFUSED)
        self.assertEqual(self.throttle("reset", "--yes", key=False).returncode, ACCEPTED)
        self.assertEqual(self.throttle("status", "-a", "camille").returncode, ACCEPTED)
        self.assertIn(b"Records: 0", self.throttle("status", key=False).stdout)

    def test_under_another_key_nobody_is_known(self):
        self.throttle("lock", "-a", "camille")
        other = os.path.join(self.folder, "other.key")
        pwpol("keygen", "--throttle", "-o", other)
        self.key = other
        self.assertIn(b"free: nothing is counted of it under this key", self.throttle("status", "-a", "camille").stdout)
        self.assertNotIn(b"now free", self.throttle("unlock", "-a", "camille").stdout)

    def test_the_key_of_the_policy_serves(self):
        policy = os.path.join(self.folder, "policy.conf")
        with open(policy, "w", encoding="ascii") as file:
            file.write("[throttle]\nkey_file = throttle.key\n")
        self.throttle("lock", "-a", "camille")
        self.assertEqual(self.throttle("status", "-p", policy, "-a", "camille", key=False).returncode, REFUSED)

    def test_who_is_known_and_who_is_not_is_told_in_both_languages(self):
        self.throttle("lock", "-a", "known", "--for", "2h")
        for lang, unknown, known, ended in (
                ("en", "Account stranger\n  free: nothing is counted of it under this key\n", "  locked until 20",
                 "  this has ended: now free\n"),
                ("fr", "Compte stranger\n  libre\u00a0: rien n'en est compté sous cette clé\n", "  bloqué jusqu'à 20",
                 "  c'est terminé\u00a0: libre désormais\n")):
            done = self.throttle("status", "--lang", lang, "-a", "stranger")
            self.assertEqual((done.returncode, done.stdout.decode()), (ACCEPTED, unknown))
            done = self.throttle("status", "--lang", lang, "-a", "stranger", "-a", "known")
            self.assertEqual(done.returncode, REFUSED)
            self.assertTrue(done.stdout.decode().startswith(unknown), done.stdout)
            self.assertIn(known, done.stdout.decode())
            self.assertTrue(self.throttle("unlock", "--lang", lang, "-a", "known").stdout.decode().endswith(ended))
            self.throttle("lock", "-a", "known", "--for", "2h")

    def test_a_text_that_is_no_address_is_told_and_counts_with_all_that_are_none(self):
        for source in ("999", "192.0.2.1/24", "example.org"):
            self.assertIn(b"no IPv4 or IPv6 address", self.throttle("status", "--source", source).stdout)
        for source in ("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"):
            self.assertNotIn(b"no IPv4 or IPv6 address", self.throttle("status", "--source", source).stdout)
        self.assertEqual(len({self.told("status", "--source", each)[0]["subject"] for each in ("999", "other")}), 1)

    def test_an_operand_is_refused_with_what_to_write_instead(self):
        for command in ("status", "unlock", "lock"):
            self.assertIn("--account", self.one_sentence(self.throttle(command, "camille"), USAGE))
        self.assertIn("--store", self.one_sentence(self.throttle("reset", "--yes", "camille", key=False), USAGE))

    def test_names_cannot_play_with_the_terminal(self):
        shown = self.throttle("status", "-a", "\x1b[31mred\nline").stdout
        self.assertNotIn(b"\x1b", shown)
        self.assertEqual(self.told("status", "-a", "\x1b")[0]["account"], "\x1b")


class Redis(Store):
    def make_store(self):
        socket = os.path.join(self.folder, "redis.sock")
        server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", socket, "--dir", self.folder, "--save", "",
                                   "--requirepass", "a-password"], stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        wait_until(lambda: os.path.exists(socket))
        secret = os.path.join(self.folder, "password")
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write("a-password\n")
        return f"unix://{socket}?password_file={secret}"

    def test_an_account_is_locked_and_unlocked(self):
        self.assertEqual(self.throttle("lock", "-a", "camille").returncode, ACCEPTED)
        self.assertEqual(self.throttle("status", "-a", "camille").returncode, REFUSED)
        self.assertEqual(json.loads(self.throttle("status", "--json", key=False).stdout)["held"], 1)
        self.assertEqual(self.throttle("unlock", "-a", "camille").returncode, ACCEPTED)
        self.assertEqual(self.throttle("status", "-a", "camille").returncode, ACCEPTED)
        self.assertEqual(self.throttle("reset", "--yes", key=False).returncode, ACCEPTED)

    def test_a_password_is_never_repeated(self):
        for url in ("redis://:hunter2@127.0.0.1:1/", "redis://:hunter2@/nothing", "redis://:hunter2@[x", "redix://:hunter2@h"):
            self.url = url
            done = self.throttle("status", "-a", "camille")
            self.assertIn(done.returncode, (USAGE, FAILURE))
            self.assertNotIn(b"hunter2", done.stderr + done.stdout)


class Failures(Store):
    def test_a_store_that_fails_says_what_fails(self):
        self.url = "redis://127.0.0.1:1/"
        for command, arguments in (("status", ("-a", "x")), ("status", ()), ("unlock", ("-a", "x")), ("lock", ("-a", "x")),
                                   ("reset", ("--yes",))):
            done = self.throttle(command, *arguments, key=command != "reset")
            self.assertIn("cannot be reached", self.one_sentence(done, FAILURE))

    def test_a_store_that_is_not_there_is_not_made(self):
        self.url = "sqlite:" + os.path.join(self.folder, "mistyped.db")
        self.assertIn("does not exist", self.one_sentence(self.throttle("lock", "-a", "x"), FAILURE))
        self.assertNotIn("mistyped.db", os.listdir(self.folder))

    def test_a_policy_that_cannot_be_is_told_before_the_store_is_asked(self):
        self.url = "redis://127.0.0.1:1/"
        self.assertIn("pwpol policy list", self.one_sentence(self.throttle("status", "-a", "x", "--preset", "zzz"), USAGE))
        self.key = 'a"b'
        self.assertIn("throttle.key_file", self.one_sentence(self.throttle("status", "-a", "x"), USAGE))

    def test_a_file_that_is_no_store_and_a_key_that_is_none(self):
        path = os.path.join(self.folder, "text.db")
        with open(path, "w", encoding="ascii") as file:
            file.write("no store at all\n" * 100)
        os.chmod(path, 0o600)
        self.url = "sqlite:" + path
        self.one_sentence(self.throttle("status", "-a", "x"), FAILURE)
        self.url = self.make_store()
        with open(self.key, "w", encoding="ascii") as file:
            file.write("short\n")
        self.one_sentence(self.throttle("status", "-a", "x"), FAILURE)
        self.key = "/nowhere"
        self.one_sentence(self.throttle("status", "-a", "x"), FAILURE)


class Key(Store):
    def test_it_is_one_line_of_base64_for_its_owner_alone(self):
        with open(self.key, "rb") as file:
            line = file.read()
        self.assertEqual(len(base64.b64decode(line.strip() + b"=", validate=True)), 32)
        self.assertEqual(line.count(b"\n"), 1)
        self.assertEqual(stat.S_IMODE(os.stat(self.key).st_mode), 0o600)
        self.assertNotEqual(pwpol("keygen", "--throttle", "--stdout").stdout, line)

    def test_a_file_that_exists_is_left(self):
        self.assertIn("exists already", self.one_sentence(pwpol("keygen", "--throttle", "-o", self.key), FAILURE))

    def test_json_tells_where_it_is(self):
        path = os.path.join(self.folder, "b.key")
        self.assertEqual(json.loads(pwpol("keygen", "--throttle", "--json", "-o", path).stdout), {"file": path})
        told = json.loads(pwpol("keygen", "--throttle", "--json").stdout)
        self.assertEqual(list(told), ["key"])
        self.assertEqual(len(base64.b64decode(told["key"] + "=", validate=True)), 32)

    def test_a_key_is_not_shown_on_a_terminal(self):
        with Terminal("keygen", "--throttle") as terminal:
            self.assertEqual(terminal.end(), USAGE)
        for arguments in (["--id", "x"], ["--append", self.key]):
            self.assertIn("excludes", self.one_sentence(pwpol("keygen", "--throttle", *arguments), USAGE))


if __name__ == "__main__":
    main()
