"""What a bare question asks of the profession on the screen."""

from __future__ import annotations

import pytest

from bot.dialogue.following import asked


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("combien de temps", "ask_access"),
        ("cb de tps stp", "ask_access"),
        ("ça dure combien ?", "ask_access"),
        ("combien d'années", "ask_access"),
        ("c long ?", "ask_access"),
        ("combien dannées", "ask_access"),
        ("combien sa dure", "ask_access"),
        ("combien de temp", "ask_access"),
        ("combien de temps ça dure ?", "ask_access"),
        ("ca prend combien de temps", "ask_access"),
        ("c combien de temps les études", "ask_access"),
        ("c ou", "ask_trainings"),
        ("c ou exactement", "ask_trainings"),
        ("ou japren", "ask_trainings"),
        ("C'est où ça ?", "ask_trainings"),
        ("ça s'apprend où", "ask_trainings"),
        ("c combien", "ask_pay"),
        ("combien on gagne", "ask_pay"),
        ("et on gagne combien par mois ?", "ask_pay"),
    ],
)
def test_it_names_nothing_and_asks_one_thing(text: str, intent: str) -> None:
    assert asked(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        *("", "c'est où la Cité", "combien de questions", "combien de temps il reste", "t ou", "?"),
        *("long", "combien coûte le minerval", "ou alors infirmier", "ça dure depuis deux ans"),
    ],
)
def test_all_else_is_no_such_question(text: str) -> None:
    assert asked(text) is None
