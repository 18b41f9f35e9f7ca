"""A Chromium without windows, and the page in it as a user meets it."""

import os
import pathlib
import shutil
import time
import unittest

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException

import serving

PICTURES = pathlib.Path(os.environ.get("PAGE_PICTURES", serving.ROOT / ".build/page-tests/pictures"))
LOOKS = ["data", "estimates", "exaggeration", "power", "compare"]


def routes():
    """Every view of the page."""
    lessons = [f"learn/{lesson['name']}" for lesson in serving.server().get("/api/start")["lessons"]]
    return ["design", *[f"look/{look}" for look in LOOKS], "learn", "learn/readiness", *lessons]


class Page:
    """One window with the page."""

    def __init__(self, width=1400, height=900):
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]:
            options.add_argument(argument)
        options.binary_location = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = shutil.which("chromedriver") or "/usr/lib/chromium/chromedriver"
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        self.driver.set_script_timeout(60)
        self.resize(width, height)

    def close(self):
        self.driver.quit()

    def resize(self, width, height=900):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def emulate(self, media="", **features):
        """Another medium (`print`) or other wishes of the user: `prefers_color_scheme="dark"`."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": wanted})

    def open(self, route, ready=True):
        """Opens a view anew, and waits until its pictures are complete."""
        self.driver.get("about:blank")
        self.driver.get(f"{serving.server().address}/#/{route}")
        self.wait(lambda: self.all("main h1"), f"heading of {route}")
        if ready:
            self.settle()
        return self

    def settle(self):
        """Waits until every picture is complete."""
        def is_done():
            return self.js(
                "const f = [...document.querySelectorAll('.figure')];"
                "return f.every((one) => one.dataset.state === 'done' && one.querySelector('.picture svg'))")
        self.wait(is_done, "complete pictures", 60)

    def wait(self, holds, what, seconds=20):
        """What holds in the end; things that are not there yet, or no more, are waited for too."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                found = holds()
            except (NoSuchElementException, StaleElementReferenceException):
                found = None
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"waited {seconds} s in vain for: {what}")

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def button(self, label):
        return self.driver.find_element(By.XPATH, f"//button[normalize-space()='{label}']")

    def keys(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    @property
    def text(self):
        """The design file as it stands in the page."""
        return self.js("return document.querySelector('.editor textarea').value")

    def type_text(self, text):
        """Puts a text into the file as typing does."""
        self.js(
            "const area = document.querySelector('.editor textarea'); area.value = arguments[0];"
            "area.dispatchEvent(new Event('input', {bubbles: true}))", text)

    def fill(self, control, *keys):
        """Types into a control, over what is there."""
        self.js("arguments[0].focus(); arguments[0].select()", control)
        self.keys(*keys)

    def move(self, path, value):
        """Moves the slider of a path."""
        self.js(
            "const slider = document.querySelector(`[data-path='${arguments[0]}'] input[type=range]`);"
            "slider.value = arguments[1]; slider.dispatchEvent(new Event('input', {bubbles: true}))", path, value)

    def curves(self, within=".figure"):
        """The lines of a picture, to tell whether it is another one."""
        return self.js(
            "return [...document.querySelectorAll(`${arguments[0]} .picture svg *`)]"
            ".map((node) => [...node.attributes].map((a) => a.value).join(' ')).join('|')", within)

    def words(self):
        return self.one(".figure .words").text

    def console(self):
        """What the browser complained of since it was last asked."""
        return [f"{line['level']}: {line['message']}" for line in self.driver.get_log("browser")]

    def photograph(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(PICTURES / f"{name}.png"))


class PageTest(unittest.TestCase):
    """Tests that share a window."""

    @classmethod
    def setUpClass(cls):
        cls.page = Page()

    @classmethod
    def tearDownClass(cls):
        cls.page.close()

    def setUp(self):
        self.page.resize(1400)
        self.page.emulate()
        self.page.console()
        self.bad_before = self.bad()

    def tearDown(self):
        if self.bad() != self.bad_before:
            self.page.photograph(f"failed-{self.id().split('.')[-1]}")

    def bad(self):
        """How many tests have gone wrong so far."""
        result = self._outcome.result
        return len(result.failures) + len(result.errors) if result else 0

    def assert_quiet(self):
        """The browser has complained of nothing: no error, no resource missing, no policy broken."""
        self.assertEqual(self.page.console(), [])
