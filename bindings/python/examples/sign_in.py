"""Sign-up, sign-in and change of password as a plain ASGI application, which any ASGI server runs:

    uvicorn sign_in:app

POST /signup, /login and /change take JSON: {"login", "password"}, for a change {"new_password"} besides. GET /me
tells who is signed in. Behind a proxy the server must put the person's address into scope["client"].
"""
import asyncio
import json
import secrets
from http.cookies import SimpleCookie

import pwpol

BODY_MAX = 16 * 1024
STATUS = {"accepted": 200, "accepted-must-change": 403, "refused": 401, "refused-weak": 422, "ask-challenge": 401,
          "try-later": 503}
COOKIE = "; Path=/; Secure; HttpOnly; SameSite=Strict"


class SignIn:
    def __init__(self, policy):
        self.accounts = pwpol.Accounts(policy, breach=pwpol.Breach())  # one for the process
        self.table = {}  # rows by login; a database in a service
        self.sessions = {}  # logins by token; these too, and with an end

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        cookies = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
        lang = "fr" if headers.get("accept-language", "").lower().startswith("fr") else "en"
        flow = {"/signup": self.sign_up, "/login": self.log_in, "/change": self.change}.get(scope["path"])
        if scope["method"] == "GET" and scope["path"] == "/me":
            login = self.sessions.get(cookies.get("session"))
            return await answer(send, 200 if login else 401, {"login": login})
        if scope["method"] != "POST" or flow is None:
            return await answer(send, 404, {})
        try:
            asked = json.loads(await body_of(receive))
            login, password, new = asked["login"], asked["password"], asked.get("new_password", "")
            source = scope["client"][0] if scope.get("client") else None
            # In a thread: hashing takes a good part of a second, and other requests go on meanwhile.
            outcome = await asyncio.to_thread(flow, login, password, new, source, cookies.get("device"))
        except (ValueError, KeyError, TypeError, AttributeError):  # no JSON, no text, no login
            return await answer(send, 400, {})
        told = {"answer": outcome.answer, "sentence": outcome.sentence(lang),
                "reasons": outcome.report.messages(lang) if outcome.answer == "refused-weak" else []}
        if not self.write(login, outcome.row) and scope["path"] != "/login":
            return await answer(send, 409, {})  # after a login, the credential of who was faster is as good
        cookies = []
        if outcome.answer == "accepted":
            session = secrets.token_urlsafe(32)
            self.sessions[session] = login
            cookies = [f"session={session}{COOKIE}"]
            if outcome.device:  # so that this browser's mistakes are counted apart from strangers'
                cookies.append(f"device={outcome.device}{COOKIE}; Max-Age=7776000")
        await answer(send, STATUS[outcome.answer], told, cookies)

    def sign_up(self, login, password, new, source, device):
        return self.accounts.enrol(login, password, context={"login": login, "site": "example"})

    def log_in(self, login, password, new, source, device):
        return self.accounts.login(login, self.table.get(login), password, source, device=device)

    def change(self, login, password, new, source, device):
        return self.accounts.change(login, self.table.get(login), password, new, source, device=device,
                                    context={"login": login, "site": "example"})

    def write(self, login, change):
        """UPDATE ... WHERE stored = expected: False when that changes no row, for somebody else was faster."""
        if change.write:
            if (self.table.get(login, pwpol.Row()).stored or "") != change.expected:
                return False
            self.table[login] = pwpol.Row(change.stored, change.changed_at, change.flags, history=change.history)
        return True


async def body_of(receive):
    body = b""
    while len(body) <= BODY_MAX:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
    raise ValueError("a body of this size is no sign-in")


async def answer(send, status, told, cookies=()):
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    headers += [(b"set-cookie", cookie.encode("latin-1")) for cookie in cookies]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})


app = SignIn(pwpol.Policy.preset("cnil-2022-100-restricted"))
