/** Tools of a reply: copy it, read it aloud. */

import { button } from "./dom.js";
import { roving } from "./toolbar.js";
import { WORDS } from "./words.js";

/** Create the tools of an entry. `notice(words)` shows the outcome. */
export function tools(entry, notice) {
  const words = inFull(entry);
  const bar = roving({ class: "tools", "aria-label": WORDS.tools }, copying(words, notice));
  spoken.then(() => bar.append(...reading(words, bar.childElementCount ? -1 : 0)));
  return bar;
}

/** Stop reading aloud. */
export function silence() {
  window.speechSynthesis?.cancel();
}

/** Return the text of an entry without its buttons. */
function inFull({ text, image, cards = [], link, file }) {
  const told = cards.flatMap((one) => [one.title, one.text, one.source, one.date]);
  const led = [link, file].map((one) => one && one.label);
  return [text, image?.alt, ...told, ...led].filter(Boolean).join("\n");
}

/** Copy text; without https the clipboard API is unavailable. */
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

/** Return a local French voice, if any; remote ones would send the text to the browser's vendor. */
function frenchVoice() {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((one) => one.localService && /^fr\b/i.test(one.lang));
}

/** Resolves once there is such a voice; some browsers load them on demand. */
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
