import { element } from "./element.js";
import { placeWords } from "./words.js";

/** Which scenario of the grid is shown where a picture has room for one. */
export class ScenarioChoice {
  #design;
  #chosen;
  #select = element("select", { id: "scenario", onchange: () => this.#choose() });
  #places = "";

  /** `chosen` is called with the number of the scenario too. */
  constructor(design, signal, chosen = () => {}) {
    this.#design = design;
    this.#chosen = chosen;
    this.node = element("p", { class: "scenario" }, element("label", { for: "scenario" }, "Scenario of the grid"), this.#select);
    design.addEventListener("read", () => this.#show(), { signal });
    this.#show();
  }

  /** The part of a request that names it: the one that the design states before anybody chose. */
  get option() {
    return this.#design.scenarios.length > 0 ? { scenario: Number(this.#select.value) } : {};
  }

  #show() {
    const { scenarios } = this.#design;
    const places = JSON.stringify(scenarios);
    if (places === this.#places) return;
    const before = this.#select.value;
    this.#places = places;
    this.node.hidden = scenarios.length < 2;
    this.#select.replaceChildren(...scenarios.map((place, index) => element("option", { value: index }, placeWords(place))));
    const isThere = before !== "" && Number(before) < scenarios.length;
    if (scenarios.length > 0) this.#select.value = isThere ? before : String(Math.min(this.#design.statedScenario, scenarios.length - 1));
    this.#choose();
  }

  #choose() {
    this.#design.choose(this.option.scenario);
    this.#chosen(this.option.scenario);
  }
}
