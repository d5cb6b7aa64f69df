/** « Effacer ma conversation »: asked twice, done once, said clearly. */

import { Refused, forget } from "./api.js";
import { byId } from "./dom.js";
import { WORDS } from "./words.js";

/** `token()` gives the conversation's token; `done()` is called once the server has forgotten. */
export function erasure(token, done) {
  const dialog = byId("confirm");
  const problem = byId("confirm-problem");
  const yes = byId("confirm-yes");
  let busy = false;

  byId("erase").addEventListener("click", () => {
    closeMenu();
    problem.textContent = "";
    dialog.showModal();
    byId("confirm-no").focus();
  });
  byId("confirm-no").addEventListener("click", () => dialog.close());
  yes.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    problem.textContent = WORDS.erasing;
    try {
      await forgetOnce(token());
      dialog.close();
      done();
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : WORDS.unreachable;
    } finally {
      busy = false;
    }
  });
}

/** A session the server does not know any more has nothing left to erase. */
async function forgetOnce(token) {
  try {
    await forget(token);
  } catch (error) {
    if (!(error instanceof Refused && error.status === 401)) throw error;
  }
}

/** The menu closes with Escape, when something in it is used, and when the focus leaves it. */
export function menu() {
  const details = byId("menu");
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    closeMenu();
  });
  details.addEventListener("click", (event) => {
    if (event.target.closest("a")) details.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
}

function closeMenu() {
  const details = byId("menu");
  details.querySelector("summary").focus();
  details.open = false;
}
