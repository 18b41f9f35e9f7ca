import { announce } from "./announcer.js";
import { button, element } from "./element.js";

/** Copies the address that brings back what is shown; where the browser does not allow that, shows it to be copied. */
export function shareButton(link) {
  const place = element("span", { class: "share" });
  const copy = button("Copy link", async () => {
    const address = await link();
    if (await written(address)) {
      copy.textContent = "Link copied";
      announce("The link is copied.");
      setTimeout(() => (copy.textContent = "Copy link"), 2000);
      return;
    }
    const field = element("input", { type: "text", readonly: true, value: address, "aria-label": "The link" });
    place.replaceChildren(field);
    field.select();
    field.focus();
  });
  place.append(copy);
  return place;
}

/** Browsers let a page write to the clipboard on https and localhost only. */
async function written(address) {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    return false;
  }
}
