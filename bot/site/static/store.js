/** Storage in the browser: the token of the conversation and related values. */

export const KEY = "boussole.token";
const SEEN = "boussole.seen"; // the number of the last read reply
const TEXT = "boussole.text"; // the text size, if changed
const OUTBOX = "boussole.outbox"; // the unsent messages of this tab

const refused = new Map(); // fallback of this page if the browser refuses storage
const watchers = new Set();

// Accessing a refused storage throws.
const lasting = () => localStorage;
const ofTab = () => sessionStorage;

function read(area, key) {
  try {
    return refused.get(key) ?? area().getItem(key);
  } catch {
    return null;
  }
}

function write(area, key, value) {
  refused.delete(key);
  try {
    if (value === null) area().removeItem(key);
    else area().setItem(key, value);
  } catch {
    if (value !== null) refused.set(key, value);
  }
}

function tell(key, value) {
  for (const each of watchers) each(key, value);
}

export function token() {
  return read(lasting, KEY);
}

export function keep(value) {
  write(lasting, KEY, value);
  tell(KEY, value);
}

/** Remove everything about the conversation. */
export function drop() {
  for (const key of [KEY, SEEN, TEXT]) write(lasting, key, null);
  write(ofTab, OUTBOX, null);
  tell(KEY, null);
}

export function seen() {
  return Number(read(lasting, SEEN) ?? 0);
}

export function keepSeen(number) {
  write(lasting, SEEN, String(number));
  tell(SEEN, number);
}

export function textSize() {
  return Number(read(lasting, TEXT) ?? 1);
}

export function keepTextSize(size) {
  write(lasting, TEXT, String(size));
}

/** Return the unsent messages of `token` in this tab. */
export function waiting(token) {
  try {
    const kept = JSON.parse(read(ofTab, OUTBOX) ?? "{}");
    return kept.token === token ? kept.messages : [];
  } catch {
    return [];
  }
}

export function keepWaiting(token, messages) {
  write(ofTab, OUTBOX, messages.length ? JSON.stringify({ token, messages }) : null);
}

/**
 * Call `changed(token or null)` when the conversation is opened, erased or left, in any tab, and
 * `read()` when replies were read in another. Returns a function that stops it.
 */
export function watch(changed, read = () => {}) {
  const told = (key, value) => {
    if (key === KEY || key === null) changed(value);
    else if (key === SEEN) read();
  };
  const stored = (event) => told(event.key, event.key === null ? null : event.newValue);
  watchers.add(told);
  addEventListener("storage", stored);
  return () => {
    watchers.delete(told);
    removeEventListener("storage", stored);
  };
}
