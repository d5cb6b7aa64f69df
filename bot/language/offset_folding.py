"""Fold text for the finders of personal data, keeping offsets into the original.

Signs become plain, digits ASCII, and hidden characters disappear. Each folded character knows its
span in the original, so that a match can be removed from there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.language.number_words import find_number_words

_PLAIN_SIGNS = {
    **dict.fromkeys("\n\t\r\0", " "),
    **dict.fromkeys("‐‑‒–—−﹣－", "-"),
    **dict.fromkeys("．․。", "."),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("’‘ʼ´`", "'"),
    **{numeral: str(value) for value, numeral in enumerate("〇一二三四五六七八九")},
}
_DROPPED = "\0"
_MAX_CACHED_CHARS = 4096
_TENS = re.compile("[⑩-⑳🔟]")
# « j e a n @ g m a i l . c o m »; two spaces separate words of such letters.
_SPACED = re.compile(r"(?<!\S)\S(?: {1,2}\S(?!\S))+")
_BLANK_IN_LETTERS = re.compile(r"(?<=[^\W\d]) {1,2}(?=[^\W\d])")
# « B E 6 8 5 3 9 0 … »: an account number, one character at a time.
_SPACED_ACCOUNT = re.compile(r"[A-Za-z] {1,2}[A-Za-z](?: {1,2}[A-Za-z0-9]){12,}")
# « j-e-a-n », « l_e_a »: the same sign between all letters.
_LINKED = re.compile(r"(?<![^\W_])[^\W\d_](?:([-_.])[^\W\d_])(?:\1[^\W\d_]){2,}(?![^\W_])")
_BLANKS = re.compile(" +")
# « O47S l2 34 56 »: starts like a number and has only digits and their look-alikes.
_DIGIT_OF_LETTER = dict(zip("oOlIizZEAsSbGTBgq", "00111223455667899", strict=True))
_DIGIT_LIKE = "0-9" + "".join(_DIGIT_OF_LETTER)
_LIKE_A_NUMBER = re.compile(
    rf"(?:(?<!\d[ ./_-])(?<![^\W_])[0oO]|(?<=\bBE|\bbe)\d|(?<=\+)\d)[{_DIGIT_LIKE}]*"
    rf"(?:[ ./_-]{{1,3}}[{_DIGIT_LIKE}]+)*(?![^\W_])"
)
_PIECE = re.compile(f"[{_DIGIT_LIKE}]+")
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_MIN_NUMBER_CHARS = 7  # of which at least half are digits
_FOUR_DIGITS = re.compile(r"\d(?:\D*\d){3}")
_LETTERS_TO_DIGITS = str.maketrans(_DIGIT_OF_LETTER)


@dataclass(frozen=True)
class FoldedText:
    """A text, with the start and end of each of its characters in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a non-empty part of the text is in the original."""
        return self.starts[start], self.ends[end - 1]

    def drop(self, places: Iterable[int]) -> FoldedText:
        """Return the text without these characters, whose spans join the preceding one."""
        gone = set(places)
        if not gone:
            return self
        places_left = [place for place in range(len(self.text)) if place not in gone]
        following = [*places_left[1:], len(self.text)]
        return FoldedText(
            "".join(self.text[place] for place in places_left),
            [self.starts[place] for place in places_left],
            [self.ends[place - 1] for place in following],
        )

    def replace(self, parts: Iterable[tuple[int, int, str]]) -> FoldedText:
        """Return the text with parts replaced; they are in order, disjoint and not empty."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for start, end, words in parts:
            texts += [self.text[last:start], words]
            starts += self.starts[last:start]
            ends += self.ends[last:start]
            if len(words) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            else:  # each new character covers the whole part
                starts += [self.starts[start]] * len(words)
                ends += [self.ends[end - 1]] * len(words)
            last = end
        if not texts:
            return self
        text = "".join([*texts, self.text[last:]])
        return FoldedText(text, [*starts, *self.starts[last:]], [*ends, *self.ends[last:]])


def fold_with_offsets(text: str) -> FoldedText:
    """Fold a text to plain ASCII digits and signs, without invisible or spacing characters."""
    plain = text.translate(_CHARACTER_TABLE)
    folded = FoldedText(plain, range(len(plain)), range(1, len(plain) + 1))
    if not text.isascii():
        folded = folded.drop(place for place, char in enumerate(plain) if char == _DROPPED)
        folded = _replace_each(
            folded, _TENS, lambda match: str(int(unicodedata.numeric(match[0], 10)))
        )
    folded = folded.drop(_blanks_between_letters(folded.text))
    if _FOUR_DIGITS.search(folded.text):
        folded = _replace_each(folded, _LIKE_A_NUMBER, _to_digits)
    return folded.replace(find_number_words(folded.text))


def _replace_each(
    folded: FoldedText, pattern: re.Pattern[str], change: Callable[[re.Match[str]], Optional[str]]
) -> FoldedText:
    """Replace every match for which `change` does not return None."""
    changed = [
        (match.start(), match.end(), change(match)) for match in pattern.finditer(folded.text)
    ]
    return folded.replace((start, end, words) for start, end, words in changed if words is not None)


def _blanks_between_letters(text: str) -> Iterable[int]:
    """Yield the spaces and separators to remove from a run of single characters.

    All of them if the run has an @ or is an account number, otherwise only those between letters,
    since separate digits are separate numbers.
    """
    for run in _SPACED.finditer(text):
        joined = "@" in run[0] or _SPACED_ACCOUNT.fullmatch(run[0])
        between = _BLANKS if joined else _BLANK_IN_LETTERS
        for blank in between.finditer(text, run.start(), run.end()):
            yield from range(*blank.span())
    for run in _LINKED.finditer(text):
        yield from range(run.start() + 1, run.end(), 2)


def _to_digits(match: re.Match[str]) -> Optional[str]:
    """Return the digits that a run stands for; None if it is a word or too short."""
    pieces = list(_PIECE.finditer(match[0]))
    words = next((piece.start() for piece in pieces if not _DIGIT.search(piece[0])), None)
    written = match[0][:words]
    digits, letters = len(_DIGIT.findall(written)), len(_LETTER.findall(written))
    if not letters or letters > digits or letters + digits < _MIN_NUMBER_CHARS:
        return None
    return written.translate(_LETTERS_TO_DIGITS) + match[0][len(written) :]


class _PlainCharacters(dict[int, str]):
    """Cache of the folded form of each character."""

    def __missing__(self, code: int) -> str:
        plain = _fold_character(chr(code))
        if len(self) < _MAX_CACHED_CHARS:
            self[code] = plain
        return plain


def _fold_character(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.digit(char, None)  # superscript and circled digits, too
    if digit is not None:
        return str(digit)
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):  # zero-width, combining, keycap
        return _DROPPED
    if char.isspace():
        return " "
    shape = unicodedata.normalize("NFKD", char)
    bare = "".join(part for part in shape if not unicodedata.combining(part))
    return bare if len(bare) == 1 and bare.isascii() else char


_CHARACTER_TABLE = _PlainCharacters({ord(char): plain for char, plain in _PLAIN_SIGNS.items()})
