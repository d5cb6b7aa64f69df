"""What a page reads from its cursor on, and how long the tracker gets."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot.dialogue.tracker_store import MAX_SESSION_TURNS
from bot.messaging.conversation_history import HistoryCursor, fetch_entries_since
from bot.storage.conversation_tables import tracker_events
from bot.storage.unit_of_work import reading
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import read_rows


def _since(person: ConversationClient, cursor: HistoryCursor = HistoryCursor()) -> list[Any]:  # noqa: B008  # frozen
    with reading(person.parts.engine) as unit:
        return fetch_entries_since(unit, person.conversation().id, cursor)


def _order(entries: list[Any]) -> list[tuple[str, int]]:
    return [(entry.data["from"], entry.data["seq"]) for entry in entries]


@pytest.mark.parametrize("text", ["0.0", "3.7", "12.144"])
def test_a_cursor_reads_what_it_wrote(text: str) -> None:
    assert str(HistoryCursor.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "1", ".", "1.", ".1", "-1.0", "1.0.0", "a.b", "1,2", "².1", "9" * 30]
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        HistoryCursor.parse(text)


def test_each_reply_follows_the_message_it_answers(person: ConversationClient) -> None:
    first, second = person.sends("merci"), person.sends("bonjour")
    person.gets(first)
    person.gets(second)
    told = len(person.told(1))
    assert _order(_since(person)) == [
        ("person", 1),
        *(("bot", n) for n in range(1, told + 1)),
        ("person", 2),
        ("bot", told + 1),
    ]


def test_from_any_cursor_on_nothing_is_lost_or_repeated(person: ConversationClient) -> None:
    for text in ("bonjour", "merci", "aide", "au revoir"):
        person.says(text)
    person.sends("merci")  # waits
    entries = _since(person)
    assert len(entries) > 8
    for n, entry in enumerate(entries):
        assert _since(person, entry.cursor) == entries[n + 1 :]


def test_a_page_that_reads_while_replies_come_sees_all_once(person: ConversationClient) -> None:
    seen: list[Any] = []

    def read() -> None:
        seen.extend(_since(person, seen[-1].cursor if seen else HistoryCursor()))

    heads = [person.sends("merci"), person.sends("bonjour"), person.sends("aide")]
    read()
    assert _order(seen) == [("person", 1), ("person", 2), ("person", 3)]
    for head in heads:
        person.gets(head)
        read()
    assert [seq for side, seq in _order(seen) if side == "bot"] == [
        row.seq for row in person.replies()
    ]
    assert len(_order(seen)) == len(set(_order(seen)))


def test_the_opening_is_no_message_of_the_person(person: ConversationClient) -> None:
    person.gets(person.opens())
    assert [entry.data["from"] for entry in _since(person)] == ["bot"]


def test_a_pressed_button_reads_as_its_label(person: ConversationClient) -> None:
    person.gets(person.opens())
    token = person.token("Détails")
    person.gets(person.presses(token))
    (pressed,) = [e.data for e in _since(person) if e.data["from"] == "person"]
    assert (pressed["text"], pressed["choice"], pressed["waiting"]) == ("Détails", token, False)


def test_a_message_says_whether_it_waits_and_no_name_of_its_sender(
    person: ConversationClient,
) -> None:
    person.sends("merci", "mine")
    (entry,) = _since(person)
    assert entry.data == {
        "from": "person",
        "seq": 1,
        "id": "mine",
        "text": "merci",
        "waiting": True,
        "at": "2026-11-25T10:00:00+00:00",
    }


def test_no_one_reads_the_history_of_somebody_else(both: Any) -> None:
    one, other = ConversationClient(both, "one"), ConversationClient(both, "other")
    one.says("merci")
    other.says("bonjour")
    assert {entry.data["text"] for entry in _since(one) if entry.data["from"] == "person"} == {
        "merci"
    }


# The tracker


def _sessions(person: ConversationClient) -> list[Any]:
    return read_rows(person.parts.engine, tracker_events, sa.true(), tracker_events.c.turn)


def test_the_tracker_stays_bounded_and_its_slots_survive(
    person: ConversationClient, replace_action: Any
) -> None:
    """Sixty turns: stock Rasa keeps and copies every event of them, and costs more each time."""
    person.says("c'est quoi un mécanicien moto")
    seen: dict[str, Any] = {}

    def look(dispatcher: Any, tracker: Any, domain: Any) -> list:
        seen.update(tracker.slots)
        dispatcher.utter_message(response="utter_ok")
        return []

    replace_action("action_thanks", look)
    sizes, occupations = [], set()
    for _ in range(60):
        person.says("merci beaucoup")
        stored = _sessions(person)
        assert len(stored) <= MAX_SESSION_TURNS
        sizes.append(sum(len(row.events) for row in stored))
        occupations.add(seen["occupation"])
    assert max(sizes[-20:]) <= max(sizes[:20])
    assert len(occupations) == 1
    assert occupations != {None}


def test_the_tracker_keeps_no_words_of_the_bot(person: ConversationClient) -> None:
    person.says("bonjour")
    (row,) = _sessions(person)
    told = [event for event in row.events if event["event"] == "bot"]
    assert told
    assert [event for event in told if event.get("text")] == []


def test_a_question_survives_the_rollover(person: ConversationClient) -> None:
    person.says("je veux faire le test")
    for _ in range(MAX_SESSION_TURNS + 2):
        person.says("merci beaucoup")
    assert person.says("4")[-1].startswith("2/30")


def test_the_same_conversation_always_reads_the_same(make_parts: Any, engine: Any) -> None:
    """Stock Rasa picks variants at random."""
    person = ConversationClient(make_parts(engine), "always")
    first = [person.says("merci beaucoup") for _ in range(6)]
    with engine.begin() as connection:
        for table in ("inbox", "outbox", "tracker_events", "choices", "notebooks"):
            connection.execute(sa.text(f"DELETE FROM {table}"))
        connection.execute(sa.text("DELETE FROM conversations"))
    again = ConversationClient(make_parts(engine), "always")
    assert [again.says("merci beaucoup") for _ in range(6)] == first
