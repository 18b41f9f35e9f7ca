import { button, element, freshId } from "./element.js";
import { FieldView, isAlike } from "./field.js";

/** Sections that one seldom needs: they open at a click. */
const folded = new Set(["about", "more"]);

/**
 * The form of a design, made from what the server read in its text. Nothing is known here of the design
 * language: sections, fields and what may be added are the server's.
 */
export class DesignForm {
  #design;
  #onlySliders;
  #views = new Map();
  #fields = [];
  #shape = "";
  #unfolded = new Set();
  /** Whether a slider is held by a pointer, which would lose it if the form were built anew. */
  #isHeld = false;
  #trouble = element("p", { class: "trouble", role: "alert", hidden: true });
  #body = element("div", { class: "sections" });

  constructor(design, { signal, onlySliders = false }) {
    this.#design = design;
    this.#onlySliders = onlySliders;
    this.node = element("div", { class: onlySliders ? "form sliders" : "form" }, this.#trouble, this.#body);
    this.#body.addEventListener("pointerdown", ({ target }) => (this.#isHeld = target.type === "range"));
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => this.#letGo(), { signal });
    design.addEventListener("read", () => this.#show(), { signal });
    design.addEventListener("open", () => (this.#shape = ""), { signal });
    design.addEventListener("refused", (event) => this.#refuse(event.detail), { signal });
    if (design.form) this.#show();
  }

  #sections() {
    const sections = this.#design.form?.sections ?? [];
    if (!this.#onlySliders) return sections;
    const moving = (field) => field.slider && !field.swept;
    return sections
      .map((section) => ({ ...section, fields: section.fields.filter(moving), adds: [] }))
      .filter((section) => section.fields.length > 0);
  }

  #show() {
    this.#trouble.hidden = true;
    const sections = this.#sections();
    this.node.classList.toggle("unreadable", this.#design.form === null);
    if (this.#design.form === null) {
      this.#say("The text cannot be read as it stands; mend it and the form goes on.");
      return;
    }
    const fields = sections.flatMap((section) => section.fields);
    if (this.#isHeld) {
      this.#showAlike(fields);
      return;
    }
    const shape = JSON.stringify(sections.map(({ key, title, adds, fields: own }) => [key, title, addNames(adds), own.length]));
    const fits = shape === this.#shape && fields.every((field, index) => isAlike(field, this.#fields[index]));
    this.#shape = shape;
    this.#fields = fields;
    if (fits) fields.forEach((field) => this.#views.get(field.path).show(field));
    else this.#rebuild(sections);
  }

  /** Takes over the values of the fields that are as they were; the rest waits until the slider is let go. */
  #showAlike(fields) {
    const before = new Map(this.#fields.map((field) => [field.path, field]));
    for (const field of fields) {
      const old = before.get(field.path);
      if (old && isAlike(field, old)) this.#views.get(field.path).show(field);
    }
  }

  #letGo() {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#show();
  }

  #rebuild(sections) {
    const focus = this.#focus();
    const known = new Set(this.#views.keys());
    this.#views.clear();
    this.#body.replaceChildren(...sections.map((section) => this.#section(section)));
    if (sections.length === 0) this.#body.append(element("p", {}, "There is no plain number to move in this design."));
    if (focus) this.#restore(focus, known);
  }

  /**
   * Puts the keyboard back where it was; after something was added on the first new field, after something was
   * taken away on what is left in its section.
   */
  #restore(focus, known) {
    const controls = (place) => [...(place?.querySelectorAll("input, textarea, select, button, summary") ?? [])];
    const fresh = [...this.#views].find(([path]) => !known.has(path))?.[1].node;
    const same = controls(this.#body.querySelector(`[data-path="${CSS.escape(focus.path)}"]`));
    const wanted = focus.isAdding && fresh ? controls(fresh)[0] : same[Math.min(focus.index, same.length - 1)];
    const left = controls(this.#body.querySelector(`[data-section="${CSS.escape(focus.section)}"]`))[0];
    (wanted ?? left ?? controls(this.#body)[0])?.focus({ preventScroll: true });
  }

  /** Where the keyboard is, for after the form is built anew. */
  #focus() {
    const field = document.activeElement?.closest?.("[data-path]");
    if (!field || !this.#body.contains(field)) return null;
    const controls = [...field.querySelectorAll("input, textarea, select, button, summary")];
    return {
      path: field.dataset.path,
      section: field.closest("[data-section]")?.dataset.section ?? "",
      index: controls.indexOf(document.activeElement),
      isAdding: field.matches(".add"),
    };
  }

  #section(section) {
    const views = section.fields.map((field) => {
      const view = new FieldView(field, (...edits) => this.#design.edit(...edits));
      this.#views.set(field.path, view);
      return view.node;
    });
    const adders = this.#adders(section);
    const attributes = { "data-section": section.key };
    if (!folded.has(section.key)) {
      return element("fieldset", attributes, element("legend", {}, section.title), views, adders);
    }
    const open = this.#unfolded.has(section.key);
    const details = element("details", { ...attributes, class: "folded", open }, element("summary", {}, section.title), views, adders);
    details.addEventListener("toggle", () => this.#unfolded[details.open ? "add" : "delete"](section.key));
    return details;
  }

  /** What may be added, behind one word where it is more than one thing. */
  #adders({ title, adds = [] }) {
    const adders = adds.map((add) => this.#adder(add));
    if (adders.length < 2) return adders;
    const summary = element("summary", {}, "Add…", element("span", { class: "unseen" }, ` to ${title}`));
    return element("details", { class: "add", "data-path": `add ${title}` }, summary, adders);
  }

  #adder(add) {
    const name = add.name === undefined || add.name === null ? null : textInput("Name", add.name);
    const value = textInput("Value", add.value);
    const insert = () => this.#design.edit(...additions(this.#current(add) ?? add, name?.input.value.trim(), value.input.value.trim()));
    return element(
      "details",
      { class: "add", "data-path": `add ${add.path} ${add.label}` },
      element("summary", {}, add.label),
      element("div", { class: "adding" }, name?.node, value.node, button("Add", insert)),
    );
  }

  /** An addition as it is with the text of now: its edits depend on the model and on other values. */
  #current({ path, label }) {
    const all = this.#design.form.sections.flatMap((section) => section.adds ?? []);
    return all.find((add) => add.path === path && add.label === label);
  }

  #refuse(sentence) {
    this.#say(sentence);
    for (const view of this.#views.values()) view.reset();
  }

  #say(sentence) {
    this.#trouble.textContent = sentence;
    this.#trouble.hidden = false;
  }
}

/**
 * The edits that add something: the server's own where one thing brings others with it (a predictor its effect
 * and its term), in which `{name}` and `{value}` stand for what was typed.
 */
function additions({ path, edits }, name, value) {
  if (!edits?.length) return [name === undefined ? { op: "add", path, value } : { op: "add", path, name, value }];
  const filled = (text) => (typeof text === "string" ? text.replaceAll(/\{(name|value)\}/g, (_, key) => ({ name, value })[key] ?? "") : text);
  return edits.map((edit) => Object.fromEntries(Object.entries(edit).map(([key, text]) => [key, filled(text)])));
}

/** What tells additions apart; what they suggest changes with every value, and must not move a slider in use. */
function addNames(adds = []) {
  return adds.map(({ path, label, name }) => [path, label, name === undefined]);
}

function textInput(label, value) {
  const id = freshId("add");
  const input = element("input", { id, type: "text", value, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  return { input, node: element("p", {}, element("label", { for: id }, label), input) };
}
