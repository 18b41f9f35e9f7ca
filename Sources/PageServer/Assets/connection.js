import { button } from "./element.js";

/** How long to wait before the server is asked again whether it is there, in milliseconds. */
const pause = 2000;

/** Whether the server answers; says so above the page while it does not, and tells who waits when it does again. */
class Connection extends EventTarget {
  #lost = false;
  #timer = 0;

  lose() {
    if (this.#lost) return;
    this.#lost = true;
    const banner = document.getElementById("connection");
    banner.replaceChildren(
      "mlpower does not answer. If it was stopped, start it again (",
      Object.assign(document.createElement("code"), { textContent: "mlpower serve" }),
      "): the page then goes on by itself, and nothing you typed is lost. ",
      button("Try now", () => this.#ask()),
    );
    banner.hidden = false;
    this.#timer = setTimeout(() => this.#ask(), pause);
  }

  async #ask() {
    clearTimeout(this.#timer);
    try {
      const response = await fetch("/api/start", { cache: "no-store" });
      if (!response.ok) throw new Error("not ready");
      this.#lost = false;
      document.getElementById("connection").hidden = true;
      this.dispatchEvent(new Event("back"));
    } catch {
      this.#timer = setTimeout(() => this.#ask(), pause);
    }
  }
}

export const connection = new Connection();
