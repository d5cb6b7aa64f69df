/** The elements around the messages: header, menus, text field, dialogs. Built once per chat. */

import { SITE } from "./api.js";
import { button, element } from "./dom.js";
import { WORDS } from "./words.js";

/**
 * Create the elements of a chat, with ids. `page`: it fills a page of the chat's own site;
 * `closes`: it is in a window; `notice`: a line for its header, or null.
 */
export function frame(page, closes, notice) {
  const title = page ? "h1" : "h2";
  return [
    head(title, page, closes, notice),
    state(),
    before(),
    ended(title),
    ...chat(page),
    element("div", { class: "sr", id: "announcer", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": WORDS.news }),
    confirm(),
  ];
}

function head(title, page, closes, notice) {
  const [name, kind] = page ? WORDS.conversation : WORDS.name;
  const named = element(title, { id: "title" }, name, " ", element("span", { class: "kind", id: "kind" }, kind));
  const buttons = element("div", { class: "head-buttons" }, help(page), menu(page));
  if (!page) buttons.prepend(button({ id: "quit", class: "quit" }, WORDS.quit));
  if (closes) buttons.append(button({ id: "close", class: "close", "aria-label": WORDS.close }));
  return element("div", { class: "head" }, named, notice && element("span", { class: "mark" }, notice), buttons, talkBar());
}

/** Shown while a counsellor has the conversation; in the header, which does not scroll. */
function talkBar() {
  const named = { id: "with", role: "group", "aria-labelledby": "with-words", hidden: true };
  const buttons = [["end", WORDS.end], ["end-yes", WORDS.endYes], ["end-no", WORDS.endNo]];
  const made = buttons.map(([id, label]) => button({ id, class: "quit" }, label));
  return element("div", { class: "head-buttons of-chat", ...named }, element("span", { id: "with-words" }), ...made);
}

/** The help menu, always at the same place: counsellors and helplines. */
function help(page) {
  const lines = WORDS.lines.map(([number, words]) =>
    element("li", {}, element("a", { href: `tel:${number}` }, element("b", {}, number), words)),
  );
  return drop("help", WORDS.help, [
    element("li", { class: "of-chat" }, button({ id: "human", "data-shuts": true }, WORDS.human)),
    element("li", {}, page ? element("a", { href: "#human" }, WORDS.reach) : away("/#human", WORDS.reach)),
    ...lines,
  ]);
}

function menu(page) {
  const size = (id, label, says) => button({ id, "aria-label": says }, label);
  const sizes = element("div", { class: "sizes", role: "group", "aria-label": WORDS.textSize });
  sizes.append(element("span", { "aria-hidden": "true" }, WORDS.textSize));
  sizes.append(size("smaller", "A−", WORDS.smaller), size("larger", "A+", WORDS.larger));
  const own = SITE === location.origin;
  const notebook = own ? away("/carnet", WORDS.printNotebook) : button({ id: "notebook", "data-shuts": true }, WORDS.downloadNotebook);
  return drop("menu", WORDS.menu, [
    element("li", { class: "of-chat" }, button({ id: "erase", "data-shuts": true }, WORDS.erase)),
    element("li", { class: "of-chat" }, notebook),
    element("li", { class: "of-chat" }, button({ id: "times", "aria-pressed": "false" }, WORDS.times)),
    element("li", {}, sizes),
    element("li", {}, away("/confidentialite", WORDS.kept)),
  ]);
}

function drop(id, label, items) {
  return element("details", { class: "menu", id }, element("summary", {}, label), element("ul", {}, ...items));
}

/** A link to a page of the chat's site, in a new tab. */
function away(path, label) {
  const aside = element("span", { class: "aside" }, WORDS.newTab);
  return element("a", { href: SITE + path, target: "_blank", rel: "noreferrer" }, label, aside);
}

function state() {
  const lines = [["banner"], ["notice"], ["whisper", "sr"]];
  const made = lines.map(([id, name]) => element("p", { id, class: name }));
  return element("div", { class: "state-zone", role: "status" }, ...made);
}

function before() {
  return element(
    "div",
    { class: "before", id: "before" },
    element("p", {}, WORDS.intro),
    button({ id: "begin", class: "primary big" }, WORDS.begin),
    element("p", { class: "problem", id: "begin-problem", role: "alert" }),
  );
}

function ended(title) {
  return element(
    "div",
    { class: "before", id: "ended", hidden: true },
    element(title === "h1" ? "h2" : "h3", { id: "ended-title", tabindex: "-1" }),
    element("p", { id: "ended-words" }),
    button({ id: "again", class: "primary big" }, WORDS.again),
    element("p", { class: "problem", id: "again-problem", role: "alert" }),
  );
}

function chat(page) {
  const typing = element("p", { class: "typing", id: "typing", hidden: true });
  typing.append(element("span", { class: "needle", "aria-hidden": "true" }), ` ${WORDS.typing}`);
  const transcript = element(
    "div",
    { class: "transcript of-chat", id: "transcript", role: "region", "aria-label": WORDS.messages, tabindex: "0" },
    page ? element("h2", { class: "sr" }, WORDS.messages) : null, // parent heading of the cards
    element("ol", { class: "messages", id: "messages" }),
    typing,
  );
  const newer = button({ class: "newer", id: "newer", hidden: true }, WORDS.newer);
  return [transcript, element("div", { class: "newer-zone of-chat" }, newer), composer()];
}

function composer() {
  const text = { id: "text", rows: 1, maxlength: 2000, enterkeyhint: "send", "aria-describedby": "left" };
  return element(
    "form",
    { class: "composer of-chat", id: "composer", autocomplete: "off" },
    element("label", { for: "text" }, WORDS.yourMessage),
    element(
      "div",
      { class: "composer-row" },
      element("textarea", text),
      element("button", { type: "submit", class: "primary", id: "send" }, WORDS.send),
    ),
    element("p", { class: "left", id: "left" }),
  );
}

function confirm() {
  const named = { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-words" };
  return element(
    "dialog",
    { class: "confirm", id: "confirm", ...named },
    element("h2", { id: "confirm-title" }, WORDS.eraseAll),
    element("p", { id: "confirm-words" }, WORDS.eraseWhat),
    element("p", { class: "problem", id: "confirm-problem", role: "alert" }),
    element(
      "div",
      { class: "confirm-row" },
      button({ id: "confirm-no" }, WORDS.eraseNo),
      button({ id: "confirm-yes", class: "danger" }, WORDS.eraseYes),
    ),
  );
}
