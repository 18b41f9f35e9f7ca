import { announce } from "./announcer.js";
import { button, element } from "./element.js";
import { pictureWidth, whenWidthChanges, widest } from "./frame-width.js";
import { picture } from "./picture.js";
import { powerTable } from "./power-table.js";
import { foundWords, secondsWords } from "./words.js";

/**
 * A picture that is drawn anew while a run goes on, with what there is to say about the run: how far it is,
 * what it found, and what to do where it cannot go on.
 */
export class FigureCard {
  #kind;
  #label;
  #run = null;
  #figures = null;
  #drawn = null;
  #frame = element("div", { class: "picture" });
  #words = element("p", { class: "words" });
  #bar = element("progress", { "aria-label": "Replicates done", max: 1, value: 0 });
  #button = button("Stop", () => this.#press(), { class: "quiet" });
  #larger = button("Larger", () => this.#enlarge(), { class: "quiet larger", "aria-pressed": "false" });
  #table = element("details", { class: "numbers" }, element("summary", {}, "The numbers"));

  constructor(kind, label) {
    this.#kind = kind;
    this.#label = label;
    this.#words.textContent = "The picture follows.";
    this.node = element(
      "section",
      { class: "card figure", "aria-label": label },
      this.#frame,
      this.#bar,
      element("div", { class: "line" }, this.#words, this.#larger, this.#button),
      this.#table,
    );
    this.#table.addEventListener("toggle", () => this.#showNumbers());
    this.#table.hidden = true;
    this.#button.hidden = true;
    this.#larger.hidden = true;
  }

  /** Which picture of a run is shown: `power`, `estimates` or `exaggeration`. */
  set kind(kind) {
    this.#kind = kind;
    this.#draw();
  }

  /** The run that the button stops and starts anew. */
  set run(run) {
    this.#run = run;
  }

  /** How wide a picture is wanted, in pixels. */
  get width() {
    return this.node.classList.contains("large") ? widest : pictureWidth(this.#frame);
  }

  /** Calls back whenever another width is wanted. */
  whenWidthChanges(signal, change) {
    whenWidthChanges(this.#frame, signal, change);
    this.#larger.addEventListener("click", change, { signal });
  }

  /** Shows what a run reports. */
  show(report) {
    this.node.dataset.state = report.state;
    if (report.figures) this.#take(report.figures, report.scenario);
    this.#say(report);
    const isRunning = report.state === "running";
    this.#button.hidden = report.state === "lost";
    this.#button.textContent = isRunning ? "Stop" : report.state === "busy" ? "Try now" : "Run again";
    this.#bar.classList.toggle("moving", isRunning);
  }

  /** What is shown is that of another design from now on; it fades until there is something new. */
  forget() {
    this.#figures = null;
    this.#drawn = null;
    this.#table.hidden = true;
    this.node.classList.add("old");
    this.#words.textContent = "The picture follows.";
  }

  /** Says why nothing is run; the picture of before stays, marked as such. */
  pause(sentence) {
    this.node.dataset.state = "paused";
    this.#button.hidden = true;
    this.#bar.classList.remove("moving");
    this.#words.textContent = this.#figures ? `${sentence} The picture is that of the last design that could be run.` : sentence;
  }

  /** Figures of all scenarios; the words are about the one that is drawn, where it is one. */
  #take(figures, scenario) {
    this.#figures = figures;
    this.node.classList.remove("old");
    const drawn = figures.scenarios.slice(scenario, scenario === undefined ? undefined : scenario + 1);
    this.#drawn = { ...figures, scenarios: drawn.length > 0 ? drawn : figures.scenarios };
    this.#bar.max = figures.of;
    this.#bar.value = figures.replicates;
    this.#draw();
    this.#table.hidden = !figures.scenarios.some((scenario) => scenario.tests.length > 0);
    if (this.#table.open) this.#showNumbers();
  }

  #draw() {
    const { pictures } = this.#figures ?? {};
    const svg = pictures?.[this.#kind] ?? (this.#kind === "power" ? pictures?.threshold : null);
    const drawn = svg ? picture(svg) : null;
    if (drawn) this.#frame.replaceChildren(drawn);
    else if (this.#figures) this.#frame.replaceChildren(element("p", { class: "waiting" }, this.#absence));
    this.#larger.hidden = !drawn;
  }

  /** Why a design has no such picture. */
  get #absence() {
    if (this.#figures.pictures?.threshold) return "This design tests nothing: its picture is the one of Design, and under Power.";
    if (this.#kind === "exaggeration") return "No test of this design has one true effect to which its estimates could be compared.";
    return "No test of this design has an estimate that could be drawn.";
  }

  #showNumbers() {
    if (!this.#table.open || !this.#figures) return;
    const frame = element("div", { class: "frame", tabindex: "0", role: "region", "aria-label": `${this.#label}: the numbers` });
    frame.append(powerTable(this.#figures.scenarios));
    this.#table.replaceChildren(this.#table.firstElementChild, frame);
  }

  #say(report) {
    const found = this.#drawn ? foundWords(this.#drawn) : "";
    const sentence = {
      running: () => (found ? `${found}.` : "Running…"),
      done: () => `${found}, in ${secondsWords(report.run.seconds)}.`,
      stopped: () => (found ? `Stopped. ${found}.` : "Stopped."),
      refused: () => report.message,
      busy: () => `${report.message} Trying again in ${report.seconds} s.`,
      cut: () => `The run ended before it was complete. ${found}`,
      lost: () => "No answer from mlpower; the run goes on once it is there again.",
    }[report.state]();
    this.#words.textContent = sentence;
    if (report.state !== "running") announce(sentence);
  }

  #press() {
    if (this.node.dataset.state === "running") this.#run.stop();
    else this.#run.again();
  }

  #enlarge() {
    const isLarge = this.node.classList.toggle("large");
    this.#larger.setAttribute("aria-pressed", String(isLarge));
    if (isLarge) this.#frame.tabIndex = 0;
    else this.#frame.removeAttribute("tabindex");
  }
}
