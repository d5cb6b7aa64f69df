// What happens while a page is open: counts in the title and the navigation, one polite sentence, a
// sound and a notice on the screen for whoever wants them, and fragments of the page fetched again.
// The server says nothing calls in an interview or off duty.
import { chime } from "./sound.js";
import { notify } from "./notify.js";

export const AGAIN = 3000;  // milliseconds
const SETTLES = 1500;  // an open conversation reads its own messages meanwhile
const bare = document.title;
const talk = document.querySelector("[data-talk]");
// Each `data-live` names the field of the state that changes with its content.
const pieces = [...document.querySelectorAll("[data-live]")];
// These pages stay connected in the background, and one more for the whole browser.
const stays = pieces.length > 0 || Boolean(talk);
const others = new BroadcastChannel("boussole-compte");
// State at rendering time: it may have changed before the stream was connected.
const rendered = pieces[0]?.dataset ?? {};
const atRendering = (name) => (name in rendered ? Number(rendered[name]) : null);
let calls = atRendering("calls"), arrived = atRendering("arrived"), seen = atRendering("seen");
let source, leads = false, booked = null, unread = null;

export function live(address) {
  if (!address) return;
  const query = talk ? `?conversation=${talk.dataset.talk}` : "";
  const open = () => {
    source?.close();
    source = new EventSource(address + query);
    source.addEventListener("etat", (event) => put(JSON.parse(event.data)));
    source.addEventListener("fin", over);
    source.addEventListener("pouls", () => document.dispatchEvent(new Event("pouls")));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(() => again(address, open), AGAIN);
    });
  };
  const isClosed = () => source?.readyState === EventSource.CLOSED;
  // The scripts of the page listen to what the stream says: all of them have run by then.
  document.addEventListener("DOMContentLoaded", open, { once: true });
  setInterval(() => { if (!document.hidden) pieces.forEach(refresh); }, 60000);
  document.addEventListener("visibilitychange", () => {
    if (stays || leads) return;
    if (document.hidden) source?.close();
    else if (isClosed()) open();
  });
  others.addEventListener("message", (event) => { if (isClosed()) count(event.data); });
  navigator.locks?.request("boussole-flux", () => {
    leads = true;
    if (isClosed()) open();
    return new Promise(() => {});  // until the page is left
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
  // presence.js leads to the page of the passphrase.
  if (state.session !== "locked") showNews(state);
  document.dispatchEvent(new CustomEvent("etat", { detail: state })); // danger has the last word
}

function showNews(state) {
  if (calls !== null && state.calls > calls) {
    tell(state.calls === 1 ? "Quelqu’un attend." : `${state.calls} demandes attendent.`);
    if (pieces.length) chime();
    notify("Quelqu’un attend");
  }
  if (arrived !== null && state.unread > arrived) {
    notify("Un message pour vous");
    setTimeout(tellUnread, SETTLES);
  }
  arrived = state.unread;
  if (booked !== null && state.bookings > booked) {
    tell("Un nouveau rendez-vous.");
    if (isOnDuty()) notify("Un nouveau rendez-vous");
  }
  booked = state.bookings;
  // What comes into the open conversation is read as it comes, unless the page is hidden.
  const { questions, bookings } = state;
  count({ calls: state.calls, unread: document.hidden ? state.unread : state.unread - state.open_unread, questions, bookings });
  others.postMessage({ calls, unread, questions, bookings });
  for (const piece of pieces) {
    if (state[piece.dataset.live] === piece.dataset.mark) continue;
    piece.dataset.mark = state[piece.dataset.live];
    refresh(piece);
  }
  if (talk) document.dispatchEvent(new CustomEvent("talk", { detail: state.talk }));
}

function count(state) {
  ({ calls, unread } = state);
  if (unread < seen || seen === null) seen = unread;
  show("badge", calls);
  show("unread", unread);
  show("questions", state.questions);
  show("bookings", state.bookings);
  const all = calls + unread + state.bookings;
  document.title = all ? `(${all}) ${bare}` : bare;
}

function show(name, number) {
  for (const badge of document.querySelectorAll(`[data-${name}]`)) {
    badge.parentElement.hidden = number === 0;
    badge.textContent = number;
  }
}

// Nothing comes onto the screen in an interview or off duty, but for words in one's own talks.
function isOnDuty() {
  return document.querySelector(".duty-on")?.getAttribute("aria-pressed") === "true";
}

function tellUnread() {
  if (unread > seen) tell(unread === 1 ? "Un message non lu." : `${unread} messages non lus.`);
  seen = unread;
}

export function tell(words) {
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

// Keeps the focus, the scroll position and open details.
async function refresh(piece) {
  clearTimeout(piece.later);
  const fresh = await fetchPiece(piece.dataset.piece).catch(() => {
    piece.later = setTimeout(() => refresh(piece), AGAIN);
  });
  if (!fresh) return;
  const kept = document.activeElement?.dataset?.keep;
  const inside = piece.contains(document.activeElement);
  const unfolded = [...piece.querySelectorAll("details[open]")].map((one) => one.id);
  const scrolled = piece.parentElement.scrollTop;
  piece.replaceChildren(...fresh.childNodes);
  for (const one of piece.querySelectorAll("details")) one.open = unfolded.includes(one.id);
  piece.parentElement.scrollTop = scrolled;
  if (!inside) return;
  const again = kept && piece.querySelector(`[data-keep="${kept}"]`);
  (again || document.querySelector("#main")).focus({ preventScroll: true });
}
