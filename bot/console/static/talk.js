// A conversation: appends new messages, notes what was read, keeps the end in view.
import { AGAIN, fetchPiece } from "./live.js";
import { compose } from "./composer.js";
import { unfold } from "./menu.js";
import { post } from "./posting.js";
import { sendInPlace } from "./tools.js";

const log = document.querySelector("#messages");
const newer = document.querySelector("#newer");
const wide = "(min-width: 75rem)";
let mark = log?.dataset.mark, later, running = Promise.resolve();
let read = 0;

if (log) {
  toEnd();
  document.addEventListener("talk", (event) => {
    if (event.detail !== mark) refresh();
    mark = event.detail;
  });
  const scrolls = (event) => { if (atEnd()) newer.hidden = true; };
  log.addEventListener("scroll", scrolls);
  document.addEventListener("scroll", scrolls);
  newer.addEventListener("click", () => { toEnd(); document.querySelector("#f-text")?.focus(); });
  document.addEventListener("visibilitychange", noteRead);
  noteRead();
  unfold(document.querySelector("#tools"), wide);
  foldSummary(document.querySelector("#agreed"));
  compose(async () => { await refresh(); toEnd(); });
  sendInPlace();
}

// The log scrolls on wide screens, the page on narrow ones.
function scroller() {
  return getComputedStyle(log).overflowY === "auto" ? log : document.scrollingElement;
}

function atEnd() {
  const on = scroller();
  return on.scrollHeight - on.scrollTop - on.clientHeight < 60;
}

function toEnd() {
  const on = scroller();
  on.scrollTop = on.scrollHeight;
  newer.hidden = true;
}

// On narrow screens the summary begins folded; what not to talk about stays in its heading.
function foldSummary(summary) {
  if (summary && !window.matchMedia("(min-width: 60rem)").matches) summary.open = false;
}

// Sequential: concurrent fetches would append a message twice. A failed fetch is retried later.
function refresh() {
  clearTimeout(later);
  running = running.then(add).catch(() => { later = setTimeout(refresh, AGAIN); });
  return running;
}

async function add() {
  const piece = await fetchPiece(log.dataset.piece);
  const talk = document.querySelector("#talk");
  const now = piece?.querySelector("#talk");
  if (!now) return gone();
  const stay = atEnd();
  for (const one of [...talk.children]) follow(one, now.querySelector(`[data-key="${one.dataset.key}"]`));
  const fresh = [...now.children].filter((one) => !talk.querySelector(`[data-key="${one.dataset.key}"]`));
  talk.append(...fresh);
  if (stay) toEnd();
  else newer.hidden = newer.hidden && fresh.length === 0;
  noteRead();
  if (now.dataset.state === "ended") ended(`C’est fini : ${now.dataset.ended}. On ne peut plus répondre.`);
}

// Removes messages that the person retracted, and quotes of them; follows the marks of signals.
function follow(shown, kept) {
  const words = ".pre";
  if (!kept) shown.remove();
  else if (shown.dataset.signal !== kept.dataset.signal || shown.querySelector(words).textContent !== kept.querySelector(words).textContent) shown.replaceWith(kept.cloneNode(true));
}

// The page in the background was not read.
function noteRead() {
  if (document.hidden || document.querySelector("#talk").dataset.state !== "human") return;
  const last = [...document.querySelectorAll("#talk [data-key^='p-']")].pop();
  const number = Number(last?.dataset.key.slice(2) ?? 0);
  if (number <= read) return;
  read = number;
  const token = document.querySelector("input[name=jeton]").value;
  post(log.dataset.read, { jeton: token, jusqua: number }, true).catch(() => { read = 0; });
}

// Keeps what was written so that it can be copied.
function ended(words) {
  const state = document.querySelector("#state");
  if (state.textContent === words) return;
  state.setAttribute("role", "status");
  state.classList.add("over");
  state.textContent = words;
  document.querySelector("#send")?.setAttribute("disabled", "");
  document.querySelector("#finir")?.remove();
}

function gone() {
  ended("Cette conversation n’est plus là : la personne l’a effacée, ou votre session est finie.");
}
