"""Cut the pieces of a message at full stops.

The tagger was fitted on hurried messages, in which full stops are rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.dialogue.reading.labelled_messages import Span
from bot.dialogue.reading.message_tokens import Token, tokenize_message

# A full stop ends a sentence before a capital, but not after an abbreviation (« St. Luc »).
_STOPS, _CAPITAL, _ABBREVIATED = frozenset(".…"), frozenset({"Aa", "AA"}), 2


def cut_sentences(
    text: str, pieces: Sequence[tuple[int, int]], mentions: Sequence[Span]
) -> list[tuple[int, int]]:
    """Return the pieces of `text`, cut further where no mention is split."""
    found: list[tuple[int, int]] = []
    for start, end in pieces:
        begins = [start + at for at in _find_starts(tokenize_message(text[start:end]))]
        whole = [at for at in begins if not any(m.start < at < m.end for m in mentions)]
        found += pairwise([start, *whole, end])
    return found


def _find_starts(said: Sequence[Token]) -> list[int]:
    return [said[at].start for at in range(1, len(said) - 1) if _ends_sentence(said, at)]


def _ends_sentence(said: Sequence[Token], at: int) -> bool:
    """Whether a full stop before token `at` ends a sentence."""
    stops = said[at - 1].folded in _STOPS and said[at].shape in _CAPITAL
    return stops and at > 1 and len(said[at - 2].folded) > _ABBREVIATED
