/** Announces new replies in one live region, and in the title of a hidden tab. */

import { element } from "./dom.js";

export class Announcer {
  #log;
  #title;
  #unseen = 0;
  #shown = () => this.#looked();

  /** `titled`: the page belongs to the chat, so its title may show the number of unread replies. */
  constructor(log, titled) {
    this.#log = log;
    this.#title = titled ? document.title : null;
    document.addEventListener("visibilitychange", this.#shown);
  }

  /** Queue words to be read aloud, without interrupting the current ones. */
  announce(lines) {
    this.#log.append(...lines.map((words) => element("p", {}, words)));
    if (document.hidden && this.#title) document.title = `(${++this.#unseen}) ${this.#title}`;
  }

  /** Clear the region when the person sends a message, to avoid duplicates. */
  hush() {
    this.#log.replaceChildren();
  }

  close() {
    document.removeEventListener("visibilitychange", this.#shown);
  }

  #looked() {
    if (document.hidden) return;
    this.#unseen = 0;
    if (this.#title) document.title = this.#title;
  }
}
