/** Announces new replies in one live region, and in the title of a hidden tab. */

import { element } from "./dom.js";
import { WORDS } from "./words.js";

export class Announcer {
  #log;
  #title;
  #unseen = 0;
  #host = null; // the title of somebody else's page, while ours is in its place
  #ours = null;
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

  /** Show in the title of a page that embeds the chat what a counsellor wrote unseen. */
  unread(count) {
    if (this.#title !== null) return; // its own page counts every reply
    if (document.title !== this.#ours) this.#host = document.title;
    document.title = this.#ours = count ? `(${count}) ${WORDS.counsellor} · ${this.#host}` : this.#host;
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
