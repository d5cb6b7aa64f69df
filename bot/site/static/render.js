/** One entry of the conversation as elements, and as words to be read aloud. */

import { element, unseen } from "./dom.js";
import { toolbar } from "./toolbar.js";
import { WORDS } from "./words.js";

/** A line of the bot or of a counsellor. `pressed(choice, event)` is called when a choice is used. */
export function botLine(entry, pressed) {
  const line = element("li", { class: "line bot" });
  if (entry.author === "human") {
    line.classList.add("human");
    line.append(element("p", { class: "author" }, WORDS.counsellor));
  } else line.append(unseen(`${WORDS.bot} : `));
  line.append(...paragraphs(entry.text));
  if (entry.image) line.append(picture(entry.image));
  if (entry.cards?.length) {
    line.append(element("ul", { class: "cards" }, ...entry.cards.map((one) => card(one, pressed))));
  }
  if (entry.link) line.append(element("p", { class: "text" }, link(entry.link.url, entry.link.label)));
  if (entry.choices?.length) line.append(toolbar(entry.choices, WORDS.choices, pressed));
  return line;
}

/** A line of the person; its state ("Envoi…") is filled by `transcript.js`. */
export function personLine(text) {
  return element(
    "li",
    { class: "line person" },
    element("p", { class: "text" }, unseen(`${WORDS.you} : `), element("span", { class: "said" }, text)),
    element("p", { class: "state" }),
  );
}

/** What a line of the bot says, for those who listen. */
export function spoken(entry) {
  const cards = (entry.cards ?? []).flatMap((one) => [one.title, one.text]);
  const author = entry.author === "human" ? WORDS.counsellor : "";
  const parts = [author, entry.text, entry.image?.alt, ...cards, entry.link?.label];
  const count = entry.choices?.length ?? 0;
  if (count) parts.push(WORDS.choiceCount(count));
  return parts.filter(Boolean);
}

function card(one, pressed) {
  const made = element("li", { class: "card" }, element("h2", { class: "card-title" }, one.title));
  made.append(...paragraphs(one.text));
  if (one.source || one.date) made.append(origin(one));
  if (one.choices?.length) made.append(toolbar(one.choices, WORDS.choicesOf(one.title), pressed));
  return made;
}

function origin({ source, date }) {
  const line = element("p", { class: "origin" });
  if (source) line.append(WORDS.source, link(source, host(source)));
  if (source && date) line.append(" · ");
  if (date) line.append(element("span", { class: "date" }, date));
  return line;
}

/** Each line of a text as a paragraph; « Nom : numéro (horaires) » can be dialled. */
function paragraphs(text) {
  const lines = (text ?? "").split("\n").filter((words) => words.trim());
  return lines.map((words) => {
    const [, name, number, rest] = /^([^:]+ : )(\d[\d ]*\d)( \(.+\))$/.exec(words) ?? [];
    if (!number) return element("p", { class: "text" }, unbroken(words));
    const call = element("a", { class: "call", href: `tel:${number.replaceAll(" ", "")}` }, number);
    return element("p", { class: "text" }, unbroken(name), call, rest);
  });
}

/** French signs stay with their word at the end of a line. */
function unbroken(words) {
  return words.replaceAll("« ", "«\u00a0").replace(/ (?=[»:;?!])/g, "\u00a0");
}

/** Pictures come from this site only: another one would learn who looks. */
function picture({ url, alt }) {
  const found = address(url);
  const ours = found && (found.origin === location.origin || found.href.startsWith("data:image/"));
  return ours
    ? element("img", { class: "picture", src: found.href, alt, ...sides(found.href) })
    : element("p", { class: "text" }, alt);
}

/** Width and height of a drawn picture: it has its room before it is decoded, so nothing jumps. */
function sides(href) {
  const [, drawn] = /^data:image\/svg\+xml;base64,(.+)$/.exec(href) ?? [];
  const [, width, height] = (drawn && /viewBox="0 0 (\d+) (\d+)"/.exec(atob(drawn))) || [];
  return { width, height };
}

function link(url, label) {
  const found = address(url);
  if (!found || found.protocol === "data:") return label;
  return element(
    "a",
    { href: found.href, target: "_blank", rel: "noopener noreferrer" },
    label,
    unseen(` ${WORDS.newTab}`),
  );
}

/** The URL of a full address or of a path of this site, or null: a source may be a name. */
function address(text) {
  if (!/^(?:https?:\/\/|mailto:|tel:|data:image\/|\/)/i.test(text)) return null;
  try {
    return new URL(text, location.origin);
  } catch {
    return null;
  }
}

function host(source) {
  return address(source)?.hostname.replace(/^www\./, "") || source;
}
