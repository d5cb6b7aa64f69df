/** The one thing kept in the browser: the token of the open conversation. */

export const KEY = "boussole.token";
let kept = null; // only where the browser refuses storage: lasts as long as this page

export function token() {
  try {
    return kept ?? localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function keep(value) {
  try {
    localStorage.setItem(KEY, value);
    kept = null;
  } catch {
    kept = value;
  }
}

export function drop() {
  kept = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept there.
  }
}

/** Call `changed(token or null)` when another tab opens, erases or leaves the conversation. */
export function watch(changed) {
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY && event.key !== null) return;
    changed(event.key === null ? null : event.newValue);
  });
}
