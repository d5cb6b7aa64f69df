// Label and notes of a conversation, saved without leaving the page; a draft stays as it is.
import { fetchPiece } from "./live.js";
import { outcome, post } from "./posting.js";

export function sendInPlace() {
  inPlace(document.querySelector("#etiqueter"), "C’est gardé.", () => {});
  inPlace(document.querySelector("#noter"), "La note est ajoutée.", async (form) => {
    form.note.value = "";
    const notes = document.querySelector("#noted");
    const piece = await fetchPiece(notes.dataset.piece);
    if (piece) notes.replaceChildren(...piece.childNodes);
  });
}

function inPlace(form, done, then) {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const state = form.querySelector(".saved");
    const refused = await outcome(post(form.action, new FormData(form)));
    state.textContent = refused || done;
    if (!refused) await then(form);
  });
}
