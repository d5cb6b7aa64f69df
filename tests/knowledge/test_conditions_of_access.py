"""What a profession asks for: answered for each, by a page or by whom to ask, and told first."""

from __future__ import annotations

import datetime as dt
import re
from typing import Optional

import pytest

from bot.language.normalisation import normalise
from knowledge import access_conditions
from knowledge.entry_schema import Access, Regulation
from knowledge.knowledge_base import KnowledgeBase
from tests.support.knowledge_factories import occupation

TODAY = dt.date(2026, 11, 29)


def asking(*access: Access, **more):
    return occupation("boulanger", "boulangère", "boulanger").copy(
        update={"access": access, **more}
    )


def test_each_profession_says_whether_it_is_regulated_or_whom_to_ask(real_base):
    """133 professions answered neither yes nor no, and most of them named nobody."""
    lost = [
        each.id
        for each in real_base.occupations.values()
        if each.regulation.regulated is None and not each.regulation.owner
    ]
    assert not lost


def test_what_is_said_of_access_rests_on_a_page_or_names_whom_to_ask(real_base):
    bare = [
        f"{each.id}: {said}"
        for each in real_base.occupations.values()
        for said in (each.regulation, *each.access)
        if not said.sources and not said.owner
    ]
    assert not bare


def test_a_regulated_profession_says_by_what(real_base):
    """« Accès réglementé. » alone closes a door without its key."""
    mute = [
        each.id
        for each in real_base.occupations.values()
        if each.regulation.regulated and not each.regulation.note
    ]
    assert not mute


def test_what_is_regulated_for_the_self_employed_alone_says_so(real_base):
    """A baker who is employed needs no proof: a note that leaves it out closes the trade."""
    only_own = [
        each.regulation.note
        for each in real_base.occupations.values()
        if each.regulation.regulated and "spw-jury-central" in each.regulation.sources
    ]
    assert len(only_own) > 25
    assert [n for n in only_own if not re.search("à son compte|ouvrir", n or "", re.I)] == []


@pytest.mark.parametrize("kind", ["record", "age"])
def test_a_condition_in_a_note_stands_in_its_field_too(real_base: KnowledgeBase, kind: str):
    """A record or an age that only a note told was found by no question."""
    speaks = re.compile(rf"\b(?:{access_conditions.CONDITION_PATTERNS[kind][1]})\b")
    hidden = [
        each.id
        for each in real_base.occupations.values()
        if speaks.search(normalise(each.regulation.note or ""))
        and not any(asked.kind == kind for asked in each.access)
        and each.regulation.regulated
    ]
    assert not hidden


def test_no_condition_is_said_twice(real_base):
    for each in real_base.occupations.values():
        said = [asked.says for asked in each.access]
        assert len(said) == len(set(said)), each.id


def test_an_amount_is_read_again_each_year(real_base):
    """A price without a day of reading again is told for ever."""
    for each in real_base.occupations.values():
        for asked in each.access:
            if re.search(r"\d euros", asked.says) and asked.kind == "equipment":
                assert asked.season, f"{each.id}: {asked.says}"


def test_the_field_goes_before_the_sentences():
    record = Access(kind="record", says="Un extrait 596.2 est demandé.", owner="la commune")
    note = Regulation(regulated=True, note="Le casier est vérifié.", owner="la commune")
    found = asking(record, regulation=note)
    assert access_conditions.list_condition_sentences("record", found, (), TODAY) == [
        "Un extrait 596.2 est demandé."
    ]
    found = asking(regulation=note)
    assert access_conditions.list_condition_sentences("record", found, (), TODAY) == [
        "Le casier est vérifié."
    ]


def test_an_age_is_told_to_whom_it_matters():
    ages = [
        Access(kind="age", says="Dès 18 ans.", owner="x"),
        Access(kind="age", says="Il faut avoir moins de 40 ans.", owner="x"),
    ]

    def told(age: Optional[int]) -> list[str]:
        found = asking(*ages)
        return access_conditions.list_condition_sentences("age", found, (), TODAY, age)

    assert told(17) == told(None) == [each.says for each in ages]
    assert told(33) == ["Il faut avoir moins de 40 ans."]


def test_a_condition_that_is_over_is_not_told():
    old = Access(kind="age", says="Il faut 30 ans.", valid_until=dt.date(2025, 1, 1), owner="x")
    assert access_conditions.list_condition_numbers("age", asking(old), TODAY) == []


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("combien coûte le matériel pour être coiffeuse ?", "equipment"),
        ("faut acheter ses couteaux ?", "equipment"),
        ("les outils ça coûte cher ?", "equipment"),
        ("avec quels outils il travaille ?", None),
        ("faut un casier vierge ?", "record"),
    ],
)
def test_equipment_is_asked_after_where_it_is_bought(asked: str, kind):
    assert access_conditions.find_condition(asked) == kind
