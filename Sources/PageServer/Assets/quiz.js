import { element, freshId, serverHTML, serverLine } from "./element.js";

/**
 * A question with its answers. Each answer has its feedback, shown when it is chosen; others may be tried.
 * `answered` is called with the answer and whether it was the first.
 */
export function quizQuestion({ question, answers }, { heading = "h3", answered }) {
  const id = freshId("question");
  const feedback = element("div", { class: "feedback", "aria-live": "polite" });
  let isFirst = true;
  const buttons = answers.map((answer) =>
    serverLine(answer.text, "button", { type: "button", class: "answer", "aria-pressed": "false" }),
  );
  buttons.forEach((pressed, index) =>
    pressed.addEventListener("click", () => {
      const answer = answers[index];
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === pressed));
      pressed.classList.add(answer.right ? "right" : "wrong");
      const verdict = element("strong", {}, answer.right ? "Right. " : "Not so. ");
      feedback.replaceChildren(verdict, serverHTML(answer.feedback, "div", { class: "words" }));
      feedback.className = `feedback ${answer.right ? "right" : "wrong"}`;
      answered?.(answer, isFirst);
      isFirst = false;
    }),
  );
  return element(
    "div",
    { class: "question", role: "group", "aria-labelledby": id },
    serverLine(question, heading, { id }),
    element("ol", { class: "answers" }, buttons.map((item) => element("li", {}, item))),
    feedback,
  );
}
