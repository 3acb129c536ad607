#!/usr/bin/python3
"""The login service without a browser: what it sends, what it refuses, what it never lets out."""
import json
import os
import re
import signal
import socket
import stat
import tempfile
import threading
import urllib.parse

from support import ELSEWHERE, EXAMPLE, PATIENCE, STRONG, WEAK, Case, Client, Service, link_in, main, run

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Answers(Case):
    def test_every_answer_forbids_inline_scripts_frames_and_keeping(self):
        for path in ("/", "/signin", "/signup", "/forgotten", "/reset?account=x&token=y", "/nothing", "/style.css"):
            headers = self.client().get(path).answer.headers
            policy = headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(headers["X-Frame-Options"], "DENY")
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "same-origin")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertIsNone(headers["Strict-Transport-Security"])

    def test_no_page_holds_a_script_or_a_style(self):
        for path in ("/", "/signin", "/signup", "/forgotten", "/reset"):
            page = self.client().get(path).page
            self.assertNotRegex(page, r"<script(?! src=)|<style|style=|\son\w+=|javascript:")
            self.assertEqual(page.count("{{") + page.count("[["), 0, page)

    def test_cookies_are_closed_to_scripts_and_to_other_sites(self):
        for cookie in self.client().get("/signin?lang=fr").set_cookies:
            self.assertRegex(cookie, r"; Path=/; HttpOnly; SameSite=Lax(; Max-Age=\d+)?$")

    def test_the_language_is_the_chosen_one_or_else_the_browsers(self):
        french = self.client(**{"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.8"}).get("/signin")
        self.assertIn('<html lang="fr">', french.page)
        self.assertIn('<html lang="en">', self.client(**{"Accept-Language": "de,en;q=0.5,fr;q=0.1"}).get("/signin").page)
        self.assertIn('<html lang="en">', french.get("/signin?lang=en").get("/").page)
        self.assertIn('<html lang="en">', french.get("/?lang=xx").page)

    def test_what_a_person_types_is_never_markup(self):
        bad = "<script>alert(1)</script>\"'"
        page = self.client().get("/signup").send(name=bad, email=bad, new_password="x").page
        self.assertNotIn("<script>alert", page)
        self.assertIn("&lt;script&gt;", page)
        page = self.client().get("/reset?" + urllib.parse.urlencode({"account": bad, "token": bad})).page
        self.assertNotIn("<script>alert", page)

    def test_the_live_check_is_the_librarys_report(self):
        client = self.client().get("/signup")
        client.send("/check", email="camille.durand@example.org", name="Camille Durand", new_password=WEAK)
        report = json.loads(client.page)
        self.assertEqual(client.answer.headers["Content-Type"], "application/json")
        self.assertFalse(report["accepted"])
        self.assertIn("context", [finding["name"] for finding in report["findings"]])
        self.assertNotIn(WEAK, client.page)
        client.get("/signup").send("/check", email="", name="", new_password=STRONG[0])
        self.assertTrue(json.loads(client.page)["accepted"])

    def test_bytes_that_are_no_text_are_a_finding(self):
        client = self.client().get("/signup")
        body = "new_password=%FF%00abc&csrf=" + client.form()["csrf"]
        report = json.loads(client.ask("POST", "/check", body, **FORM).page)
        self.assertEqual([finding["name"] for finding in report["findings"]], ["text.invalid-utf8"])


