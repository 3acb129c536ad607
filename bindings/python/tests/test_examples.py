"""What is shown is run: the example, through ASGI as a server speaks it, and the programs of README.md."""
import asyncio
import importlib.util
import json
import os
import re

import pwpol
from readme import BINDING, shown

GOOD, BETTER = "xK7#pQ2v!mRd", "wZ9$bN4c?jTf"


def example():
    path = os.path.join(BINDING, "examples", "sign_in.py")
    with open(path, encoding="utf-8") as file:
        assert len(file.readlines()) < 100
    spec = importlib.util.spec_from_file_location("sign_in", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Browser:
    """Keeps its cookies."""

    def __init__(self, app, address="192.0.2.7", language="en"):
        self.app, self.address, self.language, self.cookies = app, address, language, {}

    def ask(self, method, path, body=b""):
        parts = [body[:7], body[7:]]
        sent = []

        async def receive():
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message):
            sent.append(message)

        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
                 "path": path, "raw_path": path.encode(), "query_string": b"", "client": (self.address, 50000),
                 "headers": [(b"accept-language", self.language.encode()), (b"cookie", cookies.encode())]}
        asyncio.run(self.app(scope, receive, send))
        start, *bodies = sent
        assert start["type"] == "http.response.start"
        for name, value in start["headers"]:
            if name == b"set-cookie":
                assert b"HttpOnly" in value and b"Secure" in value
                cookie, _, value = value.decode().partition(";")[0].partition("=")
                self.cookies[cookie] = value
        return start["status"], json.loads(b"".join(part["body"] for part in bodies))

    def post(self, path, login="camille", password=GOOD, **rest):
        return self.ask("POST", path, json.dumps({"login": login, "password": password, **rest}).encode())


def service():
    policy = pwpol.Policy.preset()
    for key, value in {"hash.allow_weak": True, "hash.memory": 256, "hash.passes": 1, "throttle.delay_after": 0,
                       "throttle.lock_after": 5, "throttle.unlock_after": "30min"}.items():
        policy[key] = value
    return example().SignIn(policy)


def test_a_person_signs_up_and_in():
    app = service()
    browser = Browser(app)
    status, told = Browser(app, language="fr-FR").post("/signup", password="camille1989")
    assert status == 422 and any("identifiant" in reason for reason in told["reasons"]) and not app.table
    assert browser.ask("GET", "/me") == (401, {"login": None})
    assert browser.post("/signup")[0] == 200 and browser.ask("GET", "/me") == (200, {"login": "camille"})
    assert browser.post("/signup", password=BETTER)[0] == 409
    other = Browser(app)
    assert other.post("/login")[0] == 200 and other.ask("GET", "/me")[0] == 200 and other.cookies["device"]
    assert other.post("/change", new_password=BETTER)[0] == 200
    assert other.post("/login")[0] == 401 and other.post("/login", password=BETTER)[0] == 200


def test_a_stranger_is_held_back_and_learns_nothing():
    app = service()
    owner, stranger = Browser(app), Browser(app, "198.51.100.1")
    owner.post("/signup")
    owner.post("/login")
    answers = [stranger.post("/login", password=f"guess {number}") for number in range(8)]
    answers += [stranger.post("/login"), stranger.post("/login", login="nobody")]
    assert len({json.dumps(answer) for answer in answers}) == 1 and answers[0][0] == 401
    assert stranger.ask("GET", "/me")[0] == 401 and owner.post("/login")[0] == 200


def test_what_is_no_sign_in_is_refused():
    browser = Browser(service())
    for body in (b"", b"[]", b"{}", b"x" * 20_000, b'{"login": 1, "password": "x"}', b'{"login": "", "password": "x"}',
                 b'{"login": "a\\u0000", "password": "x"}', b'{"login": "\\ud800", "password": "x"}'):
        assert browser.ask("POST", "/signup", body)[0] in (400, 422)
    assert browser.ask("GET", "/login")[0] == 404 and browser.ask("POST", "/nothing")[0] == 404


def test_the_first_program_of_the_readme_runs(capsys):
    names = {}
    exec(shown("python")[0], names)
    assert "identifiant" in capsys.readouterr().out
    assert names["verified"] and names["stored"].startswith("$argon2id$")


def test_the_programs_of_the_project_s_readme_run(capsys):
    with open(os.path.join(os.environ["PWPOL_SOURCE"], "README.md"), encoding="utf-8") as file:
        programs = re.findall(r"^```python\n(.*?)^```", file.read(), re.M | re.S)
    assert programs
    for program in programs:
        exec(program, {"pwpol": pwpol, "password": "Camille1989!"})
        assert "identifiant" in capsys.readouterr().out
