"""How easily the base reads: the Kandel-Moles index, the French form of Flesch's.

207 - 1.015 × words per sentence - 73.6 × syllables per word (Kandel and Moles, 1958): 60 and more
is standard, 80 easy. Syllables are counted as groups of vowels, a mute final « e » left out.
"""

from __future__ import annotations

import re

from knowledge.base import Base
from knowledge.check import SENTENCE_END, prose
from knowledge.official import Sheet
from knowledge.text import tokens

_VOWELS = re.compile(r"[aeiouy]+")


def reading_ease(base: Base) -> float:
    """The index over everything that people wrote in the base, official sheets left out."""
    sentences = words = syllables = 0
    for entry in base.entries.values():
        if isinstance(entry, Sheet):
            continue
        for text in prose(entry):
            for sentence in SENTENCE_END.split(text):
                spoken = tokens(sentence)
                sentences += bool(spoken)
                words += len(spoken)
                syllables += sum(_syllables(word) for word in spoken)
    if not words:
        return 0.0
    return 207 - 1.015 * words / sentences - 73.6 * syllables / words


def _syllables(word: str) -> int:
    mute = re.sub(r"(?<=[^aeiouy])(?:e|es|ent)$", "", word)
    return max(1, len(_VOWELS.findall(mute)))
