/**
 * Makes an element. Attributes that begin with `on` are listeners, true and false put an attribute
 * there or leave it out; children that are texts stay texts, whatever they hold.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A button that does something here (and submits nothing). */
export function button(label, onclick, attributes = {}) {
  return element("button", { type: "button", onclick, ...attributes }, label);
}

let count = 0;

/** An id that nothing else on the page has. */
export function freshId(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/**
 * Html that the server made of a lesson's text. It is parsed as a document of its own, in which nothing runs
 * or loads, and only its nodes are taken over.
 */
export function serverHTML(html, tag = "div", attributes = {}) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return element(tag, attributes, ...parsed.body.childNodes);
}

/** The same for a line within other text: the paragraph around it is left out. */
export function serverLine(html, tag = "span", attributes = {}) {
  const made = serverHTML(html, tag, attributes);
  const only = made.children.length === 1 && made.firstElementChild;
  if (only && only.tagName === "P") only.replaceWith(...only.childNodes);
  return made;
}
