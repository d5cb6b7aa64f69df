/** « Mon carnet »: requests the page again with the token of this browser. */

import { save } from "./saving.js";
import { token, watch } from "./store.js";
import { WORDS } from "./words.js";

function ask(path) {
  const headers = { authorization: `Bearer ${token()}` };
  return fetch(path, { headers, credentials: "omit", cache: "no-store" });
}

/** Replace the content by the notebook that the server rendered. */
async function open() {
  if (token() === null) return;
  tell(WORDS.openingNotebook);
  try {
    const response = await ask("/carnet");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("[data-notebook]");
    if (token() === null) return; // left or erased meanwhile
    if (found === null) tell(WORDS.failed);
    else {
      document.querySelector("[data-notebook]").replaceWith(document.adoptNode(found));
      const title = document.querySelector("[data-notebook] h1");
      title.tabIndex = -1;
      title.focus();
    }
  } catch {
    tell(WORDS.unreachable);
  }
}

async function download(path, name) {
  tell("");
  try {
    const response = await ask(path);
    if (!response.ok) return tell(WORDS.failed);
    save(await response.blob(), name);
  } catch {
    tell(WORDS.unreachable);
  }
}

function tell(words) {
  // Absent after « Quitter vite ».
  document.getElementById("notebook-problem")?.replaceChildren(words);
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
  const file = event.target.closest?.("[data-file]")?.dataset;
  if (file) download(file.file, file.name);
});
// After a change of the conversation in another tab, the content is out of date.
watch(() => location.reload());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
open();
