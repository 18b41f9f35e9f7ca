"""The design as form, text and picture, which always agree."""

import os
import pathlib
import random
import re
import tempfile
import time
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

import serving
from browsing import PageTest

FIELDS = """
  return [...document.querySelectorAll('.bench .form .field')].map((field) => {
    const slider = field.querySelector('input[type=range]');
    return { path: field.dataset.path, value: field.querySelector('input[type=text], textarea, select').value,
      slider: slider && { value: slider.valueAsNumber, min: Number(slider.min), max: Number(slider.max) } };
  });
"""


class Design(PageTest):
    def setUp(self):
        super().setUp()
        self.page.open("design")

    def test_a_slider_changes_text_curve_and_words(self):
        curves, words, text = self.page.curves(), self.page.words(), self.page.text
        self.page.move("effects.treatment", "0.5")
        self.page.wait(lambda: self.page.text != text, "another text")
        self.page.settle()
        self.page.wait(lambda: self.page.words() != words, "other words")
        self.assertIn("treatment: 0.5,", self.page.text)
        self.assertEqual(self.page.text.replace("treatment: 0.5,", "treatment: 0.25,"), text)
        self.assertNotEqual(self.page.curves(), curves)
        self.assertRegex(self.page.words(), r"^Power from .* over 15 scenarios, 1,000 of 1,000 replicates, in ")
        self.assert_quiet()

    def test_a_picture_comes_at_once_and_becomes_sharper(self):
        self.page.js(
            "window.seen = []; new MutationObserver(() => { const bar = document.querySelector('.figure progress');"
            "if (seen.at(-1) !== bar.value) seen.push(bar.value); }).observe(document.querySelector('.figure'),"
            "{ subtree: true, childList: true, attributes: true, characterData: true })")
        self.page.move("effects.treatment", "0.4")
        self.page.wait(lambda: self.page.js("return seen.length > 1 && seen.at(-1) === 1000"), "a complete run")
        seen = [count for count in self.page.js("return seen") if count < 1000]
        self.assertTrue(seen)
        self.assertLessEqual(min(seen), 200)

    def test_a_slider_that_is_dragged_ends_where_it_was_left(self):
        for step in range(60):
            self.page.move("effects.treatment", f"{0.1 + step / 100:.2f}")
        self.page.wait(lambda: "treatment: 0.69," in self.page.text, "the last value")
        self.page.settle()
        self.agree()
        self.assert_quiet()

    def test_a_slider_drawn_by_a_pointer_takes_the_curve_with_it(self):
        slider = self.page.one("[data-path='effects.treatment'] input[type=range]")
        self.page.js("arguments[0].scrollIntoView({ block: 'center' })", slider)
        width = slider.rect["width"]
        start, least, most = self.page.js(
            "const s = arguments[0]; return [s.valueAsNumber, Number(s.min), Number(s.max)]", slider)
        thumb = round((start - least) / (most - least) * (width - 16) + 8 - width / 2)
        # When the browser puts the page before this one away, it lets go of what a pointer holds.
        time.sleep(1.5)
        hand = ActionChains(self.page.driver, duration=20)
        hand.move_to_element_with_offset(slider, thumb, 0).click_and_hold().perform()
        curves, node = [self.page.curves()], slider.id
        # Past 0, where other things can be added to the design than elsewhere.
        for _ in range(6):
            ActionChains(self.page.driver, duration=20).move_by_offset(-6, 0).perform()
            # The button is still held: the curve follows before it is let go.
            curves.append(self.page.wait(
                lambda: self.page.curves() != curves[-1] and self.page.curves(), "another curve while dragging"))
        ActionChains(self.page.driver).release().perform()
        self.page.settle()
        held = self.page.one("[data-path='effects.treatment'] input[type=range]")
        self.assertEqual(held.id, node)
        value = self.page.js("return arguments[0].valueAsNumber", held)
        self.assertLess(value, -0.2)
        self.assertIn(f"treatment: {value:g},", self.page.text)
        self.agree()
        self.assert_quiet()

    def test_what_is_removed_leaves_the_keyboard_in_its_section(self):
        self.page.js("document.querySelector(\"[aria-label='Remove prior']\").focus()")
        self.page.keys(Keys.ENTER)
        self.page.wait(lambda: "prior" not in self.page.text.split("predictors:")[1], "a design without it")
        self.page.wait(lambda: not self.page.all("[aria-label='Remove prior']"), "a form without it")
        self.assertEqual(
            self.page.js("return document.activeElement.closest('[data-section]')?.dataset.section"), "predictors")

    def test_the_design_in_work_is_there_after_a_lesson_was_loaded_again(self):
        self.page.type_text(self.page.text.replace("treatment: 0.25", "treatment: 0.33"))
        self.page.settle()
        self.page.js("location.hash = '#/learn'")
        self.page.wait(lambda: self.page.all(".lessons"), "the lessons")
        self.page.wait(lambda: self.page.js("return sessionStorage.getItem('design') !== null"), "what is kept")
        time.sleep(0.5)
        self.page.driver.refresh()
        self.page.wait(lambda: self.page.all(".lessons"), "the lessons")
        self.page.js("location.hash = '#/design'")
        self.page.wait(lambda: "treatment: 0.33" in self.page.text, "the design in work")

    def test_a_typed_mistake_is_said_at_its_line_until_it_is_mended(self):
        text = self.page.text
        wrong = text.replace("25 per school", "25 per scool").replace("treatment: 0.25", "treatmet: 0.25")
        self.assertNotEqual(wrong, text)
        self.page.type_text(wrong)
        self.page.wait(lambda: self.page.all(".mistakes li"), "mistakes")
        said = [f"{line}:{column}: {message}" for line, column, message in self.mistakes(wrong)]
        self.assertEqual(said, serving.command_line_mistakes(wrong))
        lines = [line for line, _, _ in self.mistakes(wrong)]
        marked = self.page.js("return [...document.querySelectorAll('.row.wrong')].map((row) => [Number(row.dataset.line), row.querySelector('.message').textContent])")
        self.assertEqual(marked, [[line, message] for line, _, message in self.mistakes(wrong)])
        shown = [item.text for item in self.page.all(".mistakes li")]
        self.assertEqual(shown, [f"Line {line} {message}" for line, _, message in self.mistakes(wrong)])
        self.assertEqual(self.page.one(".editor textarea").get_attribute("aria-invalid"), "true")
        self.assertIn("mistakes", self.page.words())
        self.page.wait(lambda: "2 mistakes" in self.page.js("return document.getElementById('announcer').textContent"), "a word to readers")
        self.page.button(f"Line {lines[0]}").click()
        before = self.page.js("const a = document.querySelector('.editor textarea'); return a.value.slice(0, a.selectionStart)")
        self.assertEqual(before.count("\n") + 1, lines[0])
        self.page.type_text(text)
        self.page.wait(lambda: not self.page.all(".mistakes li"), "no mistakes")
        self.assertEqual(self.page.all(".row.wrong"), [])
        self.assertEqual(self.page.one(".editor textarea").get_attribute("aria-invalid"), "false")
        self.page.settle()

    def test_text_that_is_no_yaml_keeps_what_was_typed(self):
        self.page.type_text("levels: {school: 40")
        self.page.wait(lambda: self.page.all(".mistakes li"), "a mistake")
        self.assertEqual(self.page.text, "levels: {school: 40")
        self.assertIn("cannot be read", self.page.one(".form .trouble").text)

    def test_typing_with_keys_shows_in_the_form(self):
        area = self.page.one(".editor textarea")
        area.click()
        self.page.js(
            "const area = arguments[0]; const at = area.value.indexOf('treatment: 0.25') + 'treatment: 0.25'.length;"
            "area.setSelectionRange(at, at)", area)
        self.page.keys("5")
        self.page.wait(lambda: self.value("effects.treatment") == "0.255", "the value in the form")
        self.page.wait(lambda: self.page.one("[data-path='effects.treatment'] input[type=text]"), "field")
        self.assertEqual(self.page.js("return document.activeElement.tagName"), "TEXTAREA")
        self.agree()

    def test_form_and_text_agree_after_fifty_random_edits(self):
        chance = random.Random(8)
        for number in range(50):
            before = self.page.text
            what = chance.choice([self.slide, self.enter, self.retype])
            done = what(chance)
            with self.subTest(f"edit {number}: {what.__name__} {done}"):
                self.page.wait(lambda: self.page.text != before or not done, "another text")
                self.agree()
        self.assert_quiet()

    def test_fields_are_added_and_removed_and_taken_back(self):
        before = self.page.text
        self.page.wait(lambda: self.page.all(".field .remove"), "fields that can be removed")
        path = self.page.js("return document.querySelector(\"[data-section=grid] .field .remove\").closest('.field').dataset.path")
        self.page.one(f"[data-path='{path}'] .remove").click()
        self.page.wait(lambda: not self.page.all(f".field[data-path='{path}']"), "the field to go")
        self.agree()
        self.assertNotEqual(self.page.text, before)
        self.page.button("Undo").click()
        self.page.wait(lambda: self.page.text == before, "the text of before")
        self.agree()
        self.page.button("Redo").click()
        self.page.wait(lambda: self.page.text != before, "the edit again")
        self.page.button("Undo").click()
        self.page.wait(lambda: self.page.text == before, "the text of before")
        self.agree()
        for summary in self.page.all("[data-section=predictors] > details > summary, [data-section=predictors] > details > details:first-of-type > summary"):
            summary.click()
        adding = self.page.one("[data-section=predictors] .adding")
        self.page.fill(adding.find_elements("css selector", "input")[0], "age")
        adding.find_element("css selector", "button").click()
        self.page.wait(lambda: "age:" in self.page.text, "the predictor in the text")
        self.agree()

    def test_sections_that_are_folded_open_and_stay_open(self):
        about = self.page.one("details[data-section=about]")
        self.assertFalse(self.page.one("[data-path=title]").is_displayed())
        about.find_element("css selector", "summary").click()
        title = self.page.one("[data-path=title] input")
        self.page.fill(title, "Homework trial", Keys.TAB)
        self.page.wait(lambda: self.page.text.startswith("title: Homework trial\n"), "the title in the text")
        self.page.one("[data-section=grid] .field .remove").click()
        self.page.wait(lambda: self.page.text.count("by 20") == 0, "a form of another shape")
        self.agree()
        self.assertTrue(self.page.one("[data-path=title]").is_displayed())

    def test_a_refused_edit_is_said_and_the_form_keeps_the_value(self):
        field = self.page.one("[data-path='effects.treatment'] input[type=text]")
        before = self.page.text
        self.page.fill(field, "{", Keys.TAB)
        self.page.wait(lambda: self.page.one(".form .trouble").is_displayed() or self.page.all(".mistakes li"), "a word about it")
        if self.page.text == before:
            self.assertEqual(self.value("effects.treatment"), "0.25")

    def test_shipped_designs_are_found_by_words(self):
        self.page.button("Start from…").click()
        self.assertEqual(len(self.page.all("dialog .shipped")), len(serving.server().get("/api/start")["designs"]))
        self.page.keys("growth")
        names = [item.get_attribute("data-name") for item in self.page.all("dialog .shipped")]
        self.assertIn("growth-curve", names)
        self.assertNotIn("two-level-trial", names)
        self.page.one("dialog [data-name=growth-curve]").click()
        self.page.wait(lambda: self.page.text == serving.server().get("/api/designs/growth-curve"), "the design")
        self.assertEqual(self.page.one("#design-name").get_attribute("value"), "growth-curve")
        self.assertEqual(self.page.all("dialog"), [])
        self.agree()

    def test_another_design_is_never_shown_with_the_figures_of_the_one_before(self):
        words = self.page.words()
        self.page.js(
            "window.seen = new Set(); new MutationObserver(() => seen.add(document.querySelector('.figure .words').textContent))"
            ".observe(document.querySelector('.figure'), { subtree: true, childList: true, characterData: true, attributes: true })")
        self.page.button("Start from…").click()
        self.page.one("dialog [data-name='16-ordinal-ratings']").click()
        self.page.wait(lambda: "of 1,000 replicates" in self.page.words() and self.page.words() != words, "figures of the other", 60)
        seen = self.page.js("return [...seen]")
        self.assertIn("Running…", seen)
        self.assertNotIn(words, seen)

    def test_a_file_of_ones_own_is_opened(self):
        with tempfile.TemporaryDirectory(prefix=f"mlpower-page-{os.getpid()}-") as folder:
            file = pathlib.Path(folder) / "my trial.yaml"
            file.write_text(serving.server().get("/api/designs/regression"))
            self.page.one("#design-file").send_keys(str(file))
            self.page.wait(lambda: self.page.text == file.read_text(), "the text of the file")
        self.assertEqual(self.page.one("#design-name").get_attribute("value"), "my-trial")

    def test_downloads_are_what_the_command_line_writes(self):
        self.page.type_text(self.page.text.replace("replicates: 1000", "replicates: 60"))
        self.page.wait(lambda: "60 of 60 replicates" in self.page.words(), "the run")
        text = self.page.text
        expected = serving.command_line_files(text, "two-level-trial")
        with tempfile.TemporaryDirectory(prefix=f"mlpower-page-{os.getpid()}-") as folder:
            allow = {"behavior": "allow", "downloadPath": folder}
            self.page.driver.execute_cdp_cmd("Browser.setDownloadBehavior", allow)
            for file in ["power.csv", "power.txt", "power.svg", "estimates.svg", "report.html"]:
                with self.subTest(file):
                    self.page.one(f".downloads [data-file='{file}']").click()
                    saved = pathlib.Path(folder) / f"two-level-trial-{file}"
                    self.page.wait(saved.exists, file)
                    self.assertEqual(saved.read_bytes(), expected[file])
            self.page.one(".downloads [data-file=design]").click()
            saved = pathlib.Path(folder) / "two-level-trial.yaml"
            self.page.wait(saved.exists, "the design")
            self.assertEqual(saved.read_text(), text)
        self.assert_quiet()

    def test_a_link_brings_back_the_state(self):
        self.page.move("effects.treatment", "0.33")
        self.page.wait(lambda: "treatment: 0.33," in self.page.text, "the edit")
        text = self.page.text
        self.page.settle()
        address = self.page.wait(lambda: self.link_of(text), "the design in the address")
        self.page.driver.get("about:blank")
        self.page.driver.get(address)
        self.page.wait(lambda: self.page.all(".editor textarea"), "the view")
        self.assertEqual(self.page.text, text)
        self.assertEqual(self.page.one("#design-name").get_attribute("value"), "two-level-trial")
        self.page.driver.get("about:blank")
        self.page.driver.get(f"{serving.server().address}/#/design?s=bm90aGluZw")
        self.page.wait(lambda: self.page.all(".editor textarea"), "the view")
        self.assertIn("Tutoring trial", self.page.text)

    def test_the_link_can_be_copied_where_there_is_no_clipboard(self):
        self.page.js("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        self.page.button("Copy link").click()
        field = self.page.wait(lambda: self.page.all(".share input"), "the link")[0]
        self.assertIn("/#/design?s=", field.get_attribute("value"))

    def test_the_numbers_are_a_table_too(self):
        self.page.one(".numbers summary").click()
        rows = self.page.wait(lambda: self.page.all(".numbers tbody tr"), "rows")
        self.assertEqual(len(rows), 15)
        self.assertRegex(rows[0].text, r"^20 10 treatment \.\d{3} \.\d{3}–\.\d{3} \.\d{3}$")

    # How edits are made at random; each gives what it did, or nothing where it left all as it was.

    def slide(self, chance):
        field = chance.choice([field for field in self.page.js(FIELDS) if field["slider"]])
        slider = field["slider"]
        value = slider["min"] + chance.random() * (slider["max"] - slider["min"])
        before = slider["value"]
        self.page.move(field["path"], str(value))
        moved = next(one for one in self.page.js(FIELDS) if one["path"] == field["path"])["slider"]["value"]
        return f"{field['path']} to {moved}" if moved != before else ""

    def enter(self, chance):
        field = chance.choice([field for field in self.page.js(FIELDS) if re.fullmatch(r"0\.\d+", field["value"])])
        value = f"0.{chance.randint(11, 89)}"
        control = self.page.one(f"[data-path='{field['path']}'] input[type=text]")
        self.page.fill(control, value, Keys.TAB)
        return f"{field['path']} = {value}" if value != field["value"] else ""

    def retype(self, chance):
        text = self.page.text
        places = [match for match in re.finditer(r"\b0\.\d+", text)]
        place = chance.choice(places)
        number = f"0.{chance.randint(11, 89)}"
        self.page.type_text(text[: place.start()] + number + text[place.end():])
        return f"{place.group()} typed as {number}" if number != place.group() else ""

    def agree(self):
        """Waits until the form shows what the server reads in the text; says where they differ."""
        try:
            self.page.wait(lambda: not self.differences(), "form and text to agree", 10)
        except AssertionError:
            self.assertEqual(self.differences(), [])

    def differences(self):
        form = serving.server().post("/api/design", {"text": self.page.text})["form"]
        expected = [field for section in form["sections"] for field in section["fields"]]
        shown = self.page.js(FIELDS)
        if [field["path"] for field in shown] != [field["path"] for field in expected]:
            return ["other fields"]
        found = [f"{one['path']}: {one['value']} shown, {other['value']} in the text"
                 for one, other in zip(shown, expected) if one["value"] != other["value"]]
        for field in shown:
            slider = field["slider"]
            if slider and abs(slider["value"] - min(max(float(field["value"]), slider["min"]), slider["max"])) > 1e-9:
                step = self.page.js("return Number(document.querySelector(`[data-path='${arguments[0]}'] input[type=range]`).step)", field["path"])
                if abs(slider["value"] - float(field["value"])) > step / 2 + 1e-9 and slider["min"] <= float(field["value"]) <= slider["max"]:
                    found.append(f"{field['path']}: slider at {slider['value']}, {field['value']} in the text")
        return found

    def value(self, path):
        return self.page.js("return document.querySelector(`[data-path='${arguments[0]}'] input[type=text]`).value", path)

    def mistakes(self, text):
        found = serving.server().post("/api/design", {"text": text})["mistakes"]
        return [(one["line"], one["column"], one["message"]) for one in found]

    def link_of(self, text):
        """The address, once it holds this text."""
        address = self.page.js("return location.href")
        if "?s=" not in address:
            return None
        letters = address.split("?s=")[1]
        held = self.page.driver.execute_async_script(
            "const [letters, done] = arguments; import('/assets/state-link.js').then(async (link) => done((await link.unpacked(letters))?.text))",
            letters)
        return address if held == text else None


if __name__ == "__main__":
    unittest.main()
