/** Rendering of conversation entries as elements and as text to be read aloud. */

import { SITE } from "./api.js";
import { button, element, unseen } from "./dom.js";
import { toolbar } from "./toolbar.js";
import { WORDS } from "./words.js";

const HOUR = { hour: "2-digit", minute: "2-digit" };
const DAY = { weekday: "long", day: "numeric", month: "long" };
// Files that require the token of the conversation.
const NOTEBOOK = { url: "/carnet/pdf", name: "carnet.pdf" };
const OWN_FILE = /^\/carnet(\/|$)/;

/**
 * Render a reply of the bot or a counsellor, with its `tools`. `acts` has
 * `pressed(choice, event)` and `download(file)`.
 */
export function botLine(entry, tools, { pressed, download }) {
  const line = element("li", { class: "line bot" });
  if (entry.author === "human") {
    line.classList.add("human");
    line.append(element("p", { class: "author" }, WORDS.counsellor));
  } else line.append(unseen(`${WORDS.bot} : `));
  line.append(...paragraphs(entry.text, entry.author === "human"));
  if (entry.image) line.append(picture(entry.image));
  if (entry.cards?.length) {
    line.append(element("ul", { class: "cards" }, ...entry.cards.map((one) => card(one, pressed))));
  }
  const led = [entry.link && link(entry.link.url, entry.link.label, download), entry.file && file(entry.file, download)];
  line.append(...led.filter(Boolean).map((one) => element("p", { class: "text" }, one)));
  line.append(element("div", { class: "under" }, tools, time(entry.at)));
  if (entry.choices?.length) line.append(toolbar(entry.choices, WORDS.choices, pressed));
  return line;
}

/** Render a message of the person; `transcript.js` sets its state ("Envoi…"). */
export function personLine(text, at) {
  return element(
    "li",
    { class: "line person" },
    element("p", { class: "text" }, unseen(`${WORDS.you} : `), element("span", { class: "said" }, text)),
    element("p", { class: "state" }),
    time(at),
  );
}

/** Render the local time of an entry, shown on demand. */
function time(when) {
  if (!when) return null;
  const at = new Date(when);
  const today = at.toDateString() === new Date().toDateString();
  const words = at.toLocaleString("fr-BE", today ? HOUR : { ...DAY, ...HOUR });
  return element("time", { datetime: at.toISOString() }, words);
}

/** Return the text of a reply for screen readers. */
export function spoken(entry) {
  const cards = (entry.cards ?? []).flatMap((one) => [one.title, one.text]);
  const author = entry.author === "human" ? WORDS.counsellor : "";
  const parts = [author, entry.text, entry.image?.alt, ...cards, entry.link?.label, entry.file?.label];
  const count = entry.choices?.length ?? 0;
  if (count) parts.push(WORDS.choiceCount(count));
  return parts.filter(Boolean);
}

function card(one, pressed) {
  const made = element("li", { class: "card" }, element("h3", { class: "card-title" }, one.title));
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

/**
 * Render each line of a text as a paragraph; « Nom : numéro (horaires) » gets a phone link, and
 * with `links`, so do the addresses of a counsellor.
 */
function paragraphs(text, links) {
  const lines = (text ?? "").split("\n").filter((words) => words.trim());
  return lines.map((words) => {
    const [, name, number, rest] = /^([^:]+ : )(\d[\d ]*\d)( \(.+\))$/.exec(words) ?? [];
    if (!number) return element("p", { class: "text" }, ...(links ? linked(words) : [unbroken(words)]));
    const call = element("a", { class: "call", href: `tel:${number.replaceAll(" ", "")}` }, number);
    return element("p", { class: "text" }, unbroken(name), call, rest);
  });
}

/** Make links of the https addresses in a text; each shows the host that it leads to. */
function linked(words) {
  const parts = words.split(/(https:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]’…])/); // every second is one
  return parts.map((one, place) => (place % 2 ? outward(one) : unbroken(one)));
}

/** A name before « @ » would pass for the host, so such an address stays text. */
function outward(text) {
  const found = address(text);
  if (!found || found.username + found.password) return text;
  return link(text, found.href.slice(8).replace(/\/$/, ""));
}

/** Insert no-break spaces before French punctuation. */
function unbroken(words) {
  return words.replaceAll("« ", "«\u00a0").replace(/ (?=[»:;?!])/g, "\u00a0");
}

/** Render an image of this site; others would reveal the person to another site. */
function picture({ url, alt }) {
  const found = address(url);
  const ours = found && (found.origin === SITE || found.href.startsWith("data:image/"));
  return ours
    ? element("img", { class: "picture", src: found.href, alt, ...sides(found.href) })
    : element("p", { class: "text" }, alt);
}

/** Return the size of an SVG image, so that the layout does not shift when it is decoded. */
function sides(href) {
  const [, drawn] = /^data:image\/svg\+xml;base64,(.+)$/.exec(href) ?? [];
  const [, width, height] = (drawn && /viewBox="0 0 (\d+) (\d+)"/.exec(atob(drawn))) || [];
  return { width, height };
}

/** Render a link; with `download`, a page that requires the token is downloaded instead. */
function link(url, label, download) {
  const found = address(url);
  if (!found || found.protocol === "data:") return label;
  if (download && SITE !== location.origin && ours(found)) {
    return fetched({ url: NOTEBOOK.url, name: NOTEBOOK.name, label }, download);
  }
  return element(
    "a",
    { href: found.href, target: "_blank", rel: "noopener noreferrer" },
    label,
    unseen(` ${WORDS.newTab}`),
  );
}

function file(one, download) {
  const found = address(one.url);
  if (!found) return one.label;
  if (ours(found)) return fetched(one, download);
  const inline = found.protocol === "data:";
  const where = inline ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return element("a", { class: "file", href: found.href, download: one.name, ...where }, one.label);
}

/** Render a button that downloads a file with the token. */
function fetched(one, download) {
  return button({ class: "file" }, one.label, () => download(one));
}

function ours(found) {
  return found.origin === SITE && OWN_FILE.test(found.pathname);
}

/** Return the URL of an address or a path of this site, or null for other text. */
function address(text) {
  if (!/^(?:https?:\/\/|mailto:|tel:|data:(?:image|text|application)\/|\/)/i.test(text)) return null;
  try {
    return new URL(text, SITE);
  } catch {
    return null;
  }
}

function host(source) {
  return address(source)?.hostname.replace(/^www\./, "") || source;
}
