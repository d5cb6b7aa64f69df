"""CARE P2: age, name, e-mail and telephone are never asked for to orient.

Every text of the domain is read: what speaks of them either says that they are not needed, or
stands in `SPOKEN_OF` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import ITEMS
from bot.settings import PROJECT_ROOT
from tests.support.domain_contents import DECLARED, ENTITIES, RESPONSES

SPOKEN_OF = {
    "utter_booking_contact": "optional, for an appointment, once its button was pressed (P8)",
    "utter_booking_done": "the button of it",
    "utter_booking_asked": "the button of it",
    "utter_condition_age": "whether a profession has a limit of age",
    "utter_danger_queued": "tells the name by which the team will call them, and asks nothing",
    "utter_care_anonymous": "that it is not known here, and need not be told to a helpline",
    "utter_stopping": "a question of theirs: until which age school is an obligation",
}
_THEIRS = (
    r"(?:pr[ée]noms?|noms?|[âa]ges?|e-?mails?|courriels?|adresses?|t[ée]l[ée]phones?|gsm|num[ée]ros?"
    r"|naissance|registre|anniversaire|identit[ée]|coordonn[ée]es|contact)"
)
_MENTIONED = re.compile(
    rf"\b(?:t(?:on|a|es)|vo(?:tre|s)|une?|quel(?:le)?s?)\s+(?:\w+\s+(?:de\s+)?)?{_THEIRS}\b"
    r"|t'appelles|vous appelez-vous|\b(?:tu habites|vous habitez)|\b(?:tu as|vous avez) quel\b",
    re.IGNORECASE,
)
_NOT_NEEDED = re.compile(r"\b(?:sans|ni|pas besoin|pas demandée?|masquée?)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")


def texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text of a response that a person reads."""
    if isinstance(value, str) and name not in ("payload", "each"):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, name)


def speaks_of_it(text: str) -> bool:
    return any(
        _MENTIONED.search(each) and not _NOT_NEEDED.search(each) for each in _SENTENCE.split(text)
    )


def test_p2_no_sentence_of_the_bot_asks_who_somebody_is() -> None:
    found = {name for name, told in RESPONSES.items() if any(map(speaks_of_it, texts(told)))}
    assert found == set(SPOKEN_OF)


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "Quel âge as-tu ?",
            "Tu as quel âge ?",
            "C'est quoi ton nom ?",
            "Comment tu t'appelles ?",
        ),
        *("Écris ton e-mail.", "Donne-moi un numéro.", "Votre adresse ?", "Tu habites où ?"),
        *("Ton prénom, stp", "Quelle est votre date de naissance ?", "Laisse tes coordonnées."),
    ],
)
def test_p2_such_a_sentence_would_be_noticed(asked: str) -> None:
    assert speaks_of_it(f"Merci. {asked} On continue.")


def test_p2_the_questionnaire_asks_what_one_likes_and_nothing_else() -> None:
    asked = [text for item in ITEMS for text in texts(RESPONSES[f"utter_item_{item.id}"])]
    assert len(asked) >= len(ITEMS)
    assert [text for text in asked if re.search(rf"\b{_THEIRS}\b", text, re.IGNORECASE)] == []


def test_p2_nothing_has_a_place_for_it() -> None:
    """Neither a slot nor an entity nor a field of the notebook."""
    places = {*DECLARED["slots"], *ENTITIES, *(each.name for each in fields(Notebook))}
    who = {"name", "first_name", "age", "born", "email", "mail", "phone", "address", "contact"}
    assert places & who == set()


def test_p2_no_page_of_the_site_has_a_field_for_it() -> None:
    pages = [
        *(PROJECT_ROOT / "bot/site").rglob("*.html"),
        *(PROJECT_ROOT / "bot/site").rglob("*.js"),
    ]
    assert len(pages) > 10
    field = re.compile(
        r"""type=["'](?:email|tel|password|date)["']"""
        r"""|autocomplete=["'](?!off)|(?:name|placeholder)=["'][^"']*(?:mail|nom|phone|tel\b|age\b)"""
    )
    assert [path.name for path in pages if field.search(path.read_text("utf-8"))] == []
