// The reply: sends with Enter, keeps what was begun, inserts texts with « / ».
import { tell } from "./live.js";
import { outcome, post } from "./posting.js";
import { textsMenu } from "./texts-menu.js";

const SAVES = 700;  // milliseconds after the last key
const form = document.querySelector("#ecrire");
const text = document.querySelector("#f-text");
const state = document.querySelector("#sending");
let menu, saving = Promise.resolve(), due, saved = text?.value, clears;

// `sent` is called after a reply left.
export function compose(sent) {
  if (!form) return;
  menu = textsMenu(text, document.querySelector("#texts-menu"), (words) => {
    return post(form.dataset.texts, { jeton: form.jeton.value, mots: words });
  }, tell);
  text.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(save, SAVES);
  });
  text.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(document.querySelector("#send"));
  });
  document.querySelector("#f-mots").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    form.requestSubmit(document.querySelector("#find"));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = event.submitter;
    if (by?.dataset.insert) insert(by.dataset.insert);
    else if (by?.id === "find") find();
    else send(sent);
  });
  // What was typed before this script ran.
  if (document.activeElement === text && text.value) text.dispatchEvent(new Event("input"));
  window.addEventListener("pagehide", saveLeaving);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}

function insert(words) {
  text.value = [text.value.trimEnd(), words].filter(Boolean).join("\n");
  text.dispatchEvent(new Event("input"));
  text.focus();
}

async function find() {
  const words = document.querySelector("#f-mots").value;
  const answer = await post(form.dataset.texts, { jeton: form.jeton.value, mots: words }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("#found").replaceChildren(...page.body.childNodes);
}

// One at a time, so that an older draft does not overwrite a newer one, or a reply that left.
function save() {
  clearTimeout(due);
  saving = saving.then(async () => {
    const words = text.value;
    if (words === saved || menu.isOpen()) return;
    const answer = await post(form.dataset.draft, { jeton: form.jeton.value, text: words });
    if (answer.ok) saved = words;
  }).catch(() => {});
  return saving;
}

function saveLeaving() {
  if (text.value === saved || document.querySelector("#send").disabled) return;
  navigator.sendBeacon(form.dataset.draft, new URLSearchParams({ jeton: form.jeton.value, text: text.value }));
}

function say(words) {
  clearTimeout(clears);
  state.textContent = words;
}

// On success, clears the draft; on refusal, keeps it and shows the reason until the next attempt.
async function send(sent) {
  const words = text.value;
  if (!words.trim() || text.readOnly || menu.isOpen()) return;
  text.readOnly = true;
  clearTimeout(due);
  await saving;
  const refused = await outcome(post(form.action, new FormData(form)));
  text.readOnly = false;
  say(refused || "Envoyé");
  if (!refused) {
    text.value = saved = "";
    clears = setTimeout(() => say(""), 2000);
    await sent();
  }
  text.focus();
}
