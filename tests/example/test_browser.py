#!/usr/bin/python3
"""The login service as people meet it: headless Chromium, through WebDriver.

With PWPOL_SCREENSHOTS=FOLDER every test leaves pictures of what it saw there."""
import os
import re
import sys
import unittest

from selenium.webdriver.common.keys import Keys

from browser import Browser
from support import ELSEWHERE, EXAMPLE, STRONG, WEAK, Case, link_in, main

ADMIN = "admin@example.org"


class People(Case):
    admin = ADMIN

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.windows = []

    @classmethod
    def tearDownClass(cls):
        for window in cls.windows:
            window.driver.quit()
        super().tearDownClass()

    def setUp(self):
        self.used = 0

    def browser(self, lang="fr", scripts=True):
        """A window that no other of this test has."""
        if self.used == len(self.windows):
            self.windows.append(Browser())
        browser = self.windows[self.used]
        self.used += 1
        browser.begin(self.service.origin, lang, scripts)
        self.addCleanup(lambda: self.assertEqual(browser.end(), []))
        return browser

    def account(self, email, password=STRONG[0]):
        self.enrol(email, password)
        return email

    def live(self, browser, new_password, **fields):
        """Types a password and waits for what is said of it."""
        browser.fill(**fields)
        browser.driver.execute_script("document.getElementById('reasons').replaceChildren()")
        browser.fill(new_password=new_password)
        browser.wait(lambda: browser.all("#reasons li, #reasons .accepted"))
        return browser.text("#reasons")

    def as_admin(self):
        """A browser whose administrator has signed in, and has changed the password that was given."""
        browser = self.browser(lang="en")
        browser.open("/signin")
        browser.send(email=ADMIN, password=getattr(People, "admin_password", self.service.admin_password))
        if browser.title() == "Change the password":
            browser.send(password=self.service.admin_password, new_password=STRONG[2])
            People.admin_password = STRONG[2]
        browser.open("/admin")
        return browser

    # ---- Signing up ----

    def test_reasons_come_while_typing_and_an_account_is_opened(self):
        browser = self.browser()
        browser.open("/signup")
        browser.shoot("signup")
        said = self.live(browser, WEAK, name="Camille Durand", email="camille.durand@example.org")
        self.assertIn("reprennent votre", said)
        self.assertIn("Conseil", said)
        self.assertEqual(browser.find("#new_password").get_attribute("aria-invalid"), "true")
        browser.shoot("signup-reasons")
        browser.shoot("signup-dark", dark=True)
        browser.shoot("signup-mobile", width=360)
        # What is heard comes after a rest, and is what is seen.
        browser.wait(lambda: "reprennent votre" in browser.find("#heard").get_attribute("textContent"))
        browser.press()
        self.assertEqual(browser.title(), "Ouvrir un compte")
        self.assertIn("reprennent votre", browser.text("#reasons"))
        self.assertEqual(browser.find("#name").get_attribute("value"), "Camille Durand")
        self.assertEqual(browser.find("#new_password").get_attribute("value"), "")
        browser.shoot("signup-refused")
        self.assertIn("Ce mot de passe convient", self.live(browser, STRONG[0]))
        browser.shoot("signup-accepted")
        browser.press()
        self.assertEqual(browser.title(), "Regardez vos courriels")
        browser.open(link_in(self.service.letter("camille.durand@example.org")))
        browser.shoot("confirm")
        browser.send(email="camille.durand@example.org", password=STRONG[0])
        self.assertEqual(browser.title(), "Votre compte")
        self.assertIn("Camille Durand", browser.text())
        browser.shoot("account")

    def test_everything_works_without_scripts(self):
        browser = self.browser(lang="en", scripts=False)
        browser.open("/signup")
        self.assertFalse(browser.find(".reveal").is_displayed())
        browser.send(name="Ada", email="ada@example.org", new_password="ada@example.org")
        self.assertIn("your account name", browser.text("#reasons"))
        self.assertIn("see why below", browser.text(".problem"))
        self.assertEqual(browser.driver.switch_to.active_element.get_attribute("class"), "problem")
        browser.send(new_password=STRONG[0])
        browser.open(link_in(self.service.letter("ada@example.org")))
        browser.send(email="ada@example.org", password=STRONG[0])
        self.assertEqual(browser.title(), "Your account")
        browser.open("/change")
        browser.send(password=STRONG[0], new_password=STRONG[1])
        self.assertIn("Your password has changed", browser.text())

    def test_a_password_can_be_shown_and_is_hidden_when_it_is_sent(self):
        browser = self.browser(lang="en")
        browser.open("/signin")
        browser.fill(password="visible")
        browser.find(".reveal").click()
        self.assertEqual(browser.find("#password").get_attribute("type"), "text")
        self.assertEqual(browser.text(".reveal"), "Hide")
        browser.find(".reveal").send_keys(Keys.ENTER)
        self.assertEqual(browser.find("#password").get_attribute("type"), "password")

    # ---- Signing in ----

    def test_wrong_passwords_ask_for_a_challenge_then_lock_until_somebody_unlocks(self):
        email = self.account("locked@example.org")
        browser = self.browser()
        browser.open("/signin")
        browser.send(email=email, password="faux 0")
        wrong = browser.text(".problem")
        browser.shoot("signin-wrong")
        challenged = 0
        for i in range(1, 8):
            if browser.all(".challenge") and not challenged:
                browser.shoot("challenge")
            challenged += self.answer(browser)
            browser.send(email=email, password=f"faux {i}")
        self.assertGreater(challenged, 0)
        self.answer(browser)
        browser.send(email=email, password=STRONG[0])
        self.assertEqual(browser.text(".problem"), wrong, "a locked account is told as a wrong password is")
        admin = self.as_admin()
        admin.fill(email=email)
        admin.press("[value=look]")
        self.assertIn("Locked.", admin.text())
        admin.shoot("admin-locked")
        admin.press("[value=unlock]")
        self.assertIn("Open.", admin.text())
        if browser.all("#challenge"):
            self.answer(browser)
        browser.send(email=email, password=STRONG[0])
        self.assertEqual(browser.title(), "Votre compte")

    def answer(self, browser):
        """Answers the challenge, if there is one; whether there was."""
        labels = browser.all(".challenge label")
        if labels:
            browser.fill(challenge=str(sum(int(figure) for figure in re.findall(r"\d", labels[0].text))))
        return len(labels)

    def test_strangers_do_not_lock_the_owner_out_of_a_known_device(self):
        email = self.account("owner@example.org")
        owner, stranger = self.browser(lang="en"), self.client(ELSEWHERE).get("/signin")
        owner.open("/signin")
        owner.send(email=email, password=STRONG[0])
        owner.press("nav form button")
        for i in range(8):
            stranger.send(email=email, password=f"guess {i}", **stranger.challenge())
        self.assertEqual(stranger.send(email=email, password=STRONG[0], **stranger.challenge()).status, 403)
        owner.open("/signin")
        owner.send(email=email, password=STRONG[0])
        self.assertEqual(owner.title(), "Your account")

    # ---- Changing ----

    def test_a_password_given_by_an_administrator_must_change_before_anything_else(self):
        admin = self.as_admin()
        admin.find("#invited").send_keys("invited@example.org")
        admin.press("[value=invite]")
        given = admin.text("code")
        admin.shoot("admin-invited")
        browser = self.browser()
        browser.open("/signin")
        browser.send(email="invited@example.org", password=given)
        self.assertEqual(browser.title(), "Changer le mot de passe")
        self.assertTrue(browser.text(".warning"))
        browser.open("/")
        self.assertEqual(browser.title(), "Changer le mot de passe")
        browser.shoot("must-change")
        self.assertIn("ne diffère de l'actuel que par la fin", self.live(browser, given + "1", password=given))
        browser.shoot("change-similar")
        browser.press()
        self.assertEqual(browser.title(), "Changer le mot de passe")
        browser.send(password=given, new_password=STRONG[1])
        self.assertEqual(browser.title(), "Votre compte")
        self.assertIn("Votre mot de passe a changé", browser.text())
        browser.shoot("changed")

    def test_a_compromised_password_ends_sessions_and_must_change(self):
        email = self.account("compromised@example.org")
        browser, admin = self.browser(lang="en"), self.as_admin()
        browser.open("/signin")
        browser.send(email=email, password=STRONG[0])
        admin.fill(email=email)
        admin.press("[value=compromised]")
        browser.open("/")
        self.assertEqual(browser.title(), "Welcome")
        browser.open("/signin")
        browser.send(email=email, password=STRONG[0])
        self.assertEqual(browser.title(), "Change the password")
        browser.send(password=STRONG[0], new_password=STRONG[1])
        self.assertEqual(browser.title(), "Your account")

    def test_a_forgotten_password_is_replaced_once(self):
        email = self.account("forgotten@example.org")
        browser = self.browser()
        browser.open("/forgotten")
        browser.shoot("forgotten")
        browser.send(email=email)
        browser.shoot("mail")
        link = link_in(self.service.letter(email, after=1))
        browser.open(link)
        self.assertIn("mot de passe", self.live(browser, "forgotten2024"))
        browser.shoot("reset")
        browser.send(new_password=STRONG[1])
        self.assertEqual(browser.title(), "Se connecter")
        browser.send(email=email, password=STRONG[1])
        self.assertEqual(browser.title(), "Votre compte")
        browser.press("nav form button")
        browser.open(link)
        browser.send(new_password=STRONG[2])
        self.assertEqual(browser.title(), "Un nouveau mot de passe")
        self.assertTrue(browser.text(".problem"))

    # ---- For everybody ----

    PAGES = ("/", "/signin", "/signup", "/forgotten", "/reset?account=x&token=y", "/nothing")

    def test_both_languages_on_every_page(self):
        browser = self.browser()
        for path in self.PAGES:
            browser.open(path)
            titles = [browser.title()]
            browser.press("[value=en]")
            titles.append(browser.title())
            self.assertEqual(browser.find("html").get_attribute("lang"), "en")
            self.assertNotEqual(*titles)
            browser.press("[value=fr]")
            self.assertEqual(browser.title(), titles[0])
        browser.open("/reset?account=x&token=y")
        browser.press("[value=en]")
        self.assertEqual(browser.find("form[method=post] [name=token]").get_attribute("value"), "y")

    def test_no_page_scrolls_sideways_on_a_small_screen(self):
        browser = self.browser()
        for path in self.PAGES:
            browser.open(path)
            browser.look(width=320)
            self.assertLessEqual(browser.driver.execute_script("return document.documentElement.scrollWidth"), 320, path)

    def test_every_field_has_a_name_and_every_button_is_large_enough_to_touch(self):
        browser = self.browser()
        for path in self.PAGES:
            browser.open(path)
            for box in browser.all("main input:not([type=hidden]):not([hidden]), button"):
                self.assertTrue(box.accessible_name, path)
            for button in browser.all("button, .button"):
                if button.is_displayed():
                    self.assertGreaterEqual(button.size["height"], 44, path)

    def test_the_keyboard_reaches_the_form_and_shows_where_it_is(self):
        browser = self.browser()
        browser.open("/signin")
        reached = []
        for _ in range(8):
            browser.driver.switch_to.active_element.send_keys(Keys.TAB)
            at = browser.driver.switch_to.active_element
            reached.append(at.get_attribute("id") or at.get_attribute("class"))
            self.assertNotEqual(at.value_of_css_property("outline-style"), "none", reached)
        self.assertEqual(reached[0], "skip")
        self.assertLess(reached.index("email"), reached.index("password"))


