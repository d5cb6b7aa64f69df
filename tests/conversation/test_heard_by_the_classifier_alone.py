"""What no pattern hears takes the talk over only where it is surely told (CARE S1b)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from people import Person

from bot.conversation import reading
from bot.safeguarding.detector import CHECKING, DANGER, NONE, Signal

LONG = (
    "Bonjour, je tiens une mercerie à Spa avec ma sœur depuis quinze ans et nous la remettons "
    "l'an prochain. J'ai toujours aimé la couture et les gens. Quelles formations du soir existent "
    "en stylisme, et combien d'années durent-elles à peu près ?"
)
SHORT = "c'est quoi les formations du soir en stylisme ?"
TOLD = "il faudrait que je commence après neuf heures, je dépose les petits à l'école avant"


@pytest.fixture
def heard(parts: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`heard(text, signal)`: the level that is acted on where the classifier gives `signal`."""

    number = itertools.count()

    def level(text: str, signal: Signal) -> str:
        monkeypatch.setattr(reading, "read_again", lambda *_: signal)
        head = Person(parts, f"person {next(number)}").sends(text)
        assert head is not None
        return reading.read(parts, head).signal.level

    return level


def test_s1b_a_long_request_is_answered_with_a_word_of_care(heard: Any) -> None:
    assert heard(LONG, Signal(DANGER, "suicide", "suicide")) == CHECKING
    assert heard(SHORT, Signal(DANGER, "suicide", "suicide")) == DANGER
    assert heard(LONG, Signal(DANGER, "home_violence", "home_violence")) == DANGER


def test_s1b_what_has_to_be_arranged_is_no_worry(heard: Any) -> None:
    assert heard(TOLD, Signal(CHECKING, "suicide", "suicide")) == NONE
    worry = "je sers à rien et ça sera jamais mieux"
    assert heard(worry, Signal(CHECKING, "distress", "distress")) == CHECKING
