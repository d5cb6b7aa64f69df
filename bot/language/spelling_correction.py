"""Correct the spelling of a text before it is interpreted.

« infirmmiere » becomes « infirmière »; the masculine and « tu » forms are used throughout, so that
gender and form of address make no difference. Quotes still show what was typed.

A word is corrected only if it is neither French nor commonly typed, and only to a word of the
project's own texts: one that is equal without accents, else one that sounds the same or is a letter
or two away. A text with many unknown words is taken for another language and left alone.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.language import phonetic_keys
from bot.language.neutral_wording import find_formal_requests, find_self_descriptions, to_masculine
from bot.language.normalisation import normalise

VOCABULARY_FOLDER = Path(__file__).with_name("vocabulary")
_WORD = re.compile(r"[^\W\d_]+")
# Words that are elided before a vowel (« l'école »), and the vowels.
_ELIDED, _VOWELS = frozenset("djlmnst"), frozenset("aeiouyh")
MIN_LETTERS = 4
# Minimum length of a word with one, with two wrong letters; a shorter one is another word.
MIN_LETTERS_ONE_ERROR, MIN_LETTERS_TWO_ERRORS = 6, 8
# Cost of a wrong letter and gain of the same sound, against the logarithm of the frequency.
LETTER_COST, SAME_SOUND_BONUS = 2.6, 3.0
MAX_CANDIDATES = 12
# A commonly typed word is corrected if a usual word has the same bare form: no accents, no double
# letters, no silent ending (« metié », « boulo », « formasion »).
MIN_LETTERS_TYPED, MIN_USUAL_WEIGHT = 5, 6.0
_DOUBLED, _SILENT = re.compile(r"(.)\1+"), re.compile(r"(?:er|[etdsxpz])+$")
_SAME_SOUND_ENDINGS = (
    (re.compile(r"(?:ss|s|c)ion$"), "tion"),
    (re.compile(r"e(?=n[^aeiouyn])|e(?=m[bp])"), "a"),
)
# More unknown words are not typos, and each look-up takes a quarter of a millisecond.
MAX_UNKNOWN_WORDS = 40
# From this share of unknown or foreign words on, a text is in another language; if it may be in
# either, so few foreign words suffice.
MIN_FOREIGN_SHARE, MIN_FOREIGN_SHARE_IN_EITHER = 0.3, 0.15
# Words this many times as frequent in foreign messages are marked as foreign.
FOREIGN_WORD_WEIGHT, FOREIGN_FREQUENCY_RATIO = -1.0, 3
# Minimum frequency in French subtitles (counted by `pyspellchecker`) of a French word.
MIN_FRENCH_COUNT = 50
# Minimum frequency in our messages to be left as it is, and to be a correction.
MIN_TYPED_COUNT, MIN_TYPED_COUNT_OF_TARGET = 4, 2


@dataclass(frozen=True)
class CorrectedText:
    """A corrected text, with its `words` as (start, end, length as typed)."""

    typed: str
    text: str
    words: tuple[tuple[int, int, int], ...] = ()

    def as_typed(self, start: int, end: int) -> str:
        """Return what was typed for characters `start` to `end`, both at word boundaries."""
        return self.typed[self._place(start) : self._place(end)]

    def is_corrected(self, start: int, end: int) -> bool:
        """Return whether a word within characters `start` to `end` was corrected."""
        return any(s < end and start < e for s, e, _ in self.words)

    def _place(self, at: int) -> int:
        return at + sum(typed - (e - s) for s, e, typed in self.words if e <= at)


class SpellingCorrector:
    """Corrects words by frequency, spelling and sound.

    `words`: frequency weights of possible corrections; `kept`: words left as they are; `abroad`:
    the foreign ones among them; `french`: the sorted CRC-32 of French words, shape (n,).
    """

    def __init__(
        self,
        words: Mapping[str, float],
        kept: Collection[str],
        french: np.ndarray,
        abroad: Collection[str] = (),
    ) -> None:
        self._abroad = frozenset(abroad)
        self._words, self._kept, self._french = words, frozenset(kept), french
        self._plain: defaultdict[str, list[str]] = defaultdict(list)
        self._sounding: defaultdict[str, list[str]] = defaultdict(list)
        self._sounds = {word: phonetic_keys.phonetic_key(word) for word in words}
        for word, sound in self._sounds.items():
            self._plain[normalise(word)].append(word)
            self._sounding[sound].append(word)
        self._names = list(self._plain)
        self._of_letters: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._names:
            self._of_letters["".join(sorted(name))].append(name)

    def correct(self, text: str) -> CorrectedText:
        """Return the corrected text. Nothing is cached."""
        typed = {each.span(): each[0] for each in _WORD.finditer(text)}
        unknown = sum(not self._is_known(word) for word in typed.values())
        if unknown > MAX_UNKNOWN_WORDS or not typed:
            return CorrectedText(text, text)
        found = {span: self._right(word) for span, word in typed.items()}
        other = (typed[span].lower() in self._abroad for span in typed)
        strange = sum(word is None for word in found.values()) + sum(other)
        if strange >= MIN_FOREIGN_SHARE * len(found):
            return CorrectedText(text, text)
        right = {span: word for span, word in found.items() if word is not None}
        for span in find_self_descriptions(text):
            right[span] = self._masculine(right.get(span, text[slice(*span)]))
        for start, end, word in find_formal_requests(text):
            right[start, end] = word
        changed = [(s, e, word) for (s, e), word in sorted(right.items()) if word != text[s:e]]
        return _replace_words(text, changed)

    def _masculine(self, word: str) -> str:
        """Return the masculine of a self-description if that is a word."""
        other = word if word.endswith(("eur", "eurs")) else to_masculine(word)
        known = other.lower() in self._kept or self._is_french(other.lower())
        return other if known else word

    def _right(self, typed: str) -> str | None:
        """Return the corrected word; None if it is unknown."""
        plain = normalise(typed)
        if self._is_known(typed):
            return self._usual(typed.lower(), plain) or typed
        same = self._plain.get(plain)
        if same:
            return max(same, key=self._words.__getitem__)
        if plain.endswith("euse") and f"{plain[:-4]}eur" in self._plain:
            return typed  # « coffreuse »
        if len(plain) < MIN_LETTERS:
            return None
        if apart := self._apart(plain):
            return apart
        near = self._nearest(plain)
        if near and self._sounds[near] == phonetic_keys.phonetic_key(plain):
            return near
        return self._apart_by_sound(plain) or near

    def _usual(self, word: str, plain: str) -> str | None:
        """Return the usual spelling of a commonly typed non-word."""
        only_typed = word in self._kept and word not in self._words and word not in self._abroad
        if not only_typed or len(plain) < MIN_LETTERS_TYPED or self._is_french(word):
            return None
        alike = self._plain.get(plain) or [
            other
            for other in self._sounding.get(phonetic_keys.phonetic_key(plain), ())
            if _to_bare_form(normalise(other)) == _to_bare_form(plain)
        ]
        best = max(alike, key=self._words.__getitem__, default="")
        if best and self._words[best] >= MIN_USUAL_WEIGHT:
            return best
        return self._apart(plain)

    def _apart(self, plain: str) -> str | None:
        """Restore a missing apostrophe: « lecole » is « l'école »."""
        return self._elided(plain, self._plain.get(plain[1:], ()))

    def _apart_by_sound(self, plain: str) -> str | None:
        """Restore the apostrophe of a misspelt word: « luniversiter »."""
        sounding = self._sounding.get(phonetic_keys.phonetic_key(plain[1:]), ())
        usual = [
            each
            for each in sounding
            if self._words[each] >= MIN_USUAL_WEIGHT
            and OSA.distance(plain[1:], normalise(each)) <= 1
        ]
        return self._elided(plain, usual)

    def _elided(self, plain: str, rest: Collection[str]) -> str | None:
        if not rest or plain[0] not in _ELIDED or plain[1] not in _VOWELS:
            return None
        return f"{plain[0]}'{max(rest, key=self._words.__getitem__)}"

    def _is_known(self, typed: str) -> bool:
        """Return whether a word is left as it is."""
        word = typed.lower()
        return len(word) < MIN_LETTERS or word in self._kept or self._is_french(word)

    def _is_french(self, word: str) -> bool:
        number = crc32(word.encode())
        at = int(np.searchsorted(self._french, number))
        return at < len(self._french) and int(self._french[at]) == number

    def _nearest(self, plain: str) -> str | None:
        sound = phonetic_keys.phonetic_key(plain)
        near = set(self._sounding.get(sound, ()))
        wrong = (
            0
            if len(plain) < MIN_LETTERS_ONE_ERROR
            else 1
            if len(plain) < MIN_LETTERS_TWO_ERRORS
            else 2
        )
        if wrong:
            hits = process.extract(
                plain, self._names, scorer=OSA.distance, score_cutoff=wrong, limit=MAX_CANDIDATES
            )
            near.update(word for name, _, _ in hits for word in self._plain[name])
        for name in self._of_letters.get("".join(sorted(plain)), ()):  # « avce »
            if OSA.distance(plain, name) == 1:
                near.update(self._plain[name])
        weighed = [(self._weigh(plain, sound, word), word) for word in near]
        best = max(weighed, default=(0.0, ""))
        return best[1] if best[0] > 0 else None

    def _weigh(self, plain: str, sound: str, word: str) -> float:
        other, alike = normalise(word), self._sounds[word] == sound
        vowels = {plain[0], other[0]} <= _VOWELS
        if plain[0] != other[0] and not alike and not vowels:
            return 0.0  # the first letter is rarely wrong
        wrong = OSA.distance(plain, other)
        return self._words[word] - LETTER_COST * wrong + (SAME_SOUND_BONUS if alike else 0.0)


