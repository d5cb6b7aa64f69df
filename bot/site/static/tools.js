/** What can be done with a line of the bot: take it along, have it read aloud. */

import { button } from "./dom.js";
import { roving } from "./toolbar.js";
import { WORDS } from "./words.js";

/** The tools of an entry. `notice(words)` tells what was done. */
export function tools(entry, notice) {
  const words = inFull(entry);
  const bar = roving({ class: "tools", "aria-label": WORDS.tools }, copying(words, notice));
  spoken.then(() => bar.append(...reading(words, bar.childElementCount ? -1 : 0)));
  return bar;
}

/** Stop reading aloud, whoever is being read. */
export function silence() {
  window.speechSynthesis?.cancel();
}

/** All that an entry says, without what can be pressed. */
function inFull({ text, image, cards = [], link, file }) {
  const told = cards.flatMap((one) => [one.title, one.text, one.source, one.date]);
  const led = [link, file].map((one) => one && one.label);
  return [text, image?.alt, ...told, ...led].filter(Boolean).join("\n");
}

/** Browsers give the clipboard to pages with https only. */
function copying(words, notice) {
  if (!navigator.clipboard) return [];
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words);
      notice(WORDS.copied);
    } catch {
      notice(WORDS.notCopied);
    }
  };
  return [button({ class: "tool" }, WORDS.copy, copy)];
}

/** A voice of this device: others would send the words to whoever makes the browser. */
function frenchVoice() {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((one) => one.localService && /^fr\b/i.test(one.lang));
}

/** Fulfilled once there is such a voice: some browsers look for them when they are asked. */
const spoken = new Promise((found) => {
  const look = () => frenchVoice() && found();
  look();
  window.speechSynthesis?.addEventListener?.("voiceschanged", look);
});

function reading(words, tabindex) {
  const made = button({ class: "tool", tabindex }, WORDS.listen, () => {
    const stops = made.textContent === WORDS.stopListening;
    silence();
    made.textContent = stops ? WORDS.listen : WORDS.stopListening;
    if (stops) return;
    const speech = new SpeechSynthesisUtterance(words);
    speech.voice = frenchVoice();
    speech.lang = speech.voice.lang;
    speech.onend = speech.onerror = () => (made.textContent = WORDS.listen);
    speechSynthesis.speak(speech);
  });
  return [made];
}
