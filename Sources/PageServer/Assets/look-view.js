import { element } from "./element.js";
import { comparison } from "./comparison.js";
import { DataFigure } from "./data-figure.js";
import { DesignForm } from "./design-form.js";
import { factsList } from "./facts.js";
import { LiveFigure } from "./live-figure.js";
import { ScenarioChoice } from "./scenario-choice.js";

const looks = [
  { name: "data", tab: "One study", lead: "This is what your study could look like: one simulated data set, with the lines that the model fits to it." },
  {
    name: "estimates",
    tab: "Many studies",
    lead: "The study done over and over: how its estimates spread around the truth, how they would spread if there were no effect, and which of them the test calls significant.",
  },
  {
    name: "exaggeration",
    tab: "Only the significant",
    lead: "The estimates that were significant, against the truth: where power is low, what gets through is too large.",
  },
  { name: "power", tab: "Power", lead: "How often the study finds what is there, for every size on the grid." },
  { name: "compare", tab: "Side by side", lead: "Keep the design as A, change it, and see what the change does." },
];

/** Where one sees what a design does: one study, many studies, power, and two designs side by side. */
export function lookView(context) {
  const look = looks.find(({ name }) => name === context.rest) ?? looks[0];
  const node = element(
    "div",
    {},
    element("h1", { tabindex: "-1" }, `Look: ${look.tab.toLowerCase()}`),
    element("nav", { class: "tabs", "aria-label": "What to look at" }, looks.map((other) => tab(other, look))),
    element("p", { class: "lead" }, look.lead),
    look.name === "compare" ? comparison(context) : single(look, context),
  );
  return { title: look.tab, node };
}

function tab(look, current) {
  return element("a", { href: `#/look/${look.name}`, "aria-current": look === current ? "page" : null }, look.tab);
}

function single(look, { design, signal }) {
  const form = new DesignForm(design, { signal, onlySliders: true });
  const choice = look.name === "power" ? null : new ScenarioChoice(design, signal);
  if (!choice) design.choose(undefined);
  const figure = makeFigure(look, design, choice, signal);
  return element(
    "div",
    { class: "pair" },
    element("div", { class: "results" }, choice?.node, figure.node),
    element(
      "section",
      { class: "panel aside" },
      element("h2", {}, "Move a number"),
      form.node,
      element("h2", {}, "What follows from the design"),
      factsList(design, signal),
    ),
  );
}

function makeFigure(look, design, choice, signal) {
  const options = () => (choice ? choice.option : {});
  if (look.name === "data") return new DataFigure(design, { signal, options });
  return new LiveFigure(design, { figure: look.name, label: look.tab, signal, options });
}
