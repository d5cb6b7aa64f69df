"""Split a message into the pieces that are scored: sentences, and clauses of long ones.

The end of a message thus counts as much as its beginning, and length does not raise the score.
"""

from __future__ import annotations

import re

# Longer sentences are split further; shorter pieces are joined to a neighbour.
MAX_PIECE_WORDS, MIN_PIECE_WORDS = 24, 4
# Further pieces are ignored.
MAX_PIECES = 40

_ENDS = re.compile(r"(?<=[.!?…])\s+|\s*\n+\s*")
_MARKS = re.compile(r"(?<=[,;:])\s+|\s+[-–—]+\s+")
_LINK_WORDS = re.compile(
    r"\s+(?=(?:mais|donc|alors|puis|sauf que|parce qu\w*|pck|pcq|psk|du coup|et (?:je|j|l[àa]|puis"
    r"|mon|ma|mes|il|elle|on|l[ea]s?|que|c)|sinon|enfin|bref|en fait|apr[èe]s|comme|quand)\b)",
    re.IGNORECASE,
)


def split_into_pieces(text: str) -> tuple[str, ...]:
    """Return the non-empty pieces of a text, in order; a short text is one piece."""
    pieces = [piece for part in _ENDS.split(text.strip()) for piece in _cut_sentence(part)]
    return tuple(_join_short_pieces(pieces)[:MAX_PIECES])


def _cut_sentence(sentence: str) -> list[str]:
    """Return a sentence, or its clauses if it is long."""
    for mark in (_MARKS, _LINK_WORDS):
        if len(sentence.split()) <= MAX_PIECE_WORDS:
            return [sentence]
        parts = mark.split(sentence)
        if len(parts) > 1:
            return [piece for part in _gather_parts(parts) for piece in _cut_sentence(part)]
    words = sentence.split()
    if len(words) <= MAX_PIECE_WORDS:
        return [sentence]
    # Windows overlap by half, so that no phrase is cut in two.
    step = MAX_PIECE_WORDS // 2
    return [" ".join(words[at : at + MAX_PIECE_WORDS]) for at in range(0, len(words) - step, step)]


def _gather_parts(parts: list[str]) -> list[str]:
    gathered: list[str] = []
    for part in parts:
        if gathered and len(gathered[-1].split()) + len(part.split()) <= MAX_PIECE_WORDS:
            gathered[-1] = f"{gathered[-1]} {part}"
        else:
            gathered.append(part)
    return gathered


def _join_short_pieces(pieces: list[str]) -> list[str]:
    joined: list[str] = []
    for piece in filter(None, map(str.strip, pieces)):
        short = min(len(piece.split()), len(joined[-1].split()) if joined else 0) < MIN_PIECE_WORDS
        if joined and short and len(joined[-1].split()) + len(piece.split()) <= MAX_PIECE_WORDS:
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined
