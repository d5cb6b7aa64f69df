/** What waits to be sent, in order, in this tab. A message leaves once the server has it. */

import { Refused, post } from "./api.js";
import { Backoff } from "./backoff.js";
import { keepWaiting, waiting } from "./store.js";

export class Outbox {
  #token;
  #tell;
  #queue = [];
  #busy = false;
  #held = false;
  #underWay = null;
  #stuck = new Set(); // ids of what the server could not keep, and was asked to
  #backoff = new Backoff();

  /**
   * `tell` has `sending`, `unsent(message, sentence)` (of the server, where it gave one),
   * `accepted(message, fresh)` and `refused(message, error)`.
   */
  constructor(token, tell) {
    this.#token = token;
    this.#tell = tell;
  }

  /** What waited before the page was loaded again is given to `show`, and leaves. */
  restore(show) {
    this.#queue = waiting(this.#token);
    this.#queue.forEach(show);
    this.#run();
  }

  /** `message` has `id`, `label`, and `text` or `choice`. */
  add(message) {
    this.#set([...this.#queue, message]);
    if (this.#stuck.size) this.wake();
    this.#run();
  }

  /** Seen in the stream: it arrived, even if the answer to our request got lost. */
  settle(id) {
    const waited = this.#queue[0]?.id === id;
    this.#set(this.#queue.filter((message) => message.id !== id));
    if (waited) this.wake();
  }

  wake() {
    this.#backoff.wake();
  }

  /** Nothing leaves until it is released; settles once what is under way has arrived or has not. */
  async hold() {
    this.#held = true;
    await this.#underWay;
  }

  release() {
    this.#held = false;
    this.#run();
  }

  /** Nothing more leaves from here; what waits is kept for the next time, unless it is `forgotten`. */
  stop(forgotten) {
    if (forgotten) this.#set([]);
    else this.#queue = [];
    this.wake();
  }

  #set(queue) {
    this.#queue = queue;
    keepWaiting(this.#token, queue);
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    await new Promise((done) => setTimeout(done)); // what was said is on the screen first
    while (this.#queue.length && !this.#held) {
      const message = this.#next();
      this.#underWay = this.#try(message);
      const sent = await this.#underWay;
      if (sent) this.#leave(message);
      else if (this.#next() === this.#queue[0]) await this.#backoff.pause();
    }
    this.#busy = false;
  }

  /**
   * The first one. Behind one that the server could not keep, each is tried once all the same: its
   * words may call for help, and the answer holds the helplines.
   */
  #next() {
    const untried = this.#stuck.size && this.#queue.find(({ id }) => !this.#stuck.has(id));
    return untried || this.#queue[0];
  }

  /** True when the server decided, false when the same message must be tried again. */
  async #try(message) {
    this.#tell.sending(message);
    try {
      const { id, text, choice } = message;
      const answer = await post(this.#token, { id, text, choice });
      this.#backoff.reset();
      this.#stuck.clear();
      if (this.#queue.includes(message)) this.#tell.accepted(message, answer.seq !== null);
      return true;
    } catch (error) {
      if (!this.#queue.includes(message)) return true;
      const refused = error instanceof Refused;
      if (refused && !error.stuck) {
        this.#tell.refused(message, error);
        return true;
      }
      if (refused) this.#stuck.add(message.id);
      else this.#stuck.clear();
      this.#tell.unsent(message, refused ? error.message : "");
      return false;
    }
  }

  #leave(message) {
    if (this.#queue.includes(message)) this.#set(this.#queue.filter((other) => other !== message));
  }
}
