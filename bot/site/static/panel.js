/** The chat inside its element: opening, resuming, leaving and erasing conversations. */

import { Announcer } from "./announcer.js";
import { Refused, SITE, fetchFile, openSession } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byKeyboard, element } from "./dom.js";
import { erasure } from "./erasing.js";
import { frame } from "./frame.js";
import { ELSEWHERE, leave } from "./leaving.js";
import { menu } from "./menus.js";
import { save } from "./saving.js";
import * as store from "./store.js";
import { Reading } from "./reading.js";
import { silence } from "./tools.js";
import { Window } from "./window.js";
import { WORDS } from "./words.js";

export class Panel {
  #host;
  #root;
  #page;
  #box; // the window of a launcher, or the section of the page
  #window = null;
  #reading = null;
  #conversation;
  #composer;
  #announcer;
  #current = null; // the token of the displayed conversation
  #opening = false;
  #leaving = [];

  /**
   * Build the chat in `inside`, an element of the shadow root of `host`. `launcher`, if any, has
   * `unread(count)` and `closed()`.
   */
  constructor(host, inside, launcher) {
    this.#host = host;
    this.#root = host.shadowRoot;
    this.#page = host.getAttribute("mode") === "page";
    const named = { id: "panel", class: "panel", "aria-labelledby": "title" };
    this.#box = element(launcher ? "dialog" : "section", named, ...frame(this.#page, launcher, host.getAttribute("notice")));
    inside.append(this.#box);
    this.#announcer = new Announcer(this.#part("announcer"), this.#page);
    this.#conversation = new Conversation(this.#root, this.#announcer, this.#told());
    this.#composer = new Composer(this.#root, (text) => this.#conversation.say(text));
    if (launcher) this.#launched(launcher);
    else if (!this.#page) this.#reading = new Reading(() => true, (count, human) => this.#announcer.unread(human));
    this.#listen(inside);
    this.#show("start");
  }

  get token() {
    return this.#current;
  }

  /** Resume the stored conversation, if any, without opening the chat or moving the focus. */
  resume() {
    const found = store.token();
    if (found !== null) this.#enter(found, true);
  }

  /**
   * Show the chat and start a conversation, or resume the stored one unless `fresh`. Returns the
   * sentence of an error, or nothing.
   */
  async open(keyboard, fresh = false) {
    this.#window?.show();
    if (this.#current !== null && !fresh) {
      this.#rest(keyboard);
      return "";
    }
    const problem = await this.#begin(keyboard, fresh ? null : store.token());
    this.#part("begin-problem").textContent = problem;
    return problem;
  }

  /** Stop following when the element is removed from the page. */
  destroy() {
    silence();
    this.#conversation.close();
    this.#announcer.close();
    for (const stop of this.#leaving) stop();
  }

  #part(id) {
    return this.#root.getElementById(id);
  }

  #told() {
    return {
      gone: () => this.#end(WORDS.gone),
      rest: (keyboard) => this.#rest(keyboard),
      said: (seq, byHuman) => this.#reading?.said(seq, byHuman),
      erased: () => this.#reading?.clear(),
      download: (file) => this.#download(file),
    };
  }

  #launched(launcher) {
    this.#reading = new Reading(() => this.#window.open, (count, human) => {
      launcher.unread(count, human);
      this.#announcer.unread(human);
    });
    this.#window = new Window(this.#root, this.#box, {
      shown: () => (this.#reading.look(), this.#conversation.look()),
      closed: () => (silence(), launcher.closed()),
    });
    this.#part("close").addEventListener("click", () => this.#window.close());
    this.#leaving.push(() => this.#window.stop());
  }

  #listen(inside) {
    const on = (id, act) => this.#part(id)?.addEventListener("click", act);
    for (const id of ["help", "menu"]) this.#leaving.push(menu(this.#part(id)));
    on("begin", (event) => this.#pressed(event, "begin-problem"));
    on("again", (event) => this.#pressed(event, "again-problem"));
    on("human", () => this.#conversation.say(WORDS.askHuman));
    on("quit", () => leave(this.#host.getAttribute("quit") ?? ELSEWHERE));
    on("notebook", () => this.#download({ url: "/carnet/pdf", name: WORDS.notebookFile }));
    on("times", ({ currentTarget: one }) => {
      const shown = this.#box.toggleAttribute("data-times");
      one.setAttribute("aria-pressed", shown);
    });
    textSize(inside, this.#part("smaller"), this.#part("larger"));
    erasure(this.#root, this.#conversation, store.token, () => this.#end(WORDS.erased));
    this.#leaving.push(store.watch((token) => this.#changed(token), () => this.#reading?.look()));
    // The page may be restored from the browser's cache after the conversation was left elsewhere.
    const back = (event) => event.persisted && this.#changed(store.token());
    const seen = () => this.#reading?.look();
    addEventListener("pageshow", back);
    document.addEventListener("visibilitychange", seen);
    this.#leaving.push(() => removeEventListener("pageshow", back));
    this.#leaving.push(() => document.removeEventListener("visibilitychange", seen));
  }

  /** Focus the text field, or on touch devices the messages, so that no keyboard opens. */
  #rest(keyboard) {
    if (this.#window && !this.#window.open) return;
    const finger = !keyboard && matchMedia("(pointer: coarse)").matches;
    if (finger) this.#part("transcript").focus({ preventScroll: true });
    else this.#composer.focus();
  }

  #show(state) {
    this.#box.dataset.state = this.#host.dataset.state = state;
    this.#part("before").hidden = state !== "start";
    this.#part("ended").hidden = state !== "ended";
    this.#host.dispatchEvent(new CustomEvent("boussole-state", { detail: state }));
  }

  #enter(token, past) {
    if (token === this.#current) return;
    this.#current = token;
    this.#show("chat");
    this.#conversation.start(token, past);
  }

  async #pressed(event, problem) {
    const keyboard = byKeyboard(event);
    this.#part(problem).textContent = await this.#begin(keyboard, store.token());
  }

  /** Start a new conversation, or resume `found`. */
  async #begin(keyboard, found) {
    if (this.#opening) return "";
    this.#opening = true;
    try {
      this.#say(WORDS.opening);
      const token = found ?? (await openSession(this.#host.getAttribute("class-link")));
      this.#enter(token, found !== null);
      store.keep(token);
      this.#rest(keyboard);
      return "";
    } catch (error) {
      return error instanceof Refused ? error.message : WORDS.unreachable;
    } finally {
      this.#say(WORDS.begin);
      this.#opening = false;
    }
  }

  #say(words) {
    this.#part("begin").textContent = words;
  }

  #end({ title, text }) {
    const ended = this.#current;
    const inside = this.#root.activeElement !== null || this.#page;
    this.#current = null;
    silence();
    this.#conversation.stop(true);
    this.#composer.clear();
    this.#reading?.clear();
    // Keep a conversation that another tab started meanwhile.
    if (store.token() === ended) store.drop();
    this.#part("confirm").close();
    this.#part("ended-title").textContent = title;
    this.#part("ended-words").textContent = text;
    this.#show("ended");
    if (inside) this.#part("ended-title").focus();
  }

  /** Handle a change of the stored conversation, also by another tab. */
  #changed(token) {
    if (token === this.#current) return;
    if (token !== null) this.#enter(token, true);
    else this.#end(WORDS.closed);
  }

  async #download({ url, name }) {
    this.#conversation.notice("");
    try {
      const { pathname, search } = new URL(url, SITE);
      save(await fetchFile(this.#current, pathname + search), name);
    } catch (error) {
      const missing = error instanceof Refused && error.status === 404;
      const refused = error instanceof Refused ? error.message : WORDS.unreachable;
      this.#conversation.notice(missing ? WORDS.noNotebook : refused);
    }
  }
}

const SIZES = [1, 1.2, 1.45, 1.75];

/** « A− » and « A+ »; the size is stored together with a conversation. */
function textSize(inside, smaller, larger) {
  const step = (by) => {
    const now = SIZES.indexOf(store.textSize());
    const size = SIZES[Math.min(Math.max(now + by, 0), SIZES.length - 1)];
    if (by && store.token() !== null) store.keepTextSize(size);
    inside.style.setProperty("--text", size);
  };
  smaller.addEventListener("click", () => step(-1));
  larger.addEventListener("click", () => step(1));
  step(0);
}
