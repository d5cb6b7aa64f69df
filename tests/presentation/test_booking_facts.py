"""Where one may come without an appointment: what is known of it is said, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from bot.presentation.booking_facts import render_walk_in
from bot.settings import Settings

ADDRESS, HOURS = "rue du Test 1, à Liège", "lundi 9h-17h"


@pytest.mark.parametrize(
    ("address", "hours", "said"),
    [
        (ADDRESS, HOURS, f"C'est ici : {ADDRESS} ({HOURS})."),
        (ADDRESS, "", f"C'est ici : {ADDRESS}. Je n'ai pas les heures."),
        ("", HOURS, f"C'est ouvert : {HOURS}. Je n'ai pas l'adresse."),
        ("", "", "Je n'ai ni l'adresse ni les heures."),
    ],
)
def test_what_is_known_of_the_place_is_said(
    dialogue: Any, address: str, hours: str, said: str
) -> None:
    told = render_walk_in(Settings(_env_file=None, site_address=address, site_hours=hours))
    assert dialogue.sentence(told.pop("say"), **told) == said
