"""« il y a des nuits ? » is answered by yes or no only where the hours of an entry tell."""

from __future__ import annotations

import pytest

from bot.notebook import wishes


@pytest.mark.parametrize(
    ("question", "hours", "answer"),
    [
        ("on bosse la nuit ?", "Matin, soir, nuit et week-end, à tour de rôle.", "yes"),
        ("possible sans les nuits ?", "Jour et nuit, en équipes.", "avoided"),
        ("on bosse la nuit ?", "En journée, en semaine.", "no"),
        ("on bosse la nuit ?", "En journée, avec des gardes.", ""),
        ("et le samedi ?", "En journée.", ""),
        ("c'est quoi les horaires", "En journée.", ""),
    ],
)
def test_a_question_of_hours_is_answered_only_where_they_tell(
    question: str, hours: str, answer: str
) -> None:
    assert wishes.answer_hours_question(question, hours) == answer
