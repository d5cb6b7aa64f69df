/** « Quitter vite »: removes the conversation from the screen and the browser. */

import { drop } from "./store.js";

/** The default, neutral destination. */
export const ELSEWHERE = "https://fr.wikipedia.org/";

/** Clear the whole page and replace it, so that « back » does not return to the chat. */
export function leave(elsewhere) {
  drop();
  document.body.replaceChildren();
  document.title = new URL(elsewhere, location.href).hostname;
  // The browser may restore the cleared page from its cache.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  location.replace(elsewhere);
}
