"""The ways out: each leads back to the bot, once, and only by who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import close_handoff, hand_back, leave_handoff, time_out_queued
from bot.handoff.handoff_repository import Handoff, find_handoff, find_open_handoff
from bot.handoff.handoff_requests import request_handoff
from bot.privacy.message_validation import MessageHasControlCharacter
from bot.storage.conversation_repository import lock_conversation
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_conversation,
    add_queued_conversation,
    read_owner,
)

LATER = NOW + 10 * MINUTE
End = Callable[[UnitOfWork, Handoff, int], Handoff]
ENDS: dict[str, End] = {
    "handed_back": lambda unit, held, who: hand_back(unit, held.id, who, "", LATER),
    "closed": lambda unit, held, who: close_handoff(unit, held.id, who, LATER),
    "left": lambda unit, held, who: leave_handoff(unit, held.conversation, LATER),
}


@pytest.mark.parametrize("outcome", ENDS)
def test_the_bot_answers_again_and_a_second_end_changes_nothing(
    engine: Engine, outcome: str
) -> None:
    with writing(engine) as unit:
        ann = add_counsellor(unit, "Ann")
        held = claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW)
        ended = ENDS[outcome](unit, held, ann)
        assert (ended.state, ended.outcome, ended.ended) == ("ended", outcome, LATER)
        assert read_owner(unit, held.conversation) == "bot"
        assert find_open_handoff(unit, held.conversation) is None
        for end in ENDS.values():
            with pytest.raises(handoff_errors.AlreadyEnded):
                end(unit, held, ann)
        assert find_handoff(unit, held.id) == ended


@pytest.mark.parametrize("outcome", ["handed_back", "closed"])
def test_only_who_holds_it_ends_it(sqlite_engine: Engine, outcome: str) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, waiting = (
            add_counsellor(unit, "Ann"),
            add_counsellor(unit, "Ben"),
            add_queued_conversation(unit),
        )
        with pytest.raises(handoff_errors.NotClaimed):
            ENDS[outcome](unit, waiting, ann)
        held = claim_handoff(unit, waiting.id, ann, NOW)
        with pytest.raises(handoff_errors.NotYours):
            ENDS[outcome](unit, held, ben)
        assert find_handoff(unit, held.id) == held


def test_an_admin_may(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, chief = add_counsellor(unit, "Ann"), add_counsellor(unit, "Chief", duty="off")
        first, second = (
            claim_handoff(unit, add_queued_conversation(unit, p).id, ann, NOW) for p in "ab"
        )
        assert hand_back(unit, first.id, chief, "", LATER, admin=True).outcome == "handed_back"
        assert close_handoff(unit, second.id, chief, LATER, admin=True).outcome == "closed"


def test_the_person_leaves_the_queue_and_may_come_back(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        waiting = add_queued_conversation(unit)
        assert leave_handoff(unit, waiting.conversation, LATER).outcome == "left"
        again = request_handoff(unit, waiting.conversation, "none", "", "Renard 42", LATER)
        assert again.id != waiting.id
        assert read_owner(unit, waiting.conversation) == "queued"


def test_ending_what_is_not_open_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for conversation in (add_conversation(unit), 404):
            with pytest.raises(handoff_errors.AlreadyEnded):
                leave_handoff(unit, conversation, NOW)
        with pytest.raises(handoff_errors.AlreadyEnded):
            close_handoff(unit, 404, add_counsellor(unit, "Ann"), NOW)


def test_who_waits_too_long_is_told_and_who_is_talked_with_is_not(engine: Engine) -> None:
    with writing(engine) as unit:
        old, older = (
            add_queued_conversation(unit, "old", NOW),
            add_queued_conversation(unit, "older", NOW - MINUTE),
        )
        fresh = add_queued_conversation(unit, "fresh", NOW + MINUTE)
        held = claim_handoff(
            unit, add_queued_conversation(unit, "held", NOW).id, add_counsellor(unit, "Ann"), NOW
        )
        ended = time_out_queued(unit, LATER, LATER - NOW)
        assert [(each.id, each.outcome) for each in ended] == [
            (older.id, "timed_out"),
            (old.id, "timed_out"),
        ]
        owners = [read_owner(unit, each.conversation) for each in (older, old, fresh, held)]
        assert owners == ["bot", "bot", "queued", "human"]
        assert time_out_queued(unit, LATER, LATER - NOW) == []


@pytest.mark.postgres
def test_who_is_being_answered_times_out_at_the_next_call(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as unit:
        busy, idle = add_queued_conversation(unit, "busy"), add_queued_conversation(unit, "idle")
        unit.commit()
    with writing(postgres_engine) as turn, writing(postgres_engine) as job:
        assert lock_conversation(turn, busy.conversation)
        assert [each.id for each in time_out_queued(job, LATER, MINUTE)] == [idle.id]
        job.commit()
    with writing(postgres_engine) as job:
        assert [each.id for each in time_out_queued(job, LATER, MINUTE)] == [busy.id]


def test_the_note_of_a_hand_back_is_kept_with_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone = add_counsellor(unit, "Ann"), add_conversation(unit)
        ended = _hand_back(unit, someone, ann, "Voir les portes ouvertes.\r\n", NOW)
        assert ended.note == "Voir les portes ouvertes."
        assert find_handoff(unit, ended.id) == ended


def test_a_hand_back_without_a_note_and_one_that_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone = add_counsellor(unit, "Ann"), add_conversation(unit)
        with pytest.raises(MessageHasControlCharacter):
            _hand_back(unit, someone, ann, "a\x00", NOW)
        assert read_owner(unit, someone) == "human"
        leave_handoff(unit, someone, NOW)
        assert _hand_back(unit, someone, ann, " ", LATER).note == ""


def _hand_back(unit: UnitOfWork, someone: int, who: int, note: str, now: dt.datetime) -> Handoff:
    made = request_handoff(unit, someone, "none", "", "Renard 42", now)
    return hand_back(unit, claim_handoff(unit, made.id, who, now).id, who, note, now)
