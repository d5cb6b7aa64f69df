// Keeps « Passer à un·e collègue » up to date: who is on duty, what became of an offer.
import { fetchPiece } from "./live.js";

let mark;

document.addEventListener("talk", async ({ detail }) => {
  const place = document.querySelector("#transfer");
  if (!place || detail === mark || place.contains(document.activeElement)) return;
  mark = detail;
  const piece = await fetchPiece(place.dataset.piece).catch(() => null);
  const fresh = piece?.querySelector("#transfer");
  if (fresh) place.replaceWith(fresh);
});
