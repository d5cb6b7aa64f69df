/** The unsent messages of this tab, in order. A message is removed once the server has it. */

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
  #stuck = new Set(); // ids of messages that the server failed to store
  #backoff = new Backoff();

  /**
   * `tell` has `sending`, `unsent(message, sentence)` (the server's, if any),
   * `accepted(message, fresh)` and `refused(message, error)`.
   */
  constructor(token, tell) {
    this.#token = token;
    this.#tell = tell;
  }

  /** Pass the messages stored before a reload to `show`, and send them. */
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

  /** A message in the stream has arrived, even if the response was lost. */
  settle(id) {
    const waited = this.#queue[0]?.id === id;
    this.#set(this.#queue.filter((message) => message.id !== id));
    if (waited) this.wake();
  }

  wake() {
    this.#backoff.wake();
  }

  /** Send nothing until released; resolves once the current request is settled. */
  async hold() {
    this.#held = true;
    await this.#underWay;
  }

  release() {
    this.#held = false;
    this.#run();
  }

  /** Stop sending; unsent messages stay stored unless `forgotten`. */
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
    await new Promise((done) => setTimeout(done)); // display the message first
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
   * The next message. Those behind one that the server failed to store are still tried once, as
   * they may signal distress, and the response has the helplines.
   */
  #next() {
    const untried = this.#stuck.size && this.#queue.find(({ id }) => !this.#stuck.has(id));
    return untried || this.#queue[0];
  }

  /** Resolves to true if the server decided, false if the message must be retried. */
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
