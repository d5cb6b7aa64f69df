"""An appointment through the real turns: its code elsewhere, its contact, its erasure, its rush."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.booking import appointment_repository, scheduling
from bot.booking.appointment_codes import CODE_MARK
from bot.messaging.announcements import announce
from bot.messaging.conversation_history import HistoryCursor, fetch_entries_since
from bot.presentation.booking_facts import appointment_facts
from bot.privacy import code_attempts
from bot.privacy.erasure import erase_content, purge_expired
from bot.storage.booking_tables import appointment_cells, appointments
from bot.storage.column_types import metadata
from bot.storage.conversation_repository import find_conversation
from bot.storage.conversation_tables import outbox
from bot.storage.unit_of_work import reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.counsellor_factories import add_counsellors
from tests.support.database_rows import read_rows

PEOPLE = int(os.environ.get("PEOPLE", "24"))
NUMBER = "0470 12 34 56"
MAIL = "lea.dupont@exemple.be"


@pytest.fixture
def person(make_parts: Any, engine: Engine) -> ConversationClient:
    add_counsellors(engine, ["Conseil A"])
    return ConversationClient(make_parts(engine))


def book(person: ConversationClient, when: str = "vendredi 10h") -> str:
    """Book, and return the four words."""
    assert "Je garde" in person.says(f"un rdv pour une question courte {when}")[-1]
    said = person.says("oui")[-1]
    assert "C'est confirmé" in said
    found = re.search(r"ton code : ([\w-]+)", said)
    assert found
    return found[1]


def stored(person: ConversationClient) -> list[Any]:
    return read_rows(person.parts.engine, appointments, sa.true(), appointments.c.id)


def everything(engine: Engine) -> str:
    """All that the database holds, as text."""
    with reading(engine) as unit:
        return "\n".join(
            str(row) for table in metadata.sorted_tables for row in unit.execute(sa.select(table))
        )


@pytest.mark.parametrize("answer", ["Ça va", "ok"])
def test_a_move_by_the_team_is_acknowledged_in_a_line(
    person: ConversationClient, answer: str
) -> None:
    book(person)
    with writing(person.parts.engine) as unit:
        made = appointment_repository.get_appointment(unit, stored(person)[0].id)
        facts = appointment_facts(person.parts.settings, person.parts.key, made)
        where = find_conversation(unit, made.person)
        now = person.parts.clock()
        announce(person.parts, unit, where, "utter_booking_moved_for_you", now, **facts)
        unit.commit()
    assert person.says(answer) == ["C'est noté : vendredi 27 novembre à 10h."]


def test_the_code_opens_it_elsewhere_and_is_not_kept(person: ConversationClient) -> None:
    code = book(person)
    other = ConversationClient(person.parts, "other")
    other.says("bonjour")
    for words in (code, code.replace("-", " "), f"annuler mon rdv, code {code.upper()}"):
        said = other.says(words)[-1]
        assert "vendredi 27 novembre à 10h" in said
        assert CODE_MARK in other.messages()[-1].body
    other.gets(other.presses(other.token("Annuler")))
    assert "J'annule le rendez-vous" in other.told()[-1]
    assert "C'est annulé" in other.says("oui")[-1]
    assert "déjà annulé" in person.says(code)[-1]


def test_a_reply_says_which_words_are_a_code_and_a_screen_gets_its_text(
    person: ConversationClient,
) -> None:
    code = book(person)
    with reading(person.parts.engine) as unit:
        (conversation,) = unit.execute(sa.select(outbox.c.conversation_id).distinct()).scalars()
        told = list(unit.execute(sa.select(outbox.c.reply)).scalars())
        shown = fetch_entries_since(unit, conversation, HistoryCursor())
    assert [each["code"] for each in told if "code" in each] == [code]
    assert [each for each in shown if "code" in each.data] == []


def test_wrong_codes_are_told_then_left_unread(person: ConversationClient, clock: Any) -> None:
    code = book(person)
    other = ConversationClient(person.parts, "other")
    wrong = "-".join(reversed(code.split("-")))
    for _ in range(code_attempts.MAX_WRONG_CODES_PER_HOUR):
        assert "n'ouvre aucun rendez-vous" in other.says(wrong)[-1]
    for _ in range(15):
        assert "Trop de codes" in other.says(code)[-1]
    clock.now += dt.timedelta(hours=1)
    assert "vendredi 27 novembre à 10h" in other.says(code)[-1]


def test_p8_a_contact_is_sealed_and_nowhere_else(person: ConversationClient) -> None:
    book(person)
    person.gets(person.presses(person.token("Laisser un contact")))
    assert "C'est gardé, chiffré" in person.says(f"c'est {MAIL} ou le {NUMBER}")[-1]
    (row,) = stored(person)
    assert person.parts.vault.open(row.contact) == f"{MAIL}, {NUMBER}"
    assert row.contact_asked is None
    held = everything(person.parts.engine)
    for word in (MAIL, "dupont", NUMBER, NUMBER.replace(" ", "")):
        assert word not in held
    person.says(f"mon autre numéro {NUMBER}")
    assert stored(person)[0].contact == row.contact


def test_a_number_written_when_nobody_asks_is_not_kept(
    person: ConversationClient, clock: Any
) -> None:
    book(person)
    person.says(f"mon numéro c'est {NUMBER}")
    person.gets(person.presses(person.token("Laisser un contact")))
    clock.now += dt.timedelta(minutes=31)
    person.says(NUMBER)
    assert stored(person)[0].contact is None


def test_p8_a_number_in_another_talk_is_nobody_s_contact(person: ConversationClient) -> None:
    book(person)
    person.gets(person.presses(person.token("Laisser un contact")))
    person.says("le questionnaire")
    person.says(f"mon père aussi, {NUMBER}")
    assert stored(person)[0].contact is None


def test_no_contact_is_not_said_while_one_is_kept(person: ConversationClient) -> None:
    book(person)
    for words in (NUMBER, "non"):
        person.gets(person.presses(person.token("Laisser un contact")))
        person.says(words)
    assert "Le contact laissé avant reste" in person.told()[-1]
    person.gets(person.presses(person.token("L'effacer")))
    assert stored(person)[0].contact is None


def test_an_older_yes_confirms_no_other_time(person: ConversationClient) -> None:
    person.says("un rdv pour une question courte vendredi 10h")
    old = person.token("Oui, confirmer")
    person.says("lundi 14h")
    person.gets(person.presses(old))
    assert "Je garde lundi 30 novembre à 14h" in person.told()[-1]
    assert [row.state for row in stored(person)] == ["held"]


def test_p6_erasing_gives_the_time_back_and_leaves_nobody(person: ConversationClient) -> None:
    book(person)
    with writing(person.parts.engine) as unit:
        erase_content(unit, person.name, person.parts.clock())
        unit.commit()
    (row,) = stored(person)
    assert (row.state, row.sequence) == ("cancelled", 1)
    assert (row.person, row.pseudonym, row.code_hash, row.token_hash) == (None, "", None, None)
    assert (
        read_rows(person.parts.engine, appointment_cells, sa.true(), appointment_cells.c.starts)
        == []
    )
    other = ConversationClient(person.parts, "other")
    assert (
        "Je garde vendredi 27 novembre à 10h" in other.says("rdv question courte vendredi 10h")[-1]
    )


def test_p7_a_week_after_nothing_tells_who_came_or_how_to_reach_them(
    person: ConversationClient,
) -> None:
    book(person)
    person.gets(person.presses(person.token("Laisser un contact")))
    person.says(NUMBER)
    (row,) = stored(person)
    for after, whose in ((dt.timedelta(days=6), person.name), (dt.timedelta(days=8), None)):
        with writing(person.parts.engine) as unit:
            purge_expired(unit, row.ends + after, 30, 12, 7)
            unit.commit()
        assert stored(person)[0].person == whose
        assert stored(person)[0].contact == (row.contact if whose else None)
    assert row.contact is not None
    assert stored(person)[0].code_seed is None


def test_p7_how_long_a_contact_is_kept_is_a_setting(person: ConversationClient) -> None:
    book(person)
    (row,) = stored(person)
    with writing(person.parts.engine) as unit:
        purge_expired(unit, row.ends + dt.timedelta(days=8), 30, 12, 9)
        assert unit.execute(sa.select(appointments.c.person)).scalar_one() == person.name
        purge_expired(unit, row.ends + dt.timedelta(days=2), 30, 12, 1)
        assert unit.execute(sa.select(appointments.c.person)).scalar_one() is None


def test_what_fails_after_it_confirms_nothing(person: ConversationClient, monkeypatch: Any) -> None:
    """« C'est confirmé » is said of the committed row, or not at all."""
    person.says("un rdv pour une question courte vendredi 10h")
    confirm = scheduling.confirm_hold

    def break_down(*args: Any) -> Any:
        confirm(*args)
        raise RuntimeError("broken")

    monkeypatch.setattr(scheduling, "confirm_hold", break_down)
    head = person.sends("oui")
    with pytest.raises(RuntimeError):
        person.gets(head)
    assert person.told(head.seq) == []
    assert [row.state for row in stored(person)] == ["held"]


def test_one_of_many_who_ask_at_once_has_it_and_the_others_are_told(
    make_parts: Any, engine: Engine
) -> None:
    """`make soak` does it with two hundred."""
    add_counsellors(engine, ["Conseil A"])
    parts = make_parts(engine)
    people = [ConversationClient(parts, f"p{number}") for number in range(PEOPLE)]
    heads = []
    for each in people:
        each.says("un rdv pour une question courte")
        heads.append(each.sends("vendredi 10h"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda both: both[0].gets(both[1]), zip(people, heads, strict=True)))
    for each, head in zip(people, heads, strict=True):
        while "waiting" in each.statuses():
            each.gets(head)
    said = Counter(each.told()[-1].partition("pendant")[0].partition(":")[0] for each in people)
    assert said == {
        "Je garde vendredi 27 novembre à 10h ": 1,
        "Cette heure est déjà prise. Libre, tout près ": PEOPLE - 1,
    }
    offered = [row.reply["choices"] for row in (each.replies()[-1] for each in people)]
    assert sum(len(choices) == 6 for choices in offered) == PEOPLE - 1  # three times, three ways
