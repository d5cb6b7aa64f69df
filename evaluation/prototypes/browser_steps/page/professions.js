/** Professions that a text names, by the names of the base; no spelling is corrected. */

import { tokens } from "./student.js";

const MOST_WORDS = 7;
const SMALL = new Set(["de", "du", "des", "d", "l", "la", "le", "les", "en", "a", "au", "aux", "et", "ou", "’", "'", "-", ","]);

const stem = (word) => (word.length > 4 ? word.replace(/(?:s|x)$/, "") : word);
const plain = (found) => found.filter(({ word }) => !SMALL.has(word)).map(({ word }) => stem(word)).join(" ");

export class Names {
  #rows = new Map();

  constructor(professions) {
    professions.forEach(({ names }, row) => {
      for (const name of names) {
        const key = plain(tokens(name));
        if (key && !this.#rows.has(key)) this.#rows.set(key, row);
      }
    });
  }

  /** `{row, start, end}` of each profession that is named, the longest names first found. */
  find(text) {
    const found = tokens(text);
    const named = [];
    for (let at = 0; at < found.length; at++) {
      if (SMALL.has(found[at].word)) continue;
      for (let size = Math.min(MOST_WORDS, found.length - at); size > 0; size--) {
        const part = found.slice(at, at + size);
        const row = SMALL.has(part.at(-1).word) ? undefined : this.#rows.get(plain(part));
        if (row === undefined) continue;
        named.push({ row, start: part[0].start, end: part.at(-1).end });
        at += size - 1;
        break;
      }
    }
    return named;
  }
}

/** The words of a text, each profession written as « ⟨p⟩ ». */
export function masked(text, named) {
  const words = [];
  let last = null;
  for (const { word, start } of tokens(text)) {
    const inside = named.find((one) => one.start <= start && start < one.end);
    if (!inside) words.push(word);
    else if (inside !== last) words.push("⟨p⟩");
    last = inside ?? null;
  }
  return words;
}
