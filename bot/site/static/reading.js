/** Tracks which replies were read; the number of unread ones is shown on the launcher. */

import { keepSeen, seen } from "./store.js";

export class Reading {
  #replies = [];
  #open;
  #unread;

  /** `open()` returns whether the chat is visible; `unread(count)` is called at each change. */
  constructor(open, unread) {
    this.#open = open;
    this.#unread = unread;
  }

  said(seq) {
    if (!this.#replies.includes(seq)) this.#replies.push(seq);
    this.look();
  }

  clear() {
    this.#replies = [];
    this.look();
  }

  look() {
    const last = Math.max(0, ...this.#replies);
    if (this.#open() && !document.hidden && last > seen()) keepSeen(last);
    else this.#unread(this.#replies.filter((seq) => seq > seen()).length);
  }
}
