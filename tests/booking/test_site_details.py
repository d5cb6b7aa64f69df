"""The details of the centre that an admin confirmed: they win over settings and base."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.booking.site_details import CurrentSite, SiteDetails
from bot.booking.site_details_repository import find_site_details, store_site_details
from bot.console.answers.library_refresher import LibraryRefresher
from bot.opening_hours import describe_opening_hours, parse_opening_hours
from bot.site.page_facts import LivePageFacts
from bot.storage.unit_of_work import reading, writing
from tests.support.site_details import DETAILS, HOURS


def store(engine: Engine, details: SiteDetails) -> None:
    with writing(engine) as unit:
        store_site_details(unit, details, 1)
        unit.commit()


def test_details_are_stored_once_and_replaced(engine: Engine) -> None:
    with reading(engine) as unit:
        assert find_site_details(unit) is None
    for each in (DETAILS, replace(DETAILS, phone="04 000 00 00")):
        store(engine, each)
        with reading(engine) as unit:
            assert find_site_details(unit) == each


def test_they_win_over_settings_and_base_even_where_empty(settings: Any, library: Any) -> None:
    known = settings.copy(update={"site_phone": "04 111 11 11"})
    used = DETAILS.apply(known.with_site_defaults(library.base.place))
    assert (used.site_name, used.site_phone, used.site_hours) == ("Cité d’essai", "", HOURS)
    assert (used.open_hours, used.site_confirmed) == (DETAILS.open_hours, DETAILS.confirmed)


def test_every_process_uses_them_once_it_looked(
    sqlite_engine: Engine, settings: Any, tmp_path: Path, clock: Any
) -> None:
    site = CurrentSite()
    process = LibraryRefresher(sqlite_engine, tmp_path, clock, site=site)
    facts = LivePageFacts(lambda: site.apply(settings))
    assert facts["site"]["address"] == settings.site_address
    assert site.apply(settings) is settings
    store(sqlite_engine, DETAILS)
    process.refresh_site()
    assert (facts["site"]["address"], facts["site"]["hours"]) == (DETAILS.address, HOURS)
    assert site.apply(settings) is site.apply(settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lu-ve 09:00-12:00 13:00-17:30", "du lundi au vendredi, 9h–12h et 13h–17h30"),
        ("lu 09:00-12:00; me 09:00-12:00", "lundi, 9h–12h ; mercredi, 9h–12h"),
        ("", ""),
    ],
)
def test_hours_in_words(text: str, words: str) -> None:
    assert describe_opening_hours(parse_opening_hours(text)) == words
