import { button, element, freshId } from "./element.js";
import { getText } from "./server.js";

/** The shipped designs in a window of their own: pick one to start from. */
export function openChooser(designs, open) {
  const id = freshId("find");
  const list = element("ul", { class: "choices" });
  const none = element("p", { hidden: true }, "No design has all of these words.");
  const search = element("input", { id, type: "search", autocomplete: "off", oninput: () => show() });
  const dialog = element(
    "dialog",
    { class: "chooser", "aria-labelledby": `${id}-title` },
    element(
      "div",
      { class: "line" },
      element("h2", { id: `${id}-title` }, "Start from a design"),
      button("Close", () => dialog.close(), { class: "quiet" }),
    ),
    element("p", { class: "search" }, element("label", { for: id }, "Words to look for"), search),
    list,
    none,
  );
  const pick = async ({ name }) => {
    dialog.close();
    open(await getText(`/api/designs/${encodeURIComponent(name)}`), name);
  };
  const items = designs.map((design) => ({ design, item: choice(design, pick) }));
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    const found = items.filter(({ design: { name, title, description } }) => {
      const text = `${name} ${title} ${description}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    list.replaceChildren(...found.map(({ item }) => item));
    none.hidden = found.length > 0;
  };
  show();
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  search.focus();
}

function choice(design, pick) {
  return element(
    "li",
    {},
    button(design.title || design.name, () => pick(design), { class: "shipped", "data-name": design.name }),
    element("p", { class: "hint" }, design.description ?? ""),
  );
}
