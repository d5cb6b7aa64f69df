"""Whether a message is in another language, and in which."""

from __future__ import annotations

import numpy as np
import pytest

from bot.dialogue.reading import language_identification
from bot.dialogue.reading.labels import LANGUAGES


def weights(**shares: float) -> np.ndarray:
    return np.array([shares.get(each, 0.0) for each in LANGUAGES])


@pytest.mark.parametrize(
    ("shares", "text", "spoken"),
    [
        ({"fr": 0.9, "en": 0.1}, "le job de manager", "fr"),
        # Neither is sure, but French it is not.
        ({"es": 0.45, "pt": 0.45, "fr": 0.1}, "quanto custa o curso", "es"),
        ({"ar": 0.5, "darija": 0.3, "fr": 0.2}, "shu hayda", "ar"),
        ({"fr": 0.55, "it": 0.45}, "un corso a Liège", "fr"),
        # One word is too few, but not in letters that French has not.
        ({"es": 0.9, "fr": 0.1}, "ok", "fr"),
        ({"uk": 0.9, "fr": 0.1}, "Дякую", "uk"),
        ({"ar": 0.9, "fr": 0.1}, "شكرا", "ar"),
    ],
)
def test_that_it_is_not_french_is_told_before_what_it_is(
    shares: dict[str, float], text: str, spoken: str
) -> None:
    assert language_identification.identify_language(weights(**shares), text) == spoken
