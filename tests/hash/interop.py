#!/usr/bin/python3
"""Credentials of other programs, verified by pwpol, and pwpol's by them.

usage: interop.py VERIFIER      the program made of verifier.c

The modules are Debian's (tools/dependencies test), hence /usr/bin/python3. A
program or module that is missing is a failure, with its name: a run that
compares with nothing proves nothing.
"""
import base64
import ctypes
import hashlib
import importlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import unittest
import warnings

PROGRAMS = {"argon2": "argon2", "php": "php-cli", "mkpasswd": "whois"}
MODULES = {"argon2": "python3-argon2", "passlib": "python3-passlib", "bcrypt": "python3-bcrypt",
           "django": "python3-django"}
DJANGO_HASHERS = {"PBKDF2PasswordHasher": "pbkdf2_sha256", "Argon2PasswordHasher": "argon2",
                  "BCryptSHA256PasswordHasher": "bcrypt_sha256"}
LIBRARIES = {"libargon2.so.1": "libargon2-dev", "libcrypt.so.1": "libcrypt-dev", "libsodium.so.23": "libsodium-dev"}

MATCH, MISMATCH, UNSUPPORTED = 0, 1, 3
# Plain; accents in NFC; an astral character; 60 bytes; 100 bytes, which bcrypt cuts.
PASSWORDS = ["secret", "Été à Noël, 12 œufs", "clé \U0001F511 sous le pot", "b" * 60, "long " * 20]
CHEAP = ["hash.memory=256", "hash.passes=1", "hash.allow_weak=true", "hash.budget=524288", "hash.allow_unsalted=true"]


def missing():
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            return f"the program {program} is missing", package
    for module, package in MODULES.items():
        try:
            importlib.import_module(module)
        except ImportError:
            return f"the module {module} of {sys.executable} is missing", package
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            return f"the library {library} is missing", package
    return None


