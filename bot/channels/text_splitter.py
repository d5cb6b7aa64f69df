"""Splitting and shortening of texts to a platform's limits, in UTF-16 units.

Some platforms count UTF-16 units, others characters. A character is one unit or two, so a text that
fits in units also fits in characters.
"""

from __future__ import annotations

import regex

# Places to split, best first: a blank line, a line, a sentence, a word.
_PAUSE_PATTERNS = tuple(map(regex.compile, (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s", r"\s")))
_GRAPHEME_PATTERN = regex.compile(r"\X")
_ELLIPSIS = "…"


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def split_text(text: str, most: int) -> list[str]:
    """Split a text into non-empty pieces of at most `most` units (two or more); only whitespace at
    the cuts and at both ends is lost."""
    pieces, rest = [], text.strip()
    while rest:
        end = _find_cut(rest, most)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return pieces


def shorten_line(text: str, most: int) -> str:
    """Return the text on one line of at most `most` units, cut with « … » at the end of a word."""
    line = " ".join(text.split())
    if utf16_length(line) <= most:
        return line
    room = most - utf16_length(_ELLIPSIS)
    kept = line[: _fitting_prefix_length(line, room)]
    if not line[len(kept)].isspace():
        word = kept.rpartition(" ")[0]
        kept = word if utf16_length(word) * 2 >= room else kept
    return kept.rstrip(" ,;:·-–(«") + _ELLIPSIS


def _find_cut(text: str, most: int) -> int:
    """Return the end of the first piece: the last good pause in its second half, if any."""
    end = _fitting_prefix_length(text, most)
    if end == len(text):
        return end
    for pause in _PAUSE_PATTERNS:
        cuts = [match.end() for match in pause.finditer(text[: end + 1]) if match.end() <= end]
        if cuts and cuts[-1] * 2 >= end:
            return cuts[-1]
    return end


def _fitting_prefix_length(text: str, most: int) -> int:
    """Return how many characters fit without splitting a grapheme, unless one alone is too long."""
    if utf16_length(text) <= most:
        return len(text)
    end = size = 0
    for grapheme in _GRAPHEME_PATTERN.finditer(text):
        size += utf16_length(grapheme.group())
        if size > most:
            break
        end = grapheme.end()
    return end or _fitting_character_count(text, most)


def _fitting_character_count(text: str, most: int) -> int:
    size = 0
    for place, char in enumerate(text):
        size += utf16_length(char)
        if size > most:
            return place
    return len(text)
