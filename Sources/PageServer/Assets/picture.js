import { freshId } from "./element.js";

const shown = new Set([
  "svg", "g", "path", "line", "rect", "circle", "ellipse", "polyline", "polygon", "text", "tspan", "title",
  "desc", "defs", "clipPath", "linearGradient", "stop",
]);
const namespace = "http://www.w3.org/2000/svg";

/**
 * The server's picture as an element. It is parsed as XML, and only shapes and letters are taken over,
 * whatever the text holds; ids are made the page's own, for two pictures may stand side by side.
 */
export function picture(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.namespaceURI !== namespace || parsed.localName !== "svg") return null;
  clean(parsed);
  ownIds(parsed);
  return document.importNode(parsed, true);
}

function clean(node) {
  for (const child of [...node.children]) {
    if (child.namespaceURI === namespace && shown.has(child.localName)) clean(child);
    else child.remove();
  }
  for (const { name } of [...node.attributes]) {
    if (/^on|^style$|href$/i.test(name)) node.removeAttribute(name);
  }
}

function ownIds(root) {
  const named = root.querySelectorAll("[id]");
  if (named.length === 0) return;
  const stem = freshId("picture");
  for (const node of named) node.id = `${stem}-${node.id}`;
  for (const node of root.querySelectorAll("*")) {
    for (const attribute of node.attributes) {
      attribute.value = attribute.value.replace(/url\(#([^)]+)\)/, `url(#${stem}-$1)`);
    }
  }
}
