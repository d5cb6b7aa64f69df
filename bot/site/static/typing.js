/** « Boussole écrit… »: from the moment a message is accepted until a reply comes. */

// A turn takes seconds. Later than this nothing is being written any more.
const MOST = 30000;

export class Typing {
  #element;
  #changed;
  #open = new Set();
  #known = new Set();
  #timer = null;
  #human = false;

  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
  }

  /** Who answers from here on: a counsellor writes when they write, and no sign pretends it. */
  owned(owner) {
    this.#human = owner === "human";
    if (this.#human) this.answered();
  }

  /** The server has the message. The reply may have come before this news. */
  accepted(id) {
    if (!this.#known.has(id)) this.#wait(id);
  }

  /** The stream shows the message. */
  heard({ id, waiting }) {
    if (waiting || this.#open.has(id)) this.#wait(id);
    this.#known.add(id);
  }

  answered() {
    this.#open.clear();
    this.#show(false);
  }

  clear() {
    this.#human = false;
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
    if (this.#element.hidden !== on) return;
    this.#element.hidden = !on;
    this.#changed();
  }
}
