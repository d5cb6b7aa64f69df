"""What is said of shortages: each list by its own name and year, silence as silence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from bot.dialogue.sentences import Sentences
from bot.presentation import shortage_facts
from bot.settings import PROJECT_ROOT
from tests.support.imported_knowledge import add_imported_entries, shortage

Act = Callable[..., list[dict[str, Any]]]
PERMITS, HERE, THERE = "permis de travail", "Wallonie", "Bruxelles"
WHILE_THEY_HOLD, AFTERWARDS = dt.date(2026, 9, 30), dt.date(2026, 10, 1)


def prospects(base: Any, occupation: str, today: dt.date = WHILE_THEY_HOLD) -> str:
    """What is said of the shortage of a profession on a day."""
    book = Sentences()
    domain = yaml.safe_load((PROJECT_ROOT / "bot/domain/occupations.yml").read_text("utf-8"))
    book.responses = domain["responses"]
    told = shortage_facts.render_shortages(base.occupations[occupation], base, today)
    filled = {"id": occupation, "title": "", "prospects": "", "shortage": told}
    return str(book.fill("utter_prospects", filled, "seed")["text"])


@pytest.mark.parametrize(
    ("lists", "occupation", "expected", "never"),
    [
        ([], "macon", ["Je n'ai aucune liste", "leforem.be"], ["2026"]),
        (
            [("macon", 2026, PERMITS, HERE)],
            "macon",
            [
                "La liste wallonne des permis de travail, 2026, cite « macon »",
                "Forem en est une autre",
            ],
            ["« pénurie »", "bruxelloise"],
        ),
        # Silence of a list for work permits says nothing of Le Forem's.
        (
            [("macon", 2026, PERMITS, HERE)],
            "notaire",
            ["permis de travail, 2026, ne le cite pas", "pas dire qu'il n'y a pas de pénurie"],
            ["cite «"],
        ),
        (
            [("macon", 2026, PERMITS, HERE), ("notaire", 2026, PERMITS, THERE)],
            "notaire",
            [
                "La liste bruxelloise des permis de travail, 2026, cite « notaire »",
                "La liste wallonne des permis de travail, 2026, ne le cite pas",
            ],
            ["pas de pénurie"],
        ),
        # The newest of a list decides, and Le Forem's own is told as its own.
        (
            [("macon", 2025), ("couvreur", 2026)],
            "macon",
            ["(Wallonie), 2026, ne le cite pas"],
            ["2025"],
        ),
        (
            [("macon", 2026), ("macon", 2026, PERMITS, HERE)],
            "macon",
            [
                "La liste « pénurie » (Wallonie), 2026, cite « macon »",
                "wallonne des permis de travail",
            ],
            ["je n'ai pas celle"],
        ),
    ],
)
def test_a_shortage_is_told_by_the_name_of_its_list_and_its_year(
    library: Any, lists: Any, occupation: str, expected: list[str], never: list[str]
) -> None:
    base = add_imported_entries(library, *(shortage(*each) for each in lists)).base
    told = prospects(base, occupation)
    for words in expected:
        assert words in told
    for words in never:
        assert words not in told


def test_no_list_of_the_base_is_told_under_the_name_of_another(library: Any) -> None:
    """What is said of a list for work permits says that it is one, and its year; Le Forem's is the
    one that is not at hand. Of the professions that a list names, and of one that none does."""
    base = library.base
    permits = {each.title for each in base.shortages.values() if each.list == PERMITS}
    assert permits
    named = {each for listed in base.shortages.values() for each in listed.occupations}
    for occupation in sorted({*named, "notaire"} & set(base.occupations)):
        text = prospects(base, occupation)
        for sentence in re.split(r"(?<=[.])\s+(?=[A-ZÇ])", text):
            if any(title in sentence for title in permits):
                assert "permis de travail, 2026, cite" in sentence, sentence
                assert "Forem" not in sentence
        assert "La liste du Forem en est une autre" in text


def test_a_list_that_is_over_is_told_as_past(library: Any) -> None:
    base = library.base
    listed = [each for each in base.shortages.values() if each.region == HERE]
    named = sorted({each for row in listed for each in row.occupations})[0]
    told = prospects(base, named, AFTERWARDS)
    assert "On y manque de monde" not in told
    assert "Jusqu'au 30 septembre 2026, la liste wallonne des permis de travail" in told
    assert "Je n'ai pas la suivante" in told
    unnamed = prospects(base, "notaire", AFTERWARDS)
    assert "ne le citait pas" in unnamed
    assert "cite «" not in told + unnamed


def test_two_professions_are_told_beside_each_other_with_the_same_lists(
    make_turn: Any, act: Act
) -> None:
    values = {"occupations": ["macon", "notaire"], "aspect": "jobs"}
    [told] = act(make_turn("et les débouchés ?"), "action_ask_difference", values)
    first, second = (line["shortage"] for line in told["lines"])
    assert [each["say"] for each in first] == ["utter_shortage_list_over"]
    assert second == ""
