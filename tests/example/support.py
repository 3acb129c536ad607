"""What the suites of the example share: the library installed as a stranger meets it, the service built against it
and started on a free port with a database of its own, and a client that speaks plain HTTP."""
import fcntl
import html
import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

BUILD, SOURCE = os.environ["PWPOL_BUILD"], os.environ["PWPOL_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
from installed import Installed, run  # noqa: E402

EXAMPLE = os.path.join(SOURCE, "examples", "login-service")
# A sanitized library needs its run-time in the program too; a plain one needs nothing.
FLAGS = os.environ.get("PWPOL_TEST_LINK_FLAGS", "")
PATIENCE = 60  # seconds; long enough for a loaded machine and a sanitizer, nothing waits for it unless it fails

# Where attempts come from: accounts are opened at home, which pwpol then counts apart from strangers. Chromium is
# at 127.0.0.1.
HOME, ELSEWHERE = "127.0.0.2", "127.0.0.3"

# Drawn at random, once, for these tests.
STRONG = ["ombre velours onze piment", "tuile renard cascade verre", "lampe orage figue sept"]
WEAK = "Camille1989!"

# Cheap hashes and short rows of failures: the suites are about the service, not about Argon2id.
POLICY = """preset = cnil-2022-100-restricted
[hash]
memory = 8192
passes = 1
allow_weak = true
[throttle]
delay_after = 0
challenge_after = 2
lock_after = 4
unlock_after = 0
source_attempts_max = 0
"""


def built():
    """The service's program and its environment; the first of the suites builds it, the others find it."""
    top = os.path.join(BUILD, "tests", "example")
    root, folder = os.path.join(top, "root"), os.path.join(top, "service")
    os.makedirs(top, exist_ok=True)
    with open(os.path.join(top, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = Installed(BUILD, root)
        if not os.path.exists(os.path.join(folder, "build.ninja")):
            shutil.rmtree(folder, ignore_errors=True)
            run("meson", "setup", folder, EXAMPLE, "--werror", f"-Dpkg_config_path={installed.pkg_config}",
                f"-Dc_args={FLAGS}", f"-Dc_link_args={FLAGS}", "-Db_lundef=false")
        run("ninja", "-C", folder)
    return os.path.join(folder, "login-service"), dict(os.environ, LD_LIBRARY_PATH=installed.libraries, LC_ALL="C.UTF-8")


class Service:
    """One running service. Its folder, with all it has written, is removed at the end."""

    def __init__(self, *options, policy=POLICY, admin=None):
        self.program, self.env = built()
        self.folder = tempfile.mkdtemp(prefix="pwpol-example-")
        self.path = lambda name: os.path.join(self.folder, name)
        with open(self.path("policy.conf"), "w") as file:
            file.write(policy)
        common = ["--database", self.path("db"), "--attempts", self.path("attempts"), "--policy", self.path("policy.conf"),
                  "--pages", os.path.join(EXAMPLE, "pages")]
        if admin:
            self.admin_password = run(self.program, *common, "--add-admin", admin, env=self.env).strip()
        self.log = open(self.path("log"), "w+")
        self.process = subprocess.Popen([self.program, *common, "--port", "0", "--outbox", self.path("outbox"), *options],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.env)
        said = self.process.stdout.readline()
        if not said:
            self.process.wait()
            raise AssertionError("the service did not start: " + self.logged())
        self.origin = re.search(r"(https?://[^/]+)/", said)[1]

    def logged(self):
        with open(self.path("log")) as file:
            return file.read()

    def letter(self, to, after=0):
        """The text of the newest letter to an address, once there are more than so many."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            letters = self.letters(to)
            if len(letters) > after:
                return letters[-1]
            time.sleep(0.05)
        raise AssertionError(f"no letter to {to}")

    def letters(self, to):
        if not os.path.exists(self.path("outbox")):
            return []
        with open(self.path("outbox"), encoding="utf-8") as file:
            return [one for one in file.read().split("\n-- \n") if one.lstrip().startswith(f"To: {to}\n")]

    def stop(self):
        """Ends it as a person would, and says what it left: exit code, last words, log."""
        self.process.send_signal(signal.SIGTERM)
        words, _ = self.process.communicate(timeout=PATIENCE)
        log = self.logged()
        self.log.close()
        shutil.rmtree(self.folder)
        return self.process.returncode, words, log


def link_in(letter):
    return re.search(r"^https?://[^/]+(/\S*)$", letter, re.M)[1]


class Client:
    """A browser without scripts: keeps cookies, fills the page's first form."""

    def __init__(self, origin, address=HOME, **headers):
        self.parts, self.source = urllib.parse.urlsplit(origin), (address, 0)
        self.headers, self.cookies, self.page = headers, {}, ""

    def ask(self, method, path, body=None, **headers):
        if self.parts.scheme == "https":
            trusting = ssl._create_unverified_context()  # a certificate that the test has just made
            connection = http.client.HTTPSConnection(self.parts.netloc, timeout=PATIENCE, context=trusting,
                                                     source_address=self.source)
        else:
            connection = http.client.HTTPConnection(self.parts.netloc, timeout=PATIENCE, source_address=self.source)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {**({"Cookie": cookies} if cookies else {}), **self.headers, **headers})
        self.answer = connection.getresponse()
        self.page = self.answer.read().decode()
        self.status = self.answer.status
        self.set_cookies = self.answer.headers.get_all("Set-Cookie") or []
        for cookie in self.set_cookies:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return self

    def get(self, path, follow=True, **headers):
        self.ask("GET", path, **headers)
        while follow and self.status == 303:
            path = self.answer.headers["Location"]
            self.ask("GET", path, **headers)
        self.path = path
        return self

    def form(self):
        """The hidden fields of the form that is sent to this page."""
        path = self.path.split("?")[0]
        form = re.search(rf'<form method="post" action="{path}">(.*?)</form>', self.page, re.S)[1]
        return {name: html.unescape(value)
                for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}

    def send(self, path=None, follow=True, **fields):
        """Sends the page's form with these fields; follows where it leads."""
        body = urllib.parse.urlencode({**self.form(), **fields})
        self.ask("POST", path or self.path.split("?")[0], body, **{"Content-Type": "application/x-www-form-urlencoded"})
        if self.status == 303 and follow:
            self.get(self.answer.headers["Location"])
        return self

    def challenge(self):
        """The answer to the challenge of the page, as a field; nothing when there is none."""
        asked = re.search(r"(\d) \+ (\d)", self.text())
        return {"challenge": int(asked[1]) + int(asked[2])} if asked else {}

    def text(self):
        return html.unescape(re.sub(r"<[^>]+>", " ", self.page))


class Case(unittest.TestCase):
    """A service for the tests of one class."""
    admin = None

    @classmethod
    def setUpClass(cls):
        cls.service = Service(admin=cls.admin)

    @classmethod
    def tearDownClass(cls):
        code, words, log = cls.service.stop()
        assert code == 0 and "stopped" in words, (code, words, log)
        for secret in STRONG + [WEAK]:  # rule C5
            assert secret not in log and urllib.parse.quote_plus(secret) not in log, log
        assert "token=" not in log and "Sanitizer" not in log, log

    def client(self, address=HOME, **headers):
        return Client(self.service.origin, address, **{"Accept-Language": "en", **headers})

    def enrol(self, email, password=STRONG[0], name="Ada"):
        """An account whose address is confirmed, and its client, signed in."""
        client = self.client()
        client.get("/signup").send(name=name, email=email, new_password=password)
        client.get(link_in(self.service.letter(email))).send(email=email, password=password)
        self.assertIn("Your account", client.text(), client.text())
        return client


def main():
    unittest.main(argv=sys.argv[:1], verbosity=2)
