/**
 * `<boussole-chat>`: the chat in any page. This file only renders the launcher and imports nothing;
 * the chat is loaded when it is opened or resumed.
 */

// Texts needed before `words.js` is loaded.
const WORDS = {
  name: "Boussole",
  open: "ouvrir le chat",
  opening: "Ça s’ouvre…",
  unread: (n) => (n === 1 ? "1 nouveau message" : `${n} nouveaux messages`),
  human: "la Cité t’a écrit",
  changed: "Le chat a changé. Recharge la page.",
  unreachable: "Pas de réponse. Vérifie ta connexion, puis réessaie.",
};

const LAUNCHER = `
:host { display: block; }
:host([hidden]) { display: none !important; }
:host(:not([mode])) { position: fixed !important; inset-block-end: var(--boussole-offset-y, 16px); inset-inline-end: var(--boussole-offset-x, 16px); z-index: var(--boussole-z, 2147483000); }
:host([position="left"]:not([mode])) { inset-inline: var(--boussole-offset-x, 16px) auto; }
@media print { :host(:not([mode])) { display: none !important; } }
.frame { --sans: var(--boussole-font, Seravek, "Gill Sans Nova", Ubuntu, Calibri, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif); all: initial; display: block; font-family: var(--sans); line-height: 1.55; }
.frame > * { font-size: calc(1.0625em * var(--text, 1)); }
.launcher { all: unset; box-sizing: border-box; display: flex; align-items: center; gap: .6em; min-height: 3.3em; padding: .4em 1.3em .4em 1em; border: .125em solid var(--boussole-on-accent, #fffbf2); border-radius: 99em; background: var(--boussole-accent, #0e5650); color: var(--boussole-on-accent, #fffbf2); font-weight: 600; cursor: pointer; box-shadow: 0 .3em 1em rgb(0 0 0 / .3); }
.launcher:focus-visible { outline: .1875em solid var(--boussole-focus, #1e2b2b); outline-offset: .1875em; box-shadow: 0 0 0 .1875em #fff; }
[data-scheme="dark"] .launcher { background: var(--boussole-accent, #86d3c4); border-color: #08231f; color: var(--boussole-on-accent, #08231f); }
.launcher[hidden] { display: none; }
.launcher::before { content: ""; width: .8em; height: 1.9em; background: linear-gradient(#e8694a 50%, #fffbf2 50%); clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%); transform: rotate(34deg); }
[data-scheme="dark"] .launcher::before { background: linear-gradient(#b0351a 50%, #08231f 50%); }
.count { min-width: 1.6em; padding: 0 .4em; box-sizing: border-box; border-radius: 99em; background: #fffbf2; color: #8d2710; text-align: center; }
.count:empty { display: none; }
.bubble { position: absolute; inset-block-end: calc(100% + .6em); inset-inline-end: 0; width: max-content; max-width: 16em; padding: .5em .9em; border: .125em solid #8a7d61; border-radius: .8em; background: #fffbf2; color: #1e2b2b; }
.bubble:empty { display: none; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .launcher::before { background: CanvasText; forced-color-adjust: none; } }
`;

const MODULES =
  "announcer api backoff composer conversation dom erasing frame leaving line menus outbox panel reading render saving scroll sse store stream toolbar tools transcript typing window words";
const DARK = matchMedia("(prefers-color-scheme: dark)");
const near = (name) => new URL(name, import.meta.url).href;

/** Apply the style: a shared constructable sheet, or else a style element. */
function dress(root, sheets) {
  if ("adoptedStyleSheets" in root) root.adoptedStyleSheets = sheets.map(sheet);
  else {
    for (const old of root.querySelectorAll("style")) old.remove();
    const style = document.createElement("style");
    style.textContent = sheets.join("");
    root.prepend(style);
  }
}

function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

async function text(name) {
  const response = await fetch(near(name));
  // The files of the previous version no longer exist.
  if (!response.ok) throw new TypeError(response.status === 404 ? WORDS.changed : WORDS.unreachable);
  return response.text();
}

let coming = null;

// On its own site modules are imported at once: a fetch has other headers and is not reused.
const OWN = new URL(import.meta.url).origin === location.origin;

/** Yield to pending events and frames. */
const breath = () => new Promise((done) => setTimeout(done));

/**
 * Load the chat and its style. All files are fetched at once, for slow connections, and before they
 * are imported, as a failed import is never retried.
 */
function load() {
  coming ??= bring().catch((error) => {
    coming = null;
    throw error;
  });
  return coming;
}

async function bring() {
  const files = [];
  for (const name of ["chat.css", ...MODULES.split(" ").map((one) => `${one}.js`)]) {
    if (files.length % 4 === 0) await breath();
    files.push(OWN && name.endsWith(".js") ? import(near(name)) : text(name));
    files.at(-1).catch(() => {}); // reported below
  }
  const [style] = await Promise.all(files);
  const { Panel } = await import(near("panel.js"));
  return { Panel, style };
}

/** Whether there is a conversation to resume; the key is that of `store.js`. */
function kept() {
  try {
    return localStorage.getItem("boussole.token") !== null;
  } catch {
    return false;
  }
}

