/** Follows a conversation by one long request, reopened from the last cursor when it breaks. */

import { events, Refused, SITE } from "./api.js";
import { Backoff } from "./backoff.js";
import { read } from "./sse.js";

// The server sends a keep-alive every 15 seconds; the connection is dead after three missed ones.
const SILENCE = 45000;

export class Stream {
  #token;
  #tell;
  #cursor = "0.0";
  #backoff = new Backoff();
  #request = null;
  #watchdog = null;
  #stopped = false;

  /** `tell` has `entry(data)`, `connected(bool)` and `gone()`. */
  constructor(token, tell) {
    this.#token = token;
    this.#tell = tell;
  }

  async run() {
    while (!this.#stopped) {
      try {
        await this.#follow(); // ends whole where a process stops: others answer already
      } catch (error) {
        if (this.#stopped) return;
        if (error instanceof Refused && error.status === 401) return this.#end();
        // Start over after an invalid cursor; displayed entries are skipped.
        if (error instanceof Refused && error.status === 400) this.#cursor = "0.0";
        this.#tell.connected(false);
      } finally {
        clearTimeout(this.#watchdog);
      }
      if (this.#stopped) return;
      await this.#backoff.pause();
    }
  }

  /** Reconnect at once when the network is back. */
  wake() {
    this.#backoff.wake();
  }

  /** Disconnect at once when the network is gone. */
  cut() {
    this.#request?.abort();
  }

  stop() {
    this.#stopped = true;
    this.#request?.abort();
    this.#backoff.wake();
  }

  async #follow() {
    this.#request = new AbortController();
    this.#alive();
    const response = await events(this.#token, this.#cursor, this.#request.signal);
    if (this.#stopped) return;
    this.#tell.connected(true);
    for await (const event of read(response.body, () => this.#alive())) {
      if (this.#stopped) return;
      this.#backoff.reset();
      this.#show(event);
    }
  }

  /** Pass an entry on; one that fails must not block the following ones. */
  #show(event) {
    try {
      this.#tell.entry(JSON.parse(event.data));
    } catch (error) {
      reportError(error);
    }
    if (event.id) this.#cursor = event.id;
    // For `offline/page.js`; pages of other sites are told nothing.
    if (SITE === location.origin) dispatchEvent(new CustomEvent("boussole-event", { detail: event }));
  }

  #alive() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#request?.abort(), SILENCE);
  }

  #end() {
    this.#stopped = true;
    this.#tell.gone();
  }
}
