"""Who can take a way to learn: pupils and apprentices, or adults as well.

Secondary school is for the young, and the contract of an apprentice or of a CEFA is signed before
25 (entries `cefa` and `alternance-c-est-quoi` of the base).
"""

from __future__ import annotations

import re
from typing import Optional

from bot.language.normalisation import normalise
from knowledge.entry_schema import Training, WayIn

# From this age on only what is open to adults is told.
ADULT_AGE = 25
_SECONDARY_LEVEL = 4  # CFC
_FOR_PUPILS = re.compile(
    r"\b(?:professionnel(?:le)?|technique|qualification|transition|secondaire|specialise|septieme"
    r"|[4-7]e|cefa|alternance|apprentissage)\b"
)
_FOR_ADULTS = re.compile(
    r"\b(?:adultes?|demandeurs? d emploi|sans emploi|chef(?: fe)? d entreprise|recrutement"
    r"|validation|jury|soir)\b"
)


def is_for_pupils(way: WayIn, training: Optional[Training]) -> bool:
    """Whether a way into a profession is closed to adults; `training`: its own, if known."""
    if training is not None:
        return is_training_for_pupils(training)
    return way.level <= _SECONDARY_LEVEL and _is_named_for_pupils(f"{way.title} {way.length}")


def is_training_for_pupils(training: Training) -> bool:
    """Whether a training is closed to adults."""
    return training.level <= _SECONDARY_LEVEL and _is_named_for_pupils(training.kind)


def _is_named_for_pupils(text: str) -> bool:
    words = normalise(text)
    return _FOR_PUPILS.search(words) is not None and _FOR_ADULTS.search(words) is None
