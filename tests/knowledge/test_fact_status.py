"""How sure a fact is follows from its sources, and changes when a year ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from knowledge.fact_status import Status
from knowledge.facts import get_fact, iter_facts
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source
from knowledge.review_schedule import DueReason, list_due_facts
from tests.support.knowledge_factories import occupation, question, training

TODAY = dt.date(2026, 11, 29)


def source(source_id: str, **about: Any) -> Source:
    return Source(id=source_id, title=source_id, publisher="P", **about)


SOURCES = (
    source("this-year", published="2026-02-03", official=True, read="2026-11-20"),
    source("last-autumn", published="2025-10-01", official=True),
    source("for-this-school-year", covers="2026-2027", official=True, read="2026-11-21"),
    source("for-the-one-before", covers="2025-2026", official=True),
    source("undated", read="2026-11-20", official=True),
    source("press", published="2026-10-01"),
)


def standing(*sources: str, day: dt.date = TODAY, **about: Any) -> Any:
    base = KnowledgeBase(SOURCES, [question("q", "Quoi ?", sources=sources, **about)])
    return get_fact(base.questions["q"], "short", base).standing(day)


@pytest.mark.parametrize(
    ("sources", "day", "status", "year"),
    [
        (["this-year"], TODAY, Status.VERIFIED, None),
        (["this-year"], dt.date(2027, 1, 2), Status.OFFICIAL, 2026),
        (["last-autumn"], dt.date(2026, 6, 30), Status.VERIFIED, None),
        (["last-autumn"], TODAY, Status.OFFICIAL, 2025),
        (["for-this-school-year"], dt.date(2027, 7, 31), Status.VERIFIED, None),
        (["for-this-school-year"], dt.date(2027, 8, 1), Status.OFFICIAL, 2026),
        (["for-the-one-before", "press"], TODAY, Status.OFFICIAL, 2025),
        (["undated"], TODAY, Status.TO_CONFIRM, None),
        (["press"], TODAY, Status.TO_CONFIRM, None),
        ([], TODAY, Status.TO_CONFIRM, None),
    ],
)
def test_it_follows_from_the_sources(
    sources: list[str], day: dt.date, status: Status, year: Any
) -> None:
    found = standing(*sources, day=day)
    assert (found.status, found.year) == (status, year)


def test_who_read_it_again_this_year_confirms_it() -> None:
    confirmed = standing("press", confirmed="2026-09-01")
    assert (confirmed.status, confirmed.read) == (Status.VERIFIED, dt.date(2026, 9, 1))
    assert standing("press", confirmed="2025-06-01").status is Status.TO_CONFIRM


def test_what_is_belgian_does_not_rest_on_the_sources_of_the_trade() -> None:
    way = {"title": "Bachelier", "level": 6}
    entry = occupation(
        "o",
        "o",
        "o",
        sources=["this-year"],
        ways_in=[way, {**way, "training": "t"}, {**way, "sources": ["last-autumn"]}],
    )
    base = KnowledgeBase(SOURCES, [entry, training("t", "T", sources=["for-this-school-year"])])
    found = {each.name: each.standing(TODAY).status for each in iter_facts(entry, base)}
    assert found["summary"] is Status.VERIFIED
    assert found["prospects"] is found["regulation"] is found["ways_in.0"] is Status.TO_CONFIRM
    assert found["ways_in.1"] is Status.VERIFIED
    assert found["ways_in.2"] is Status.OFFICIAL


def test_a_field_has_sources_of_its_own() -> None:
    entry = training("t", "T", sources=["press"], facts={"length": {"sources": ["this-year"]}})
    base = KnowledgeBase(SOURCES, [entry])
    assert get_fact(entry, "length", base).standing(TODAY).status is Status.VERIFIED
    assert get_fact(entry, "title", base).standing(TODAY).status is Status.TO_CONFIRM
    with pytest.raises(ValueError, match="no such field: lenght"):
        training("t", "T", facts={"lenght": {}})


def test_what_is_over_is_left_out_of_the_base_of_that_day() -> None:
    ways = [{"title": "A", "level": 4, "valid_until": "2026-08-31"}, {"title": "B", "level": 6}]
    gone = {"length": {"valid_until": "2026-08-31"}}
    base = KnowledgeBase(
        SOURCES,
        [
            occupation("o", "o", "o", sources=[], ways_in=ways),
            training("t", "T", facts=gone),
            training("closed", "T", valid_until="2026-08-31"),
            question("q", "Quoi ?", valid_until="2026-08-31"),
        ],
    )
    assert base.on(dt.date(2026, 8, 31)) is base
    then = base.on(TODAY)
    assert [way.title for way in then.occupations["o"].ways_in] == ["B"]
    assert then.trainings["t"].length == ""
    assert list(then.trainings) == ["t"]
    assert list(then.questions) == ["q"]  # told as no longer up to date


def test_facts_are_sorted_by_when_they_fall_due() -> None:
    base = KnowledgeBase(
        SOURCES,
        [
            question("old", "Quoi ?", sources=["last-autumn"]),
            question("unsure", "Quoi ?", sources=["press"]),
            question("season", "Quoi ?", sources=["this-year"], season="11-25"),
            question("next-season", "Quoi ?", sources=["this-year"], season="12-01"),
            question("ends", "Quoi ?", sources=["this-year"], valid_until="2026-12-15"),
            question("over", "Quoi ?", sources=["this-year"], valid_until="2026-11-28"),
            question("fine", "Quoi ?", sources=["this-year"], valid_until="2027-06-30"),
        ],
    )
    assert [(one.fact.entry, one.why) for one in list_due_facts(base, TODAY)] == [
        ("over", DueReason.OVER),
        ("ends", DueReason.ENDS),
        ("season", DueReason.SEASON),
        ("unsure", DueReason.UNCONFIRMED),
        ("old", DueReason.OLD),
    ]
    more = KnowledgeBase(SOURCES, [question(name, "Quoi ?") for name in ("rarely", "often")])
    first, *_ = list_due_facts(more, TODAY, {"often": 3, "rarely": 1})
    assert first.fact.entry == "often"
