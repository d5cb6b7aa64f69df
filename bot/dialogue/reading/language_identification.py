"""Identify the language of a message from the scores of its segments."""

from __future__ import annotations

import re

import numpy as np

from bot.dialogue.reading.labels import FRENCH, LANGUAGES
from bot.dialogue.reading.message_tokens import tokenize_message

# A message is in another language where all others together are likelier than French; which one is
# decided afterwards, since some share what is not French.
MIN_FOREIGN = 0.5
# One word in Latin letters may be of any language, two of none in particular; other alphabets
# decide alone.
MIN_WORDS, FEW_WORDS, MIN_FOREIGN_IF_FEW_WORDS = 2, 2, 0.75
_OTHER_LETTERS = re.compile(r"[\u0400-\u04ff\u0600-\u06ff]")
_FRENCH = LANGUAGES.index(FRENCH)


def identify_language(weights: np.ndarray, text: str) -> str:
    """Return the language of `text`; `weights`: of each of LANGUAGES, over all segments."""
    total = max(float(weights.sum()), 1e-9)
    abroad = weights.copy()
    abroad[_FRENCH] = 0.0
    words, other = len(tokenize_message(text)), bool(_OTHER_LETTERS.search(text))
    least = MIN_FOREIGN_IF_FEW_WORDS if words <= FEW_WORDS and not other else MIN_FOREIGN
    too_short = words < MIN_WORDS and not other
    if too_short or float(abroad.sum()) / total < least:
        return FRENCH
    return LANGUAGES[int(abroad.argmax())]
