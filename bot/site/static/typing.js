/** Who answers: « Boussole écrit… » of the bot; the bar of a talk with a counsellor. */

import { WORDS } from "./words.js";

// Hide the indicator after this time; a turn takes seconds.
const MOST = 30000;

export class Typing {
  #root;
  #tell;
  #robot;
  #open = new Set();
  #known = new Set();
  #timer = null;
  #human = false;

  /**
   * `tell` has `changed()`: the indicator came or went; `end()` ends the talk; `rest(byKeyboard)`
   * moves the focus to where the person continues.
   */
  constructor(root, tell) {
    this.#root = root;
    this.#tell = tell;
    this.#robot = this.#part("kind").textContent;
    const on = (id, act) => this.#part(id).addEventListener("click", act);
    on("end", () => (this.#ask(true), this.#part("end-no").focus()));
    on("end-no", () => (this.#ask(false), this.#part("end").focus()));
    on("end-yes", tell.end);
  }

  /** Set who answers; there is no indicator for counsellors, but a bar with a way out. */
  owned(owner) {
    this.#human = owner === "human";
    const bar = this.#part("with");
    if (bar.contains(this.#root.activeElement)) this.#tell.rest(true);
    bar.hidden = !this.#human;
    this.#part("kind").textContent = this.#human ? WORDS.someone : this.#robot;
    this.#ask(false);
    if (this.#human) this.answered();
  }

  /** Handle an accepted message, whose reply may have come before. */
  accepted(id) {
    if (!this.#known.has(id)) this.#wait(id);
  }

  /** Handle a message in the stream. */
  heard({ id, waiting }) {
    if (waiting || this.#open.has(id)) this.#wait(id);
    this.#known.add(id);
  }

  answered() {
    this.#open.clear();
    this.#show(false);
  }

  clear() {
    this.owned("");
    this.#known.clear();
    this.answered();
  }

  #wait(id) {
    if (this.#human) return;
    this.#open.add(id);
    this.#show(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.answered(), MOST);
  }

  #show(on) {
    if (!on) clearTimeout(this.#timer);
    const shown = this.#part("typing");
    if (shown.hidden !== on) return;
    shown.hidden = !on;
    this.#tell.changed();
  }

  #ask(on) {
    this.#part("with-words").textContent = on ? WORDS.endTalk : WORDS.withSomeone;
    this.#part("end").hidden = on;
    this.#part("end-yes").hidden = this.#part("end-no").hidden = !on;
  }

  #part(id) {
    return this.#root.getElementById(id);
  }
}
