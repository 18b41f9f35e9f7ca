"""One study, many studies, and two designs side by side."""

import unittest

import serving
from browsing import PageTest


class Look(PageTest):
    def test_another_study_is_another_picture_and_the_first_comes_back(self):
        self.page.open("look/data")
        first, words = self.page.curves(), self.page.words()
        self.page.button("Another study").click()
        self.page.wait(lambda: self.page.words() != words, "another study")
        self.assertNotEqual(self.page.curves(), first)
        self.page.button("Back to the first").click()
        self.page.wait(lambda: self.page.curves() == first, "the first study")
        self.assertEqual(self.page.words(), words)
        self.assert_quiet()

    def test_the_scenario_of_the_grid_is_chosen(self):
        self.page.open("look/estimates")
        choice = self.page.one("#scenario")
        self.assertEqual(len(choice.find_elements("tag name", "option")), 15)
        before = self.page.curves()
        self.page.js("arguments[0].value = '14'; arguments[0].dispatchEvent(new Event('change'))", choice)
        self.page.wait(lambda: self.page.curves() != before, "the picture of another scenario")
        self.page.settle()
        self.page.wait(lambda: "at school = 100, pupil = 50" in self.page.one(".facts").text, "the facts of that scenario")
        self.assertRegex(self.page.words(), r"^Power \.\d\d, 1,000 of")
        self.assert_quiet()

    def test_sliders_move_pictures_and_facts(self):
        for look in ["data", "estimates", "exaggeration", "power"]:
            with self.subTest(look):
                self.page.open(f"look/{look}")
                before, facts = self.page.curves(), self.page.one(".facts").text
                self.page.move("random.school.variance", "0.45")
                self.page.wait(lambda: self.page.one(".facts").text != facts, "other facts")
                self.page.wait(lambda: self.page.curves() != before, "another picture")
                self.page.settle()
                self.assert_quiet()

    def test_icc_design_effect_and_effective_size_stand_beside_the_sliders(self):
        self.page.open("look/power")
        facts = self.page.one(".facts").text.lower()
        for fact in ["icc", "design effect", "effective"]:
            self.assertIn(fact, facts)

    def test_two_designs_are_compared_at_one_place_of_the_grid(self):
        self.page.open("look/compare")
        self.page.move("effects.treatment", "0.6")
        self.choose("#compared", "estimates")
        for number, place in [(None, "school = 40, pupil = 25"), ("14", "school = 100, pupil = 50")]:
            if number:
                self.choose("#scenario", number)
            for slot in "ab":
                shown = f"return document.querySelector('[data-slot={slot}] .picture').textContent"
                self.page.wait(lambda: place in self.page.js(shown), f"{place} on side {slot}")
        self.assert_quiet()

    def choose(self, selector, value):
        self.page.js(
            "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
            "s.dispatchEvent(new Event('change'))", selector, value)

    def test_a_design_without_tests_says_where_its_picture_is(self):
        self.page.open("design")
        self.page.type_text((serving.ROOT / "Designs/18-threshold.yaml").read_text())
        self.page.wait(lambda: "smallest candidate" in self.page.one(".figure .picture").text, "the picture", 60)
        self.page.js("location.hash = '#/look/estimates'")
        self.page.wait(lambda: "This design tests nothing" in self.page.one(".figure .waiting").text, "a reason", 60)
        self.assert_quiet()

    def test_of_two_designs_one_is_kept(self):
        self.page.open("look/compare")
        a, b = self.page.curves("[data-slot=a]"), self.page.curves("[data-slot=b]")
        self.assertEqual(a, b)
        self.page.move("effects.treatment", "0.6")
        self.page.wait(lambda: self.page.curves("[data-slot=b]") != b, "another B")
        self.page.settle()
        self.assertEqual(self.page.curves("[data-slot=a]"), a)
        self.page.wait(lambda: "effects.treatment 0.25 → 0.6" in self.page.one(".changes").text, "what changed")
        changed = self.page.curves("[data-slot=b]")
        self.page.button("Swap A and B").click()
        self.page.wait(lambda: self.page.curves("[data-slot=a]") == changed and self.page.curves("[data-slot=b]") == a, "A and B swapped")
        self.page.button("Keep B as A").click()
        self.page.wait(lambda: "Nothing yet" in self.page.one(".changes").text, "two designs alike")
        self.assert_quiet()

    def test_what_was_changed_here_is_the_design_everywhere(self):
        self.page.open("look/power")
        self.page.move("effects.treatment", "0.41")
        self.page.wait(lambda: "41" in self.page.js("return document.querySelector(\"[data-path='effects.treatment'] input[type=text]\").value"), "the value")
        self.page.settle()
        self.page.one("header [data-area=design]").click()
        self.page.wait(lambda: self.page.all(".editor textarea"), "the design")
        self.page.wait(lambda: "treatment: 0.41," in self.page.text, "the value in the text")
        self.page.driver.back()
        self.page.wait(lambda: "Power" in self.page.driver.title, "the view before")
        self.page.one("header [data-area=design]").click()
        self.page.wait(lambda: self.page.all(".editor textarea"), "the design")
        self.assertIn("treatment: 0.41,", self.page.text)


if __name__ == "__main__":
    unittest.main()
