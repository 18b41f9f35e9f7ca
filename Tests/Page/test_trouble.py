"""What cannot be: hostile texts, a server that is busy, refuses, or is gone."""

import unittest

import serving
from browsing import PageTest

HOSTILE = "<img src=x onerror=window.hit=1><script>window.hit=1</script>"


class Trouble(PageTest):
    def test_a_hostile_title_is_letters(self):
        self.page.open("design")
        self.page.type_text(self.page.text.replace("Tutoring trial, pupils within schools", HOSTILE))
        self.page.wait(lambda: HOSTILE in self.page.js("return document.querySelector('.picture svg title').textContent"), "the title")
        self.page.settle()
        self.letters_only()
        for look in ["data", "estimates", "compare"]:
            with self.subTest(look):
                self.page.js("location.hash = `#/look/${arguments[0]}`", look)
                self.page.wait(lambda: self.page.all(".pair, .comparison"), "the view")
                self.page.settle()
                self.letters_only()

    def test_hostile_keys_and_mistakes_are_letters(self):
        self.page.open("design")
        self.page.type_text(self.page.text.replace("treatment: 0.25", f"'{HOSTILE}': 0.25"))
        self.page.wait(lambda: self.page.all(".mistakes li"), "a mistake")
        self.letters_only()

    def test_a_hostile_link_is_letters(self):
        self.page.open("design")
        letters = self.page.driver.execute_async_script(
            "const [name, done] = arguments; import('/assets/state-link.js').then(async (link) =>"
            "done(await link.packed({ name, text: `title: ${name}`, kept: { name, text: name } })))", HOSTILE)
        self.page.driver.get("about:blank")
        self.page.driver.get(f"{serving.server().address}/#/design?s={letters}")
        self.page.wait(lambda: self.page.all(".editor textarea"), "the view")
        self.assertEqual(self.page.text, f"title: {HOSTILE}")
        self.assertEqual(self.page.one("#design-name").get_attribute("value"), "design")
        self.letters_only()

    def test_a_link_that_unpacks_to_very_much_is_not_read(self):
        self.page.open("design")
        letters = self.page.driver.execute_async_script(
            "const [done] = arguments; import('/assets/state-link.js').then(async (link) =>"
            "done(await link.packed({ name: 'a', text: 'x'.repeat(5000000) })))")
        self.assertLess(len(letters), 20000)
        self.page.driver.get("about:blank")
        self.page.driver.get(f"{serving.server().address}/#/design?s={letters}")
        self.page.wait(lambda: self.page.all(".editor textarea"), "the view")
        self.assertIn("Tutoring trial", self.page.text)

    def test_a_busy_server_is_asked_again(self):
        self.page.open("design")
        self.answer_runs("{ status: 503, body: { message: 'Thirty others are at it.' }, times: 1 }")
        self.page.move("effects.treatment", "0.5")
        self.page.wait(lambda: "Thirty others are at it. Trying again in" in self.page.words(), "the sentence")
        self.assertTrue(self.page.button("Try now").is_displayed())
        self.page.settle()
        self.assertIn("replicates", self.page.words())

    def test_edits_wait_for_a_busy_server(self):
        for path in ["/api/edit", "/api/design"]:
            with self.subTest(path):
                self.page.open("design")
                self.answer_runs("{ status: 429, body: { message: 'Busy.' }, times: 2 }", path)
                if path == "/api/edit":
                    self.page.move("effects.treatment", "0.5")
                else:
                    self.page.type_text(self.page.text.replace("treatment: 0.25", "treatment: 0.5"))
                self.page.wait(lambda: "treatment: 0.5," in self.page.text, "the edit")
                self.page.wait(lambda: self.page.js("return document.querySelector(\"[data-path='effects.treatment'] input[type=text]\").value") == "0.5", "the form")
                self.assertFalse(self.page.one(".form .trouble").is_displayed())

    def test_a_refusal_is_said_in_the_words_of_the_server(self):
        self.page.open("design")
        self.answer_runs("{ status: 422, body: { message: 'That is too much for this server.' }, times: 1 }")
        self.page.move("effects.treatment", "0.5")
        self.page.wait(lambda: self.page.words() == "That is too much for this server.", "the sentence")
        self.page.button("Run again").click()
        self.page.settle()

    def test_a_design_that_is_too_large_is_refused(self):
        self.page.open("design")
        self.page.type_text(self.page.text.replace("replicates: 1000", "replicates: 900000000"))
        self.page.wait(
            lambda: self.page.js("return document.querySelector('.figure').dataset.state") in ("refused", "paused") or self.page.all(".mistakes li"),
            "a refusal")
        said = self.page.words() + " ".join(item.text for item in self.page.all(".mistakes li"))
        self.assertIn("fits", said)

    def test_a_run_can_be_stopped(self):
        self.page.open("design")
        self.page.type_text(self.page.text.replace("replicates: 1000", "replicates: 60000"))
        self.page.wait(lambda: self.page.js("return document.querySelector('.figure').dataset.state === 'running' && document.querySelector('.figure progress').max === 60000"), "a long run")
        self.page.button("Stop").click()
        self.page.wait(lambda: self.page.words().startswith("Stopped."), "the run to stop")

    def test_a_server_that_went_away_and_came_back(self):
        self.page.open("design")
        server = serving.server()
        server.stop()
        try:
            self.page.move("effects.treatment", "0.5")
            self.page.wait(lambda: self.page.one("#connection").is_displayed(), "a word about it")
            self.assertIn("mlpower serve", self.page.one("#connection").text)
            self.page.type_text(self.page.text + "# typed meanwhile\n")
        finally:
            server.start()
        self.page.wait(lambda: not self.page.one("#connection").is_displayed(), "the server again")
        self.page.wait(lambda: "treatment: 0.5," in self.page.text, "the edit that waited")
        self.assertIn("# typed meanwhile", self.page.text)
        self.page.settle()

    def test_the_policy_allows_no_scripts_but_the_page_s_own(self):
        self.page.open("design")
        self.page.js("const script = document.createElement('script'); script.textContent = 'window.hit = 1'; document.head.append(script)")
        self.page.js("const other = document.createElement('img'); other.src = 'http://example.org/x.png'; document.body.append(other)")
        self.assertIsNone(self.page.js("return window.hit ?? null"))
        self.page.wait(lambda: [line for line in self.page.console() if "Content Security Policy" in line], "the policy")

    def letters_only(self):
        self.assertEqual(self.page.all("img, main script"), [])
        self.assertIsNone(self.page.js("return window.hit ?? null"))
        self.assert_quiet()

    def answer_runs(self, answer, path="/api/run"):
        """Answers the next requests in the server's place."""
        self.page.js(
            f"const answer = {answer}; const before = window.fetch; window.fetch = (path, options) =>"
            f"path === '{path}' && answer.times-- > 0"
            " ? Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }))"
            " : before(path, options)")


if __name__ == "__main__":
    unittest.main()
