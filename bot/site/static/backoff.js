/** Waiting longer after each failure, up to 15 seconds; `wake` ends the wait at once. */

const FIRST = 1000;
const MOST = 15000;

export class Backoff {
  #next = FIRST;
  #timer = null;
  #done = null;

  reset() {
    this.#next = FIRST;
  }

  /** Wait; a class of 28 must not come back in the same instant, so each wait differs a little. */
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
