/** « Boussole écrit… », from the acceptance of a message to the reply. */

// Hide the indicator after this time; a turn takes seconds.
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

  /** Set who answers; there is no indicator for counsellors. */
  owned(owner) {
    this.#human = owner === "human";
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
