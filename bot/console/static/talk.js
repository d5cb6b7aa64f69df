// A conversation: appends new messages, sends with Enter, inserts answers of the base.
import { AGAIN, fetchPiece, unseen } from "./live.js";

const log = document.querySelector("#messages");
const form = document.querySelector("#ecrire");
const text = document.querySelector("#f-text");
const newer = document.querySelector("#newer");
let mark = log?.dataset.mark, later, unread = 0, running = Promise.resolve();

if (log) {
  log.scrollTop = log.scrollHeight;
  document.addEventListener("talk", (event) => {
    if (event.detail !== mark) refresh();
    mark = event.detail;
  });
  log.addEventListener("scroll", () => { if (atEnd()) newer.hidden = true; });
  newer.addEventListener("click", () => { toEnd(); text?.focus(); });
  document.addEventListener("visibilitychange", read);
}

function atEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
  newer.hidden = true;
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
  unread += document.hidden ? fresh.filter((one) => one.classList.contains("person")).length : 0;
  unseen(unread);
  if (now.dataset.state === "ended") ended(`C’est fini : ${now.dataset.ended}. On ne peut plus répondre.`);
}

// Removes messages that the person retracted, and quotes of them; follows the marks of signals.
function follow(shown, kept) {
  const words = ".pre";
  if (!kept) shown.remove();
  else if (shown.dataset.signal !== kept.dataset.signal || shown.querySelector(words).textContent !== kept.querySelector(words).textContent) shown.replaceWith(kept.cloneNode(true));
}

function read() {
  if (document.hidden) return;
  unread = 0;
  unseen(0);
}

// Keeps the draft so that it can be copied.
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

text?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit(document.querySelector("#send"));
});

document.querySelector("#f-mots")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  form.requestSubmit(document.querySelector("#find"));
});

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const by = event.submitter;
  if (by?.dataset.insert) insert(by.dataset.insert);
  else if (by?.id === "find") find(by.formAction);
  else send();
});

function insert(words) {
  text.value = [text.value.trimEnd(), words].filter(Boolean).join("\n");
  text.focus();
}

function posted(address) {
  return fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
}

async function find(address) {
  const answer = await posted(address).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page && page.querySelector("#found");
  if (found) document.querySelector("#found").replaceChildren(...found.childNodes);
}

// The title comes first on every page, so it is used only as a last resort.
function reason(page) {
  const found = ["#wrong li", ".lead", "h1"].map((place) => page?.querySelector(place));
  return found.find(Boolean)?.textContent.trim();
}

// On success, clears the draft and appends the message; on refusal, keeps it and shows the reason.
async function send() {
  const state = document.querySelector("#sending");
  const said = text.value;
  if (!said.trim() || text.readOnly) return;
  text.readOnly = true;
  const answer = await posted(form.action).catch(() => null);
  text.readOnly = false;
  if (answer?.type === "opaqueredirect") {
    text.value = "";
    state.textContent = "Envoyé";
    setTimeout(() => { state.textContent = ""; }, 2000);
    await refresh();
    toEnd();
  } else {
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    state.textContent = reason(page) || "Le serveur ne répond pas : rien n’est parti. Réessayez.";
  }
  text.focus();
}