class BoussoleChat extends HTMLElement {
  #frame = null;
  #launcher = null;
  #panel = null;
  #ready = null;

  static observedAttributes = ["theme"];

  connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    dress(root, [LAUNCHER]);
    this.#frame = make("div", { class: "frame", lang: "fr" });
    if (!this.hasAttribute("mode")) this.#launch();
    root.append(this.#frame);
    this.#scheme();
    DARK.addEventListener("change", this.#scheme);
    if (this.hasAttribute("mode")) this.#prepare().catch((error) => this.#failed(error));
    else if (kept()) this.#prepare().catch(() => {}); // retried when it is opened
  }

  disconnectedCallback() {
    DARK.removeEventListener("change", this.#scheme);
    this.#panel?.destroy();
    this.#panel = this.#ready = this.#launcher = null;
    this.#frame.remove();
  }

  attributeChangedCallback() {
    this.#scheme();
  }

  /** The token of the displayed conversation, or null. */
  get token() {
    return this.#panel?.token ?? null;
  }

  /** Show the chat and start or resume. Returns the sentence of an error, or nothing. */
  async open({ byKeyboard = true, fresh = false } = {}) {
    try {
      const panel = await this.#prepare();
      if (this.#launcher) this.#launcher.hidden = true;
      return await panel.open(byKeyboard, fresh);
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Resume the conversation of this browser, if any. Returns the same as `open`. */
  async resume() {
    try {
      (await this.#prepare()).resume();
      return "";
    } catch (error) {
      return this.#failed(error);
    }
  }

  #scheme = () => {
    const theme = this.getAttribute("theme");
    if (this.#frame) this.#frame.dataset.scheme = theme ?? (DARK.matches ? "dark" : "light");
  };

  /** Create the panel once; on the chat's own page, that page decides when to resume. */
  #prepare() {
    this.#ready ??= load().then(({ Panel, style }) => {
      if (!this.isConnected) throw new TypeError("gone");
      dress(this.shadowRoot, [LAUNCHER, style]);
      this.#panel = new Panel(this, this.#frame, this.#launcher && this.#told());
      if (this.getAttribute("mode") !== "page") this.#panel.resume();
      return this.#panel;
    });
    this.#ready.catch(() => (this.#ready = null));
    return this.#ready;
  }

  #failed(error) {
    if (!(error instanceof TypeError)) reportError(error);
    const words = error.message === WORDS.changed ? WORDS.changed : WORDS.unreachable;
    const bubble = this.#frame.querySelector(".bubble");
    if (bubble) bubble.textContent = words;
    return words;
  }

  #launch() {
    const launcher = make("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-haspopup": "dialog" });
    launcher.append(make("span", { class: "label" }), make("span", { class: "count" }));
    launcher.addEventListener("click", (event) => this.#pressed(event.detail === 0));
    for (const sign of ["pointerenter", "focus", "touchstart"]) {
      launcher.addEventListener(sign, () => load().catch(() => {}), { passive: true, once: true });
    }
    const zone = make("div", { role: "region", "aria-label": WORDS.name });
    zone.append(make("p", { class: "bubble", role: "alert" }), launcher, make("span", { class: "heard", role: "status" }));
    this.#frame.append(zone);
    this.#launcher = launcher;
    this.#unread(0);
  }

  async #pressed(byKeyboard) {
    const label = this.#frame.querySelector(".label");
    this.#frame.querySelector(".bubble").textContent = "";
    label.textContent = WORDS.opening;
    await this.open({ byKeyboard });
    label.textContent = WORDS.name;
  }

  #told() {
    return {
      unread: (count, human) => this.#unread(count, human),
      closed: () => {
        this.#launcher.hidden = false;
        this.#launcher.focus();
      },
    };
  }

  /** Show the number of new messages, in the label too, and announce it; `human`: of a counsellor. */
  #unread(count, human) {
    const words = count ? WORDS.unread(count) + (human ? `, ${WORDS.human}` : "") : "";
    const [label, shown, heard] = [".label", ".count", ".heard"].map((one) => this.#frame.querySelector(one));
    label.textContent ||= WORDS.name;
    shown.textContent = count ? String(Math.min(count, 99)) : "";
    if (heard.textContent !== words) heard.textContent = words;
    const says = [`${WORDS.name} : ${WORDS.open}`, words].filter(Boolean).join(", ");
    this.#launcher.setAttribute("aria-label", says);
  }
}

function make(name, attributes) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Add a chat to a page without one, with the `data-…` of the script as its attributes. */
function place() {
  const scripts = [...document.querySelectorAll("script[src]")];
  const mine = scripts.find(({ src }) => new URL(src).origin === new URL(import.meta.url).origin && /\/widget\.js(\?|$)/.test(src));
  if (!mine || document.querySelector("boussole-chat") || mine.dataset.launcher === "none") return;
  document.body.append(make("boussole-chat", mine.dataset));
}

if (!customElements.get("boussole-chat")) {
  customElements.define("boussole-chat", BoussoleChat);
  place();
}
