"""What a counsellor changes is told to the person; who is gone is no longer on duty."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.console_app import Console
from bot.console.staff import account_repository
from bot.handoff.queue_wait import is_anyone_on_duty
from bot.privacy.word_codes import new_seed
from bot.storage import conversation_repository
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import reading, writing
from tests.support.console_accounts import MINUTE, NOW, create_session_token
from tests.support.console_application import extract_main_text
from tests.support.console_appointments import book, fetch_appointment, store_morning_hours

WHO = "f" * 64


@pytest.fixture
def said(site: Any) -> list[tuple[int, str, str]]:
    """What the bot was asked to say: conversation, response, when."""
    told: list[tuple[int, str, str]] = []

    def announce(unit: Any, where: int, response: str, now: Any, **facts: Any) -> None:
        told.append((where, response, facts["when"]))

    site.desk = dataclasses.replace(site.desk, announce=announce)
    site.app.router.routes = Console(site.desk).routes()
    return told


def of_a_person(site: Any, counsellor: int) -> tuple[int, int]:
    """An appointment of somebody who chats: its number, and their conversation."""
    number = book(site, counsellor)
    with writing(site.engine) as unit:
        where = conversation_repository.create_conversation(unit, WHO, "web", site.clock())
        mine = appointments.c.id == number
        values = {"person": WHO, "code_seed": new_seed()}
        unit.execute(appointments.update().where(mine).values(**values))
        unit.commit()
    return number, where


def test_a_move_and_a_cancellation_are_told_where_it_was_made(site: Any, said: list) -> None:
    anna = site.signed_in("Anna")
    store_morning_hours(site, anna.person.id)
    number, where = of_a_person(site, anna.person.id)
    start = fetch_appointment(site, number).start + dt.timedelta(hours=1)
    anna.follow(anna.post(f"/agenda/{number}/deplacer", {"start": start.isoformat()}))
    anna.follow(anna.post(f"/agenda/{number}/annuler"))
    when = "vendredi 27 novembre à 10h"
    assert said == [
        (where, "utter_booking_moved_for_you", when),
        (where, "utter_booking_cancelled_for_you", when),
    ]


def test_a_class_visit_is_confirmed_and_the_person_hears_it(site: Any, said: list) -> None:
    anna = site.signed_in("Anna")
    number, where = of_a_person(site, anna.person.id)
    with writing(site.engine) as unit:
        visit = {"state": "asked", "kind": "class_visit"}
        unit.execute(appointments.update().values(**visit))
        unit.commit()
    assert "Visites de classe à confirmer ven. 27 nov., 9:00" in extract_main_text(
        anna.get("/aujourdhui")
    )
    for path in ("/agenda", f"/agenda/{number}"):
        assert "à confirmer" in extract_main_text(anna.get(path))
    page = anna.follow(anna.post(f"/agenda/{number}/confirmer"))
    assert "La visite est confirmée." in extract_main_text(page)
    assert "Visites de classe" not in extract_main_text(anna.get("/aujourdhui"))
    assert fetch_appointment(site, number).state == "confirmed"
    again = anna.post(f"/agenda/{number}/confirmer")
    assert again.status_code == 422
    assert "déjà confirmée" in extract_main_text(again)
    assert said == [(where, "utter_booking_confirmed_for_you", "vendredi 27 novembre à 9h")]
    assert site.audit().count(("appointment_confirmed", f"appointment:{number}")) == 1


def test_what_was_refused_is_not_told(site: Any, said: list) -> None:
    anna = site.signed_in("Anna")
    store_morning_hours(site, anna.person.id)
    number, _ = of_a_person(site, anna.person.id)
    start = fetch_appointment(site, number).start.isoformat()
    assert anna.post(f"/agenda/{number}/deplacer", {"start": start}).status_code == 422
    assert said == []


def test_with_the_conversation_gone_nothing_is_said(site: Any, said: list) -> None:
    anna = site.signed_in("Anna")
    store_morning_hours(site, anna.person.id)
    anna.follow(anna.post(f"/agenda/{book(site, anna.person.id)}/annuler"))
    assert said == []


def test_who_left_without_signing_out_is_no_longer_on_duty(
    engine: Engine, keys: Keys, person: Any
) -> None:
    gone, there = person("Anna"), person("Ben")
    for each, since in ((gone, NOW), (there, NOW + 20 * MINUTE)):
        create_session_token(engine, keys, each, since)
        with writing(engine) as unit:
            account_repository.set_duty(unit, each.id, "on")
            unit.commit()
    assert left(engine, NOW + 29 * MINUTE) == 0
    assert left(engine, NOW + 31 * MINUTE) == 1
    assert on_duty(engine)
    assert left(engine, NOW + 51 * MINUTE) == 1
    assert not on_duty(engine)


def left(engine: Engine, now: dt.datetime) -> int:
    with writing(engine) as unit:
        number = staff_sessions.end_abandoned_duties(unit, now)
        unit.commit()
    return number


def on_duty(engine: Engine) -> bool:
    with reading(engine) as unit:
        return is_anyone_on_duty(unit)
