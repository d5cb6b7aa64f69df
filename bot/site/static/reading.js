/** Tracks which replies were read; the number of unread ones is shown on the launcher. */

import { keepSeen, seen } from "./store.js";

export class Reading {
  #replies = [];
  #human = new Set();
  #open;
  #unread;

  /**
   * `open()` returns whether the chat is visible; `unread(count, human)` is called at
   * each change; `human`: how many of them a counsellor wrote.
   */
  constructor(open, unread) {
    this.#open = open;
    this.#unread = unread;
  }

  said(seq, byHuman) {
    if (!this.#replies.includes(seq)) this.#replies.push(seq);
    if (byHuman) this.#human.add(seq);
    this.look();
  }

  clear() {
    this.#replies = [];
    this.look();
  }

  look() {
    const last = Math.max(0, ...this.#replies);
    if (this.#open() && !document.hidden && last > seen()) keepSeen(last);
    const left = this.#replies.filter((seq) => seq > seen());
    this.#unread(left.length, left.filter((seq) => this.#human.has(seq)).length);
  }
}
