import { Disconnected, post } from "./server.js";
import { connection } from "./connection.js";

/** How long typing rests before the text is read, in milliseconds. */
const rest = 200;
/** After so long a busy server is asked again, in milliseconds. */
const pause = 700;
/** Changes of one number within this time are one step back, in milliseconds. */
const oneStep = 1000;
const steps = 100;

/**
 * A design as its text, which is the truth, and what the server read in it. The form asks for edits, the
 * server makes them in the text: so comments and order stay, and both always agree.
 *
 * Events: `open` (another design comes), `text` (the text is another), `read` (mistakes, form and facts are those of the text),
 * `refused` (an edit could not be made; `detail` says why).
 */
export class StudiedDesign extends EventTarget {
  text = "";
  name = "";
  mistakes = [];
  form = null;
  facts = [];
  scenarios = [];
  /** The number of the scenario with the values that stand beside the grid. */
  statedScenario = 0;
  #wanted = [];
  #isEditing = false;
  /** Counts designs that came in the place of another, for which edits on their way are not meant. */
  #generation = 0;
  #timer = 0;
  #reading = null;
  #past = [];
  #future = [];
  #last = { kind: "", time: 0 };

  constructor(text = "", name = "") {
    super();
    this.text = text;
    this.name = name;
    connection.addEventListener("back", () => (this.#wanted.length > 0 ? this.#edit() : this.#read()));
  }

  /** The scenario of the grid that facts are about, by its number; none in particular where it is undefined. */
  #scenario = undefined;

  /** Whether a text was read already. */
  wasRead = false;

  /** Whether the design can be run as it stands. */
  get isRunnable() {
    return this.wasRead && this.mistakes.length === 0;
  }

  /** Another design in the place of this one. */
  open(text, name) {
    this.name = name;
    this.#dropEdits();
    this.#tell("open");
    this.#change(text, "open");
    return this.#read();
  }

  /** The text as somebody types it. */
  type(text) {
    if (text === this.text) return;
    this.#change(text, "type");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#read(), rest);
  }

  /** Reads the text as it stands. */
  read() {
    return this.#read();
  }

  /** Has the facts told of another scenario. */
  choose(scenario) {
    if (scenario === this.#scenario) return;
    this.#scenario = scenario;
    if (this.wasRead) this.#read();
  }

  /** Asks for edits; of several values for one path the newest is made. */
  edit(...edits) {
    const isNewer = (edit, other) => edit.op === "set" && other.op === "set" && other.path === edit.path;
    const stays = (other) => !edits.some((edit) => isNewer(edit, other));
    this.#wanted = [...this.#wanted.filter(stays), ...edits];
    return this.#edit();
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  undo() {
    this.#step(this.#past, this.#future);
  }

  redo() {
    this.#step(this.#future, this.#past);
  }

  #step(from, to) {
    if (from.length === 0) return;
    to.push({ text: this.text, name: this.name });
    const { text, name } = from.pop();
    this.#dropEdits();
    this.#last.kind = "";
    this.text = text;
    this.name = name;
    this.#tell("text");
    this.#read();
  }

  #dropEdits() {
    this.#wanted = [];
    this.#generation += 1;
  }

  #change(text, kind) {
    if (text === this.text) return;
    const now = Date.now();
    if (this.text !== "" && (kind !== this.#last.kind || now - this.#last.time > oneStep)) {
      this.#past.push({ text: this.text, name: this.name });
      if (this.#past.length > steps) this.#past.shift();
    }
    this.#future = [];
    this.#last = { kind, time: now };
    this.text = text;
    this.#tell("text");
  }

  async #edit() {
    if (this.#isEditing) return;
    this.#isEditing = true;
    try {
      while (this.#wanted.length > 0 && (await this.#make(this.#wanted.splice(0))));
    } finally {
      this.#isEditing = false;
    }
  }

  /** Has edits made in the text; false while there is nobody who could make them. */
  async #make(edits) {
    const base = this.text;
    const generation = this.#generation;
    try {
      const answer = await post("/api/edit", { text: base, edits, scenario: this.#scenario });
      if (generation !== this.#generation) return true;
      if (this.text !== base) {
        // Somebody typed meanwhile: the edit is made in what they typed.
        this.#wanted.unshift(...edits);
        return true;
      }
      this.#forgetReading();
      this.#change(answer.text, edits.map((edit) => edit.path).join());
      this.#take(answer);
    } catch (error) {
      if (generation !== this.#generation) return true;
      if (error instanceof Disconnected) {
        this.#wanted.unshift(...edits);
        return false;
      }
      if (error.isBusy) {
        this.#wanted.unshift(...edits);
        await new Promise((go) => setTimeout(go, pause));
        return true;
      }
      this.dispatchEvent(new CustomEvent("refused", { detail: error.message }));
      if (this.text !== base) this.#read();
    }
    return true;
  }

  /** What is on its way to be read is no longer the text. */
  #forgetReading() {
    clearTimeout(this.#timer);
    this.#reading?.abort();
    this.#reading = null;
  }

  async #read() {
    this.#forgetReading();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const answer = await post("/api/design", { text: this.text, scenario: this.#scenario }, reading.signal);
      if (this.#reading === reading) this.#take(answer);
    } catch (error) {
      if (error.name === "AbortError" || error instanceof Disconnected) return;
      if (error.isBusy) {
        this.#timer = setTimeout(() => this.#read(), pause);
        return;
      }
      this.dispatchEvent(new CustomEvent("refused", { detail: error.message }));
    }
  }

  #take(answer) {
    this.wasRead = true;
    this.mistakes = answer.mistakes;
    this.form = answer.form;
    this.facts = answer.facts ?? [];
    this.scenarios = answer.scenarios ?? [];
    this.statedScenario = answer.statedScenario ?? 0;
    this.#tell("read");
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
