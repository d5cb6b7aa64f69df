"""Into the queue: once, with what was approved, and from where it may be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_repository import find_open_handoff, list_queue
from bot.handoff.handoff_requests import request_handoff
from bot.privacy.message_validation import MessageTooLong
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_bot_reply,
    add_conversation,
    add_message,
    add_queued_conversation,
    read_owner,
    run_concurrently,
)


def test_asking_queues_with_the_approved_summary(engine: Engine) -> None:
    with writing(engine) as unit:
        someone = add_conversation(unit)
        made = request_handoff(unit, someone, "summary", "Demande : la moto\r\n", "Renard 42", NOW)
        assert (made.state, made.summary, made.pseudonym) == (
            "queued",
            "Demande : la moto",
            "Renard 42",
        )
        assert read_owner(unit, someone) == "queued"
        assert find_open_handoff(unit, someone) == made
        assert list_queue(unit) == [made]


def test_p5_an_edited_summary_is_redacted(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        made = request_handoff(
            unit, add_conversation(unit), "summary", "écris à lea@exemple.be", "Renard 42", NOW
        )
        assert made.summary == "écris à [e-mail]"
        with pytest.raises(MessageTooLong):
            request_handoff(
                unit, add_conversation(unit, "b"), "summary", "x" * 2001, "Renard 42", NOW
            )


def test_nothing_shared_is_nothing_kept(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert (
            request_handoff(unit, add_conversation(unit), "none", "tout", "Renard 42", NOW).summary
            == ""
        )


@pytest.mark.parametrize(
    ("share", "read_from"), [("summary", (2, 1)), ("none", (2, 1)), ("transcript", (0, 0))]
)
def test_reading_begins_now_or_at_the_beginning(
    sqlite_engine: Engine, share: str, read_from: tuple[int, int]
) -> None:
    with writing(sqlite_engine) as unit:
        someone = add_conversation(unit)
        add_bot_reply(unit, someone, "Bonjour", add_message(unit, someone, "salut"))
        add_message(unit, someone, "un humain")
        made = request_handoff(unit, someone, share, "", "Renard 42", NOW)
        assert (made.from_message, made.from_reply) == read_from


def test_asking_again_changes_what_is_shown_and_keeps_the_place(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        first = add_queued_conversation(unit, "first")
        second = add_queued_conversation(unit, "second", NOW + MINUTE)
        add_message(unit, first.conversation, "encore")
        again = request_handoff(
            unit, first.conversation, "summary", "b", "Loutre 10", NOW + 2 * MINUTE
        )
        assert (again.id, again.created, again.pseudonym) == (first.id, NOW, "Renard 42")
        assert (again.share, again.summary) == ("summary", "b")
        assert again.from_message == 0  # agreed to be read since the first asking
        assert [waiting.id for waiting in list_queue(unit)] == [first.id, second.id]


def test_a_transcript_can_be_given_and_taken_back(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        someone = add_conversation(unit)
        for share, read_from in (("none", 1), ("transcript", 0), ("summary", 3)):
            add_message(unit, someone, "…")
            assert (
                request_handoff(unit, someone, share, "", "Renard 42", NOW).from_message
                == read_from
            )


def test_who_talks_with_a_counsellor_cannot_queue(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held = claim_handoff(
            unit, add_queued_conversation(unit).id, add_counsellor(unit, "Ann"), NOW
        )
        with pytest.raises(handoff_errors.AlreadyWithHuman):
            request_handoff(unit, held.conversation, "none", "", "Renard 42", NOW)
        with pytest.raises(handoff_errors.UnknownConversation):
            request_handoff(unit, 404, "none", "", "Renard 42", NOW)
        with pytest.raises(handoff_errors.UnknownShare):
            request_handoff(unit, held.conversation, "all", "", "Renard 42", NOW)


def test_asking_twice_at_once_makes_one(engine: Engine) -> None:
    rounds = 100
    with writing(engine) as unit:
        people = [add_conversation(unit, f"p{n}") for n in range(rounds)]
        unit.commit()
    asks = [
        lambda unit, n, text=text: (
            request_handoff(unit, people[n], "summary", text, "Renard 42", NOW).id
        )
        for text in ("a", "b")
    ]
    for first, second in run_concurrently(engine, rounds, *asks):
        assert first == second
    with writing(engine) as unit:
        assert unit.execute(sa.select(sa.func.count(handoffs.c.id))).scalar() == rounds
