import { button, element, freshId } from "./element.js";
import { Slider } from "./slider.js";

/** Whether a field as it was drawn can show another one by taking over its values. */
export function isAlike(one, other) {
  return shape(one) === shape(other);
}

function shape(field) {
  const { value, removal, slider, ...rest } = field;
  return JSON.stringify([rest, Boolean(slider), isLong(value), isWide(value)]);
}

/** Whether a value has several lines. */
function isLong(value) {
  return value.includes("\n");
}

/** Whether a value wants a line of its own. */
function isWide(value) {
  return value.length > 16;
}

/** One value of a design: its name, a slider where it is a plain number, and what is typed in the file. */
export class FieldView {
  #edit;
  #slider = null;
  #input;
  #field;

  constructor(field, edit) {
    this.#edit = edit;
    this.#field = field;
    const id = freshId("field");
    this.#input = this.#control(id);
    if (field.slider && !field.swept) {
      this.#slider = new Slider(field.slider, `${field.label}, slider`, (value) => this.#slide(value));
    }
    const label = element("label", { for: id, title: field.hint }, field.label);
    this.node = element("div", { class: this.#layout(), "data-path": field.path });
    this.node.append(label, ...(this.#slider ? [this.#slider.node] : []), this.#input);
    if (field.removable) this.node.append(this.#remover());
    if (field.swept) this.node.append(element("p", { class: "hint swept" }, `The grid moves it: ${field.swept}`));
    if (field.hint) this.#explain(field.hint);
    this.show(field);
  }

  /** Takes over the value of a field that is alike. */
  show(field) {
    this.#field = field;
    if (this.#slider) this.#slider.reach(field.slider, field.value);
    // What somebody is typing here stays until it is done.
    if (document.activeElement !== this.#input || this.#input.value === this.shown) this.#input.value = field.value;
    if (this.#slider && document.activeElement !== this.#slider.node) this.#slider.value = field.value;
    this.shown = field.value;
  }

  /** Puts back what the design has, after an edit that was not made. */
  reset() {
    this.#input.value = this.#field.value;
    if (this.#slider) this.#slider.value = this.#field.value;
    this.shown = this.#field.value;
  }

  #layout() {
    const { kind, value } = this.#field;
    if (this.#slider) return "field sliding";
    return `field ${kind}${kind === "text" && isWide(value) ? " wide" : ""}`;
  }

  /** What the value is, in words: shown while somebody is at it, and read out with it. */
  #explain(hint) {
    const words = element("p", { class: "hint explained", id: freshId("hint") }, hint);
    this.node.append(words);
    for (const control of [this.#input, this.#slider?.node]) control?.setAttribute("aria-describedby", words.id);
  }

  #control(id) {
    const { kind, choices = [], value } = this.#field;
    if (kind === "choice") {
      const all = choices.includes(value) ? choices : [value, ...choices];
      const options = all.map((choice) => element("option", { value: choice }, choice));
      return element("select", { id, onchange: () => this.#set(this.#input.value) }, options);
    }
    const long = isLong(value);
    return element(long ? "textarea" : "input", {
      id,
      type: long ? null : "text",
      rows: long ? 4 : null,
      inputmode: kind === "number" ? "decimal" : null,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      onchange: () => this.#set(this.#input.value.trim()),
    });
  }

  #slide(value) {
    this.#input.value = value;
    this.#slider.node.setAttribute("aria-valuetext", value);
    this.shown = value;
    this.#edit({ op: "set", path: this.#field.path, value });
  }

  #set(value) {
    if (value === "") this.reset();
    else if (value !== this.#field.value) this.#edit({ op: "set", path: this.#field.path, value });
  }

  #remover() {
    const { path, label } = this.#field;
    // A predictor goes with its effect, its term of the model and its tests.
    const remove = () => this.#edit(...(this.#field.removal?.length > 0 ? this.#field.removal : [{ op: "remove", path }]));
    return button("×", remove, {
      class: "remove",
      "aria-label": `Remove ${label}`,
      title: `Remove ${label}`,
    });
  }
}
