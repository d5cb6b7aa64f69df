/** An open conversation: messages go to the outbox, events come from the stream. */

import { byKeyboard, freshId } from "./dom.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { Scroll } from "./scroll.js";
import { Stream } from "./stream.js";
import { spend } from "./toolbar.js";
import { Transcript } from "./transcript.js";
import { Typing } from "./typing.js";
import { WORDS } from "./words.js";

// After a reload past entries arrive at once; a pause this long ends them.
const PAST_OVER = 600;

export class Conversation {
  #stream = null;
  #outbox = null;
  #sent = new Map();
  #pastTimer = null;
  #root;
  #tell;
  #line;
  #scroll;
  #typing;
  #transcript;

  /**
   * `tell` has `gone()`: the session ended; `rest(byKeyboard)`: focus where the person continues;
   * `said(seq, byHuman)`: a reply is displayed; `erased()`: the conversation was erased.
   */
  constructor(root, announcer, tell) {
    this.#root = root;
    this.#tell = tell;
    this.#line = new Line(root, () => this.wake(), () => this.#stream?.cut());
    this.#scroll = new Scroll(root, tell.rest);
    this.#typing = new Typing(root, {
      changed: () => this.#scroll.keep(),
      end: () => (tell.rest(true), this.say(WORDS.endTalk)),
      rest: tell.rest,
    });
    this.#transcript = new Transcript(root, this.#scroll, announcer, {
      pressed: (choice, event) => this.#choose(choice, event),
      retry: (id) => this.#retry(id),
      download: (path) => tell.download(path),
      notice: (words) => this.notice(words),
      rest: tell.rest,
    });
  }

  /** Follow the conversation of `token`; `past`: it has earlier entries. */
  start(token, past) {
    this.stop();
    this.#transcript.quiet = past;
    this.#outbox = new Outbox(token, this.#letters());
    this.#outbox.restore((message) => this.#wait(message));
    this.#stream = new Stream(token, {
      entry: (entry) => this.#show(entry),
      connected: (now) => this.#connected(now),
      gone: this.#tell.gone,
    });
    this.#stream.run();
  }

  say(text) {
    this.#send({ id: freshId(), text, label: text });
  }


  /** Show the outcome of an action that is not a message. */
  notice(words) {
    this.#line.notice(words);
  }

  /** Stop following and clear the screen; `forgotten` also drops the unsent messages. */
  stop(forgotten = false) {
    this.#stream?.stop();
    this.#outbox?.stop(forgotten);
    this.#empty();
    this.#stream = this.#outbox = null;
    clearTimeout(this.#pastTimer);
    this.#line.connected(true);
  }

  /** Send nothing until `release`, as during an erasure. */
  hold() {
    return this.#outbox?.hold();
  }

  release() {
    this.#outbox?.release();
  }

  close() {
    this.stop();
    this.#line.close();
  }

  wake() {
    this.#stream?.wake();
    this.#outbox?.wake();
  }

  /** Scroll to the start of what arrived while the chat was hidden. */
  look() {
    this.#scroll.keep();
  }

  #empty() {
    this.#sent.clear();
    this.#typing.clear();
    this.#transcript.clear();
    this.#line.whisper("");
  }

  #choose(choice, event) {
    this.#tell.rest(byKeyboard(event)); // before the focused button is disabled
    spend(event.currentTarget.parentElement, choice.token);
    this.#send({ id: freshId(), choice: choice.token, label: choice.label });
  }

  #send(message) {
    this.#pastIsOver();
    this.#line.whisper("");
    this.#wait(message);
    this.#outbox.add(message);
  }

  #wait(message) {
    this.#sent.set(message.id, message);
    this.#transcript.pending(message.id, message.label);
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
      this.#transcript.bot(entry);
      return this.#tell.said(entry.seq, entry.author === "human");
    }
    this.#outbox.settle(entry.id);
    this.#sent.delete(entry.id);
    this.#transcript.person(entry);
    return this.#typing.heard(entry);
  }

  /** Clear the screen and the outbox after an erasure, here or elsewhere. */
  #forget() {
    const messages = this.#root.getElementById("messages");
    if (messages.contains(this.#root.activeElement)) this.#tell.rest(true);
    this.#outbox.stop(true);
    this.#empty();
    this.#tell.erased();
  }

  #connected(now) {
    this.#line.connected(now);
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

  /** Callbacks for the outbox. */
  #letters() {
    const told = new Map(); // an automatic retry must not remove « Réessayer »
    return {
      sending: ({ id }) => told.has(id) || this.#transcript.state(id, WORDS.sending),
      unsent: ({ id }, sentence) => {
        const words = sentence ? `${WORDS.unsent} ${sentence}` : WORDS.unsent;
        if (told.get(id) !== words) this.#line.whisper(words);
        told.set(id, words);
        this.#transcript.state(id, words, true);
      },
      accepted: ({ id }, fresh) => {
        this.#line.whisper("");
        this.#sent.delete(id);
        this.#transcript.settle(id);
        if (fresh) this.#typing.accepted(id);
      },
      refused: (message, error) => this.#refused(message, error),
    };
  }

  #refused(message, error) {
    if (error.status === 401) return this.#tell.gone();
    const words = `${WORDS.refused} ${error.message}`;
    this.#sent.set(message.id, { ...message, refused: true });
    this.#line.whisper(words);
    this.#transcript.place(message.id);
    this.#transcript.state(message.id, words, error.passing);
    if (message.choice && !error.passing) this.#transcript.refuse(message.choice, error.status === 409);
    return undefined;
  }
}
