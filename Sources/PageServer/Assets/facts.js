import { element } from "./element.js";

/** What follows from a design without a run: ICC, design effect and the like, kept up to date. */
export function factsList(design, signal) {
  const list = element("dl", { class: "facts" });
  const show = () => {
    list.replaceChildren(...design.facts.map(fact));
    list.hidden = design.facts.length === 0;
  };
  design.addEventListener("read", show, { signal });
  show();
  return list;
}

function fact({ label, value, note }) {
  return element(
    "div",
    {},
    element("dt", {}, label),
    element("dd", {}, element("span", { class: "value" }, value), note ? element("span", { class: "hint" }, note) : null),
  );
}
