/** The state of the line, in one place; `whisper` adds what only needs to be heard. */

import { byId } from "./dom.js";
import { WORDS } from "./words.js";

let connected = true;

function show() {
  const words = !navigator.onLine ? WORDS.offline : connected ? "" : WORDS.reconnecting;
  const banner = byId("banner");
  if (banner && banner.textContent !== words) banner.textContent = words;
}

export function line(now) {
  connected = now;
  show();
}

export function whisper(words) {
  byId("whisper").textContent = words;
}

/** Call `back` and `gone` when the network comes and goes. */
export function network(back, gone) {
  window.addEventListener("online", () => {
    show();
    back();
  });
  window.addEventListener("offline", () => {
    show();
    gone();
  });
}
