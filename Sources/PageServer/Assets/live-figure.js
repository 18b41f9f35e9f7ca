import { FigureCard } from "./figure-card.js";
import { LiveRun } from "./live-run.js";

/**
 * A picture that follows a design: whenever its text can be run it is run, and every sharper picture is
 * shown as it comes. `body` gives what is asked for beside the text.
 */
export class LiveFigure {
  #design;
  #card;
  #run;
  #figures;
  #options;
  #last = "";

  constructor(design, { figure, label, signal, options = () => ({}) }) {
    this.#design = design;
    this.#figures = [figure];
    this.#options = options;
    this.#card = new FigureCard(figure, label);
    this.#run = new LiveRun((report) => this.#card.show(report), signal);
    this.#card.run = this.#run;
    this.node = this.#card.node;
    design.addEventListener("read", () => this.follow(), { signal });
    design.addEventListener("open", () => this.#forget(), { signal });
    this.#card.whenWidthChanges(signal, () => this.follow());
    // Once it is on the page, for before that nobody knows how wide it is.
    if (design.wasRead) requestAnimationFrame(() => signal.aborted || this.follow());
  }

  /** Shows another picture of the same design. */
  set figure(figure) {
    this.#figures = [figure];
    this.#card.kind = figure;
    this.follow();
  }

  #forget() {
    this.#last = "";
    this.#card.forget();
  }

  /** Runs the design as it stands, if it can be run and is not the one that was run last. */
  follow() {
    if (this.#design.isRunnable) {
      const { text } = this.#design;
      const body = { text, figures: this.#figures, width: this.#card.width, ...this.#options(this.#figures[0]) };
      const last = this.#last;
      this.#last = JSON.stringify(body);
      if (last !== this.#last) this.#run.request(body);
      return;
    }
    this.#last = "";
    this.#run.cancel();
    const [first] = this.#design.mistakes;
    const where = first ? ` Line ${first.line}: ${first.message}.` : "";
    this.#card.pause(`The design has mistakes; mend them and it runs.${where}`);
  }
}
