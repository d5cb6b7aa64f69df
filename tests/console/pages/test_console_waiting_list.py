"""« Liste d’attente »: how many wait, for what, and nobody's name."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.booking import waiting_list
from bot.booking.appointment_kinds import BookingRequest
from bot.storage.booking_tables import waiting_entries
from bot.storage.unit_of_work import writing
from tests.support.console_accounts import NOW
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_conversations import add_conversation
from tests.support.database_rows import read_rows

FIRST, LAST = dt.date(2026, 11, 27), dt.date(2026, 12, 4)


def wait(site: ConsoleApplication, kind: str = "short") -> int:
    """Somebody who waits; the id of the entry."""
    with writing(site.engine) as unit:
        conversation = add_conversation(unit)
        wanted = BookingRequest(kind, "telephone")
        entry = waiting_list.join(unit, conversation, wanted, FIRST, LAST, NOW)
        unit.commit()
    return entry.id


def test_it_shows_how_many_wait_and_for_what(site: ConsoleApplication) -> None:
    anna = site.signed_in("Anna")
    assert "Personne n’attend." in extract_main_text(anna.get("/attente"))
    for kind in ("short", "short", "orientation"):
        wait(site, kind)
    text = extract_main_text(anna.get("/attente"))
    assert "Question courte (20 min) 2" in text
    assert "par téléphone ven. 27 nov. – ven. 4 déc." in text


def test_a_counsellor_removes_an_entry_and_the_person_is_told(site: ConsoleApplication) -> None:
    anna: ConsoleBrowser = site.signed_in("Anna")
    number = wait(site)
    said: list[str] = []
    object.__setattr__(
        site.desk, "announce", lambda unit, where, response, now, **facts: said.append(response)
    )
    for _ in range(2):  # a second time nothing is left to do
        assert anna.post(f"/attente/{number}/retirer").status_code == 303
    assert said == ["utter_waiting_removed"]
    assert read_rows(site.engine, waiting_entries, sa.true(), waiting_entries.c.id) == []
    assert [line for line in site.audit() if line[0] == "waiting_removed"] == [
        ("waiting_removed", f"waiting:{number}")
    ]
