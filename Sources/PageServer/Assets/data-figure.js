import { button, element } from "./element.js";
import { announce } from "./announcer.js";
import { connection } from "./connection.js";
import { pictureWidth, whenWidthChanges } from "./frame-width.js";
import { picture } from "./picture.js";
import { Disconnected, post } from "./server.js";

/** One simulated data set of a design, with the lines fitted to it; another one at a click. */
export class DataFigure {
  #design;
  #options;
  #replicate = 1;
  #asking = null;
  #wantsMore = false;
  #frame = element("div", { class: "picture" });
  #words = element("p", { class: "words" }, "The picture follows.");
  #another = button("Another study", () => this.#next(), { class: "main" });
  #first = button("Back to the first", () => this.#reset(), { class: "quiet" });

  constructor(design, { signal, options = () => ({}) }) {
    this.#design = design;
    this.#options = options;
    this.node = element(
      "section",
      { class: "card figure", "aria-label": "One simulated study" },
      this.#frame,
      element("div", { class: "line" }, this.#words, this.#first, this.#another),
    );
    this.#first.hidden = true;
    signal.addEventListener("abort", () => this.#asking?.abort());
    design.addEventListener("read", () => this.follow(), { signal });
    connection.addEventListener("back", () => this.follow(), { signal });
    whenWidthChanges(this.#frame, signal, () => this.follow());
    // Once it is on the page, for before that nobody knows how wide it is.
    if (design.wasRead) requestAnimationFrame(() => signal.aborted || this.follow());
  }

  /** Shows the data set of the design as it stands; while one is on its way the newest wish waits. */
  follow() {
    if (!this.#design.isRunnable) {
      this.node.dataset.state = "paused";
      this.#words.textContent = "The design has mistakes; mend them and its data are drawn.";
      return;
    }
    this.#wantsMore = true;
    if (this.#asking === null) this.#ask();
  }

  async #ask() {
    while (this.#wantsMore) {
      this.#wantsMore = false;
      this.#asking = new AbortController();
      const body = { text: this.#design.text, replicate: this.#replicate, width: pictureWidth(this.#frame), ...this.#options() };
      try {
        this.#show(await post("/api/data", body, this.#asking.signal));
      } catch (error) {
        if (error.name === "AbortError") return;
        this.#say(error);
      }
    }
    this.#asking = null;
  }

  #show(answer) {
    this.node.dataset.state = "done";
    const drawn = picture(answer.picture);
    if (drawn) this.#frame.replaceChildren(drawn);
    this.#words.textContent = answer.words;
    announce(answer.words);
  }

  #say(error) {
    this.node.dataset.state = error instanceof Disconnected ? "lost" : "refused";
    this.#words.textContent = error.message;
    if (error.isBusy) {
      this.#words.textContent += " Trying again in 2 s.";
      setTimeout(() => this.follow(), 2000);
    }
    announce(this.#words.textContent);
  }

  #next() {
    this.#replicate += 1;
    this.#first.hidden = false;
    this.follow();
  }

  #reset() {
    this.#replicate = 1;
    this.#first.hidden = true;
    this.#another.focus();
    this.follow();
  }
}
