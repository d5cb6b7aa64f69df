/** The text field: Enter sends, Shift+Enter breaks the line, a counter appears near the limit. */

import { WORDS } from "./words.js";

const WARN_FROM = 200;

export class Composer {
  #form;
  #text;
  #left;

  constructor(root, send) {
    [this.#form, this.#text, this.#left] = ["composer", "text", "left"].map((id) => root.getElementById(id));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      this.#text.focus({ preventScroll: true });
      if (!text) return;
      this.clear();
      send(text);
    });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    this.#text.addEventListener("input", () => this.#count());
  }

  clear() {
    this.#text.value = "";
    this.#count();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  #count() {
    const left = this.#text.maxLength - this.#text.value.length;
    this.#left.textContent = left <= WARN_FROM ? WORDS.left(left) : "";
    // Without `field-sizing`, the height is set by the number of lines.
    if (!CSS.supports("field-sizing", "content")) {
      this.#text.rows = Math.min(6, this.#text.value.split("\n").length);
    }
  }
}
