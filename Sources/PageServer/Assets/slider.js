import { element } from "./element.js";

/**
 * A slider for a number. `moved` is called with the number as it is typed into a design, at every step.
 */
export class Slider {
  #decimals;
  node;

  constructor({ min, max, step }, label, moved) {
    this.#decimals = Math.max(decimals(step), decimals(min));
    this.node = element("input", { type: "range", min, max, step, "aria-label": label });
    this.node.addEventListener("input", () => moved(this.value));
  }

  /** Reaches further where a number lies beyond; a slider in somebody's hand must not change otherwise. */
  reach({ min, max, step }, text) {
    if (Number(text) >= Number(this.node.min) && Number(text) <= Number(this.node.max)) return;
    Object.assign(this.node, { min, max, step });
    this.#decimals = Math.max(decimals(step), decimals(min));
  }

  /** The number where the slider stands. */
  get value() {
    return String(Number(this.node.valueAsNumber.toFixed(this.#decimals)));
  }

  set value(text) {
    this.node.value = text;
    this.node.setAttribute("aria-valuetext", text);
  }
}

function decimals(number) {
  const [, fraction = ""] = String(number).split(".");
  return Math.min(fraction.length, 12);
}
