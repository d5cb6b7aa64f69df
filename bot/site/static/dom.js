/** Building elements. Text only ever becomes text nodes; nothing is parsed as HTML. */

/** An element with attributes (`on…` is refused: listeners are added by hand) and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) throw new TypeError(`no inline handler: ${key}`);
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Words for those who listen, not for those who look. */
export function unseen(text) {
  return element("span", { class: "sr" }, text);
}

export function byId(id) {
  return document.getElementById(id);
}

/** A random id that works without a secure context too (`crypto.randomUUID` does not). */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