class Forms(Case):
    def test_a_form_without_its_token_is_refused(self):
        client = self.client().get("/signin")
        mine, other = client.form()["csrf"], self.client().get("/signin").form()["csrf"]
        self.assertNotEqual(mine, other)
        for csrf in ("", "x", other, mine[:-1]):
            body = urllib.parse.urlencode({"csrf": csrf, "email": "a@example.org", "password": "x"})
            self.assertEqual(client.ask("POST", "/signin", body, **FORM).status, 403)
        body = urllib.parse.urlencode({"csrf": mine, "email": "", "password": "x"})
        self.assertEqual(client.ask("POST", "/signin", body, **FORM).status, 422)

    def test_a_form_from_another_site_is_refused_even_with_its_token(self):
        client = self.client().get("/signin")
        body = urllib.parse.urlencode({**client.form(), "email": "", "password": "x"})
        self.assertEqual(client.ask("POST", "/signin", body, **FORM, **{"Sec-Fetch-Site": "cross-site"}).status, 403)
        self.assertEqual(client.ask("POST", "/signin", body, **FORM, **{"Sec-Fetch-Site": "same-origin"}).status, 422)

    def test_a_form_that_is_too_long_or_damaged_is_refused(self):
        client = self.client().get("/signin")
        self.assertEqual(client.ask("POST", "/signin", "a=" + 33 * 1024 * "b", **FORM).status, 413)
        for damaged in ("a", "a=%", "a=%4", "a=%zz", "&".join(f"f{i}=1" for i in range(17))):
            self.assertEqual(client.ask("POST", "/signin", damaged, **FORM).status, 400, damaged)

    def test_a_body_without_end_is_cut(self):
        host, port = self.service.origin.split("//")[1].split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as endless:
            endless.sendall(b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
            with self.assertRaises(OSError):
                for _ in range(10000):
                    endless.sendall(16384 * b"x")

    def test_methods_and_paths_that_do_not_exist(self):
        for method, path, status in (("PUT", "/signin", 405), ("DELETE", "/", 405), ("GET", "/signout", 405),
                                     ("GET", "/check", 405), ("POST", "/style.css", 405), ("GET", "/" + 500 * "a", 404),
                                     ("GET", "/../etc/passwd", 404), ("GET", "/layout.html", 404)):
            self.assertEqual(self.client().ask(method, path).status, status, (method, path))
        self.assertEqual(self.client().ask("HEAD", "/signin").status, 200)


class Accounts(Case):
    admin = "admin@example.org"

    def test_a_sign_up_says_the_same_whether_the_address_has_an_account(self):
        self.enrol("taken@example.org")
        pages = []
        for email in ("taken@example.org", "fresh@example.org"):
            client = self.client().get("/signup").send(name="Ada", email=email, new_password=STRONG[1])
            pages.append(re.sub(r'value="[^"]*"', "", client.page.replace(email, "X")))
        self.assertEqual(*pages)
        self.assertIn("has one already", self.service.letter("taken@example.org", after=1))
        # What was typed at the second sign-up changes nothing.
        client = self.client().get("/signin").send(email="taken@example.org", password=STRONG[1])
        self.assertEqual(client.status, 403)

    def test_nobody_signs_in_before_the_address_is_confirmed(self):
        email = "unconfirmed@example.org"
        self.client().get("/signup").send(name="Ada", email=email, new_password=STRONG[0])
        link = link_in(self.service.letter(email))
        self.assertEqual(self.client().get("/signin").send(email=email, password=STRONG[0]).status, 403)
        # The owner of the address, who did not sign up, cannot be led into another's account.
        self.assertEqual(self.client().get(link).send(email=email, password=STRONG[1]).status, 403)
        self.assertIn("Your account", self.client().get(link).send(email=email, password=STRONG[0]).text())

    def test_a_session_is_a_new_one_after_each_sign_in_and_none_after_signing_out(self):
        client = self.enrol("session@example.org")
        before = dict(client.cookies)
        client.get("/signin").send(email="session@example.org", password=STRONG[0])
        self.assertNotEqual(client.cookies["session"], before["session"])
        stale = self.client()
        stale.cookies = before
        self.assertIn("Welcome", stale.get("/").text())
        kept = dict(client.cookies)
        token = re.search(r'name="csrf" value="([^"]+)"', client.get("/").page)[1]
        client.ask("POST", "/signout", "csrf=" + token, **FORM)
        stale.cookies = kept
        self.assertIn("Welcome", stale.get("/").text())

    def test_a_change_of_password_ends_the_other_sessions(self):
        email = "change@example.org"
        first, second = self.enrol(email), self.client()
        second.get("/signin").send(email=email, password=STRONG[0])
        first.get("/change").send(password=STRONG[1], new_password=STRONG[2])
        self.assertEqual(first.status, 403)
        first.get("/change").send(password=STRONG[0], new_password=STRONG[0])
        self.assertEqual(first.status, 422)
        first.get("/change").send(password=STRONG[0], new_password=STRONG[1])
        self.assertIn("Your password has changed", first.text())
        self.assertIn("Welcome", second.get("/").text())
        self.assertIn("just been changed", self.service.letter(email, after=1))
        self.assertEqual(second.get("/signin").send(email=email, password=STRONG[0]).status, 403)
        self.assertIn("Your account", second.get("/signin").send(email=email, password=STRONG[1]).text())

    def test_a_reset_link_is_good_once_and_the_newest_only(self):
        email = "reset@example.org"
        signed_in, links = self.enrol(email), []
        for count in (1, 2):
            self.client().get("/forgotten").send(email=email)
            links.append(link_in(self.service.letter(email, after=count)))
        old, new = (self.client().get(link) for link in links)
        self.assertEqual(old.send(new_password=STRONG[1]).status, 403)
        self.assertEqual(new.send(new_password="motdepasse").status, 422)
        self.assertIn("Sign in with the new one", new.send(new_password=STRONG[1]).text())
        self.assertIn("Welcome", signed_in.get("/").text())
        self.assertEqual(self.client().get(links[1]).send(new_password=STRONG[2]).status, 403)
        self.assertIn("Your account", new.send(email=email, password=STRONG[1]).text())

    def test_one_link_used_by_many_at_once_changes_the_password_once(self):
        email = "race@example.org"
        self.enrol(email)
        self.client().get("/forgotten").send(email=email)
        link = link_in(self.service.letter(email, after=1))
        clients = [self.client().get(link) for _ in range(8)]
        threads = [threading.Thread(target=client.send, kwargs={"new_password": STRONG[1], "follow": False})
                   for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(sum(client.status == 303 for client in clients), 1, [client.status for client in clients])

    def test_a_forgotten_password_says_the_same_for_an_unknown_address(self):
        self.enrol("known@example.org")
        pages = []
        for email in ("known@example.org", "unknown@example.org"):
            pages.append(self.client().get("/forgotten").send(email=email).page.replace(email, "X"))
        self.assertEqual(*(re.sub(r'value="[^"]*"', "", page) for page in pages))
        self.service.letter("known@example.org", after=1)
        self.assertEqual(self.service.letters("unknown@example.org"), [])

    def test_unknown_wrong_and_locked_say_the_same(self):
        email = "held@example.org"
        self.enrol(email)
        said = {}
        for who in (email, "nobody@example.org"):
            client, said[who] = self.client(ELSEWHERE).get("/signin"), []
            for i in range(8):
                client.send(email=who, password=f"wrong {i}", **client.challenge())
                said[who].append((client.status, re.search(r'class="problem"[^>]*>([^<]+)', client.page)[1]))
        self.assertEqual(said[email], said["nobody@example.org"])
        self.assertEqual(client.send(email=email, password=STRONG[0], **client.challenge()).status, 403)
        self.assertEqual((said[email][-1][1]), re.search(r'class="problem"[^>]*>([^<]+)', client.page)[1])

    def test_the_page_of_administrators_is_there_for_them_only(self):
        client = self.enrol("ordinary@example.org")
        self.assertEqual(client.get("/admin").status, 404)
        body = "email=held%40example.org&action=unlock&csrf=" + re.search(r'name="csrf" value="([^"]+)"', client.page)[1]
        self.assertEqual(client.ask("POST", "/admin", body, **FORM).status, 404)
        self.assertIn("Sign in", self.client().get("/admin").text())

    def test_files_are_closed_to_others(self):
        self.enrol("files@example.org")
        for name in ("db", "db-wal", "attempts", "attempts.key", "outbox"):
            self.assertEqual(stat.S_IMODE(os.stat(self.service.path(name)).st_mode) & 0o077, 0, name)
        with open(self.service.path("db"), "rb") as db, open(self.service.path("db-wal"), "rb") as wal:
            kept = db.read() + wal.read()
        self.assertNotIn(STRONG[0].encode(), kept)


class Secure(Case):
    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.TemporaryDirectory()
        run(os.path.join(EXAMPLE, "certificate"), cls.keys.name)
        cls.service = Service("--certificate", cls.keys.name + "/certificate.pem", "--key", cls.keys.name + "/key.pem")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.keys.cleanup()

    def test_cookies_under_https_are_secure_and_the_hosts_own(self):
        client = self.client().get("/signin?lang=en")
        self.assertTrue(client.set_cookies)
        for cookie in client.set_cookies:
            self.assertRegex(cookie, r"^__Host-\w+=[^;]*; Path=/; HttpOnly; SameSite=Lax; Secure")
        self.assertIn("max-age=", client.answer.headers["Strict-Transport-Security"])

    def test_the_whole_way_under_https(self):
        client = self.enrol("tls@example.org")
        self.assertIn("__Host-session", client.cookies)
        self.assertIn("__Host-device", client.cookies)


class Starts(Case):
    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def refused(self, *options, **more):
        with self.assertRaises(AssertionError) as refusal:
            Service(*options, **more)
        return str(refusal.exception)

    def test_passwords_never_cross_a_network_in_clear(self):
        self.assertIn("in clear", self.refused("--address", "0.0.0.0"))

    def test_a_policy_that_is_wrong_stops_it_with_the_librarys_sentence(self):
        self.assertRegex(self.refused(policy="preset = cnil-2022-100-restricted\n[length]\nmin = twelve\n"), "length.min")

    def test_options_that_are_wrong_are_explained(self):
        for options in (("--port", "http"), ("--port", "70000"), ("--certificate", "x"), ("--nothing",), ("word",)):
            self.assertIn("usage:", self.refused(*options))
        self.assertIn("IP address", self.refused("--address", "localhost"))
        self.assertIn("cannot be read", self.refused("--certificate", "/nowhere", "--key", "/nowhere"))

    def test_a_request_under_way_is_answered_before_the_end(self):
        service = Service()
        client = Client(service.origin).get("/signin")
        body = urllib.parse.urlencode({**client.form(), "email": "nobody@example.org", "password": "wrong"}).encode()
        host, port = service.origin.split("//")[1].split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as under_way:
            under_way.sendall((f"POST /signin HTTP/1.1\r\nHost: x\r\nCookie: session={client.cookies['session']}\r\n"
                               f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n").encode())
            self.assertIn(b"100 Continue", under_way.recv(100))  # so the service has it in hand
            service.process.send_signal(signal.SIGTERM)
            under_way.sendall(body)
            answer = b"".join(iter(lambda: under_way.recv(4096), b""))
        code, words, _ = service.stop()
        self.assertIn(b"HTTP/1.1 403", answer)
        self.assertIn(b"</html>", answer)
        self.assertEqual(code, 0)
        self.assertIn("stopped", words)


if __name__ == "__main__":
    main()
