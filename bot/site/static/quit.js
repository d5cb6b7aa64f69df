/** « Quitter vite » in the header of every page. */

import { leave } from "./leaving.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-quit]");
  if (!link) return;
  event.preventDefault();
  leave(link.href);
});