def _to_bare_form(plain: str) -> str:
    """Remove double letters and silent endings, and unify letters that sound the same."""
    bare = _DOUBLED.sub(r"\1", plain)
    for pattern, written in _SAME_SOUND_ENDINGS:
        bare = pattern.sub(written, bare)
    return _SILENT.sub("", bare)


def _replace_words(text: str, words: Iterable[tuple[int, int, str]]) -> CorrectedText:
    """Replace words at given (start, end), in order."""
    parts, places, at, end = list[str](), list[tuple[int, int, int]](), 0, 0
    for first, last, word in words:
        parts += [text[at:first], word]
        start = end + first - at
        end, at = start + len(word), last
        places.append((start, end, last - first))
    return CorrectedText(text, "".join([*parts, text[at:]]), tuple(places))


def build_vocabulary(
    typed: Iterable[str],
    abroad: Iterable[str],
    either: Iterable[str],
    names: Iterable[str],
    folder: Path,
    key: str,
) -> None:
    """Write the vocabulary files.

    They are counted from messages (French, foreign, either) and the titles of the base; `key`
    identifies these sources later.
    """
    from spellchecker import SpellChecker

    french = SpellChecker(language="fr").word_frequency.dictionary
    said, other, named = _count_words(typed), _count_words(abroad), _count_words(names)
    known = {word for word, times in other.items() if times > FOREIGN_FREQUENCY_RATIO * said[word]}
    for text in either:
        here = _count_words([text])
        strange = sum(word in known for word in here) >= MIN_FOREIGN_SHARE_IN_EITHER * len(here)
        (other if strange else said).update(here)
    words = {
        word: _weigh_frequency(french.get(word, 0), said[word], named[word])
        for word in {*said, *named}
        if len(word) >= MIN_LETTERS - 1
        and (
            named[word]
            or (french.get(word, 0) >= MIN_FRENCH_COUNT and said[word] >= MIN_TYPED_COUNT_OF_TARGET)
        )
    }
    foreign = {
        word
        for word, times in other.items()
        if times >= max(MIN_TYPED_COUNT_OF_TARGET, FOREIGN_FREQUENCY_RATIO * said[word])
        and word not in words
    }
    kept = {word for word, times in said.items() if times >= MIN_TYPED_COUNT}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "words.tsv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        told = {
            **dict.fromkeys(kept, 0.0),
            **dict.fromkeys(foreign - {*said, *words}, FOREIGN_WORD_WEIGHT),
            **words,
        }
        rows.writerows((word, f"{usual:.1f}") for word, usual in sorted(told.items()))
    codes = sorted({crc32(w.encode()) for w, times in french.items() if times >= MIN_FRENCH_COUNT})
    np.save(folder / "french.npy", np.array(codes, dtype=np.uint32))
    (folder / "key").write_text(key + "\n", encoding="utf-8")


def read_vocabulary_key() -> str:
    """Return the key of the shipped vocabulary, "" if it is missing."""
    file = VOCABULARY_FOLDER / "key"
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def _count_words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word.lower() for text in texts for word in _WORD.findall(text))


def _weigh_frequency(french: int, said: int, named: int) -> float:
    """Return a logarithmic frequency in which our own texts weigh most."""
    return math.log(1 + min(french, 50_000) / 20 + 20 * said + 5 * named)


@lru_cache(maxsize=1)
def load_corrector() -> SpellingCorrector:
    """Return the corrector with the shipped vocabulary."""
    rows = list(_read_rows(VOCABULARY_FOLDER / "words.tsv"))
    words = {word: usual for word, usual in rows if usual > 0}
    abroad = {word for word, usual in rows if usual == FOREIGN_WORD_WEIGHT}
    return SpellingCorrector(
        words, {word for word, _ in rows}, np.load(VOCABULARY_FOLDER / "french.npy"), abroad
    )


def _read_rows(file: Path) -> Iterator[tuple[str, float]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for word, usual in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield word, float(usual)
