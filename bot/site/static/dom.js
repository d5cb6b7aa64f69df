/** Helpers to build elements. Text only becomes text nodes; nothing is parsed as HTML. */

/** Create an element with attributes (`on…` is refused) and children. */
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

/** Create a non-submitting button that calls `pressed(event)`. */
export function button(attributes, label, pressed) {
  const made = element("button", { type: "button", ...attributes }, label);
  if (pressed) made.addEventListener("click", pressed);
  return made;
}

/** Create text for screen readers only. */
export function unseen(text) {
  return element("span", { class: "sr" }, text);
}

/** Whether a control was used with the keyboard or a screen reader. */
export function byKeyboard(event) {
  return event.detail === 0;
}

/** Return a random id; `crypto.randomUUID` needs a secure context. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
