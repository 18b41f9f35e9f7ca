"""Anybody can use the page: by keyboard alone, by ear, in the dark."""

import unittest

from axe_core_python.selenium import Axe
from selenium.webdriver.common.keys import Keys

from browsing import PageTest, routes

OUTLINE = """
  const visible = (node) => node.checkVisibility({ visibilityProperty: true });
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(visible).map((node) => Number(node.tagName[1]));
  const named = (node) => (node.labels?.length && [...node.labels].some((label) => label.textContent.trim()))
    || node.getAttribute('aria-label')?.trim() || document.getElementById(node.getAttribute('aria-labelledby'))?.textContent.trim()
    || (node.tagName !== 'INPUT' && node.tagName !== 'TEXTAREA' && node.tagName !== 'SELECT' && node.textContent.trim());
  const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=region], [tabindex="0"]')].filter(visible);
  return { twice: ids.filter((id, index) => ids.indexOf(id) !== index), headings,
    nameless: controls.filter((node) => !named(node)).map((node) => node.outerHTML.slice(0, 160)),
    landmarks: ['header', 'main', 'footer', 'header nav'].filter((one) => document.querySelectorAll(`body > ${one}`).length !== 1),
    pictures: [...document.querySelectorAll('.picture svg')].filter((svg) => svg.getAttribute('role') !== 'img' || !svg.querySelector('title')?.textContent).length,
    live: document.querySelectorAll('[aria-live=polite]').length, language: document.documentElement.lang };
"""

# What the keyboard should reach: everything that is shown and does something.
REACHABLE = """
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !node.disabled;
  window.marks = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((node) => shown(node) && !node.closest('.skip'));
  return window.marks.map((node) => node.outerHTML.slice(0, 120));
"""

FOCUSED = """
  const node = document.activeElement; const style = getComputedStyle(node);
  const around = getComputedStyle(node.closest('.editor') ?? node);
  const label = node.nextElementSibling && getComputedStyle(node.nextElementSibling);
  const isOutlined = [style, around, ...(node.matches('.opener input') ? [label] : [])]
    .some((one) => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2);
  return { index: window.marks.indexOf(node), isOutlined, isBody: node === document.body, html: node.outerHTML.slice(0, 120) };
"""


class Access(PageTest):
    def test_axe_finds_nothing_in_light_or_dark(self):
        axe = Axe()
        for route in routes():
            self.page.emulate()
            self.page.open(route)
            self.unfold()
            for scheme in ["light", "dark"]:
                with self.subTest(f"{route} {scheme}"):
                    self.page.emulate(prefers_color_scheme=scheme)
                    found = axe.run(self.page.driver, context=None, options=None)["violations"]
                    self.assertEqual([(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found], [])

    def test_names_headings_landmarks_and_ids(self):
        for route in routes():
            with self.subTest(route):
                self.page.open(route)
                outline = self.page.js(OUTLINE)
                self.assertEqual(outline["twice"], [])
                self.assertEqual(outline["nameless"], [])
                self.assertEqual(outline["landmarks"], [])
                self.assertEqual(outline["pictures"], 0)
                self.assertGreaterEqual(outline["live"], 1)
                self.assertEqual(outline["language"], "en")
                levels = outline["headings"]
                self.assertEqual(levels.count(1), 1)
                self.assertEqual(levels[0], 1)
                self.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)

    def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(self):
        for route in ["design", "look/data", "look/compare", "learn", "learn/readiness", "learn/01-same-study-again"]:
            with self.subTest(route):
                self.page.open(route)
                marks = self.page.js(REACHABLE)
                self.page.js("document.body.tabIndex = -1; document.body.focus()")
                reached, unseen = set(), []
                for _ in range(len(marks) + 20):
                    self.page.keys(Keys.TAB)
                    focused = self.page.js(FOCUSED)
                    if focused["isBody"]:
                        break
                    reached.add(focused["index"])
                    if not focused["isOutlined"]:
                        unseen.append(focused["html"])
                self.assertEqual([mark for index, mark in enumerate(marks) if index not in reached], [])
                self.assertEqual(unseen, [])

    def test_a_design_is_made_by_keys(self):
        self.page.open("design")
        self.focus("//button[.='Start from…']")
        self.page.keys(Keys.ENTER)
        self.page.keys("regression", Keys.TAB)
        self.page.wait(lambda: self.page.js("return document.activeElement.matches('.shipped')"), "the first design found")
        name = self.page.js("return document.activeElement.dataset.name")
        self.page.keys(Keys.ENTER)
        self.page.wait(lambda: self.page.one("#design-name").get_attribute("value") == name, "the design")
        self.page.settle()
        slider = self.page.wait(lambda: self.page.all(".bench input[type=range]"), "a slider")[0]
        text = self.page.text
        self.page.js("arguments[0].focus()", slider)
        self.page.keys(Keys.ARROW_RIGHT)
        self.page.wait(lambda: self.page.text != text, "another text")
        self.assertTrue(self.page.js("return document.activeElement.matches('input[type=range]')"))
        self.focus("//button[.='Start from…']")
        self.page.keys(Keys.ENTER, Keys.ESCAPE)
        self.page.wait(lambda: not self.page.all("dialog"), "no dialog")
        self.assertEqual(self.page.js("return document.activeElement.textContent"), "Start from…")

    def test_a_lesson_is_done_by_keys(self):
        self.page.open("learn/01-same-study-again")
        self.focus("//button[contains(@class, 'answer')]")
        self.page.keys(Keys.ENTER)
        self.page.wait(lambda: self.page.one(".feedback").text, "feedback")
        self.focus("//button[.='Show it without trying']")
        self.page.keys(Keys.SPACE)
        self.assertTrue(self.page.one(".seen > div").is_displayed())
        self.assertEqual(self.page.js("return document.activeElement.textContent"), "You should have seen")

    def test_a_new_view_is_where_the_reader_is(self):
        self.page.open("learn", ready=False)
        self.page.one(".lesson a").click()
        self.page.wait(lambda: self.page.js("return document.activeElement.tagName") == "H1", "focus on the heading")

    def test_those_who_want_no_motion_get_none(self):
        self.page.emulate(prefers_reduced_motion="reduce")
        self.page.open("design")
        self.page.move("effects.treatment", "0.5")
        self.page.wait(lambda: "treatment: 0.5," in self.page.text, "the edit")
        self.assertEqual(self.page.js("return document.getAnimations().filter((one) => one.playState === 'running').length"), 0)

    def focus(self, xpath):
        self.page.js("arguments[0].focus()", self.page.driver.find_element("xpath", xpath))

    def unfold(self):
        """Opens what is folded, and answers a question, so that all of it is looked at."""
        self.page.js("document.querySelectorAll('details').forEach((one) => (one.open = true)); document.querySelectorAll('.answer').forEach((one) => one.click())")
        for reveal in self.page.all(".reveal"):
            reveal.click()


if __name__ == "__main__":
    unittest.main()
