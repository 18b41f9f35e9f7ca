import { button, element } from "./element.js";
import { lessonView } from "./lesson-view.js";
import { progress } from "./progress.js";
import { readinessView } from "./readiness-view.js";

/** The course: its lessons, one of them, or the questions that tell where to begin. */
export function learnView(context) {
  if (context.rest === "readiness" && context.start.readiness) return readinessView(context);
  if (context.rest) return lessonView(context);
  return { title: "Learn", node: overview(context.start) };
}

function overview(start) {
  const list = element("ol", { class: "lessons" });
  const standing = element("p", { class: "standing" });
  const forget = button("Forget my progress", () => {
    progress.forget();
    show();
  }, { class: "quiet" });
  const show = () => {
    const done = start.lessons.filter(({ name }) => progress.of(name) === "done").length;
    const hasBegun = start.lessons.some(({ name }) => progress.of(name));
    standing.textContent = hasBegun
      ? `${done} of ${start.lessons.length} lessons done. This is kept in your browser only.`
      : "What you have done is kept in your browser only.";
    forget.hidden = !hasBegun && !progress.suggestion;
    const first = progress.suggestion ?? start.lessons[0]?.name;
    list.replaceChildren(...start.lessons.map((lesson) => item(lesson, lesson.name === first && !hasBegun)));
  };
  show();
  return element(
    "div",
    { class: "reading" },
    element("h1", { tabindex: "-1" }, "Learn"),
    element("p", { class: "lead" }, "Power and clustered data, one question at a time. Each lesson has a picture that you move, and two or three questions."),
    start.readiness
      ? element("p", {}, element("a", { class: "button main", href: "#/learn/readiness" }, "Where should I begin?"))
      : null,
    list,
    element("div", { class: "line" }, standing, forget),
  );
}

function item(lesson, isFirst) {
  const state = { done: "Done", begun: "Begun" }[progress.of(lesson.name)] ?? (isFirst ? "Begin here" : "");
  return element(
    "li",
    { class: `lesson ${progress.of(lesson.name) ?? ""}` },
    element(
      "a",
      { href: `#/learn/${lesson.name}` },
      element("span", { class: "title" }, lesson.title),
      element("span", { class: "asks" }, lesson.question),
    ),
    state ? element("span", { class: "state" }, state) : null,
  );
}
