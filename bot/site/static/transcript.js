/** The displayed entries, in the server's order without duplicates, pending ones last. */

import { button, byKeyboard } from "./dom.js";
import { botLine, personLine, spoken } from "./render.js";
import { restore, spend } from "./toolbar.js";
import { tools } from "./tools.js";
import { WORDS } from "./words.js";

export class Transcript {
  #root;
  #list;
  #scroll;
  #announcer;
  #acts;
  #lines = new Map(); // elements of the person's messages, by id
  #seen = new Map(); // elements of replies, by sequence number
  #numbered = new Map(); // ids of the person's messages, by sequence number
  #turn = null; // the person's last message, from which replies are shown

  /** True while past entries are added, which are not announced. */
  quiet = false;

  /**
   * `acts` has `pressed(choice, event)`, `retry(id)`, `download(file)`, `notice(words)` and
   * `rest(byKeyboard)`.
   */
  constructor(root, scroll, announcer, acts) {
    this.#root = root;
    this.#list = root.getElementById("messages");
    this.#scroll = scroll;
    this.#announcer = announcer;
    this.#acts = acts;
  }

  /** Add a pending message. */
  pending(id, text) {
    this.#announcer.hush();
    const line = personLine(text, new Date());
    line.dataset.waits = "";
    this.#lines.set(id, line);
    this.#list.append(line);
    this.#turn = line;
    this.#scroll.end();
  }

  /** Add a stored message, which replaces the pending one with its id. */
  person({ id, seq, text, choice, at }) {
    this.#numbered.set(seq, id);
    let line = this.#lines.get(id);
    if (!line) {
      line = personLine(text, at);
      this.#lines.set(id, line);
      this.#insert(line);
      this.#turn = line;
      this.#scroll.keep();
    }
    line.querySelector(".said").textContent = text; // with personal data redacted
    this.settle(id);
    if (choice) this.#spend(choice);
  }

  bot(entry) {
    if (this.#seen.has(entry.seq)) return;
    if (entry.taken_back) this.#takeBack(entry.taken_back);
    const line = botLine(entry, tools(entry, this.#acts.notice), this.#acts);
    this.#seen.set(entry.seq, line);
    this.#insert(line);
    if (this.quiet) this.#scroll.end();
    else {
      this.#scroll.arrived(line, this.#turn);
      this.#announcer.announce(spoken(entry));
    }
  }

  /** Show the state of a message; with `again`, offer to retry. */
  state(id, words, again = false) {
    const line = this.#lines.get(id);
    const state = line?.querySelector(".state");
    if (!state) return;
    if (state.contains(this.#root.activeElement)) this.#acts.rest(true);
    state.textContent = words;
    state.classList.toggle("bad", words !== "" && words !== WORDS.sending);
    if (again) state.append(" ", this.#retry(id, line));
    this.#scroll.keep();
  }

  /** Fix the position of a message and clear its state; replies go after it. */
  settle(id) {
    delete this.#lines.get(id)?.dataset.waits;
    this.state(id, "");
  }

  /** Fix the position of an unsent message, so that it is not pushed down. */
  place(id) {
    delete this.#lines.get(id)?.dataset.waits;
  }

  /** Move a retried message to the end. */
  renew(id) {
    const line = this.#lines.get(id);
    line.dataset.waits = "";
    this.#list.append(line);
    this.#scroll.end();
  }

  /** Enable the buttons of a choice that was not accepted, or close them without a mark. */
  refuse(token, closed) {
    const bar = this.#bar(token);
    if (bar && closed) spend(bar, null);
    else if (bar) restore(bar);
  }

  clear() {
    this.#list.replaceChildren();
    this.#lines.clear();
    this.#seen.clear();
    this.#numbered.clear();
    this.#turn = null;
    this.#scroll.clear();
    this.#announcer.hush();
  }

  /** Remove the text of a retracted message and the replies that repeat it. */
  #takeBack({ message, replies }) {
    const line = this.#lines.get(this.#numbered.get(message));
    if (line) line.querySelector(".said").textContent = WORDS.takenBack;
    this.#announcer.hush();
    const repeating = replies.map((seq) => this.#seen.get(seq)).filter((one) => one?.isConnected);
    if (repeating.some((one) => one.contains(this.#root.activeElement))) this.#acts.rest(true);
    for (const one of repeating) one.remove();
  }

  #insert(line) {
    this.#scroll.look();
    this.#list.insertBefore(line, this.#list.querySelector(":scope > [data-waits]"));
  }

  #spend(token) {
    const bar = this.#bar(token);
    if (!bar) return;
    if (bar.contains(this.#root.activeElement)) this.#acts.rest(true);
    spend(bar, token);
  }

  #bar(token) {
    return this.#list.querySelector(`[data-token="${CSS.escape(token)}"]`)?.parentElement;
  }

  #retry(id, line) {
    const label = WORDS.retryLabel(line.querySelector(".said").textContent.slice(0, 60));
    return button({ class: "again", "aria-label": label }, WORDS.retry, (event) => {
      this.#acts.rest(byKeyboard(event));
      this.#acts.retry(id);
    });
  }
}
