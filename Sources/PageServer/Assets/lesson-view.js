import { button, element, freshId, serverHTML, serverLine } from "./element.js";
import { DataFigure } from "./data-figure.js";
import { factsList } from "./facts.js";
import { LiveFigure } from "./live-figure.js";
import { progress } from "./progress.js";
import { quizQuestion } from "./quiz.js";
import { getJSON } from "./server.js";
import { Slider } from "./slider.js";
import { StudiedDesign } from "./studied-design.js";

const labels = { power: "Power", estimates: "Many studies", exaggeration: "Only the significant", data: "One study", threshold: "From how many answers on" };

/** A lesson: its text, a picture that one moves, and questions. */
export async function lessonView({ rest, start, design: workbench, signal }) {
  const lesson = await getJSON(`/api/lessons/${encodeURIComponent(rest)}`);
  progress.begin(lesson.name);
  const design = new StudiedDesign(lesson.design, lesson.name);
  const seen = seenSection(lesson);
  const node = element(
    "div",
    {},
    element("p", { class: "above" }, place(lesson, start)),
    element("h1", { tabindex: "-1" }, lesson.title),
    element("p", { class: "lead" }, lesson.question),
    element(
      "div",
      { class: "lesson-body" },
      element(
        "div",
        { class: "prose before" },
        serverHTML(lesson.parts.opening),
        element("h2", {}, "Try"),
        serverHTML(lesson.parts.try),
      ),
      workshop(lesson, design, signal, seen.tried),
      element(
        "div",
        { class: "prose after" },
        seen.node,
        quiz(lesson),
        exercises(lesson),
        element("h2", {}, "Read on"),
        serverHTML(lesson.parts.read),
        onwards(lesson, start, workbench, design),
      ),
    ),
  );
  design.read();
  return { title: lesson.title, node };
}

function place(lesson, start) {
  const index = start.lessons.findIndex(({ name }) => name === lesson.name);
  return [element("a", { href: "#/learn" }, "All lessons"), ` · ${index + 1} of ${start.lessons.length}`];
}

function workshop(lesson, design, signal, tried) {
  const figure =
    lesson.figure === "data"
      ? new DataFigure(design, { signal })
      : new LiveFigure(design, { figure: lesson.figure, label: labels[lesson.figure], signal });
  const trouble = element("p", { class: "trouble", role: "alert", hidden: true });
  design.addEventListener("refused", (event) => {
    trouble.textContent = event.detail;
    trouble.hidden = false;
  });
  figure.node.addEventListener("click", tried);
  return element(
    "div",
    { class: "results" },
    sliders(lesson, design, signal, tried),
    trouble,
    figure.node,
    factsList(design, signal),
  );
}

function sliders(lesson, design, signal, tried) {
  const controls = lesson.sliders.map((slider) => control(slider, design, tried));
  const show = () => {
    const fields = (design.form?.sections ?? []).flatMap((section) => section.fields);
    controls.forEach((one) => one.show(fields.find(({ path }) => path === one.path)));
  };
  design.addEventListener("read", show, { signal });
  const reset = button("As at the start", () => design.open(lesson.design, lesson.name), { class: "quiet" });
  return element(
    "div",
    { class: "form sliders", role: "group", "aria-label": "Numbers to move" },
    controls.map((one) => one.node),
    controls.length > 0 ? element("p", { class: "reset" }, reset) : null,
  );
}

function control({ path, label, min, max, step }, design, tried) {
  const id = freshId("slider");
  const output = element("output", { for: id });
  const slider = new Slider({ min, max, step }, label, (value) => {
    output.textContent = value;
    slider.node.setAttribute("aria-valuetext", value);
    design.edit({ op: "set", path, value });
    tried();
  });
  slider.node.id = id;
  const note = element("p", { class: "hint swept", hidden: true });
  const show = (field) => {
    if (!field) return;
    if (document.activeElement !== slider.node || output.textContent === "") slider.value = field.value;
    output.textContent = field.value;
    note.hidden = !field.swept;
    note.textContent = field.swept ? `The picture shows ${field.swept} all the same.` : "";
  };
  const node = element(
    "div",
    { class: "field sliding", "data-path": path },
    element("label", { for: id }, label),
    slider.node,
    output,
    note,
  );
  return { path, show, node };
}

/** What one should have seen: shown when somebody has tried, or says that they want to know now. */
function seenSection(lesson) {
  const text = serverHTML(lesson.parts.seen, "div", { hidden: true });
  const reveal = button("Show it without trying", () => {
    text.hidden = false;
    reveal.setAttribute("aria-expanded", "true");
    reveal.hidden = true;
    heading.focus();
  }, { "aria-expanded": "false", class: "reveal" });
  const heading = element("h2", { tabindex: "-1" }, "You should have seen");
  const hint = element("p", { class: "hint" }, "Move the numbers first: what one has seen one keeps.");
  const tried = () => {
    reveal.textContent = "Show what I should have seen";
    hint.textContent = "";
  };
  reveal.addEventListener("click", () => (hint.hidden = true));
  return { node: element("section", { class: "seen" }, heading, hint, reveal, text), tried };
}

function quiz(lesson) {
  const right = new Set();
  const questions = lesson.quiz.map((question, index) =>
    quizQuestion(question, {
      answered: (answer) => {
        if (answer.right) right.add(index);
        if (right.size < lesson.quiz.length) return;
        progress.set(lesson.name, "done");
        done.textContent = "All answered: this lesson is done.";
      },
    }),
  );
  const done = element("p", { class: "standing", role: "status" });
  return element("section", { class: "quiz" }, element("h2", {}, "Questions"), questions, done);
}

function exercises(lesson) {
  if (lesson.exercises.length === 0) return null;
  return element(
    "details",
    { class: "exercises" },
    element("summary", {}, "Exercises"),
    element("ol", {}, lesson.exercises.map((exercise) => serverLine(exercise, "li"))),
    element("p", { class: "hint" }, "On paper, with numbers of their own and the answers apart: ", element("code", {}, `mlpower handout ${lesson.name}`)),
  );
}

function onwards(lesson, start, workbench, design) {
  const index = start.lessons.findIndex(({ name }) => name === lesson.name);
  const next = start.lessons[index + 1];
  const before = start.lessons[index - 1];
  const take = () => {
    workbench.open(design.text, design.name);
    location.hash = "#/design";
  };
  return element(
    "nav",
    { class: "onwards", "aria-label": "Other lessons" },
    next ? element("a", { class: "button main", href: `#/learn/${next.name}` }, `Next: ${next.title}`) : null,
    before ? element("a", { class: "button", href: `#/learn/${before.name}` }, `Before: ${before.title}`) : null,
    button("Take this design to Design", take),
  );
}
