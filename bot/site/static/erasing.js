/** « Effacer ma conversation », with a confirmation. */

import { Refused, forget } from "./api.js";
import { WORDS } from "./words.js";

/** Ask to erase `conversation`, whose token `token()` returns; call `done()` once it is erased. */
export function erasure(root, conversation, token, done) {
  const [dialog, problem, yes, no] = ["", "-problem", "-yes", "-no"].map((part) =>
    root.getElementById(`confirm${part}`),
  );
  let busy = false;

  root.getElementById("erase").addEventListener("click", () => {
    problem.textContent = "";
    dialog.showModal();
    no.focus();
  });
  no.addEventListener("click", () => dialog.close());
  // Escape closes this dialog, not the chat.
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
  yes.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    problem.textContent = WORDS.erasing;
    try {
      await conversation.hold();
      await forgetOnce(token());
      dialog.close();
      done();
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : WORDS.unreachable;
    } finally {
      conversation.release();
      busy = false;
    }
  });
}

/** Erase; an unknown session has nothing left to erase. */
async function forgetOnce(token) {
  try {
    await forget(token);
  } catch (error) {
    if (!(error instanceof Refused && error.status === 401)) throw error;
  }
}
