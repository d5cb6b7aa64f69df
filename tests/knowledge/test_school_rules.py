"""What the base says of school is what school is since 2025-2026, over every entry of it.

A 7th year ends upper secondary (level 4). A *7e qualifiante* takes nobody who has the CESS already,
but in the fields of care and childhood that the decree names; the brevet of hospital nurse takes
nobody new. A rule of school says whom to ask, and when to read it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

SEVENTH = re.compile(r"\b7e\b|\b7P\b|\b7TQ|septième", re.I)
TO_SEVENTH = re.compile(r"\bà la 7e\b")
BREVET = re.compile(r"\bbrevets?\b", re.I)
OF_HIGHER = re.compile(r"brevets? (de l'|d')enseignement supérieur", re.I)
HOSPITAL_NURSE = re.compile(
    r"brevet d'infirmi|infirmi\S+ (breveté|hospitali)|professionnel\S* complémentaire", re.I
)
# What a way says of who may take it, where it names a 7th year.
FOR_WHOM = re.compile(r"sans (avoir (déjà )?)?(le )?CESS|pour le CESS|n'a pas le CESS", re.I)
# The fields of the decree's exception, and the year that asks for the CESS.
OPEN_WITH_CESS = re.compile(r"puéricult|aide-soignant|médico-social|préparatoire", re.I)
TECHNICAL = re.compile(r"technique|qualification\b", re.I)
GIVES_CESS = re.compile(r"technique de (qualification|transition)|générale?")
BACHELOR = re.compile(r"^bachelier\b", re.I)
GOES_ON = re.compile(r"\bmaster|\bpuis\b|passerelle|spécialisation|agrégation", re.I)

# The questions that say a rule of school: a rule that moves has an owner and a day to be read.
RULES = (
    "rester-en-secondaire-apres-20-ans",
    "revenir-apres-decrochage",
    "quitter-ecole-18",
    "dix-huit-ans-en-4e",
    "septieme-tq-p",
    "septieme-preparatoire",
    "septieme-maths-ou-sciences",
    "sixieme-technique-cess",
    "fin-du-brevet-infirmier",
    "assistant-en-soins-infirmiers",
    "devenir-aide-soignant",
    "tronc-commun-2026",
    "tronc-commun-quelle-annee",
    "moment-du-choix",
    "options-3e-tronc-commun",
    "cesi",
    "seuil-60-certificats",
    "peq-cpu",
    "aoa-aob-aoc",
    "exclusion",
    "exclusion-delai-recours",
    "amenagements-raisonnables",
    "refus-inscription",
    "equivalence-diplome",
    "jury-central",
)


class Offer(NamedTuple):
    """A way into a profession, or a training, with the texts that say what it is and for whom."""

    place: str
    title: str
    named: str
    level: int
    for_whom: str
    length: str


def offers(base: Any) -> Iterator[Offer]:
    for one in base.occupations.values():
        for way in one.ways_in:
            length = way.length or ""
            named = f"{way.title} ; {length}"
            yield Offer(one.id, way.title, named, way.level, named, length)
    for one in base.trainings.values():
        named = f"{one.title} ; {one.kind} ; {one.length}"
        for_whom = f"{named} ; {one.conditions}"
        yield Offer(one.id, one.title, named, one.level, for_whom, one.length)


def ends_with_cess(training: Any) -> bool:
    return "pour le CESS" in training.title and not SEVENTH.search(training.title)


def test_a_7th_year_and_a_brevet_are_of_upper_secondary(real_base: Any) -> None:
    """Only the *brevet de l'enseignement supérieur* is of higher education."""
    too_high = [
        f"{one.place}: {one.title} is of level {one.level}"
        for one in offers(real_base)
        if one.level > 4
        and (SEVENTH.search(one.named) or BREVET.search(one.named))
        and not OF_HIGHER.search(one.named)
    ]
    assert too_high == []


def test_a_brevet_of_higher_education_is_of_level_5(real_base: Any) -> None:
    wrong = [
        f"{one.place}: {one.title} is of level {one.level}"
        for one in offers(real_base)
        if OF_HIGHER.search(one.named) and one.level != 5 and not GOES_ON.search(one.named)
    ]
    assert wrong == []


def test_no_way_is_the_brevet_of_hospital_nurse(real_base: Any) -> None:
    closed = [
        f"{one.place}: {one.title}"
        for one in offers(real_base)
        if HOSPITAL_NURSE.search(one.named) and not OF_HIGHER.search(one.named)
    ]
    assert closed == []


def test_a_7th_year_says_that_it_is_for_who_has_no_cess(real_base: Any) -> None:
    silent = [
        f"{one.place}: {one.for_whom}"
        for one in offers(real_base)
        if SEVENTH.search(TO_SEVENTH.sub("", one.named))
        and not OPEN_WITH_CESS.search(one.named)
        and not FOR_WHOM.search(one.for_whom)
    ]
    assert silent == []


def test_no_way_is_a_technical_7th_year(real_base: Any) -> None:
    """A 6th of qualification gives the CESS, with which a *7TQ* is closed since 2025-2026."""
    closed = [
        f"{one.place}: {one.named}"
        for one in offers(real_base)
        if SEVENTH.search(one.named)
        and TECHNICAL.search(one.title)
        and not OPEN_WITH_CESS.search(one.named)
    ]
    assert closed == []


def test_a_7th_year_never_follows_what_gives_the_cess(real_base: Any) -> None:
    """After a training that gives the CESS or asks for it, only the preparatory year is open."""
    wrong = []
    for one in real_base.trainings.values():
        gives = one.level > 4 or GIVES_CESS.fullmatch(one.kind) or ends_with_cess(one)
        for text in one.next:
            if not SEVENTH.search(text) or OPEN_WITH_CESS.search(text):
                continue
            if gives or not FOR_WHOM.search(text):
                wrong.append(f"{one.id} ({one.kind}): {text}")
    assert wrong == []


def test_a_bachelor_is_of_level_6_and_a_master_takes_longer(real_base: Any) -> None:
    """A bachelor alone is no way of level 7, and three years do not make a neuropsychologist."""
    wrong = [
        f"{one.place}: {one.title} ({one.length}) is of level {one.level}"
        for one in offers(real_base)
        if BACHELOR.search(one.title) and not GOES_ON.search(one.named) and one.level != 6
    ]
    assert wrong == []


@pytest.mark.parametrize("entry", RULES)
def test_a_rule_of_school_says_whom_to_ask_and_when_to_read_it(real_base: Any, entry: str) -> None:
    rule = real_base.questions[entry]
    assert rule.sources
    assert rule.owner
    assert rule.season or rule.valid_until
