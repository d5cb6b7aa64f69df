"""What the base says of pay: amounts, who decides them and when they change, and where to look."""

from __future__ import annotations

import re

import pytest

from knowledge.entry_schema import Wage
from knowledge.knowledge_base import KnowledgeBase
from knowledge.pay_ranking import list_best_paid
from tests.support.knowledge_factories import DATA, SOURCE, occupation

# The joint committees that a `pay` may name; a sub-committee is « 140.03 ».
LISTED = """
    104 109 110 111 111.03 112 115 116 118 119 120 121 124 126 128 130 132 139 140 140.01 140.02
    140.03 140.05 142 144 145 146 149.01 149.02 149.03 149.04 200 201 202 207 209 216 223 226 227
    302 304 306 307 310 311 312 313 314 317 318 318.01 319 319.02 320 322.01 323 326 327 328 329
    330 332 333 336
"""
COMMITTEES = set(LISTED.split())
NAMED = re.compile(
    r"(?:paritaires?|CP) ((?:\d{3}(?:\.\d\d)?(?:, | ou | et )?)+)|, \d{3}(?:\.\d\d)?"
)
NUMBER = re.compile(r"\d{3}(?:\.\d\d)?")
JOB_SITES = re.compile(r"jobat|talent\.com|salairemoyen|indeed|glassdoor", re.I)
LOOKED_UP = re.compile(
    r"barème|commission|offre|échelle|tarif|prix|demand|regard|à voir|parler|compar|publi|guichet"
    r"|honoraires|enquête|règle|renseign|interrog|SPF|conditions|conseils",
    re.I,
)
DOUBTS = re.compile(r"chiffre|vérifier|\d+ euros", re.I)
WORDS = 30


@pytest.fixture(scope="module")
def held() -> KnowledgeBase:
    return KnowledgeBase.load(DATA)


def test_every_amount_says_where_it_comes_from_and_when_to_read_it_again(
    held: KnowledgeBase,
) -> None:
    every = (*held.wages.values(), *held.averages.values(), held.minimum_wage)
    bare = [w.id for w in every if w is not None if not (w.sources and w.season and w.owner)]
    assert bare == []
    assert [w.id for w in held.wages.values() if not w.scale] == []


def test_a_job_site_is_no_source_of_an_amount(held: KnowledgeBase) -> None:
    assert [w.id for w in held.wages.values() if JOB_SITES.search(w.scale or "")] == []


def test_nobody_employed_is_said_to_earn_less_than_the_minimum_of_the_year(
    held: KnowledgeBase,
) -> None:
    least = held.minimum_wage
    assert least is not None
    now = [w for w in held.wages.values() if w.year == least.year and not w.independent]
    assert [w.id for w in now if w.low < least.low] == []


def test_a_range_rises(held: KnowledgeBase) -> None:
    assert [w.id for w in held.wages.values() if w.high and w.high <= w.low] == []


def test_every_profession_says_shortly_where_to_look(held: KnowledgeBase) -> None:
    """A figure is a `Wage`, a doubt follows from the sources: `pay` has neither."""
    wrong = {
        entry.id: entry.pay
        for entry in held.occupations.values()
        if DOUBTS.search(entry.pay)
        or not LOOKED_UP.search(entry.pay)
        or len(entry.pay.split()) > WORDS
    }
    assert wrong == {}


def test_a_joint_committee_that_is_named_exists(held: KnowledgeBase) -> None:
    named = {
        (entry.id, number)
        for entry in held.occupations.values()
        for found in NAMED.finditer(entry.pay)
        for number in NUMBER.findall(found[0])
    }
    assert len(named) > 100
    assert {one for one in named if one[1] not in COMMITTEES} == set()


def wage(name: str, year: int, *, average: bool = False, low: int = 3000) -> Wage:
    return Wage(
        id=f"{name}-{year}",
        sources=(SOURCE.id,),
        occupation=name,
        low=low,
        what="au début",
        average=average,
        scale="un barème",
        year=year,
    )


def test_the_newest_amount_is_told_and_averages_are_compared() -> None:
    professions = [occupation("macon", "maçonne", "maçon"), occupation("chef", "cheffe", "chef")]
    amounts = [
        wage("macon", 2026),
        wage("macon", 2023, average=True, low=3100),
        wage("chef", 2020),
        wage("chef", 2023, average=True, low=4000),
    ]
    base = KnowledgeBase(sources=[SOURCE], entries=[*professions, *amounts])
    assert base.wages["macon"].year == 2026
    assert base.wages["chef"].year == 2023
    assert list_best_paid(base) == ["chef", "macon"]
