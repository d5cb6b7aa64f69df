/** The status line: the connection and the outcome of actions, partly for screen readers only. */

import { WORDS } from "./words.js";

export class Line {
  #banner;
  #whisper;
  #notice;
  #connected = true;
  #stopped = new AbortController();

  /** `back()` and `gone()` are called when the browser goes online and offline. */
  constructor(root, back, gone) {
    this.#banner = root.getElementById("banner");
    this.#whisper = root.getElementById("whisper");
    this.#notice = root.getElementById("notice");
    for (const [name, told] of [["online", back], ["offline", gone]]) {
      addEventListener(name, () => (this.#show(), told()), { signal: this.#stopped.signal });
    }
  }

  connected(now) {
    this.#connected = now;
    this.#show();
  }

  /** Announce a state that is visible at the message to screen readers. */
  whisper(words) {
    this.#whisper.textContent = words;
    this.notice("");
  }

  /** Show words until the next change. */
  notice(words) {
    this.#notice.textContent = words;
  }

  close() {
    this.#stopped.abort();
  }

  #show() {
    const words = !navigator.onLine ? WORDS.offline : this.#connected ? "" : WORDS.reconnecting;
    if (this.#banner.textContent !== words) this.#banner.textContent = words;
  }
}
