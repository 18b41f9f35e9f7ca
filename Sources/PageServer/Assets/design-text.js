import { button, element, freshId } from "./element.js";
import { announce } from "./announcer.js";
import { counted } from "./words.js";

/**
 * The design file as text, with its line numbers, and every mistake at the line it is on: marked in the text,
 * said at the end of the line, and listed below for those who use no pointer.
 */
export class DesignText {
  #design;
  #under = element("div", { class: "under", "aria-hidden": "true" });
  #list = element("ol", { class: "mistakes" });
  #area;
  #shown = "";
  #announced = "";

  constructor(design, signal) {
    this.#design = design;
    const ids = { area: freshId("text"), list: freshId("mistakes") };
    this.#list.id = ids.list;
    this.#area = element("textarea", {
      id: ids.area,
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      "aria-describedby": ids.list,
      oninput: () => this.#type(),
    });
    this.node = element(
      "section",
      { class: "text" },
      element("h2", {}, element("label", { for: ids.area }, "The design as a file")),
      element("div", { class: "editor" }, this.#under, this.#area),
      this.#list,
    );
    design.addEventListener("text", () => this.#take(), { signal });
    design.addEventListener("read", () => this.#mark(), { signal });
    this.#take();
    this.#mark();
  }

  #type() {
    this.#shown = this.#area.value;
    this.#design.type(this.#area.value);
    this.#draw([]);
  }

  #take() {
    const { text } = this.#design;
    if (text === this.#area.value) {
      this.#shown = text;
      return;
    }
    const [start, end] = [this.#area.selectionStart, this.#area.selectionEnd];
    const before = this.#shown.split("\n");
    this.#area.value = text;
    this.#area.setSelectionRange(start, end);
    this.#shown = text;
    this.#draw(this.#design.mistakes);
    if (before.length > 1) this.#flash(before, text.split("\n"));
  }

  /** Lights up the lines that the form has changed. */
  #flash(before, after) {
    if (before.length !== after.length) return;
    after.forEach((line, index) => {
      if (line !== before[index]) this.#under.children[index]?.classList.add("changed");
    });
  }

  #mark() {
    const { mistakes } = this.#design;
    this.#draw(mistakes);
    this.#area.setAttribute("aria-invalid", String(mistakes.length > 0));
    this.#list.replaceChildren(...mistakes.map((mistake) => this.#item(mistake)));
    this.#list.hidden = mistakes.length === 0;
    const said = mistakes.map(({ line, message }) => `Line ${line}: ${message}`).join(". ");
    if (said !== this.#announced) announce(said ? `${counted(mistakes.length, "mistake")}. ${said}` : "No mistakes.");
    this.#announced = said;
  }

  #item({ line, column, message }) {
    return element("li", {}, button(`Line ${line}`, () => this.#goTo(line, column)), " ", message);
  }

  #goTo(line, column) {
    const before = this.#area.value.split("\n").slice(0, line - 1);
    const place = before.reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, column - 1);
    this.#area.focus();
    this.#area.setSelectionRange(place, place + this.#word(line, column).length);
  }

  /** What stands at a place up to the next blank or mark: that much is underlined. */
  #word(line, column) {
    const rest = (this.#area.value.split("\n")[line - 1] ?? "").slice(Math.max(0, column - 1));
    return rest.match(/^[\w.]+|^\S/)?.[0] ?? "";
  }

  /** The layer under the text: numbers, marks and messages, line by line. Its height is that of the text area. */
  #draw(mistakes) {
    const lines = this.#area.value.split("\n");
    const found = Map.groupBy(mistakes, ({ line }) => Math.min(line, lines.length));
    this.#under.replaceChildren(...lines.map((text, index) => this.#line(text, index + 1, found.get(index + 1) ?? [])));
  }

  #line(text, number, mistakes) {
    const line = element("div", { class: mistakes.length > 0 ? "row wrong" : "row", "data-line": number });
    if (mistakes.length === 0) {
      line.append(element("span", { class: "typed" }, text || "\u200b"));
      return line;
    }
    const { column } = mistakes[0];
    const word = this.#word(number, column);
    const start = Math.min(Math.max(0, column - 1), text.length);
    line.append(
      element("span", { class: "typed" }, text.slice(0, start), element("u", {}, word), text.slice(start + word.length)),
      element("span", { class: "message" }, mistakes.map(({ message }) => message).join("; ")),
    );
    return line;
  }
}
