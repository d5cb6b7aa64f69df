/** New words of the bot, for those who listen (one live region) or look at another tab (title). */

import { element } from "./dom.js";

export class Announcer {
  #log;
  #title;
  #unseen = 0;
  #shown = () => this.#looked();

  /** `titled`: the page is the chat's own, so its title may count what was not seen. */
  constructor(log, titled) {
    this.#log = log;
    this.#title = titled ? document.title : null;
    document.addEventListener("visibilitychange", this.#shown);
  }

  /** Read aloud, in order, without cutting what is being read. */
  announce(lines) {
    this.#log.append(...lines.map((words) => element("p", {}, words)));
    if (document.hidden && this.#title) document.title = `(${++this.#unseen}) ${this.#title}`;
  }

  /** The person spoke: what was read before would only be found twice. */
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
