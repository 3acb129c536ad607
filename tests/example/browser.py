"""A window of headless Chromium, through WebDriver."""
import os

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from support import PATIENCE

SCREENSHOTS = os.environ.get("PWPOL_SCREENSHOTS")


class Browser:
    """One window, which is given from test to test without what the last one left."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        # The sandbox wants rights that containers lack; the pages are our own.
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--window-size=640,900"):
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"profile.password_manager_leak_detection": False})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Driver("/usr/bin/chromedriver"), options=options)

    def begin(self, origin, lang, scripts):
        self.origin = origin
        agent = self.driver.execute_script("return navigator.userAgent")
        self.driver.execute_cdp_cmd("Network.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": lang})
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})

    def end(self):
        """What the browser had to complain of: a policy of ours that our pages break, a form it cannot fill."""
        complaints = [entry["message"] for entry in self.driver.get_log("browser")
                      if "status of 4" not in entry["message"]]
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        return complaints

    def open(self, path):
        self.driver.get(self.origin + path)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def fill(self, **fields):
        for name, text in fields.items():
            box = self.find(f"main [name={name}]:not([type=hidden])")
            box.clear()
            box.send_keys(text)

    def press(self, selector="main form > .button"):
        """Clicks, and waits for the page that comes. Reasons that come meanwhile move the button away from under the
        pointer, as they do for people: who has missed it clicks again."""
        before = self.find("html")
        for seconds in (5, 10, PATIENCE):
            try:
                self.find(selector).click()
                return self.wait(lambda: self.gone(before), seconds)
            except (TimeoutException, StaleElementReferenceException, NoSuchElementException):
                if self.gone(before):
                    return None
        raise AssertionError(f"no page came after {selector} was pressed")

    def gone(self, element):
        try:
            return not element.is_enabled()
        except Exception:
            return True

    def send(self, **fields):
        self.fill(**fields)
        self.press()

    def wait(self, condition, seconds=PATIENCE):
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda driver: condition())

    def text(self, selector="main"):
        return self.find(selector).text

    def title(self):
        return self.text("h1")

    def look(self, width=640, dark=False):
        """A screen of this width, in light or in dark; as high as the page."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 560, "deviceScaleFactor": 1, "mobile": False})
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def shoot(self, name, width=640, dark=False):
        if SCREENSHOTS:
            self.look(width, dark)
            self.driver.save_screenshot(os.path.join(SCREENSHOTS, name + ".png"))
            self.look()
