"""CARE S1b, S2: one slip, or a word written as it sounds, hides nothing; everyday words stay."""

from __future__ import annotations

import pytest

from bot.care.detector import NONE, detect


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("jai envei de mourri", "suicide"),
        ("ma lettte d'adieu est prete", "suicide"),
        ("jpense au suiside", "suicide"),
        ("mon pere me frapp", "home_violence"),
        ("on menvoi des fotos de moi nu, il menass de publié, chantaje", "sextortion"),
    ],
)
def test_s2_a_slip_in_a_grave_word_hides_nothing(said: str, topic: str) -> None:
    assert detect(said).topic == topic


def test_s1b_a_word_of_every_day_is_no_slip_of_another() -> None:
    assert detect("créer une vitre, coudre, souder, voiler, lutter, morue, sauce").level == NONE
