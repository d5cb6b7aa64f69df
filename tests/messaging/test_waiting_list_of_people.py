"""The waiting list through the real turns: one tap to join, offers in order, held and answered.

There is one time to have, on Friday at 10; somebody has it.
"""

from __future__ import annotations

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.booking import waiting_list, waiting_repository
from bot.booking.appointment_kinds import BookingRequest
from bot.booking.waiting_list import MAX_ENTRIES
from bot.channel_registry import ChannelCapabilities
from bot.jobs import waiting_list_job
from bot.jobs.waiting_list_job import serve_waiting_list
from bot.privacy.erasure import erase_content
from bot.storage.booking_tables import appointments, waiting_entries
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import is_sqlite, reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellor
from tests.support.database_rows import read_rows

PEOPLE = int(os.environ.get("PEOPLE", "12"))
HOURS = {"from": "10:00", "until": "10:30", "kinds": ["short"], "ways": ["on_site"]}
WAIT = "Me prévenir si ça se libère"
FRIDAY = "vendredi 27 novembre à 10h"


@pytest.fixture
def parts(make_parts: Any, engine: Engine) -> Any:
    with writing(engine) as unit:
        add_counsellor(unit, exceptions={"2026-11-27": [HOURS]})
        unit.commit()
    return make_parts(engine)


@pytest.fixture
def holder(parts: Any) -> ConversationClient:
    """Who has the appointment that the others wait for."""
    first = ConversationClient(parts, "holder")
    first.says("un rdv pour une question courte vendredi 10h")
    assert "C'est confirmé" in first.says("oui")[-1]
    return first


def joins(parts: Any, name: str) -> ConversationClient:
    person = ConversationClient(parts, name)
    assert "Rien n'est libre" in person.says("un rdv pour une question courte")[-1] or (
        "Plus aucun rendez-vous" in person.told()[-1]
    )
    assert "C'est noté : une question courte (20 min), sur place" in presses(person, WAIT)
    return person


def presses(person: ConversationClient, label: str) -> str:
    """Press the last button with this label; what is said."""
    head = person.presses(person.token(label))
    person.gets(head)
    assert head is not None
    return person.told(head.seq)[-1]


def cancels(holder: ConversationClient) -> None:
    holder.says("annuler mon rdv")
    assert "C'est annulé" in holder.says("oui")[-1]


def confirmed(parts: Any) -> list[str]:
    """Whose appointments stand."""
    c = appointments.c
    return [
        row.person for row in read_rows(parts.engine, appointments, c.state == "confirmed", c.id)
    ]


def waiting(parts: Any) -> list[waiting_repository.WaitingEntry]:
    with reading(parts.engine) as unit:
        return waiting_repository.list_entries(unit)


def test_a_freed_time_is_offered_held_and_taken(parts: Any, holder: ConversationClient) -> None:
    ada, bob = joins(parts, "ada"), joins(parts, "bob")
    assert serve_waiting_list(parts) == []
    cancels(holder)
    assert serve_waiting_list(parts) == [ada.conversation().id]
    assert f"Une place s'est libérée : {FRIDAY}" in ada.told()[-1]
    assert "jusqu'à mercredi 25 novembre à" in ada.told()[-1]
    assert serve_waiting_list(parts) == []
    stranger = ConversationClient(parts, "stranger")
    assert "Je garde" not in stranger.says("un rdv pour une question courte vendredi 10h")[-1]
    assert f"C'est confirmé : {FRIDAY}" in presses(ada, "Je prends")
    assert confirmed(parts) == [ada.name]
    assert [each.conversation for each in waiting(parts)] == [bob.conversation().id]
    assert f"Le rendez-vous : {FRIDAY}" in presses(ada, "Je prends")


def test_nobody_slips_in_before_the_list_is_served(parts: Any, holder: ConversationClient) -> None:
    ada = joins(parts, "ada")
    cancels(holder)
    stranger = ConversationClient(parts, "stranger")
    assert "Je garde" not in stranger.says("un rdv pour une question courte vendredi 10h")[-1]
    assert serve_waiting_list(parts) == [ada.conversation().id]


def test_a_no_passes_on_and_keeps_the_place(parts: Any, holder: ConversationClient) -> None:
    ada, bob = joins(parts, "ada"), joins(parts, "bob")
    cancels(holder)
    serve_waiting_list(parts)
    assert "va à la personne suivante" in ada.says("non")[-1]
    assert serve_waiting_list(parts) == [bob.conversation().id]
    assert "n'est plus gardée" in presses(ada, "Je prends")
    assert "C'est confirmé" in bob.says("oui")[-1]
    assert [each.conversation for each in waiting(parts)] == [ada.conversation().id]


def test_the_end_of_the_time_to_answer_passes_on(
    parts: Any, holder: ConversationClient, clock: Any
) -> None:
    ada, bob = joins(parts, "ada"), joins(parts, "bob")
    cancels(holder)
    serve_waiting_list(parts)
    clock.now += dt.timedelta(hours=2, minutes=1)
    told = serve_waiting_list(parts)
    assert told == [ada.conversation().id, bob.conversation().id]
    assert "Le temps pour répondre est passé" in ada.told()[-1]
    assert "Une place s'est libérée" in bob.told()[-1]
    assert "n'est plus gardée" in presses(ada, "Je prends")
    assert "C'est noté" in presses(ada, "Me prévenir encore")
    assert [each.state for each in waiting(parts)] == ["offered", "waiting"]


