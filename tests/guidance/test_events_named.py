"""Which event a text names: its words, not what merely comes near."""

from __future__ import annotations

import pytest

from bot.guidance import event_references

ANNOUNCED = [
    ("soin", "Journée d'information sur les métiers du soin"),
    ("bois", "Journée d'information sur les métiers du bois"),
    ("cv", "Atelier CV pour jeunes"),
    ("siep", "Salon"),
]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("la journée d'info sur les métiers du soin, c'est quand ?", ("soin",)),
        ("c'est quand la journée d'information ?", ("soin", "bois")),
        ("l'atelier cv c'est où", ("cv",)),
        ("c quand le salon", ("siep",)),
        ("les métiers du soin", ()),
        ("un cv pour jeunes", ()),
        ("une journée dans le métier", ()),
        ("comment faire un CV ?", ()),
        ("", ()),
    ],
)
def test_a_text_names_an_event_by_its_kind_or_by_most_of_it(
    text: str, named: tuple[str, ...]
) -> None:
    assert event_references.find_named_events(text, ANNOUNCED) == named


def test_nothing_is_named_where_nothing_is_to_come() -> None:
    assert event_references.find_named_events("la journée d'information", []) == ()


@pytest.mark.parametrize("text", ["c'est quand ?", "c où", "à quelle heure ?", "cest pour qui"])
def test_few_words_ask_of_what_was_told(text: str) -> None:
    assert event_references.asks_event_detail(text)
    assert not event_references.asks_event_detail("merci beaucoup")
