/** The state of the line and of what was asked, in one place; some of it only needs to be heard. */

import { WORDS } from "./words.js";

export class Line {
  #banner;
  #whisper;
  #notice;
  #connected = true;
  #stopped = new AbortController();

  /** `back()` and `gone()` are called when the network comes and goes. */
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

  /** For those who listen: what the others see at the message. */
  whisper(words) {
    this.#whisper.textContent = words;
    this.notice("");
  }

  /** For all, until something else happens. */
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
