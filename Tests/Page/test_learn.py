"""The course: every picture runs, every answer is answered, and what was done is remembered here only."""

import re
import unittest
from html.parser import HTMLParser

import serving
from browsing import PageTest


class Plain(HTMLParser):
    """The text of a piece of html."""

    def __init__(self, html):
        super().__init__()
        self.words = []
        self.feed(html)

    def handle_data(self, data):
        self.words.append(data)


def plain(html):
    return squeezed(" ".join(Plain(html).words))


def squeezed(text):
    return re.sub(r"\s+", "", text)


class Learn(PageTest):
    def setUp(self):
        super().setUp()
        self.page.open("learn", ready=False)
        self.page.js("localStorage.clear()")

    def lessons(self):
        server = serving.server()
        return [server.get(f"/api/lessons/{lesson['name']}") for lesson in server.get("/api/start")["lessons"]]

    def test_there_are_a_dozen_lessons_in_order(self):
        self.page.open("learn", ready=False)
        titles = [title.text for title in self.page.all(".lesson .title")]
        self.assertGreaterEqual(len(titles), 12)
        self.assertEqual(titles, [lesson["title"] for lesson in serving.server().get("/api/start")["lessons"]])

    def test_every_picture_follows_its_sliders(self):
        for lesson in self.lessons():
            self.page.open(f"learn/{lesson['name']}")
            for slider in lesson["sliders"]:
                with self.subTest(f"{lesson['name']}: {slider['path']}"):
                    before = self.page.curves()
                    at = self.page.js("return document.querySelector(`[data-path='${arguments[0]}'] input`).valueAsNumber", slider["path"])
                    other = slider["min"] if abs(at - slider["min"]) > abs(at - slider["max"]) else slider["max"]
                    # Not to the very end: an effect of 0 or a variance of 0 has no picture of its own kind.
                    steps = max(1, round((other - at) / slider["step"] / 2)) if other > at else min(-1, round((other - at) / slider["step"] / 2))
                    self.page.move(slider["path"], str(at + steps * slider["step"]))
                    self.page.wait(lambda: self.page.curves() != before, "another picture", 60)
                    self.page.settle()
                    self.assertFalse(self.page.one(".results .trouble").is_displayed())
            self.assert_quiet()

    def test_where_there_is_no_effect_errors_are_called_errors(self):
        self.page.open("learn/03-clusters-ignored")
        self.assertRegex(self.page.words(), r"^Type I error from \.\d\d to ")
        self.page.one(".numbers summary").click()
        self.page.wait(lambda: "type I error" in self.page.one(".numbers thead").text, "the head of the column")

    def test_sliders_begin_at_the_numbers_of_the_design_and_return_there(self):
        for lesson in self.lessons():
            with self.subTest(lesson["name"]):
                self.page.open(f"learn/{lesson['name']}")
                form = serving.server().post("/api/design", {"text": lesson["design"]})["form"]
                values = {field["path"]: field["value"] for section in form["sections"] for field in section["fields"]}
                expected = [float(values[slider["path"]]) for slider in lesson["sliders"]]
                self.assertEqual(self.at(), [[number, number] for number in expected])
                for slider in lesson["sliders"]:
                    self.page.move(slider["path"], str(slider["max"]))
                self.page.wait(lambda: self.at() == [[slider["max"]] * 2 for slider in lesson["sliders"]], "sliders at their ends")
                self.page.button("As at the start").click()
                self.page.wait(lambda: self.at() == [[number, number] for number in expected], "sliders at the start")
                self.page.settle()

    def at(self):
        """Where sliders stand, and the numbers beside them."""
        return self.page.js("return [...document.querySelectorAll('.results .field')].map((one) => [one.querySelector('input').valueAsNumber, Number(one.querySelector('output').textContent)])")

    def test_every_answer_has_its_feedback(self):
        for lesson in self.lessons():
            self.page.open(f"learn/{lesson['name']}", ready=False)
            questions = self.page.all(".question")
            self.assertEqual(len(questions), len(lesson["quiz"]))
            self.assertIn(len(questions), (2, 3))
            for shown, question in zip(questions, lesson["quiz"]):
                self.assertEqual(sum(answer["right"] for answer in question["answers"]), 1)
                for button, answer in zip(shown.find_elements("css selector", ".answer"), question["answers"]):
                    with self.subTest(f"{lesson['name']}: {answer['text']}"):
                        button.click()
                        feedback = shown.find_element("css selector", ".feedback")
                        verdict = "Right." if answer["right"] else "Not so."
                        self.assertEqual(squeezed(feedback.text), squeezed(verdict) + plain(answer["feedback"]))
                        self.assertEqual(button.get_attribute("aria-pressed"), "true")
            self.assertIn("done", self.page.one(".quiz .standing").text)
        self.page.open("learn", ready=False)
        self.assertEqual(len(self.page.all(".lesson.done")), len(self.lessons()))
        self.page.button("Forget my progress").click()
        self.assertEqual(self.page.all(".lesson.done"), [])

    def test_what_one_should_have_seen_waits_until_one_has_tried(self):
        lesson = self.lessons()[0]
        self.page.open(f"learn/{lesson['name']}")
        text = self.page.one(".seen > div")
        self.assertFalse(text.is_displayed())
        self.assertTrue(self.page.button("Show it without trying").is_displayed())
        slider = lesson["sliders"][0]
        self.page.move(slider["path"], str(slider["max"]))
        self.page.button("Show what I should have seen").click()
        self.assertTrue(text.is_displayed())
        self.assertEqual(squeezed(text.text), plain(lesson["parts"]["seen"]))

    def test_the_first_question_missed_tells_where_to_begin(self):
        readiness = serving.server().get("/api/start")["readiness"]
        self.page.open("learn/readiness", ready=False)
        missed = 1
        for index, (shown, question) in enumerate(zip(self.page.all(".question"), readiness["questions"])):
            wanted = index != missed
            at = next(i for i, answer in enumerate(question["answers"]) if answer["right"] == wanted)
            shown.find_elements("css selector", ".answer")[at].click()
        name = readiness["questions"][missed]["lesson"]
        self.assertTrue(self.page.one(f".verdict a[href='#/learn/{name}']").is_displayed())
        # A second try at the question does not change what the first one told.
        right = next(i for i, answer in enumerate(readiness["questions"][missed]["answers"]) if answer["right"])
        self.page.all(".question")[missed].find_elements("css selector", ".answer")[right].click()
        self.assertTrue(self.page.one(f".verdict a[href='#/learn/{name}']").is_displayed())
        self.page.open("learn", ready=False)
        begin = self.page.js("return [...document.querySelectorAll('.lesson')].filter((l) => l.textContent.includes('Begin here')).map((l) => l.querySelector('a').hash)")
        self.assertEqual(begin, [f"#/learn/{name}"])

    def test_who_knows_all_is_told_so(self):
        readiness = serving.server().get("/api/start")["readiness"]
        self.page.open("learn/readiness", ready=False)
        for shown, question in zip(self.page.all(".question"), readiness["questions"]):
            at = next(i for i, answer in enumerate(question["answers"]) if answer["right"])
            shown.find_elements("css selector", ".answer")[at].click()
        self.assertIn("You know all of this", self.page.one(".verdict").text)

    def test_the_design_of_a_lesson_can_be_taken_along(self):
        lesson = self.lessons()[4]
        self.page.open(f"learn/{lesson['name']}")
        self.page.button("Take this design to Design").click()
        self.page.wait(lambda: self.page.all(".editor textarea"), "the design")
        self.page.wait(lambda: self.page.text == lesson["design"], "the text of the lesson")

    def test_nothing_of_it_is_sent(self):
        self.page.open("learn/readiness", ready=False)
        self.page.js("window.asked = []; const before = window.fetch; window.fetch = (...all) => { asked.push(all[0]); return before(...all); }")
        for answer in self.page.all(".answer"):
            answer.click()
        self.assertEqual(self.page.js("return asked"), [])


if __name__ == "__main__":
    unittest.main()
