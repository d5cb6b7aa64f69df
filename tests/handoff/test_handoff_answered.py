"""What the bot answered from the base: the newest first, few, nothing private, no distress."""

from __future__ import annotations

import pytest
from handoff_samples import NOW, person
from sqlalchemy.engine import Engine

from bot.handoff.answered import MOST, drop, keep, recent
from bot.privacy.erasure import empty, purge
from bot.storage.unit_of_work import UnitOfWork, writing


def test_the_newest_comes_first_and_once(engine: Engine) -> None:
    with writing(engine) as unit:
        someone, other = person(unit), person(unit, "other")
        for entry in ("aob", "soudeur", "cefa", "aob"):
            keep(unit, someone, entry, ["AOB"])
        keep(unit, other, "boucher", ["Boucher"])
        assert recent(unit, someone) == ["aob", "cefa", "soudeur"]
        assert recent(unit, other) == ["boucher"]


def test_no_more_is_kept_than_is_shown(engine: Engine) -> None:
    with writing(engine) as unit:
        someone = person(unit)
        for number in range(MOST + 3):
            keep(unit, someone, f"entry-{number}", ["AOB"])
        assert recent(unit, someone) == [f"entry-{number}" for number in range(MOST + 2, 2, -1)]


@pytest.mark.parametrize(
    "wording",
    [
        "J'ai un handicap, quelles aides ?",
        "et sans papiers ?",
        "mon casier",
        "on me harcèle",
        "je veux mourir",
    ],
)
def test_private_matters_and_distress_are_not_kept_by_any_wording(
    sqlite_engine: Engine, wording: str
) -> None:
    with writing(sqlite_engine) as unit:
        someone = person(unit)
        keep(unit, someone, "entry", ["C'est quoi ?", wording])
        assert recent(unit, someone) == []


def test_what_is_taken_out_of_the_notebook_goes_too(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        someone = person(unit)
        for entry in ("aob", "soudeur"):
            keep(unit, someone, entry, [entry])
        drop(unit, someone, ["soudeur", "boucher"])
        assert recent(unit, someone) == ["aob"]


def test_p6_it_goes_with_an_erasure_and_with_its_conversation(engine: Engine) -> None:
    def fill(unit: UnitOfWork, name: str) -> int:
        someone = person(unit, name)
        keep(unit, someone, "aob", ["AOB"])
        return someone

    with writing(engine) as unit:
        erased, old = fill(unit, "erased"), fill(unit, "old")
        empty(unit, "erased", NOW)
        assert recent(unit, erased) == []
        purge(unit, NOW.replace(year=2027), 30, 12, 7)
        assert recent(unit, old) == []
