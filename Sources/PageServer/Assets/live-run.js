import { events } from "./event-stream.js";
import { connection } from "./connection.js";
import { Disconnected, Refusal, postForStream } from "./server.js";

/** A run that has shown nothing for so long makes room for a newer one, in milliseconds. */
const patience = 400;
/** Waits before a busy server is asked again, in milliseconds; the last one is kept to. */
const waits = [1000, 2000, 4000, 8000];

/**
 * Runs of a design that changes while it runs. One run is under way at a time and one, the newest, waits:
 * it starts once the other has shown something, so that a slider in motion moves the curve all the way.
 *
 * `report` is called with `{state: "running" | "done" | "refused" | "busy" | "cut" | "lost" | "stopped", ...}`.
 */
export class LiveRun {
  #report;
  #current = null;
  #waiting = null;
  #timer = 0;
  #tries = 0;

  constructor(report, signal) {
    this.#report = report;
    connection.addEventListener("back", () => this.again(), { signal });
    signal?.addEventListener("abort", () => this.#end());
  }

  /** Runs this body of `/api/run`, in the place of any other. */
  request(body) {
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.#waiting = body;
    if (this.#current === null || this.#current.hasShown) this.#start();
    else this.#timer = setTimeout(() => this.#start(), patience);
  }

  /** Runs the last body once more. */
  again() {
    if (this.lastBody) this.request(this.lastBody);
  }

  /** Ends the run at somebody's wish. */
  stop() {
    this.#end();
    this.#report({ state: "stopped" });
  }

  /** Ends the run, and forgets the one that waits. */
  cancel() {
    this.#end();
  }

  #end() {
    clearTimeout(this.#timer);
    this.#waiting = null;
    this.#current?.abort.abort();
    this.#current = null;
  }

  #start() {
    clearTimeout(this.#timer);
    const body = this.#waiting;
    if (body === null) return;
    this.#waiting = null;
    this.lastBody = body;
    this.#current?.abort.abort();
    const run = { abort: new AbortController(), hasShown: false, hasEnded: false };
    this.#current = run;
    this.#report({ state: "running" });
    this.#follow(run, body);
  }

  async #follow(run, body) {
    try {
      const stream = await postForStream("/api/run", body, run.abort.signal);
      for await (const { event, data } of events(stream)) {
        if (this.#current !== run) return;
        this.#take(run, event, data, body);
      }
      if (this.#current === run && !run.hasEnded) this.#report({ state: "cut" });
    } catch (error) {
      if (this.#current === run) this.#fail(error, body);
    }
    if (this.#current !== run) return;
    this.#current = null;
    if (this.#waiting !== null) this.#start();
  }

  #take(run, event, data, body) {
    if (event === "figures") {
      run.hasShown = true;
      this.#tries = 0;
      this.#report({ state: "running", figures: data, scenario: body.scenario });
      if (this.#waiting !== null) this.#start();
      return;
    }
    run.hasEnded = true;
    if (event === "done") this.#report({ state: "done", run: data });
    if (event === "refused") this.#report({ state: "refused", message: data.message });
    if (event === "busy") this.#wait(data.message, body);
  }

  #fail(error, body) {
    if (error instanceof Refusal && error.isBusy) this.#wait(error.message, body);
    else if (error instanceof Refusal) this.#report({ state: "refused", message: error.message });
    else if (error instanceof Disconnected) this.#report({ state: "lost" });
    else {
      // The stream broke off within an answer.
      this.#report({ state: "cut" });
      connection.lose();
    }
  }

  #wait(message, body) {
    const wait = waits[Math.min(this.#tries, waits.length - 1)] * (1 + Math.random() / 2);
    this.#tries += 1;
    this.#report({ state: "busy", message, seconds: Math.ceil(wait / 1000) });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#waiting ??= body;
      this.#start();
    }, wait);
  }
}
