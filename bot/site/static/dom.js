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

/** A button that submits nothing; `pressed(event)` is called when it is used. */
export function button(attributes, label, pressed) {
  const made = element("button", { type: "button", ...attributes }, label);
  if (pressed) made.addEventListener("click", pressed);
  return made;
}

/** Words for those who listen, not for those who look. */
export function unseen(text) {
  return element("span", { class: "sr" }, text);
}

/** Was a control used with the keyboard (or by a reader), not with a mouse or a finger? */
export function byKeyboard(event) {
  return event.detail === 0;
}

/** A random id that works without a secure context too (`crypto.randomUUID` does not). */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
