"""What no pattern hears takes the talk over only where it is surely told (CARE S1b)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from people import Person

from bot.conversation import reading
from bot.safeguarding.detector import CHECKING, CONCERN, DANGER, NONE, Signal

LONG = (
    "Bonjour, je tiens une mercerie à Spa avec ma sœur depuis quinze ans et nous la remettons "
    "l'an prochain. J'ai toujours aimé la couture et les gens. Quelles formations du soir existent "
    "en stylisme, et combien d'années durent-elles à peu près ?"
)
WISHED = (
    "Bonjour Madame, j'ai 49 ans et vingt ans de secrétariat. La nuit je me dis qu'ils vivraient "
    "mieux si je n'étais plus là, mais bon. Quelles écoles du soir donnent des cours de "
    "comptabilité près de Huy, et combien coûte l'inscription ?"
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


def test_s2_a_wish_to_die_in_a_long_request_is_no_guess(heard: Any) -> None:
    assert heard(WISHED, Signal(DANGER, "suicide", "suicide")) == DANGER


def test_s1b_a_word_of_dying_in_a_request_is_checked_where_no_pattern_hears_it(heard: Any) -> None:
    assert heard(LONG, Signal(CONCERN, "suicide", "suicide")) == CHECKING
    assert heard(WISHED, Signal(CONCERN, "suicide", "suicide")) == CHECKING


def test_s1b_what_has_to_be_arranged_is_no_worry(heard: Any) -> None:
    assert heard(TOLD, Signal(CHECKING, "suicide", "suicide")) == NONE
    worry = "je sers à rien et ça sera jamais mieux"
    assert heard(worry, Signal(CHECKING, "distress", "distress")) == CHECKING
