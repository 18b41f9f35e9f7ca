import { button, element } from "./element.js";
import { openChooser } from "./chooser.js";
import { DesignForm } from "./design-form.js";
import { DesignText } from "./design-text.js";
import { downloads } from "./downloads.js";
import { factsList } from "./facts.js";
import { LiveFigure } from "./live-figure.js";
import { shareButton } from "./share-button.js";

/** Where a design is made: picture, form and text side by side. */
export function designView({ start, design, signal, link }) {
  design.choose(undefined);
  const figure = new LiveFigure(design, { figure: "power", label: "Power", signal });
  const form = new DesignForm(design, { signal });
  const text = new DesignText(design, signal);
  const results = element("div", { class: "results" }, figure.node, factsList(design, signal));
  const node = element(
    "div",
    {},
    element(
      "div",
      { class: "top" },
      element(
        "div",
        {},
        element("h1", { tabindex: "-1" }, "Design"),
        element("p", { class: "lead" }, "Say who is studied and what you expect; the picture shows how likely you are to find it."),
      ),
      toolbar(start, design, signal, link),
    ),
    element(
      "div",
      { class: "bench" },
      results,
      element("section", { class: "panel" }, element("h2", {}, "The design as a form"), form.node),
      element("div", {}, text.node, downloads(design, signal)),
    ),
  );
  return { title: "Design", node };
}

function toolbar(start, design, signal, link) {
  const name = element("input", {
    id: "design-name",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    onchange: (event) => (design.name = fileName(event.target.value) || design.name),
  });
  const undo = button("Undo", () => design.undo());
  const redo = button("Redo", () => design.redo());
  const show = () => {
    name.value = design.name;
    undo.disabled = !design.canUndo;
    redo.disabled = !design.canRedo;
  };
  design.addEventListener("text", show, { signal });
  show();
  return element(
    "div",
    { class: "toolbar", role: "group", "aria-label": "This design" },
    button("Start from…", () => openChooser(start.designs, (text, chosen) => design.open(text, chosen))),
    opener(design),
    undo,
    redo,
    shareButton(link),
    element("p", { class: "naming" }, element("label", { for: "design-name" }, "File name"), name),
  );
}

/** A file of one's own. */
function opener(design) {
  const input = element("input", {
    type: "file",
    accept: ".yaml,.yml,text/plain",
    class: "unseen",
    id: "design-file",
    onchange: async () => {
      const [file] = input.files;
      if (file) design.open(await file.text(), fileName(file.name));
      input.value = "";
    },
  });
  return element("span", { class: "opener" }, input, element("label", { for: "design-file", class: "button" }, "Open a file…"));
}

/** A name that the command line could give to a folder of reports. */
function fileName(typed) {
  return typed.replace(/\.ya?ml$/i, "").replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "").slice(0, 80);
}
