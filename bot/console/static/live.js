// What happens while a page is open: a badge, one polite sentence, a sound for whoever wants one,
// and the page of the day fetched again. The server says nothing calls in an interview or off duty.
import { chime } from "./sound.js";

export const AGAIN = 3000;  // milliseconds
const bare = document.title;
const board = document.querySelector("#board");
const talk = document.querySelector("[data-talk]");
// These two pages stay connected in the background; others connect only while visible.
const stays = board || talk;
// State at rendering time: it may have changed before the stream was connected.
let mark = board?.dataset.mark, calls = board ? Number(board.dataset.calls) : null;
let source, later, unread = 0;

export function live(address) {
  if (!address) return;
  const query = talk ? `?conversation=${talk.dataset.talk}` : "";
  const open = () => {
    source = new EventSource(address + query);
    source.addEventListener("etat", (event) => put(JSON.parse(event.data)));
    source.addEventListener("fin", over);
    source.addEventListener("pouls", () => document.dispatchEvent(new Event("pouls")));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(() => again(address, open), AGAIN);
    });
  };
  open();
  if (board) setInterval(() => { if (!document.hidden) refresh(); }, 60000);
  document.addEventListener("visibilitychange", () => {
    if (stays) return;
    if (document.hidden) source.close();
    else if (source.readyState === EventSource.CLOSED) open();
  });
}

// The stream was refused: the session is over, or the server is unavailable.
async function again(address, open) {
  const headers = { accept: "text/event-stream" };
  const answer = await fetch(address, { headers, redirect: "manual" }).catch(() => null);
  answer?.body?.cancel();
  if (answer?.type === "opaqueredirect") over();
  else open();
}

function put(state) {
  document.dispatchEvent(new CustomEvent("etat", { detail: state }));
  if (state.session === "locked") return; // presence.js leads to the page of the passphrase
  if (calls !== null && state.calls > calls) {
    tell(state.calls === 1 ? "Quelqu’un attend." : `${state.calls} demandes attendent.`);
    if (board) chime();
  }
  calls = state.calls;
  for (const badge of document.querySelectorAll("[data-badge]")) {
    badge.hidden = calls === 0;
    badge.textContent = calls;
  }
  retitle();
  if (board && state.board !== mark) refresh();
  mark = state.board;
  document.dispatchEvent(new CustomEvent("boussole-state", { detail: state }));
  if (talk) document.dispatchEvent(new CustomEvent("talk", { detail: state.talk }));
}

// Includes messages that came in the background: only the title of such a tab is visible.
export function unseen(count) {
  unread = count;
  retitle();
}

function retitle() {
  const count = (calls ?? 0) + unread;
  document.title = count ? `(${count}) ${bare}` : bare;
}

function tell(words) {
  document.querySelector("#live").textContent = words;
}

function over() {
  source.close();
  chime();
  document.title = `Session finie · ${bare}`;
  const told = document.createElement("p");
  told.className = "wrong";
  told.setAttribute("role", "alert");
  told.textContent = "Votre session est finie : cette page ne montre plus ce qui arrive. ";
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Entrer de nouveau";
  told.append(link);
  document.querySelector("main").prepend(told);
}

// Fetches a fragment of the page; null if the page is gone or the session is over. Throws if the
// server is unavailable.
export async function fetchPiece(address) {
  const answer = await fetch(address, { headers: { "boussole-news": "1" }, redirect: "manual" });
  if (answer.status === 404 || answer.type === "opaqueredirect") return null;
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

// Keeps the focus and open details.
async function refresh() {
  clearTimeout(later);
  const piece = await fetchPiece(board.dataset.piece).catch(() => {
    later = setTimeout(refresh, AGAIN);
  });
  if (!piece) return;
  const kept = document.activeElement?.dataset?.keep;
  const inside = board.contains(document.activeElement);
  const unfolded = [...board.querySelectorAll("details[open]")].map((one) => one.id);
  board.replaceChildren(...piece.childNodes);
  for (const one of board.querySelectorAll("details")) one.open = unfolded.includes(one.id);
  if (!inside) return;
  const again = kept && board.querySelector(`[data-keep="${kept}"]`);
  (again || document.querySelector("#main")).focus({ preventScroll: true });
}
