import { button, element } from "./element.js";
import { DesignForm } from "./design-form.js";
import { factsList } from "./facts.js";
import { LiveFigure } from "./live-figure.js";
import { ScenarioChoice } from "./scenario-choice.js";
import { StudiedDesign } from "./studied-design.js";

const figures = [
  ["power", "Power"],
  ["estimates", "Many studies"],
  ["exaggeration", "Only the significant"],
];

/** Two designs side by side: A is kept, B is the design that is being changed. */
export function comparison({ design, kept, keep, signal }) {
  const first = kept() ?? keep();
  const a = new StudiedDesign(first.text, first.name);
  const changes = element("ul", { class: "changes" });
  const choice = new ScenarioChoice(design, signal, (scenario) => a.choose(scenario));
  const sides = [side("A, kept", a, "a", choice, signal), side("B, changed", design, "b", choice, signal)];
  const show = () => changes.replaceChildren(...differences(a, design));
  for (const one of [a, design]) one.addEventListener("read", show, { signal });
  a.read();
  show();
  const take = (text, name) => {
    keep(text, name);
    a.open(text, name);
  };
  const swap = () => {
    const { text, name } = design;
    design.open(a.text, a.name);
    take(text, name);
  };
  return element(
    "div",
    { class: "comparison" },
    element(
      "div",
      { class: "toolbar", role: "group", "aria-label": "The two designs" },
      figureChoice(sides.map((one) => one.figure)),
      choice.node,
      button("Keep B as A", () => take(design.text, design.name)),
      button("Swap A and B", swap),
      button("B like A again", () => design.open(a.text, a.name)),
    ),
    element(
      "section",
      { class: "panel" },
      element("h2", {}, "Move a number of B"),
      new DesignForm(design, { signal, onlySliders: true }).node,
      element("h2", {}, "What B changes"),
      changes,
    ),
    element("div", { class: "sides" }, sides.map((one) => one.node)),
  );
}

/** A design with its picture; both are about the same place of the grid where a picture has room for one. */
function side(title, design, slot, choice, signal) {
  const options = (figure) => (figure === "power" ? { slot } : { slot, ...choice.option });
  const figure = new LiveFigure(design, { figure: "power", label: `Picture of ${title}`, signal, options });
  const node = element("section", { class: "side", "data-slot": slot, "aria-label": title }, element("h2", {}, title));
  node.append(figure.node, factsList(design, signal));
  return { node, figure };
}

function figureChoice(sides) {
  const show = (event) => sides.forEach((figure) => (figure.figure = event.target.value));
  const options = figures.map(([value, label]) => element("option", { value }, label));
  return element(
    "p",
    {},
    element("label", { for: "compared" }, "Picture"),
    element("select", { id: "compared", onchange: show }, options),
  );
}

/** The fields in which two designs differ, in words. */
function differences(a, b) {
  const [before, after] = [fields(a), fields(b)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  const found = [...paths].filter((path) => before.get(path) !== after.get(path));
  if (found.length === 0) return [element("li", {}, "Nothing yet: move a number above.")];
  return found.map((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    const change = old === undefined ? `${now} (A has none)` : now === undefined ? `left out (${old} in A)` : `${old} → ${now}`;
    return element("li", {}, element("code", {}, path), ` ${change}`);
  });
}

function fields(design) {
  const all = (design.form?.sections ?? []).flatMap((section) => section.fields);
  return new Map(all.filter((field) => field.path !== "title").map((field) => [field.path, field.value]));
}
