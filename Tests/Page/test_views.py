"""Each view opens, whole and quietly, at any width, in light, dark and print."""

import unittest

from browsing import PageTest, routes

WIDER = """
  const limit = document.documentElement.clientWidth + 0.5;
  const isCut = (node) => { for (let up = node.parentElement; up; up = up.parentElement) {
    const { overflowX } = getComputedStyle(up); if (overflowX !== 'visible') return true; } return false; };
  return [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > limit
    && getComputedStyle(node).visibility !== 'hidden' && !isCut(node)).map((node) => node.outerHTML.slice(0, 120));
"""

SMALLEST = """
  return Math.min(...[...document.querySelectorAll('.picture svg text')].map((text) => {
    const svg = text.ownerSVGElement;
    return text.getAttribute('font-size') * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width; }));
"""


class Views(PageTest):
    def test_each_view_opens_with_its_pictures_and_without_complaints(self):
        for route in routes():
            with self.subTest(route):
                self.page.open(route)
                self.assertEqual(len(self.page.all("main h1")), 1)
                self.assertNotIn("cannot be shown", self.page.one("main h1").text)
                self.assertIn("mlpower", self.page.driver.title)
                self.assert_quiet()

    def test_nothing_is_wider_than_the_window(self):
        looks = [("", "light"), ("", "dark"), ("print", "light")]
        for route in routes():
            self.page.resize(1400)
            self.page.emulate()
            self.page.open(route)
            for width in [400, 700, 1000, 1400]:
                for medium, scheme in looks:
                    with self.subTest(f"{route} {width} {medium or scheme}"):
                        self.page.resize(width)
                        self.page.emulate(medium, prefers_color_scheme=scheme)
                        width_of_page = self.page.js("return document.documentElement.scrollWidth")
                        self.assertLessEqual(width_of_page, width)
                        self.assertEqual(self.page.js(WIDER), [])
                        if width in (400, 1400):
                            self.page.photograph(f"{route.replace('/', '-')}-{width}-{medium or scheme}")

    def test_letters_of_pictures_can_be_read_at_any_width(self):
        for route in routes():
            for width in [400, 1000]:
                with self.subTest(f"{route} {width}"):
                    self.page.resize(width)
                    self.page.open(route)
                    if self.page.all(".picture svg text"):
                        self.assertGreaterEqual(self.page.js(SMALLEST), 10)

    def test_a_picture_becomes_narrow_with_its_window_and_wide_again(self):
        width = "return document.querySelector('.picture svg').viewBox.baseVal.width"
        for route in ["design", "look/data"]:
            self.page.resize(1400)
            self.page.open(route)
            wide = self.page.js(width)
            self.assertGreater(wide, 450)
            self.page.resize(400)
            self.page.wait(lambda: self.page.js(width) < 400, "a narrow picture")
            self.page.resize(1400)
            self.page.wait(lambda: self.page.js(width) == wide, "a wide picture")

    def test_what_is_open_is_marked_in_the_navigation_and_named_in_the_title(self):
        self.page.open("learn", ready=False)
        self.assertEqual([link.text for link in self.page.all("header [aria-current=page]")], ["Learn"])
        self.page.one("header [data-area=look]").click()
        self.page.wait(lambda: "One study" in self.page.driver.title, "the title of the view")
        self.assertEqual([link.text for link in self.page.all("header [aria-current=page]")], ["Look"])
        self.page.driver.back()
        self.page.wait(lambda: "Learn" in self.page.driver.title, "the view before")

    def test_addresses_that_lead_nowhere_say_so(self):
        self.page.open("learn/no-such-lesson", ready=False)
        self.page.wait(lambda: "cannot be shown" in self.page.one("main h1").text, "a sentence")
        self.assertTrue(self.page.all("main a[href='#/learn']"))


if __name__ == "__main__":
    unittest.main()
