/** What waits to be sent, in order, in this tab. A message leaves once the server has it. */

import { Refused, post } from "./api.js";
import { Backoff } from "./backoff.js";

export class Outbox {
  #token;
  #tell;
  #queue = [];
  #busy = false;
  #backoff = new Backoff();

  /** `tell` has `sending`, `unsent`, `accepted(message, fresh)` and `refused(message, error)`. */
  constructor(token, tell) {
    this.#token = token;
    this.#tell = tell;
  }

  add(message) {
    this.#queue.push(message);
    this.#run();
  }

  /** Seen in the stream: it arrived, even if the answer to our request got lost. */
  settle(id) {
    const waited = this.#queue[0]?.id === id;
    this.#queue = this.#queue.filter((message) => message.id !== id);
    if (waited) this.wake();
  }

  wake() {
    this.#backoff.wake();
  }

  clear() {
    this.#queue = [];
    this.wake();
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length) {
      const message = this.#queue[0];
      const sent = await this.#try(message);
      if (sent) this.#leave(message);
      else if (this.#queue[0] === message) await this.#backoff.pause();
    }
    this.#busy = false;
  }

  /** True when the server decided, false when the same message must be tried again. */
  async #try(message) {
    this.#tell.sending(message);
    try {
      const answer = await post(this.#token, message);
      this.#backoff.reset();
      if (this.#queue[0] === message) this.#tell.accepted(message, answer.seq !== null);
      return true;
    } catch (error) {
      if (this.#queue[0] !== message) return true;
      if (error instanceof Refused) {
        this.#tell.refused(message, error);
        return true;
      }
      this.#tell.unsent(message);
      return false;
    }
  }

  #leave(message) {
    this.#queue = this.#queue.filter((other) => other !== message);
  }
}