class Verifier:
    """One process of pwpol, asked a line at a time."""

    def __init__(self, *settings):
        self.process = subprocess.Popen([VERIFIER, *settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *fields):
        self.process.stdin.write("\t".join(str(field) for field in fields) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError(f"the verifier ended at {fields}")
        return answer.rstrip("\n")

    def verify(self, stored, password):
        return int(self.ask("verify", stored, as_bytes(password).hex()).split("\t")[0])

    def truncated(self, stored, password):
        return self.ask("verify", stored, as_bytes(password).hex()).split("\t")[2] == "1"

    def hash(self, password):
        return self.ask("hash", as_bytes(password).hex())

    def wrap(self, stored):
        return self.ask("wrap", stored)

    def engines(self, variant, version, cost, salt, tag_length, password):
        answer = self.ask("engines", variant, version, *cost, salt.hex(), tag_length, password.hex())
        return dict(pair.split(" ") for pair in answer.split("\t") if pair)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()


def as_bytes(password):
    return password if isinstance(password, bytes) else password.encode()


def php(script, *arguments):
    """Runs a script over JSON on its standard input, with a JSON answer."""
    command = ["php", "-n", "-r", "$in = json_decode(stream_get_contents(STDIN), true);" + script]
    done = subprocess.run(command, input=json.dumps(arguments), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"php: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


class Interop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pwpol = Verifier(*CHEAP)

    @classmethod
    def tearDownClass(cls):
        assert cls.pwpol.close() == 0, "the verifier's exit code"

    def agree(self, name, stored, password, unsalted=False):
        """Right and wrong passwords, bare and, where that can be, under Argon2id."""
        # What is beyond 72 bytes bcrypt does not see, so the wrong one differs at the start.
        wrong = "\u00e0" + password
        with self.subTest(name, password=password, stored=stored):
            self.assertEqual(self.pwpol.verify(stored, password), MATCH)
            self.assertEqual(self.pwpol.verify(stored, wrong), MISMATCH)
            if "$argon2" not in stored and not stored.startswith("argon2$"):
                onion = self.pwpol.wrap(stored)
                self.assertTrue(onion.startswith("$pwpol-onion$"), onion)
                self.assertEqual(self.pwpol.verify(onion, password), MATCH)
                self.assertEqual(self.pwpol.verify(onion, wrong), MISMATCH)
            if unsalted:
                strict = Verifier("hash.memory=256", "hash.passes=1", "hash.allow_weak=true")
                self.assertEqual(strict.verify(stored, password), UNSUPPORTED)
                strict.close()

    # ---- Theirs, verified by pwpol ----

    def test_argon2_program(self):
        for password in PASSWORDS:
            for variant in ("-i", "-d", "-id"):
                for version in ("10", "13"):
                    done = subprocess.run(["argon2", "grain de sel", variant, "-t", "2", "-k", "64", "-p", "2", "-l", "24",
                                           "-v", version, "-e"], input=password, capture_output=True, text=True, check=True)
                    self.agree("argon2" + variant + version, done.stdout.strip(), password)

    def test_php(self):
        made = php("""$out = [];
            foreach ($in[0] as $p) {
                $cost = ['memory_cost' => 256, 'time_cost' => 2, 'threads' => 1];
                $out[] = [$p, password_hash($p, PASSWORD_ARGON2ID, $cost), password_hash($p, PASSWORD_ARGON2I, $cost),
                          password_hash($p, PASSWORD_BCRYPT, ['cost' => 4])];
            }
            echo json_encode($out);""", PASSWORDS)
        self.assertEqual(len(made), len(PASSWORDS))
        for password, *hashes in made:
            for stored in hashes:
                self.agree("php", stored, password)
        stored = php("echo json_encode(password_hash($in[0], PASSWORD_ARGON2ID));", PASSWORDS[1])
        self.agree("php, its own cost", stored, PASSWORDS[1])

    def test_python_argon2(self):
        import argon2
        for password in PASSWORDS:
            for kind in (argon2.Type.D, argon2.Type.I, argon2.Type.ID):
                for salt_len, hash_len, lanes in ((8, 16, 1), (16, 32, 1), (48, 64, 4)):
                    hasher = argon2.PasswordHasher(time_cost=2, memory_cost=64, parallelism=lanes, hash_len=hash_len,
                                                   salt_len=salt_len, type=kind)
                    self.agree("argon2-cffi", hasher.hash(password), password)
        self.agree("argon2-cffi, its own cost", argon2.PasswordHasher().hash(PASSWORDS[1]), PASSWORDS[1])

    def test_passlib(self):
        from passlib import hash as schemes
        made = {
            "argon2": schemes.argon2.using(rounds=2, memory_cost=64, parallelism=2),
            "argon2i": schemes.argon2.using(type="I", rounds=3, memory_cost=64, parallelism=1),
            "bcrypt": schemes.bcrypt.using(rounds=4),
            "bcrypt 2a": schemes.bcrypt.using(rounds=4, ident="2a"),
            "bcrypt_sha256": schemes.bcrypt_sha256.using(rounds=4),
            "bcrypt_sha256 v1": schemes.bcrypt_sha256.using(rounds=4, version=1),
            "pbkdf2_sha1": schemes.pbkdf2_sha1.using(rounds=1000),
            "pbkdf2_sha256": schemes.pbkdf2_sha256.using(rounds=1000),
            "pbkdf2_sha512": schemes.pbkdf2_sha512.using(rounds=1000, salt_size=32),
            "scrypt": schemes.scrypt.using(rounds=8),
            "scrypt, lanes": schemes.scrypt.using(rounds=6, parallelism=3),
            "sha512_crypt": schemes.sha512_crypt.using(rounds=1234),
            "sha512_crypt, 5000": schemes.sha512_crypt.using(rounds=5000),
            "sha256_crypt": schemes.sha256_crypt.using(rounds=1234),
            "sha1_crypt": schemes.sha1_crypt.using(rounds=1000),
            "md5_crypt": schemes.md5_crypt,
            "bsdi_crypt": schemes.bsdi_crypt.using(rounds=1001),
            "des_crypt": schemes.des_crypt,
            "ldap_salted_sha1": schemes.ldap_salted_sha1,
            "ldap_salted_md5": schemes.ldap_salted_md5,
            "ldap_salted_sha256": schemes.ldap_salted_sha256,
            "ldap_salted_sha512": schemes.ldap_salted_sha512,
            "django_pbkdf2_sha256": schemes.django_pbkdf2_sha256.using(rounds=1000),
            "django_pbkdf2_sha1": schemes.django_pbkdf2_sha1.using(rounds=1000),
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, scheme in made.items():
                for password in PASSWORDS:
                    self.agree("passlib " + name, scheme.hash(password), password)

    def test_unsalted_digests_of_passlib_need_their_switch(self):
        from passlib import hash as schemes
        for name in ("hex_md5", "hex_sha1", "hex_sha256", "ldap_md5", "ldap_sha1"):
            for password in PASSWORDS[:3]:
                self.agree("passlib " + name, getattr(schemes, name).hash(password), password, unsalted=True)
        for password in PASSWORDS:
            self.agree("passlib nthash", "{NT}" + schemes.nthash.hash(password), password, unsalted=True)

    def test_crypt_of_libxcrypt(self):
        library = ctypes.CDLL("libcrypt.so.1")
        library.crypt_gensalt.restype = library.crypt.restype = ctypes.c_char_p
        library.crypt_gensalt.argtypes = [ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p, ctypes.c_int]
        costs = {"$y$": 1, "$gy$": 1, "$7$": 6, "$2b$": 4, "$2a$": 4, "$2x$": 4, "$2y$": 4, "$6$": 1000, "$5$": 5000,
                 "$sha1": 1000, "$1$": 0, "_": 725, "": 0}
        for prefix, cost in costs.items():
            for password in PASSWORDS:
                # $2x$, the bug of 2011, is computed but no longer made.
                setting = library.crypt_gensalt(prefix.replace("x", "b").encode(), cost, None, 0)
                self.assertIsNotNone(setting, prefix)
                setting = setting.replace(b"$2b$", prefix.encode()) if prefix == "$2x$" else setting
                stored = library.crypt(password.encode(), setting).decode()
                self.assertNotIn("*", stored)
                self.agree("crypt() " + prefix, stored, password)

    def test_mkpasswd(self):
        methods = {"yescrypt": "1", "gost-yescrypt": "1", "scrypt": "6", "bcrypt": "4", "bcrypt-a": "4",
                   "sha512crypt": "1000", "sha256crypt": "1000", "md5crypt": None, "bsdicrypt": None, "descrypt": None}
        for method, rounds in methods.items():
            command = ["mkpasswd", "-m", method, "-s"] + ([] if rounds is None else ["-R", rounds])
            for password in PASSWORDS[:3]:
                done = subprocess.run(command, input=password, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, f"{command}: {done.stderr}")
                self.agree("mkpasswd " + method, done.stdout.strip(), password)

    def test_django(self):
        from django.contrib.auth import hashers
        argon2 = hashers.Argon2PasswordHasher()
        argon2.memory_cost, argon2.time_cost, argon2.parallelism = 256, 2, 2
        bcrypt, bcrypt_sha256 = hashers.BCryptPasswordHasher(), hashers.BCryptSHA256PasswordHasher()
        bcrypt.rounds = bcrypt_sha256.rounds = 4
        pbkdf2, pbkdf2_sha1 = hashers.PBKDF2PasswordHasher(), hashers.PBKDF2SHA1PasswordHasher()
        pbkdf2.iterations = pbkdf2_sha1.iterations = 1000
        for hasher in (argon2, bcrypt, bcrypt_sha256, pbkdf2, pbkdf2_sha1):
            for password in PASSWORDS:
                self.agree("Django " + hasher.algorithm, hasher.encode(password, hasher.salt()), password)
        for name in DJANGO_HASHERS:
            stored = hashers.make_password(PASSWORDS[1], hasher=DJANGO_HASHERS[name])
            self.agree("Django's own cost, " + name, stored, PASSWORDS[1])

    def test_scrypt_in_the_spelling_of_django(self):
        # Django has it from 4.0 on; this is its ScryptPasswordHasher.encode() over Python's OpenSSL.
        for n, r, p, salt in ((256, 8, 1, "grainDeSel12"), (1024, 4, 5, "J0Kr1nyk9d7ZnMExQ9UqCC")):
            for password in PASSWORDS:
                digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=n, r=r, p=p, maxmem=2 ** 26, dklen=64)
                self.agree("Django scrypt", f"scrypt${n}${salt}${r}${p}${base64.b64encode(digest).decode()}", password)

    def test_salted_sha2_of_ldap(self):
        for name in ("sha1", "sha256", "sha512"):
            for salt in (os.urandom(4), os.urandom(16)):
                digest = hashlib.new(name, PASSWORDS[1].encode() + salt).digest()
                label = "{SSHA}" if name == "sha1" else "{SSHA" + name[3:] + "}"
                self.agree(label, label + base64.b64encode(digest + salt).decode(), PASSWORDS[1])

    def test_what_bcrypt_does_not_see_is_told(self):
        import bcrypt
        stored = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
        self.assertFalse(self.pwpol.truncated(stored, "x" * 72))
        self.assertTrue(self.pwpol.truncated(stored, "x" * 73))
        self.assertEqual(self.pwpol.verify(stored, "x" * 73), MATCH)
        self.assertEqual(self.pwpol.verify(stored, "x" * 71), MISMATCH)

    # ---- pwpol's, verified by them ----

    def test_others_accept_what_pwpol_makes(self):
        import argon2
        from django.contrib.auth import hashers
        from passlib import hash as schemes
        reference, sodium = ctypes.CDLL("libargon2.so.1"), ctypes.CDLL("libsodium.so.23")
        self.assertGreaterEqual(sodium.sodium_init(), 0)
        kind_id = 2
        for cost in ("256 1 1 16 32", "1024 2 4 16 32", "512 3 1 48 64"):
            memory, passes, lanes, salt, tag = cost.split()
            pwpol = Verifier(f"hash.memory={memory}", f"hash.passes={passes}", f"hash.lanes={lanes}", f"hash.salt={salt}",
                             f"hash.tag={tag}", "hash.allow_weak=true", "hash.budget=65536")
            for password in PASSWORDS:
                stored = pwpol.hash(password)
                right, wrong = password.encode(), password.encode() + b"x"
                with self.subTest(cost, stored=stored):
                    self.assertTrue(argon2.PasswordHasher().verify(stored, password))
                    with self.assertRaises(argon2.exceptions.VerifyMismatchError):
                        argon2.PasswordHasher().verify(stored, wrong.decode())
                    self.assertTrue(schemes.argon2.verify(password, stored))
                    self.assertFalse(schemes.argon2.verify(wrong.decode(), stored))
                    self.assertTrue(hashers.check_password(password, "argon2" + stored))
                    self.assertFalse(hashers.check_password(wrong.decode(), "argon2" + stored))
                    self.assertEqual(php("echo json_encode([password_verify($in[0], $in[2]), password_verify($in[1], $in[2])]);",
                                         password, wrong.decode(), stored), [True, False])
                    encoded = stored.encode()
                    self.assertEqual(reference.argon2_verify(encoded, right, len(right), kind_id), 0)
                    self.assertNotEqual(reference.argon2_verify(encoded, wrong, len(wrong), kind_id), 0)
                    if len(encoded) < 128:  # crypto_pwhash_STRBYTES
                        self.assertEqual(sodium.crypto_pwhash_str_verify(encoded, right, ctypes.c_ulonglong(len(right))), 0)
                        self.assertEqual(sodium.crypto_pwhash_str_verify(encoded, wrong, ctypes.c_ulonglong(len(wrong))), -1)
            self.assertEqual(pwpol.close(), 0)

    # ---- Everybody on the same input ----

    def test_engines_and_other_programs_agree_on_a_thousand_parameter_sets(self):
        """m 8 to 512 KiB, t and p 1 to 4, any lengths; half of them within libsodium's reach."""
        import argon2
        draw = random.Random(9106)
        raw = Verifier("hash.prepare=raw", *CHEAP)
        engines_seen = {"native": 0, "sodium": 0, "argon2": 0}
        flags, kinds = ("-d", "-i", "-id"), (argon2.Type.D, argon2.Type.I, argon2.Type.ID)
        for _ in range(1000):
            sodium_too = draw.random() < 0.5
            variant = draw.choice((1, 2, 2)) if sodium_too else draw.randrange(3)
            version = 19 if sodium_too or draw.random() < 0.5 else 16
            lanes = 1 if sodium_too else draw.randint(1, 4)
            passes = draw.randint(3 if sodium_too and variant == 1 else 1, 4)
            memory = draw.randint(8 * lanes, 512)
            # An argument of a program holds no NUL; argon2(1) reads 1 to 127 bytes of password.
            salt = bytes(draw.randint(1, 255) for _ in range(16 if sodium_too else draw.randint(8, 48)))
            password = draw.randbytes(draw.randint(1, 127))
            tag_length = draw.randint(16, 64)
            command = ["argon2", salt, flags[variant], "-t", str(passes), "-k", str(memory), "-p", str(lanes), "-l",
                       str(tag_length), "-v", "13" if version == 19 else "10"]
            encoded = subprocess.run(command + ["-e"], input=password, capture_output=True, check=True).stdout.decode().strip()
            tag = base64.b64decode(re.search(r"\$([^$]*)$", encoded).group(1) + "===").hex()
            with self.subTest(encoded, password=password.hex()):
                found = raw.engines(variant, version, (memory, passes, lanes), salt, tag_length, password)
                for name in found:
                    engines_seen[name] += 1
                self.assertEqual(set(found), {"native", "argon2"} | ({"sodium"} if sodium_too or "sodium" in found else set()))
                self.assertEqual(set(found.values()), {tag})
                self.assertEqual(argon2.low_level.hash_secret_raw(password, salt, passes, memory, lanes, tag_length,
                                                                  kinds[variant], version).hex(), tag)
                self.assertEqual(raw.verify(encoded, password), MATCH)
                self.assertEqual(raw.verify(encoded, password + b"\0"), MISMATCH)
        self.assertEqual(engines_seen["argon2"], 1000)
        self.assertEqual(engines_seen["native"], 1000)
        self.assertGreater(engines_seen["sodium"], 400)
        self.assertEqual(raw.close(), 0)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    VERIFIER = sys.argv[1]
    absent = missing()
    if absent:
        sys.exit(f"interop: {absent[0]}; the Debian package {absent[1]} has it (tools/dependencies test).")
    import django
    from django.conf import settings as django_settings
    django_settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers." + name for name in DJANGO_HASHERS])
    django.setup()
    unittest.main(argv=sys.argv[:1], verbosity=2)
