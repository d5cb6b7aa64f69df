/** « Boussole écrit… »: from the moment a message is accepted until a reply comes. */

// A turn takes seconds. Later than this, someone else (a counsellor) has the conversation, and
// they write when they write.
const MOST = 30000;

export class Typing {
  #element;
  #changed;
  #open = new Set();
  #known = new Set();
  #timer = null;

  constructor(element, changed) {
    this.#element = element;
    this.#changed = changed;
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
    this.#known.clear();
    this.answered();
  }

  #wait(id) {
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
