/** The lines on the screen: each entry once, in the server's order, what waits at the end. */

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
  #lines = new Map(); // a person's lines, by message id
  #seen = new Map(); // the bot's lines, by sequence number
  #numbered = new Map(); // ids of the person's messages, by sequence number
  #turn = null; // the person's last line: replies are shown from there

  /** While true, lines come from the past: nothing is announced. */
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

  /** What the person just said, before the server has it. */
  pending(id, text) {
    this.#announcer.hush();
    const line = personLine(text, new Date());
    line.dataset.waits = "";
    this.#lines.set(id, line);
    this.#list.append(line);
    this.#turn = line;
    this.#scroll.end();
  }

  /** What the server has; it takes the place of the pending line with the same id. */
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
    line.querySelector(".said").textContent = text; // numbers and addresses come back masked
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

  /** Say under a line what becomes of it; with `again`, offer to send it again. */
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

  /** The line has its place: replies go after it. */
  settle(id) {
    delete this.#lines.get(id)?.dataset.waits;
    this.state(id, "");
  }

  /** The line did not leave; `place` keeps it from being pushed down for ever. */
  place(id) {
    delete this.#lines.get(id)?.dataset.waits;
  }

  /** Sent again, so it comes after what was said since. */
  renew(id) {
    const line = this.#lines.get(id);
    line.dataset.waits = "";
    this.#list.append(line);
    this.#scroll.end();
  }

  /** The group of a choice that was not taken: open again, or closed without a mark. */
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

  /** The person took a message back: its words go, and the replies that repeat them. */
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
