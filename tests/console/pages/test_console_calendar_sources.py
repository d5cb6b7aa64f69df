"""Calendars on a server, in « Mon calendrier »: a real one, its passwords, and what goes wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.booking.calendar_import import calendar_source_repository
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.console.staff import staff_accounts
from bot.jobs import calendar_fetch_job
from bot.privacy import encrypted_columns
from bot.storage.column_types import metadata
from bot.storage.staff_tables import calendar_sources
from bot.storage.unit_of_work import reading, writing
from tests.support.calendar_server import PASSWORD, USER, CalendarServer, running_calendar_server
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_calendars import MONDAYS, NINE, make_calendar
from tests.support.database_rows import read_rows

PATH = "/disponibilites/calendrier"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalendarServer]:
    with running_calendar_server(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    settings = site.desk.settings.copy(update={"calendar_private": True})
    object.__setattr__(site.desk, "base_settings", settings)
    return site.signed_in("Anna")


@pytest.fixture
def address(server: CalendarServer, request: Any) -> str:
    name = request.node.name.partition("[")[0]
    made = server.make_calendar(name)
    server.put(name, "1", make_calendar(NINE))
    return made


def form(address: str, **more: str) -> dict[str, str]:
    return {"label": "Travail", "url": address, "user": USER, "secret": PASSWORD, **more}


def sources(site: ConsoleApplication) -> list[Any]:
    return read_rows(site.engine, calendar_sources, sa.true(), calendar_sources.c.id)


def busy_of(site: ConsoleApplication, browser: ConsoleBrowser) -> list[str]:
    with reading(site.engine) as unit:
        venue = load_venue(unit, BookingPolicy.from_settings(site.desk.settings))
    (mine,) = [each for each in venue.counsellors if each.id == browser.person.id]
    return [f"{start:%m-%d %H:%M}" for start, _ in mine.busy]


def test_a_calendar_is_linked_read_and_taken_away(
    site: ConsoleApplication, anna: ConsoleBrowser, server: CalendarServer, address: str
) -> None:
    page = anna.follow(anna.post(f"{PATH}/liens", form(address)))
    assert "Le calendrier est lu" in page.text
    assert "1 moment occupé" in extract_main_text(page)
    assert PASSWORD not in page.text
    assert busy_of(site, anna) == ["11-27 08:00"]
    other = server.make_calendar("second")
    server.put("second", "1", make_calendar(MONDAYS))
    anna.post(f"{PATH}/liens", form(other, label="Maison"))
    assert busy_of(site, anna) == ["11-27 08:00", "11-30 13:00", "12-07 13:00", "12-14 13:00"]
    anna.post(f"{PATH}/liens/2/retirer")
    assert busy_of(site, anna) == ["11-27 08:00"]
    assert {line[0] for line in site.audit()} >= {"calendar_linked", "calendar_unlinked"}


def test_p8_its_access_is_sealed_and_turned_with_the_keys(
    site: ConsoleApplication, anna: ConsoleBrowser, address: str
) -> None:
    anna.post(f"{PATH}/liens", form(address))
    with reading(site.engine) as unit:
        held = str([row for t in metadata.sorted_tables for row in unit.execute(sa.select(t))])
    for word in (PASSWORD, address, "127.0.0.1"):
        assert word not in held
    before = sources(site)[0].sealed
    with writing(site.engine) as unit:
        encrypted_columns.rotate_keys(unit, site.desk.keys.vault)
        unit.commit()
    assert sources(site)[0].sealed != before
    assert address in site.desk.keys.vault.open(sources(site)[0].sealed)


def test_what_goes_wrong_is_said_beside_it_and_the_last_times_stay(
    site: ConsoleApplication, anna: ConsoleBrowser, server: CalendarServer, address: str
) -> None:
    anna.post(f"{PATH}/liens", form(address))
    token = site.desk.keys.vault.seal(f'["{address}", "{USER}", "wrong"]')
    with writing(site.engine) as unit:
        unit.execute(calendar_sources.update().values(sealed=token))
        unit.commit()
    page = anna.follow(anna.post(f"{PATH}/liens/1/lire"))
    assert "refuse le nom d’utilisateur" in extract_main_text(page)
    assert "1 moment occupé" in extract_main_text(page)
    assert busy_of(site, anna) == ["11-27 08:00"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"url": "calendar.example"}, "commence par https://"),
        ({"secret": ""}, "Ce champ est vide"),
        ({"label": "a" * 41}, "trop long"),
    ],
)
def test_a_form_that_is_wrong_stores_nothing(
    site: ConsoleApplication, anna: ConsoleBrowser, wrong: dict[str, str], reason: str
) -> None:
    answer = anna.post(f"{PATH}/liens", form("https://calendar.example/c/", **wrong))
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert PASSWORD not in answer.text
    assert sources(site) == []


def test_a_private_address_needs_the_setting(site: ConsoleApplication, address: str) -> None:
    anna = site.signed_in("Anna")
    page = anna.follow(anna.post(f"{PATH}/liens", form(address.replace("http:", "https:"))))
    assert "n’est pas sur l’internet public" in extract_main_text(page)
    assert anna.post(f"{PATH}/liens", form(address)).status_code == 422


def test_nobody_reads_or_removes_a_colleagues(
    site: ConsoleApplication, anna: ConsoleBrowser, address: str
) -> None:
    anna.post(f"{PATH}/liens", form(address))
    bruno = site.signed_in("Bruno")
    assert "Travail" not in bruno.get(PATH).text
    assert bruno.post(f"{PATH}/liens/1/lire").status_code == 404
    bruno.post(f"{PATH}/liens/1/retirer")
    assert len(sources(site)) == 1


def test_five_at_most(site: ConsoleApplication, anna: ConsoleBrowser) -> None:
    with writing(site.engine) as unit:
        for _ in range(5):
            calendar_source_repository.insert_source(
                unit, anna.person.id, "Un", "sealed", site.clock()
            )
        unit.commit()
    answer = anna.post(f"{PATH}/liens", form("https://calendar.example/c/"))
    assert "déjà cinq calendriers" in extract_main_text(answer)


def test_the_job_reads_what_is_due_and_stops_with_the_account(
    site: ConsoleApplication, anna: ConsoleBrowser, server: CalendarServer, address: str
) -> None:
    anna.post(f"{PATH}/liens", form(address))
    parts: Any = SimpleNamespace(
        engine=site.engine,
        clock=site.clock,
        settings=site.desk.settings,
        vault=site.desk.keys.vault,
    )
    assert calendar_fetch_job.list_due_sources(parts)[0] == []
    site.clock.now += dt.timedelta(minutes=16)
    name = address.rstrip("/").rpartition("/")[2]
    server.put(name, "2", make_calendar(MONDAYS))
    due, period = calendar_fetch_job.list_due_sources(parts)
    for each in due:
        calendar_fetch_job.store_result(parts, calendar_fetch_job.fetch_source(parts, each, period))
    assert busy_of(site, anna) == ["11-27 08:00", "11-30 13:00", "12-07 13:00", "12-14 13:00"]
    with writing(site.engine) as unit:
        staff_accounts.disable_account(unit, anna.person.id, site.clock())
        unit.commit()
    assert sources(site) == []
