/** Scrolling: follows the conversation unless the person scrolled back. */

import { byKeyboard } from "./dom.js";

const NEAR = 48;

export class Scroll {
  #root;
  #box;
  #button;
  #rest;
  #atEnd = true;
  #firstNew = null;

  /** `rest(byKeyboard)` takes the focus when the button disappears. */
  constructor(root, rest) {
    this.#root = root;
    this.#box = root.getElementById("transcript");
    this.#button = root.getElementById("newer");
    this.#rest = rest;
    this.#box.addEventListener("scroll", () => this.look(), { passive: true });
    this.#button.addEventListener("click", (event) => this.#jump(byKeyboard(event)));
    new ResizeObserver(() => this.#atEnd && this.end()).observe(this.#box);
  }

  end() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#atEnd = true;
  }

  /** Handle a small change at the end (a state, « écrit… »). */
  keep() {
    if (this.#atEnd) this.end();
  }

  /** Show a new reply from the message it answers, or show that there is one. */
  arrived(line, from) {
    if (!this.#atEnd) {
      this.#firstNew ??= line;
      this.#button.hidden = false;
      return;
    }
    const top = this.#top(from ?? line) - 12;
    const end = this.#box.scrollHeight - this.#box.clientHeight;
    this.#box.scrollTop = Math.min(top, end);
    this.#atEnd = top >= end - NEAR;
  }

  clear() {
    this.#firstNew = null;
    this.#button.hidden = true;
    this.#atEnd = true;
  }

  /** Measure the position before each change, as a hidden page has no scroll events. */
  look() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd && !this.#button.hidden) this.#seen(true);
  }

  #jump(keyboard) {
    const line = this.#firstNew;
    this.#seen(keyboard, true);
    if (line) this.#box.scrollTop = this.#top(line) - 12;
  }

  /** Move the focus before hiding the button. */
  #seen(keyboard, always = false) {
    if (always || this.#root.activeElement === this.#button) this.#rest(keyboard);
    this.#firstNew = null;
    this.#button.hidden = true;
  }

  #top(line) {
    return line.getBoundingClientRect().top - this.#box.getBoundingClientRect().top + this.#box.scrollTop;
  }
}
