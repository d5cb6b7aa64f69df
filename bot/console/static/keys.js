// Shortcuts of one key, outside of fields; they can be switched off (WCAG 2.1.4). The preference is
// stored once it is changed.
const KEY = "boussole-touches";
const dialog = document.querySelector("#keys");
const box = document.querySelector("#keys-on");
const button = document.querySelector("#open-keys");
const isOn = () => localStorage.getItem(KEY) !== "0";

const actions = {
  j: () => step(1),
  k: () => step(-1),
  c: () => document.querySelector("#claim-first")?.requestSubmit(),
  r: () => text()?.focus(),
  n: () => focusIn("#f-note"),
  h: () => focusIn("#f-mot"),
  "/": openTexts,
  "?": () => dialog.showModal(),
};

box.checked = isOn();
box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "1" : "0"));
button.hidden = false;
button.addEventListener("click", () => dialog.showModal());
document.querySelector("#close-keys").addEventListener("click", () => dialog.close());
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || dialog.open) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") return leave(event.target, field);
  if (field || !isOn() || !(event.key in actions)) return;
  event.preventDefault();
  actions[event.key]();
});

function text() {
  return document.querySelector("#f-text");
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((one) => one.checkVisibility());
  const here = rows.indexOf(document.activeElement);
  const open = rows.findIndex((one) => one.hasAttribute("aria-current"));
  const next = here >= 0 || open < 0 ? here + by : open + by;
  rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
}

// Unfolds whatever holds a field, and goes there.
function focusIn(place) {
  const field = document.querySelector(place);
  for (let one = field?.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  field?.focus();
}

function openTexts() {
  const reply = text();
  if (!reply) return;
  if (reply.value.trim()) return focusIn("#f-mots");
  reply.focus();
  reply.value = "/";
  reply.dispatchEvent(new Event("input"));
}

// Out of a field, so that the keys work again; out of what was unfolded last.
function leave(target, field) {
  const unfolded = target.closest("#finir[open], #base[open]");
  if (unfolded) unfolded.open = false;
  if (unfolded?.id === "finir") unfolded.querySelector("summary").focus();
  else if (field) document.querySelector("#talk-name")?.focus();
}
