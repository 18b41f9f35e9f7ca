import { connection } from "./connection.js";
import { designView } from "./design-view.js";
import { element } from "./element.js";
import { learnView } from "./learn-view.js";
import { lookView } from "./look-view.js";
import { getJSON, getText } from "./server.js";
import { packed, unpacked } from "./state-link.js";
import { StudiedDesign } from "./studied-design.js";

const views = { design: designView, look: lookView, learn: learnView };
const firstDesign = "two-level-trial";
/** Addresses of lessons do not hold the design in work; this does while the tab is there. */
const storedState = "design";

const design = new StudiedDesign();
/** What this tab has put into its address: going back in its history must not bring back older text. */
const own = new Set();
let start = null;
let kept = null;
let leaving = null;

/** `#/AREA/REST?s=STATE` taken apart. */
function route() {
  const [, area = "", rest = "", state = ""] = location.hash.match(/^#\/(\w+)(?:\/([^?]*))?(?:\?s=([\w-]*))?/) ?? [];
  return { area: views[area] ? area : "design", rest: decodeURIComponent(rest), state };
}

/** The address of what is shown, with the design in it. */
async function link() {
  const { area, rest } = route();
  const state = { name: design.name, text: design.text };
  if (kept) state.kept = kept;
  const letters = await packed(state);
  own.add(letters);
  return `${location.origin}${location.pathname}#/${area}${rest ? `/${encodeURIComponent(rest)}` : ""}?s=${letters}`;
}

let timer = 0;
function noteAddress() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const before = location.hash;
    const address = await link();
    // Somebody may have gone to another view meanwhile, whose address must stay.
    if (location.hash === before && route().area !== "learn") history.replaceState(null, "", address);
    store(address.split("?s=")[1]);
  }, 250);
}

/** The design that the address holds, or the first shipped one. */
async function takeState(state) {
  const letters = state || (design.text === "" && isReload() ? stored() : "");
  const given = letters && !own.has(letters) ? await unpacked(letters) : null;
  if (given) {
    own.add(letters);
    if (typeof given.kept?.text === "string") kept = { name: name(given.kept.name), text: given.kept.text };
    await design.open(given.text, name(given.name));
  } else if (design.text === "") {
    const shipped = start.designs.find((one) => one.name === firstDesign) ?? start.designs[0];
    await design.open(await getText(`/api/designs/${shipped.name}`), shipped.name);
  }
}

/** Keeps the design in work; a browser that keeps nothing goes without. */
function store(letters) {
  try {
    sessionStorage.setItem(storedState, letters);
  } catch {
    // It is refused, or too long.
  }
}

function stored() {
  try {
    return sessionStorage.getItem(storedState) ?? "";
  } catch {
    return "";
  }
}

function isReload() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload";
}

function name(given) {
  return typeof given === "string" && /^[\p{L}\p{N}._-]{1,80}$/u.test(given) ? given : "design";
}

async function show({ isFirst = false } = {}) {
  leaving?.abort();
  const visit = new AbortController();
  leaving = visit;
  const { area, rest, state } = route();
  for (const item of document.querySelectorAll("[data-area]")) {
    if (item.dataset.area === area) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  }
  const content = document.getElementById("content");
  try {
    start ??= await getJSON("/api/start");
    about();
    await takeState(state);
    const view = await views[area]({ start, design, rest, link, signal: visit.signal, kept: () => kept, keep });
    if (visit.signal.aborted) return;
    document.title = `${view.title} – mlpower`;
    content.className = area;
    content.replaceChildren(view.node);
    noteAddress();
    if (isFirst) return;
    content.querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  } catch (error) {
    if (!visit.signal.aborted) content.replaceChildren(trouble(error));
  }
}

function keep(text = design.text, from = design.name) {
  kept = { text, name: from };
  noteAddress();
  return kept;
}

function about() {
  const where = start.classroom
    ? "A classroom shares this server: when it is busy the page says so and tries again."
    : "Everything is computed on this computer; nothing is sent anywhere else.";
  document.getElementById("about").textContent = `${start.version}. ${where}`;
}

function trouble(error) {
  return element(
    "div",
    { class: "reading" },
    element("h1", { tabindex: "-1" }, "This cannot be shown"),
    element("p", {}, error.message),
    element("p", {}, element("a", { href: "#/design" }, "Design"), " · ", element("a", { href: "#/learn" }, "All lessons")),
  );
}

design.addEventListener("read", noteAddress);
addEventListener("hashchange", () => show());
connection.addEventListener("back", () => {
  if (!document.querySelector("#content h1") || document.querySelector("#content > .reading > h1")?.textContent === "This cannot be shown") show();
});
show({ isFirst: true });
