"""« Congé »: whom it hits is listed, and what becomes of them is stored with it, or nothing is."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.booking.local_time import ZONE
from bot.console.staff import profiles
from bot.handoff.handoff_repository import Handoff
from bot.storage.conversation_tables import conversations
from bot.storage.unit_of_work import reading
from tests.support.console_application import ConsoleApplication, ConsoleBrowser, extract_main_text
from tests.support.console_appointments import (
    FRIDAY,
    book,
    fetch_appointment,
    store_morning_hours,
)
from tests.support.console_conversations import (
    RecordingBot,
    add_waiting_person,
    attach_bot,
)

LEAVE = {"first": "2026-11-27", "last": "2026-11-30"}
TOLD_MOVED, TOLD_CANCELLED = "utter_booking_moved_for_you", "utter_booking_cancelled_for_you"


@pytest.fixture
def anna(site: ConsoleApplication) -> ConsoleBrowser:
    browser = site.signed_in("Anna")
    store_morning_hours(site, browser.person.id)
    return browser


@pytest.fixture
def bot(site: ConsoleApplication) -> RecordingBot:
    return attach_bot(site)


def path(anna: ConsoleBrowser) -> str:
    return f"/disponibilites/{anna.person.id}/conge"


def person_of(site: ConsoleApplication, held: Handoff) -> str:
    with reading(site.engine) as unit:
        here = conversations.c.id == held.conversation
        return unit.execute(conversations.select().where(here)).one().person


def days_off(site: ConsoleApplication, anna: ConsoleBrowser) -> list[str]:
    with reading(site.engine) as unit:
        hours = profiles.get_profile(unit, anna.person.id).hours
    return [str(day) for day in hours.exceptions]


def choices_of(page: str) -> dict[str, str]:
    """What is ticked, by field."""
    ticked = re.findall(r'name="(rdv-\d+)" value="([^"]+)" checked', page)
    return dict(ticked)


def starts_of(site: ConsoleApplication, *numbers: int) -> list[str]:
    found = (fetch_appointment(site, number) for number in numbers)
    return [f"{each.start.astimezone(ZONE):%d %H:%M} {each.state}" for each in found]


def test_leave_that_hits_nobody_is_stored_at_once(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    book(site, anna.person.id, day=FRIDAY + dt.timedelta(days=4))
    page = anna.follow(anna.post(path(anna), LEAVE))
    assert "Le congé est enregistré" in extract_main_text(page)
    assert days_off(site, anna) == ["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"]
    assert site.audit()[-1] == ("hours_changed", f"counsellor:{anna.person.id}")


def test_whom_it_hits_is_listed_and_nothing_is_stored_yet(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    bruno = site.person("Bruno")
    store_morning_hours(site, bruno.id)
    first = book(site, anna.person.id)
    last = book(site, anna.person.id, "10:00", FRIDAY + dt.timedelta(days=3), pseudonym="Lynx 11")
    before = site.audit()
    answer = anna.post(path(anna), LEAVE)
    words = extract_main_text(answer)
    assert answer.status_code == 422
    assert "2 rendez-vous tombent pendant ce congé. Rien n’est encore enregistré" in words
    assert "Il reste quelque chose à corriger" not in words
    assert "ven. 27 nov., 9:00 · Renard 42" in words
    assert "lun. 30 nov., 10:00 · Lynx 11" in words
    assert "Confier à Bruno, même heure" in words
    assert choices_of(answer.text) == {
        f"rdv-{first}": f"{bruno.id}|2026-11-27T08:00:00+00:00",
        f"rdv-{last}": f"{bruno.id}|2026-11-30T09:00:00+00:00",
    }
    assert days_off(site, anna) == []
    assert site.audit() == before


def test_each_choice_is_applied_and_told_with_the_leave(
    site: ConsoleApplication, anna: ConsoleBrowser, bot: RecordingBot
) -> None:
    bruno = site.person("Bruno")
    store_morning_hours(site, bruno.id)
    talks = [add_waiting_person(site.engine) for _ in range(4)]
    people = [person_of(site, each) for each in talks]
    walls = ("09:00", "09:45", "10:30", "11:15")
    given, moved, dropped, kept = (
        book(site, anna.person.id, wall, person=person)
        for wall, person in zip(walls, people, strict=True)
    )
    answer = anna.post(
        path(anna),
        {
            "first": "2026-11-27",
            f"rdv-{given}": f"{bruno.id}|2026-11-27T08:00:00+00:00",
            f"rdv-{moved}": f"{anna.person.id}|2026-11-30T08:30:00+00:00",
            f"rdv-{dropped}": "cancel",
            f"rdv-{kept}": "keep",
        },
    )
    page = anna.follow(answer)
    assert starts_of(site, given, moved, dropped, kept) == [
        "27 09:00 confirmed",
        "30 09:30 confirmed",
        "27 10:30 cancelled",
        "27 11:15 confirmed",
    ]
    assert fetch_appointment(site, given).counsellor == bruno.id
    assert [(each[0], each[1]) for each in bot.said] == [
        (talks[1].conversation, TOLD_MOVED),
        (talks[2].conversation, TOLD_CANCELLED),
    ]
    assert site.audit()[-4:] == [
        ("hours_changed", f"counsellor:{anna.person.id}"),
        ("appointment_reassigned", f"appointment:{given}"),
        ("appointment_moved", f"appointment:{moved}"),
        ("appointment_cancelled", f"appointment:{dropped}"),
    ]
    # What was left stays in sight, with a way to move it.
    assert "1 rendez-vous hors de ces heures" in extract_main_text(page)
    assert f"/agenda/{kept}/deplacer" in page.text


@pytest.mark.parametrize(
    ("all_of_them", "after"),
    [
        ("cancel", ["27 09:00 cancelled", "27 10:00 cancelled"]),
        ("keep", ["27 09:00 confirmed", "27 10:00 confirmed"]),
        ("move", ["26 11:30 confirmed", "28 09:00 confirmed"]),
    ],
)
def test_all_at_once(
    site: ConsoleApplication, anna: ConsoleBrowser, all_of_them: str, after: list[str]
) -> None:
    numbers = book(site, anna.person.id), book(site, anna.person.id, "10:00")
    fields = {"first": "2026-11-27", "tous": all_of_them, f"rdv-{numbers[0]}": "keep"}
    moved = anna.post(path(anna), fields)
    assert moved.status_code == 303
    assert starts_of(site, *numbers) == after


def test_hours_of_leave_hit_what_they_overlap(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    book(site, anna.person.id)
    hit = book(site, anna.person.id, "10:00")
    fields = {"first": "2026-11-27", "from": "10:00", "until": "11:00"}
    answer = anna.post(path(anna), fields)
    assert "de 10:00 à 11:00" in extract_main_text(answer)
    assert list(choices_of(answer.text)) == [f"rdv-{hit}"]
    anna.post(path(anna), {**fields, **choices_of(answer.text)})
    with reading(site.engine) as unit:
        spans = profiles.get_profile(unit, anna.person.id).hours.spans(FRIDAY)
    assert [f"{each.start:%H:%M}-{each.end:%H:%M}" for each in spans] == [
        "09:00-10:00",
        "11:00-12:00",
    ]
    assert starts_of(site, hit) == ["27 11:00 confirmed"]


def test_a_choice_that_went_meanwhile_stores_nothing_and_says_why(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number, other = book(site, anna.person.id), book(site, anna.person.id, "10:00")
    fields = {"first": "2026-11-27", f"rdv-{other}": "cancel"}
    choices = choices_of(anna.post(path(anna), fields).text)
    assert choices[f"rdv-{other}"] == "cancel"
    assert choices[f"rdv-{number}"] == f"{anna.person.id}|2026-11-26T10:30:00+00:00"
    book(site, anna.person.id, "11:30", FRIDAY - dt.timedelta(days=1))
    answer = anna.post(path(anna), {**fields, **choices})
    assert answer.status_code == 422
    assert "Cette heure vient d’être prise" in extract_main_text(answer)
    assert choices_of(answer.text)[f"rdv-{other}"] == "cancel"
    assert starts_of(site, number, other) == ["27 09:00 confirmed", "27 10:00 confirmed"]
    assert days_off(site, anna) == []


def test_an_appointment_made_meanwhile_is_asked_about_too(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    first = book(site, anna.person.id)
    choices = choices_of(anna.post(path(anna), LEAVE).text)
    second = book(site, anna.person.id, "11:00")
    answer = anna.post(path(anna), {**LEAVE, **choices})
    assert answer.status_code == 422
    assert "dites ce que devient chaque rendez-vous" in extract_main_text(answer)
    assert set(choices_of(answer.text)) == {f"rdv-{first}", f"rdv-{second}"}


def test_where_nobody_is_free_it_is_said_and_kept_unless_decided(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number = book(site, anna.person.id)
    months = {"first": "2026-11-26", "last": "2027-02-20"}
    answer = anna.post(path(anna), months)
    assert "Aucune heure n’est libre" in extract_main_text(answer)
    assert choices_of(answer.text) == {f"rdv-{number}": "keep"}
    assert anna.post(path(anna), {**months, "tous": "move"}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"first": ""}, "Écrivez une date"),
        ({"first": "2026-11-24"}, "passée"),
        ({"last": "2026-11-26"}, "avant la première"),
        ({"from": "10:00"}, "Écrivez une heure"),
        ({"from": "10:00", "until": "10:00"}, "après le début"),
    ],
)
def test_bad_leave_is_told(
    site: ConsoleApplication, anna: ConsoleBrowser, wrong: dict, reason: str
) -> None:
    answer = anna.post(path(anna), {**LEAVE, **wrong})
    assert answer.status_code == 422
    assert reason in extract_main_text(answer)
    assert days_off(site, anna) == []


def test_an_admin_enters_the_leave_of_a_colleague(
    site: ConsoleApplication, anna: ConsoleBrowser
) -> None:
    number = book(site, anna.person.id)
    chef = site.signed_in("Chef", "admin")
    store_morning_hours(site, chef.person.id)
    answer = chef.post(path(anna), LEAVE)
    words = extract_main_text(answer)
    assert "Congé de Anna" in words
    assert "avec Anna" in words
    assert "Confier à Chef, même heure" in words
    chef.post(path(anna), {**LEAVE, **choices_of(answer.text)})
    assert fetch_appointment(site, number).counsellor == chef.person.id
