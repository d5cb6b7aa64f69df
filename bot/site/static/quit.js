/** « Quitter vite »: on every page, leaves no conversation on the screen or in the browser. */

import { drop } from "./store.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-quit]");
  if (!link) return;
  event.preventDefault();
  const elsewhere = link.href;
  drop();
  document.dispatchEvent(new Event("boussole:quit"));
  document.body.replaceChildren();
  document.title = "Wikipédia";
  location.replace(elsewhere);
});
