"""Trainings against what schools and their register say.

`schools_2023.csv`: the schools of the province of Liège beyond primary, and those that a training
names elsewhere. Fédération Wallonie-Bruxelles, signalétique FASE of 2023-10-20, CC BY 4.0.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.language.normalisation import to_masculine_singular, tokenise
from knowledge.entry_schema import Training

_REGISTER = Path(__file__).parent / "schools_2023.csv"
# Words that many names of schools share, and that tell no school from another.
_WORDS = """
a art au centre college communal cour de des du ecole enseignement et etablissement haut institut l
la le les province provincial royal secondaire specialise superieur ville
"""
_COMMON = frozenset(_WORDS.split())
# The years that a kind of studies takes, and its level.
_STUDIES = {
    "bachelier": (6, r"3 ans|4 ans"),
    "master": (7, r"1 an\b|2 ans|3 ans"),
    "bachelier et master": (7, r"[345] (?:à 5 )?ans"),
}


class School(NamedTuple):
    names: frozenset[str]
    addresses: frozenset[str]


@pytest.fixture(scope="module")
def register() -> dict[str, School]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    with _REGISTER.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            names[row["fase"]] |= _words(row["school"]) | _words(row["town"])
            addresses[row["fase"]].add(_street(f"{row['address']}, {row['postcode']}"))
    return {i: School(frozenset(names[i]), frozenset(addresses[i])) for i in names}


@pytest.fixture(scope="module")
def trainings(library: Any) -> tuple[Training, ...]:
    return tuple(library.base.trainings.values())


def test_a_school_is_in_the_register_under_its_name(
    trainings: tuple[Training, ...], register: dict[str, School]
) -> None:
    wrong = [
        (each.id, each.fase, each.school)
        for each in trainings
        if each.fase
        and (each.fase not in register or not _agrees(each.school, register[each.fase].names))
    ]
    assert wrong == []


def test_an_address_is_one_that_the_register_has_of_the_school(
    trainings: tuple[Training, ...], register: dict[str, School]
) -> None:
    wrong = [
        (each.id, each.place)
        for each in trainings
        if each.fase
        and re.search(r"\d, \d{4} ", each.place)
        and _street(each.place) not in register[each.fase].addresses
    ]
    assert wrong == []


def test_the_register_proves_no_programme(trainings: tuple[Training, ...]) -> None:
    """It has schools and addresses: a level or a length does not rest on it."""
    proven = {"school", "place", "fase"}
    assert [each.id for each in trainings if "fwb-ecoles-2023" in each.sources] == []
    assert [
        (each.id, name)
        for each in trainings
        for name, rests_on in (each.facts or {}).items()
        if name not in proven and "fwb-ecoles-2023" in rests_on.sources
    ] == []


def test_no_link_goes_to_the_catalogue_of_one_year(trainings: tuple[Training, ...]) -> None:
    """What a link opens next year must be next year's programme."""
    year = re.compile(r"(?<!\d)20[12]\d(?:-?20[12]\d)?(?!\d)")
    assert [each.url for each in trainings if each.url and year.search(each.url)] == []


def test_a_link_is_that_of_one_training(trainings: tuple[Training, ...]) -> None:
    """A page that many share is the school's list, or its door: it tells of none of them."""
    counts = Counter(each.url for each in trainings if each.url)
    assert [url for url, times in counts.items() if times > 1] == []


def test_level_and_length_are_those_of_the_kind(trainings: tuple[Training, ...]) -> None:
    wrong = []
    for each in trainings:
        level, length = _STUDIES.get(each.kind, (each.level, ""))
        if each.level != level or (each.length and not re.match(length, each.length)):
            wrong.append((each.id, each.kind, each.level, each.length))
    assert wrong == []


def test_only_nurses_and_midwives_study_four_years_for_a_bachelor(
    trainings: tuple[Training, ...],
) -> None:
    four = {e.id for e in trainings if e.kind == "bachelier" and e.length.startswith("4 ans")}
    assert four == {
        each.id
        for each in trainings
        if each.kind == "bachelier" and {"infirmier", "sage-femme"} & set(each.occupations)
    }


def test_what_has_ended_is_not_offered(trainings: tuple[Training, ...]) -> None:
    """The masters « finalité didactique », the agrégation and the three-year teacher trainings."""
    ended = re.compile(r"finalité didactique|agrégation|AESI|instituteur|régendat", re.I)
    assert [each.title for each in trainings if ended.search(each.title)] == []


def _agrees(school: str, names: frozenset[str]) -> bool:
    """Whether most words of a name that tell it from others are in the register's."""
    words = _words(re.sub(r"\(.*?\)", "", school)) - _COMMON
    return 2 * len(words & names) > len(words)


def _words(text: str) -> set[str]:
    return {
        to_masculine_singular(word) for word in tokenise(re.sub(r"\b(\w)\.(?=\w\b)", r"\1", text))
    }


def _street(address: str) -> str:
    """A street, its number and the postcode, whatever stands after it."""
    found = re.match(r"(.*?\d\w*).*?, (\d{4})", address)
    return " ".join(sorted(_words(found[1]))) + " " + found[2] if found else address
