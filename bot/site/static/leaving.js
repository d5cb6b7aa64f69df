/** « Quitter vite »: leaves no conversation on the screen or in the browser. */

import { drop } from "./store.js";

/** Where one lands when a page does not say otherwise; it says nothing of what was left. */
export const ELSEWHERE = "https://fr.wikipedia.org/";

/** Clear the whole screen, the page around the chat too, and go; « back » finds no chat. */
export function leave(elsewhere) {
  drop();
  document.body.replaceChildren();
  document.title = new URL(elsewhere, location.href).hostname;
  // The browser may bring the emptied page back as it was.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  location.replace(elsewhere);
}
