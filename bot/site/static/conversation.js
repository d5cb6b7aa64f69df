/** One open conversation: what is said goes to the outbox, what happened comes from the stream. */

import { whisper, line } from "./banner.js";
import { byId, freshId } from "./dom.js";
import { Outbox } from "./outbox.js";
import { Scroll } from "./scroll.js";
import { Stream } from "./stream.js";
import { spend } from "./toolbar.js";
import { Transcript } from "./transcript.js";
import { Typing } from "./typing.js";
import { WORDS } from "./words.js";

// After a reload the past comes in one go; a pause this long means that it is over.
const PAST_OVER = 600;

export class Conversation {
  #stream = null;
  #outbox = null;
  #sent = new Map();
  #pastTimer = null;
  #gone;
  #rest;
  #scroll;
  #typing;
  #transcript;

  /** `gone()`: the session ended. `rest(byKeyboard)`: put the focus where one goes on. */
  constructor({ gone, rest }) {
    this.#gone = gone;
    this.#rest = rest;
    this.#scroll = new Scroll(byId("transcript"), byId("newer"), rest);
    this.#typing = new Typing(byId("typing"), () => this.#scroll.keep());
    this.#transcript = new Transcript(byId("messages"), this.#scroll, {
      pressed: (choice, event) => this.#choose(choice, event),
      retry: (id) => this.#retry(id),
      rest,
    });
  }

  /** Follow the conversation of `token`; with `past`, it has been going on before. */
  start(token, past) {
    this.stop();
    this.#transcript.quiet = past;
    this.#outbox = new Outbox(token, this.#letters());
    this.#stream = new Stream(token, {
      entry: (entry) => this.#show(entry),
      connected: (now) => this.#connected(now),
      gone: this.#gone,
    });
    this.#stream.run();
  }

  say(text) {
    this.#send({ id: freshId(), text }, text);
  }

  /** Stop following, and leave nothing on the screen. */
  stop() {
    this.#stream?.stop();
    this.#empty();
    this.#stream = this.#outbox = null;
    clearTimeout(this.#pastTimer);
    line(true);
  }

  #empty() {
    this.#outbox?.clear();
    this.#sent.clear();
    this.#typing.clear();
    this.#transcript.clear();
    whisper("");
  }

  wake() {
    this.#stream?.wake();
    this.#outbox?.wake();
  }

  cut() {
    this.#stream?.cut();
  }

  #choose(choice, event) {
    this.#rest(event.detail === 0); // before the button that has the focus is disabled
    spend(event.currentTarget.parentElement, choice.token);
    this.#send({ id: freshId(), choice: choice.token }, choice.label);
  }

  #send(message, label) {
    this.#pastIsOver();
    whisper("");
    this.#sent.set(message.id, message);
    this.#transcript.pending(message.id, label);
    this.#outbox.add(message);
  }

  #retry(id) {
    this.#transcript.state(id, WORDS.sending);
    const refused = this.#sent.get(id)?.refused;
    if (!refused) return this.#outbox.wake();
    const { refused: _, ...message } = this.#sent.get(id);
    this.#sent.set(id, message);
    this.#transcript.renew(id);
    return this.#outbox.add(message);
  }

  #show(entry) {
    if (this.#transcript.quiet) this.#waitForPresent();
    if (entry.erased) return this.#forget();
    if (entry.from === "bot") {
      this.#typing.answered();
      if (entry.owner) this.#typing.owned(entry.owner);
      return this.#transcript.bot(entry);
    }
    this.#outbox.settle(entry.id);
    this.#sent.delete(entry.id);
    this.#transcript.person(entry);
    return this.#typing.heard(entry);
  }

  /** The person's data was erased, here or elsewhere: what is shown or waits goes too. */
  #forget() {
    if (byId("messages").contains(document.activeElement)) this.#rest(true);
    this.#empty();
  }

  #connected(now) {
    line(now);
    if (now && this.#transcript.quiet) this.#waitForPresent();
  }

  #waitForPresent() {
    clearTimeout(this.#pastTimer);
    this.#pastTimer = setTimeout(() => this.#pastIsOver(), PAST_OVER);
  }

  #pastIsOver() {
    clearTimeout(this.#pastTimer);
    this.#transcript.quiet = false;
  }

  /** What the outbox tells about each message. */
  #letters() {
    const told = new Set(); // an automatic new try must not take the « Réessayer » away
    return {
      sending: ({ id }) => told.has(id) || this.#transcript.state(id, WORDS.sending),
      unsent: ({ id }) => {
        if (!told.has(id)) whisper(WORDS.unsent);
        told.add(id);
        this.#transcript.state(id, WORDS.unsent, true);
      },
      accepted: ({ id }, fresh) => {
        whisper("");
        this.#sent.delete(id);
        this.#transcript.settle(id);
        if (fresh) this.#typing.accepted(id);
      },
      refused: (message, error) => this.#refused(message, error),
    };
  }

  #refused(message, error) {
    if (error.status === 401) return this.#gone();
    const words = `${WORDS.refused} ${error.message}`;
    this.#sent.set(message.id, { ...message, refused: true });
    whisper(words);
    this.#transcript.place(message.id);
    this.#transcript.state(message.id, words, error.passing);
    if (message.choice && !error.passing) this.#transcript.refuse(message.choice, error.status === 409);
    return undefined;
  }
}