class Contrast(unittest.TestCase):
    """WCAG 2.1, 1.4.3 and 1.4.11: 4.5 to 1 for texts, 3 to 1 for borders and the focus, in light and in dark."""
    PAIRS = [(text, back, 4.5) for back in ("paper", "card") for text in ("ink", "soft", "accent")] + [
        ("bad", "bad-back", 4.5), ("good", "good-back", 4.5), ("note", "note-back", 4.5), ("ink", "tip-back", 4.5),
        ("accent", "tip-back", 4.5), ("on-accent", "accent", 4.5), ("on-accent", "accent-over", 4.5),
        ("bad", "card", 4.5), ("good", "card", 4.5), ("line", "card", 3), ("focus", "card", 3), ("focus", "paper", 3)]

    @staticmethod
    def luminance(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def test_every_text_can_be_read_in_both_schemes(self):
        with open(os.path.join(EXAMPLE, "pages", "style.css"), encoding="utf-8") as file:
            schemes = re.findall(r":root \{(.*?)\}", file.read(), re.S)
        self.assertEqual(len(schemes), 2)
        for scheme in schemes:
            colours = dict(re.findall(r"--([\w-]+): (#\w{6});", scheme))
            for text, back, least in self.PAIRS:
                light, dark = sorted((self.luminance(colours[text]), self.luminance(colours[back])), reverse=True)
                self.assertGreaterEqual((light + 0.05) / (dark + 0.05), least, f"{text} on {back}")


if __name__ == "__main__":
    for tool in ("/usr/bin/chromium", "/usr/bin/chromedriver"):
        if not os.path.exists(tool):
            sys.exit(f"test_browser: {tool} is missing; tools/dependencies browser installs it.")
    main()
