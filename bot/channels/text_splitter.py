"""Texts within the limits of a platform: measured as platforms do, cut where a reader would pause.

Some platforms count UTF-16 units, others « characters ». A character is one unit or two, so what
fits in units fits in characters too.
"""

from __future__ import annotations

import regex

# The best place to cut first: a blank line, a line, a sentence, a word.
_PAUSE_PATTERNS = tuple(map(regex.compile, (r"\n\s*\n", r"\n", r"(?<=[.!?…])\s", r"\s")))
_GRAPHEME_PATTERN = regex.compile(r"\X")
_ELLIPSIS = "…"


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def split_text(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` units (two or more), none empty; only blanks are lost,
    at the cuts and at both ends."""
    pieces, rest = [], text.strip()
    while rest:
        end = _find_cut(rest, most)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return pieces


def shorten_line(text: str, most: int) -> str:
    """The text on one line, cut with « … » at the end of a word where it is longer."""
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
    """Where the first piece ends: at the last good pause of its second half, if there is one."""
    end = _fitting_prefix_length(text, most)
    if end == len(text):
        return end
    for pause in _PAUSE_PATTERNS:
        cuts = [found.end() for found in pause.finditer(text[: end + 1]) if found.end() <= end]
        if cuts and cuts[-1] * 2 >= end:
            return cuts[-1]
    return end


def _fitting_prefix_length(text: str, most: int) -> int:
    """How many characters fit, no emoji or accented letter in two unless it alone is too long."""
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
