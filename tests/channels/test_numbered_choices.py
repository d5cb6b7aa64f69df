"""A number that somebody typed."""

from __future__ import annotations

import pytest

from bot.channels import numbered_choices


@pytest.mark.parametrize("text", ["2", " 2 ", "le 2", "Numéro 12.", "n°3)", "option   7 ."])
def test_the_number_of_something_is_one(text: str) -> None:
    assert numbered_choices.is_choice_number(text)


@pytest.mark.parametrize("text", ["", "deux", "2 ans", "1234", "le 2 et 3", "2" + 30 * " " + "."])
def test_anything_else_is_none(text: str) -> None:
    assert not numbered_choices.is_choice_number(text)


class Counting:
    """Stands for the pattern, and notes how much it is given."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def fullmatch(self, text: str) -> None:
        self.lengths.append(len(text))


def test_a_long_text_never_reaches_the_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time grows with the square of the blanks, and it is spent on the event loop."""
    pattern = Counting()
    monkeypatch.setattr(numbered_choices, "_NUMBER_PATTERN", pattern)
    for text in ("1" + " " * 20_000 + "x", " " * 20_000, "1" * 20_000, " " * 20_000 + "2"):
        assert not numbered_choices.is_choice_number(text)
    assert [length for length in pattern.lengths if length > 24] == []
