#!/usr/bin/env python3
"""Writes first inputs and dictionaries for the fuzzers, from the tables of the suites and from what is written here.

usage: fuzz/seeds.py FOLDER      inputs go to FOLDER/TARGET, dictionaries to FOLDER/TARGET.dict
"""
import pathlib
import re
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
END = b"\xff"


def strings_of(path):
    """The string literals of a C file, as bytes."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = []
    for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text):
        try:
            found.append(literal.encode("utf-8").decode("unicode_escape").encode("latin-1"))
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
    return found


def fields(*parts):
    return END.join(part if isinstance(part, bytes) else part.encode() for part in parts)


def policy_keys():
    text = (ROOT / "src/policy/keys.def").read_text(encoding="utf-8")
    return re.findall(r'^[A-Z]+\([A-Z0-9_]+,\s*"([a-z0-9_.]+)"', text, re.M)


def presets():
    return sorted(path.stem for path in (ROOT / "data/presets").glob("*.ini"))


def sections():
    """Every key with a value, section by section."""
    by_section = {}
    for key in policy_keys():
        section, name = key.split(".", 1)
        by_section.setdefault(section, []).append(name)
    return by_section


ARGON2 = [
    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$mz4OvDA1AXXgBzX0BoFyKg",
    "$argon2i$v=19$m=32,t=2,p=4$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$argon2d$v=16$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$argon2d$m=64,t=1,p=1,keyid=Hj5+dsK0,data=A1B2$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
]
PASSWORDS = ["", "password", "P@ssw0rd2024!", "azertyuiop", "qwerty123", "aaaaaaaa", "abcabcabc", "1990-07-14", "0612345678",
             "AB-123-CD", "75011", "correct horse battery staple", "motdepasse", "Élodie", "e\u0301cole", "ﬁnance", "ﷺ",
             "k\u0308 \u1f82", "日本語パスワード", "😀👨‍👩‍👧", "d41d8cd98f00b204e9800998ecf8427e", "zxcvbnm,./", "tr0ub4dor&3",
             "marie.curie1867", "xJ9#kQ2$vL", "\u00a0\u2003space", "drowssap", "Paris Marseille Lyon Nice"]


def seeds():
    for password in PASSWORDS:
        text = password.encode()
        for manner in (2, 3, 40):
            yield "text", bytes([manner]) + text
        yield "guess", fields(text, "marie.curie", "lavoisier", "Password2023!")
        yield "check", fields("length.min=8\nguesses.min=6", text, "marie.curie", "marie@example.org", "Marie", "Curie",
                              "Institut", "example.org", "1867-11-07", "radium", "Password2023!")
    for bad in (b"\xc3", b"a\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\0b", b"\xc0\xaf", "\u200b\u0378".encode()):
        yield "text", b"\x02" + bad
        yield "check", fields("", bad)
    for preset in presets():
        yield "policy", f"preset = {preset}\n".encode()
        yield "check", fields(preset + "\nguesses.min=8", "Tr0ub4dor&3 et Marie", "marie")
        yield "arguments", fields("check", "--preset", preset, "--set=length.min=9", "--context", "login=marie")
    for path in sorted((ROOT / "data/presets").glob("*.ini")):
        yield "policy", path.read_bytes()
    for section, names in sections().items():
        for value in ("1", "8", "true", "10min", "closed", "2.5", ""):
            yield "policy", f"[{section}]\n".encode() + b"".join(f"{name} = {value}\n".encode() for name in names[:3])
        for name in names:
            for value in ("1", "8", "true", "1h"):
                yield "policy", f"[{section}]\n{name} = {value}\n".encode()
    for path in ("tests/policy/parse.c", "tests/policy/load.c"):
        for text in strings_of(path):
            if b"=" in text or b"[" in text:
                yield "policy", text
    stored = [s for p in ("tests/hash/legacy_known.inc", "tests/hash/legacy_over.inc", "tests/hash/phc.c", "tests/hash/legacy.c")
              for s in strings_of(p) if len(s) < 400 and (b"$" in s or b"{" in s or len(s) in (32, 40, 64))]
    for text in [a.encode() for a in ARGON2] + stored:
        if text.startswith(b"$argon2"):
            yield "phc", text
        yield "stored", fields(text, "password")
        yield "sealed", fields("account", text, "password", b"\x10\x20")
    onion = "$pwpol-onion$JDJiJDA0JGFhYWFhYWFhYWFhYWFhYWFhYWFhYQ" + ARGON2[0]
    yield "stored", fields(onion, "password")
    yield "sealed", fields("a", onion, "password", b"\x01\x01")
    yield "sealed", fields("a", "$pwpol$k=new$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x")
    for i in range(12):
        ramp = bytes((i * 37 + j * (2 * i + 1)) & 255 for j in range(400))
        for target in ("throttle", "store", "attempts", "state", "engine", "snapshot"):
            yield target, bytes([i]) + ramp
    for source in ("192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7", "fe80::1%eth0", "unknown"):
        yield "attempts", b"".join(bytes([n, 1, 2 | 4]) + fields(source, "token", b"") for n in range(6))
    yield "attempts", b"\xf0\x00" + fields('a"b\n', "c d", "é", b"\x01")
    yield "snapshot", b"\x01\0\0" + b"".join(bytes([2 * i]) * 80 + struct.pack("<QQII", 5000, i, i, 0) for i in range(3))
    record = b"s" * 64 + struct.pack(">QI", 100, 3)
    now = b"$10\r\n1767225600\r\n$1\r\n5\r\n"
    answers = [
        b"*3\r\n" + now + b"*1\r\n$-1\r\n", b"*3\r\n" + now + b"*1\r\n$76\r\n" + record + b"\r\n", b"*2\r\n" + now,
        b":3\r\n*2\r\n$1\r\n0\r\n*1\r\n$40\r\n{pwpol}:" + b"0" * 32 + b"\r\n*3\r\n" + now + b"*2\r\n$76\r\n" + record +
        b"\r\n:900\r\n", b":0\r\n*2\r\n$1\r\n0\r\n*0\r\n", b"+OK\r\n+OK\r\n$20\r\n\nmaxmemory:0\r\nmaxmem\r\n*2\r\n" + now,
    ] + [s for s in strings_of("tests/stores/redis_garbage.c") if s[:1] in b"*$:+-" and len(s) > 2]
    for text in answers:
        for which in (0, 1, 2, 3, 33):
            yield "replies", bytes([which, 63]) + text
    for text in strings_of("tests/stores/redis_garbage.c"):
        if b"://" in text and b"file" not in text:
            yield "address", text
    for format_, text in enumerate((
            b'account,hash\r\n"a,""b",$2b$04$abc\r\nc,"x"\r\n', b"account\thash\na\t$1$x$y\n", b"root:$6$abc$def:0:0\n",
            b'{"account":"a\\u00e9","hash":"$2b$x","n":[1,{"b":null}]}\n{"hash":5}\n', b"\xef\xbb\xbf$2b$04$x\n")):
        for manner in (0, 2, 5, 10):
            yield "table", bytes([format_, manner]) + text
    hash_line = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"
    for manner in (0, 1, 2, 4, 8, 0x20):
        for text in (hash_line + ":37\n", hash_line.lower() + "\r\n", hash_line[5:] + ":1000000\n", "8846F7EAEE8FB117AD06BDD830B7586C:3\n",
                     "password\nazerty\n", "\n:\n"):
            yield "lines", bytes([manner]) + text.encode()
    page = bytearray(b"pwbreach\1\0\0\0").ljust(4096, b"\0")
    for i, (kind, bits) in enumerate(((1, 24), (2, 16), (1, 8))):
        page[16:24] = bytes([kind, bits, i, 1, 0, 0, 0, 0])
        yield "corpus", b"\0" + bytes(page[1:]) + bytes(range(256)) * 16 + bytes(64)
    for words in (["check", "--help"], ["policy show", "-P", "anssi-2021-1", "--json", "--full"], ["hash", "--account=x", "--lang", "fr"],
                  ["migrate", "--format", "csv", "--hash-field=2", "--header", "-i", "x", "-o", "y"], ["breach build", "-o", "f", "a", "b"],
                  ["simulate", "--attack", "online", "--seed", "5"], ["throttle lock", "--account", "a", "--yes"], ["check", "--nope"],
                  ["tune", "--target", "100", "--memory", "1GiB"], ["verify", "--stored", "$1$"], ["rewrap", "-x"]):
        yield "arguments", fields(*words)


def quoted(text):
    return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in text) + '"'


def dictionaries():
    keys = policy_keys()
    names = [key.split(".", 1)[1] for key in keys]
    headers = [f"[{section}]" for section in sections()]
    values = ["true", "false", "preset", "open", "closed", "local", "10min", "1h", "30d", "error", "warning", "off", "include"]
    yield "policy", [f"{name} = " for name in names] + headers + values + presets()
    yield "check", [key + "=" for key in keys if key.split(".")[0] not in ("hash", "throttle")] + presets() + values + ["\xff"]
    yield "arguments", sorted(set(re.findall(r"OPTION_[A-Z_]+, '.*?', \"([a-z-]+)\"", "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "src/cli").glob("*.[ch]"))))) + ["--", "=", "\xff", "login=", "name="] + keys
    words = ["password", "motdepasse", "azerty", "qwerty", "123456", "soleil", "paris", "marie", "dragon", "1990", "14/07/", "0601020304",
             "AB-123-CD", "p@ssw0rd", "abcdef", "987654", "bépo", "doudou", "loulou", "\xff"]
    yield "guess", words
    schemes = ["$argon2id$", "$argon2i$", "$argon2d$", "v=19$", "v=16$", "m=8", ",t=1", ",p=1", ",keyid=", ",data=", "$"]
    yield "phc", schemes
    legacy = ["$2b$04$", "$2a$", "$2y$", "$1$", "$5$", "$6$", "rounds=1000$", "$7$", "$y$", "$scrypt$", "ln=10,r=8,p=1", "$pbkdf2-sha256$",
              "pbkdf2_sha256$", "bcrypt_sha256$", "bcrypt$", "scrypt$", "{SSHA}", "{SHA}", "{SSHA512}", "{PBKDF2-SHA256}", "$P$", "$H$",
              "md5$", "sha1$", "$apr1$", "$sha1$", "_J9..", "argon2", "$pwpol-onion$", "$pwpol$k=new$", "\xff"]
    yield "stored", schemes + legacy
    yield "sealed", schemes + legacy
    yield "replies", ["*3\r\n", "*2\r\n", "$-1\r\n", ":", "\r\n", "$76\r\n", "$10\r\n1767225600\r\n", "$1\r\n5\r\n", "-MOVED 1 h:1\r\n",
                      "-NOSCRIPT x\r\n", "+OK\r\n", "{pwpol}:", "maxmemory:", "maxmemory_policy:", "*-1\r\n", "$1\r\n0\r\n"]
    yield "address", ["redis://", "rediss://", "valkey://", "unix:///", "[::1]", "?db=", "&prefix=", "timeout_ms=", "connect_timeout_ms=",
                      "connections=", "allow_eviction=", "true", "@", "%2f", ":6379"]
    yield "table", ['{"hash":"', '"account":"', '"}', "account,hash\n", '""', "\\u00e9", "\\ud83d\\ude00", "login", "password"]
    yield "text", ["\u0301", "\u1100\u1161\u11a8", "\ufdfa", "\u200d", "\U0001f1eb\U0001f1f7", "\ufe0f", "\u00a0", "ß", "œ", "İ", "\ufffd"]


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 0 if "--help" in sys.argv else 2
    folder = pathlib.Path(sys.argv[1])
    counts = {}
    for target, text in seeds():
        counts[target] = counts.get(target, 0) + 1
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / f"seed-{counts[target]:04}").write_bytes(text)
    for target, words in dictionaries():
        lines = {quoted(END if word == "\xff" else word.encode()): None for word in words}
        (folder / f"{target}.dict").write_text("\n".join(lines) + "\n", encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
