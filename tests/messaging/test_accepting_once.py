"""A message is stored once, in order, and only what may be known of its sender."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web import chat_sessions
from bot.messaging import message_intake
from bot.messaging.message_intake import (
    DISTRESS_LIMIT_FACTOR,
    MAX_WAITING_MESSAGES,
    IncomingMessage,
    ServiceCrowded,
    StaleChoice,
    TooManyWaiting,
    accept_message,
)
from bot.privacy.message_validation import MessageRefused
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import run_sql


def test_a_duplicate_client_id_is_stored_and_answered_once(person: ConversationClient) -> None:
    head = person.sends("bonjour", "same")
    assert person.sends("bonjour", "same") is None
    person.gets(head)
    assert person.sends("bonjour", "same") is None
    assert person.statuses() == ["done"]
    assert [row.answers for row in person.replies()] == [1]


def test_a_client_id_is_unique_for_its_person_only(both: Any) -> None:
    one, other = ConversationClient(both, "one"), ConversationClient(both, "other")
    assert one.sends("bonjour", "same") is not None
    assert other.sends("bonjour", "same") is not None


def test_duplicates_accepted_at_once_are_stored_once(person: ConversationClient) -> None:
    """Eight threads, the same eight ids in each, the conversation itself not there yet."""
    ids = [f"c{n}" for n in range(8)]
    together = threading.Barrier(8)

    def send_all(start: int) -> list[Any]:
        together.wait(timeout=60)
        order = ids[start:] + ids[:start]
        return [person.sends("bonjour", client_id) for client_id in order]

    with ThreadPoolExecutor(8) as pool:
        heads = [head for each in pool.map(send_all, range(8)) for head in each]
    assert sum(head is not None for head in heads) == len(ids)
    messages = person.messages()
    assert [message.seq for message in messages] == list(range(1, 9))
    assert sorted(message.external_id for message in messages) == [f"person:{i}" for i in ids]


def test_too_many_waiting_messages_are_refused_and_not_stored(person: ConversationClient) -> None:
    first = person.sends("bonjour")
    for _ in range(MAX_WAITING_MESSAGES - 1):
        person.sends("bonjour")
    with pytest.raises(TooManyWaiting):
        person.sends("bonjour")
    person.gets(first)
    assert person.sends("bonjour").seq == MAX_WAITING_MESSAGES + 1


def test_s1_whoever_is_in_distress_does_not_wait_outside(person: ConversationClient) -> None:
    for _ in range(MAX_WAITING_MESSAGES):
        person.sends("bonjour")
    for _ in range(MAX_WAITING_MESSAGES * (DISTRESS_LIMIT_FACTOR - 1)):
        assert person.sends("je veux mourir") is not None
    with pytest.raises(TooManyWaiting):
        person.sends("je veux mourir")


def test_c5_where_too_much_of_everybody_waits_more_is_refused_and_distress_is_not(
    both: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_intake, "MAX_TOTAL_WAITING_MESSAGES", 3)
    one, two, three = (ConversationClient(both, name) for name in ("one", "two", "three"))
    first, second = one.sends("bonjour"), two.sends("bonjour")
    assert three.sends("bonjour")
    with pytest.raises(ServiceCrowded):
        ConversationClient(both, "four").sends("bonjour")
    assert ConversationClient(both, "four").messages() == []
    assert ConversationClient(both, "four").sends("je veux mourir")
    one.gets(first)
    two.gets(second)
    assert ConversationClient(both, "five").sends("bonjour")


def test_a_choice_of_somebody_else_is_refused(both: Any) -> None:
    one, other = ConversationClient(both, "one"), ConversationClient(both, "other")
    one.gets(one.opens())
    other.gets(other.opens())
    with pytest.raises(StaleChoice):
        other.presses(one.token("Un humain"))
    with pytest.raises(StaleChoice):
        other.presses("invented")
    assert other.statuses() == ["done"]
    assert other.presses(other.token("Un humain")) is not None


def test_typed_intents_stay_text(person: ConversationClient) -> None:
    """Stock Rasa obeys a typed « /intent{…} » and lets anybody set slots."""
    head = person.sends('/erase_data{"value":"yes"}')
    assert person.gets(head).intent != "erase_data"
    assert person.messages()[0].body == '/erase_data{"value":"yes"}'
    assert person.conversation().erased_through == 0


def test_a_refused_message_is_not_stored(person: ConversationClient) -> None:
    with pytest.raises(MessageRefused):
        person.sends("x" * 2001)
    with pytest.raises(MessageRefused):
        person.sends("lone \ud800 surrogate")
    assert person.messages() == []


PLANTED = {
    "phone": "0475 12 34 56",
    "e-mail": "lea.planted@example.org",
    "account": "BE68 5390 0754 7034",
    "national number": "85.07.30-033.28",
}


def _bytes_of(engine: Any) -> bytes:
    """The database file, its write-ahead log included."""
    file = Path(engine.url.database)
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))


@pytest.mark.parametrize("secret", PLANTED.values(), ids=PLANTED.keys())
def test_p5_what_identifies_is_redacted_before_it_is_stored(
    parts: Any, sqlite_engine: Any, secret: str
) -> None:
    person = ConversationClient(parts)
    said = f"marqueur {secret} voilà"
    person.says(said)
    person.says("un humain")
    person.says(f"rappelez-moi au {secret}")  # the free words of an open question
    raw = _bytes_of(sqlite_engine)
    assert b"marqueur" in raw  # the message itself is there: the search can find something
    for shape in (secret, secret.replace(" ", ""), secret.replace(" ", "").replace(".", "")):
        assert shape.encode() not in raw
        assert shape.encode("utf-16-le") not in raw


def test_p3_the_native_id_and_the_session_token_are_never_stored(
    parts: Any, sqlite_engine: Any
) -> None:
    native = "native-998877665544"
    name = derive_pseudonym("telegram", native, parts.key)
    person = ConversationClient(parts, name)
    person.says("bonjour")
    with writing(sqlite_engine) as unit:
        token, session = chat_sessions.create_session(unit, parts.key, parts.clock())
        unit.commit()
    accept_message(
        sqlite_engine, IncomingMessage("web", session.person, "open", "open"), parts.clock()
    )
    raw = _bytes_of(sqlite_engine)
    assert name.encode() in raw
    assert native.encode() not in raw
    assert token.encode() not in raw


def test_a_failed_accept_stores_nothing(person: ConversationClient) -> None:
    run_sql(person.parts.engine, "ALTER TABLE inbox RENAME TO gone")
    with pytest.raises(Exception, match="inbox"):
        person.sends("bonjour", "same")
    run_sql(person.parts.engine, "ALTER TABLE gone RENAME TO inbox")
    assert person.sends("bonjour", "same").seq == 1


@pytest.mark.parametrize("said", ["je veux mou\u200brir", "je veux \u202emourir"])
def test_s1_distress_is_looked_for_in_what_came_and_what_is_kept_stands_in_order(said: str) -> None:
    seen: list[str] = []
    message = message_intake.build_typed_message("web", "someone", "id1", said, b"k" * 32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(message_intake, "detect", lambda text: seen.append(text) or message.signal)
        message_intake.build_typed_message("web", "someone", "id1", said, b"k" * 32)
    assert seen == [said]
    assert message.signal.level == "danger"
    assert message.body == "je veux mourir"
