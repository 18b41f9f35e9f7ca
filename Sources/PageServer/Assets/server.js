import { connection } from "./connection.js";

/** What the server answered in the place of what was asked for, as a sentence. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether it is worth asking again in a moment. */
  get isBusy() {
    return this.status === 429 || this.status === 503;
  }
}

/** Nothing answered: the program ended, or the network is gone. */
export class Disconnected extends Error {}

// `crypto.randomUUID` is there on https and localhost only, not for a class on http.
const client = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    connection.lose();
    throw new Disconnected("The server does not answer.");
  }
  if (response.ok) return response;
  throw new Refusal(response.status, await sentence(response));
}

async function sentence(response) {
  try {
    return (await response.json()).message;
  } catch {
    return `The server answered with status ${response.status}.`;
  }
}

function posted(body, signal) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Client": client },
    body: JSON.stringify(body),
    signal,
  };
}

/** JSON of an address. */
export async function getJSON(path) {
  return (await answer(path, {})).json();
}

/** Text of an address. */
export async function getText(path) {
  return (await answer(path, {})).text();
}

/** JSON in answer to JSON. */
export async function post(path, body, signal) {
  return (await answer(path, posted(body, signal))).json();
}

/** The bytes of a file in answer to JSON. */
export async function postForFile(path, body, signal) {
  return (await answer(path, posted(body, signal))).blob();
}

/** The body of a stream of events in answer to JSON. */
export async function postForStream(path, body, signal) {
  return (await answer(path, posted(body, signal))).body;
}
