import { element, serverHTML } from "./element.js";
import { progress } from "./progress.js";
import { quizQuestion } from "./quiz.js";

/** Questions before the course: the first one that somebody gets wrong tells where to begin. */
export function readinessView({ start }) {
  const { readiness, lessons } = start;
  const first = new Array(readiness.questions.length).fill(null);
  const verdict = element("section", { class: "verdict", "aria-live": "polite" });
  const conclude = () => {
    if (first.includes(null)) return;
    const missed = readiness.questions[first.indexOf(false)];
    progress.suggestion = missed?.lesson ?? null;
    verdict.replaceChildren(...advice(lessons.find(({ name }) => name === missed?.lesson)));
  };
  const questions = readiness.questions.map((question, index) =>
    quizQuestion(question, {
      heading: "h2",
      answered: (answer, isFirst) => {
        if (isFirst) first[index] = answer.right;
        conclude();
      },
    }),
  );
  const node = element(
    "div",
    { class: "reading" },
    element("h1", { tabindex: "-1" }, readiness.title),
    serverHTML(readiness.opening, "div", { class: "prose" }),
    questions,
    verdict,
    element("p", {}, element("a", { href: "#/learn" }, "All lessons")),
  );
  return { title: readiness.title, node };
}

function advice(lesson) {
  if (!lesson) {
    return [element("h2", {}, "You know all of this"), element("p", {}, "Begin where your curiosity is, or go on to ", element("a", { href: "#/design" }, "your own design"), ".")];
  }
  return [
    element("h2", {}, "Begin here"),
    element("p", {}, element("a", { class: "button main", href: `#/learn/${lesson.name}` }, lesson.title)),
    element("p", {}, lesson.question),
  ];
}