def test_new_hours_are_offered_too(parts: Any, holder: ConversationClient) -> None:
    ada = joins(parts, "ada")
    hours = {"2026-11-27": [HOURS], "2026-11-30": [HOURS]}
    with writing(parts.engine) as unit:
        unit.execute(counsellors.update().values(exceptions=hours))
        unit.commit()
    assert serve_waiting_list(parts) == [ada.conversation().id]
    assert "lundi 30 novembre à 10h" in ada.told()[-1]


def test_only_days_that_were_asked_for_are_offered(parts: Any, holder: ConversationClient) -> None:
    with writing(parts.engine) as unit:
        hours = {"2026-11-27": [HOURS], "2026-11-30": [HOURS]}
        unit.execute(counsellors.update().values(exceptions=hours))
        unit.commit()
    ada = ConversationClient(parts, "ada")
    assert "Libre, tout près" in ada.says("un rdv pour une question courte vendredi")[-1]
    assert "27 novembre 2026" in presses(ada, WAIT)
    assert ada.notebook()["question"] is None  # the request is done
    assert serve_waiting_list(parts) == []
    cancels(holder)
    assert serve_waiting_list(parts) == [ada.conversation().id]


def test_whoever_cannot_be_told_is_passed_over(
    parts: Any, holder: ConversationClient, monkeypatch: Any
) -> None:
    """In a talk with a counsellor, in distress, or outside the window of a platform."""
    ada, bob, eve = joins(parts, "ada"), joins(parts, "bob"), joins(parts, "eve")
    cancels(holder)
    with writing(parts.engine) as unit:
        unit.execute(
            conversations.update().where(conversations.c.person == ada.name).values(owner="human")
        )
        here = inbox.c.conversation_id == bob.conversation().id
        unit.execute(inbox.update().where(here).values(signal="concern"))
        unit.commit()
    assert serve_waiting_list(parts) == [eve.conversation().id]
    eve.says("non")
    closed = ChannelCapabilities(push_window=dt.timedelta(0))
    monkeypatch.setattr(waiting_list_job, "find_capabilities", lambda name: closed)
    assert serve_waiting_list(parts) == []


def test_two_wishes_at_most_and_out_in_one_tap(parts: Any, holder: ConversationClient) -> None:
    ada = joins(parts, "ada")
    ada.says("un rdv pour une question courte")
    assert "C'est noté" in presses(ada, WAIT)
    assert len(waiting(parts)) == 1  # the same wish
    with writing(parts.engine) as unit:
        unit.execute(waiting_entries.update().values(way="video"))
        for way in ["telephone"] * (MAX_ENTRIES - 1):
            first, last = dt.date(2026, 11, 26), dt.date(2026, 12, 26)
            wanted = BookingRequest("orientation", way)
            waiting_list.join(unit, ada.conversation().id, wanted, first, last, parts.clock())
        unit.commit()
    ada.says("un rdv pour une question courte")
    assert "c'est le maximum" in presses(ada, WAIT)
    assert "quittée" in presses(ada, "Ne plus attendre")
    assert waiting(parts) == []
    assert "pas d'attente" in presses(ada, "Ne plus attendre")


def test_p6_erasing_leaves_the_list_and_passes_the_offer_on(
    parts: Any, holder: ConversationClient
) -> None:
    ada, bob = joins(parts, "ada"), joins(parts, "bob")
    cancels(holder)
    serve_waiting_list(parts)
    with writing(parts.engine) as unit:
        erase_content(unit, ada.name, parts.clock())
        unit.commit()
    assert [each.conversation for each in waiting(parts)] == [bob.conversation().id]
    assert serve_waiting_list(parts) == [bob.conversation().id]


def test_one_of_many_has_a_freed_time_and_in_order(parts: Any, holder: ConversationClient) -> None:
    """Everybody says yes to it while strangers ask for it; `make soak` does it with two hundred."""
    people = [joins(parts, f"p{number}") for number in range(PEOPLE)]
    cancels(holder)
    assert serve_waiting_list(parts) == [people[0].conversation().id]
    take = people[0].token("Je prends")
    heads = [(people[0], people[0].presses(take))]
    heads += [(each, each.sends("je prends le rdv vendredi 10h")) for each in people[1:]]
    # As in the service: SQLite has one thread that writes.
    with ThreadPoolExecutor(1 if is_sqlite(parts.engine) else 8) as pool:
        list(pool.map(lambda both: both[0].gets(both[1]), heads))
    for each, head in heads:
        while "waiting" in each.statuses():
            each.gets(head)
    assert confirmed(parts) == [people[0].name]
    said = [each.name for each in people if any("C'est confirmé" in text for text in each.told())]
    assert said == [people[0].name]
