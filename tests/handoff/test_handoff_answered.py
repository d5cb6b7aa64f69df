"""What the bot answered from the base: the newest first, few, nothing private, no distress."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from bot.handoff.answered_entries import add_answered_entry
from bot.handoff.answered_entry_repository import (
    MAX_ENTRIES,
    delete_answered_entries,
    list_answered_entries,
)
from bot.privacy.erasure import erase_content, purge_expired
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.handoff_factories import NOW, add_conversation


def test_the_newest_comes_first_and_once(engine: Engine) -> None:
    with writing(engine) as unit:
        someone, other = add_conversation(unit), add_conversation(unit, "other")
        for entry in ("aob", "soudeur", "cefa", "aob"):
            add_answered_entry(unit, someone, entry, ["AOB"])
        add_answered_entry(unit, other, "boucher", ["Boucher"])
        assert list_answered_entries(unit, someone) == ["aob", "cefa", "soudeur"]
        assert list_answered_entries(unit, other) == ["boucher"]


def test_no_more_is_kept_than_is_shown(engine: Engine) -> None:
    with writing(engine) as unit:
        someone = add_conversation(unit)
        for number in range(MAX_ENTRIES + 3):
            add_answered_entry(unit, someone, f"entry-{number}", ["AOB"])
        assert list_answered_entries(unit, someone) == [
            f"entry-{number}" for number in range(MAX_ENTRIES + 2, 2, -1)
        ]


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
        someone = add_conversation(unit)
        add_answered_entry(unit, someone, "entry", ["C'est quoi ?", wording])
        assert list_answered_entries(unit, someone) == []


def test_what_is_taken_out_of_the_notebook_goes_too(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        someone = add_conversation(unit)
        for entry in ("aob", "soudeur"):
            add_answered_entry(unit, someone, entry, [entry])
        delete_answered_entries(unit, someone, ["soudeur", "boucher"])
        assert list_answered_entries(unit, someone) == ["aob"]


def test_p6_it_goes_with_an_erasure_and_with_its_conversation(engine: Engine) -> None:
    def fill(unit: UnitOfWork, name: str) -> int:
        someone = add_conversation(unit, name)
        add_answered_entry(unit, someone, "aob", ["AOB"])
        return someone

    with writing(engine) as unit:
        erased, old = fill(unit, "erased"), fill(unit, "old")
        erase_content(unit, "erased", NOW)
        assert list_answered_entries(unit, erased) == []
        purge_expired(unit, NOW.replace(year=2027), 30, 12, 7)
        assert list_answered_entries(unit, old) == []
