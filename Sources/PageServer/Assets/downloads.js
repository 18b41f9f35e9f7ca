import { announce } from "./announcer.js";
import { button, element } from "./element.js";
import { postForFile } from "./server.js";

const files = [
  ["power.csv", "Figures (CSV)"],
  ["power.svg", "Picture (SVG)"],
  ["estimates.svg", "Estimates (SVG)"],
  ["power.txt", "Table (text)"],
  ["report.html", "Report (page)"],
];

/** Buttons that save the design and what the command line writes for it, to the byte. */
export function downloads(design, signal) {
  const note = element("p", { class: "hint", role: "status" });
  const saveDesign = button("Design (YAML)", () => save(new Blob([design.text]), `${design.name}.yaml`), { "data-file": "design" });
  const buttons = files.map(([file, label]) =>
    button(label, (event) => fetchAndSave(design, file, event.currentTarget, note), { "data-file": file }),
  );
  const allow = () => buttons.forEach((item) => (item.disabled = !design.isRunnable));
  design.addEventListener("read", allow, { signal });
  allow();
  return element(
    "section",
    { class: "downloads" },
    element("h2", {}, "Take it with you"),
    element("p", { class: "buttons" }, saveDesign, buttons),
    note,
  );
}

async function fetchAndSave(design, file, pressed, note) {
  pressed.disabled = true;
  note.textContent = `Making ${file}…`;
  try {
    const { text, name } = design;
    save(await postForFile(`/api/files/${file}`, { text, name }), `${name}-${file}`);
    note.textContent = `${file} is as ‘mlpower run ${name}.yaml’ writes it.`;
  } catch (error) {
    note.textContent = `${file} could not be made: ${error.message}`;
    announce(note.textContent);
  }
  pressed.disabled = false;
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
