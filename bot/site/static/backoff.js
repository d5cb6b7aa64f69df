/** Exponential backoff of up to 15 seconds; `wake` ends the wait. */

const FIRST = 1000;
const MOST = 15000;

export class Backoff {
  #next = FIRST;
  #timer = null;
  #done = null;

  reset() {
    this.#next = FIRST;
  }

  /** Wait, with jitter so that a whole class does not reconnect at once. */
  pause() {
    const wait = this.#next * (0.75 + Math.random() / 4);
    this.#next = Math.min(this.#next * 2, MOST);
    return new Promise((done) => {
      this.#done = done;
      this.#timer = setTimeout(done, wait);
    });
  }

  wake() {
    clearTimeout(this.#timer);
    this.#done?.();
  }
}
