"""The ways out: each leads back to the bot, once, and only by who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from handoff_samples import MINUTE, NOW, counsellor, owner, person, queued
from sqlalchemy.engine import Engine

from bot.handoff import errors
from bot.handoff.asking import ask
from bot.handoff.claiming import claim
from bot.handoff.ending import close, hand_back, leave, time_out
from bot.handoff.handoff import Handoff, find, open_of
from bot.handoff.owning import hold
from bot.privacy.intake import ControlCharacter
from bot.storage.unit_of_work import UnitOfWork, writing

LATER = NOW + 10 * MINUTE
End = Callable[[UnitOfWork, Handoff, int], Handoff]
ENDS: dict[str, End] = {
    "handed_back": lambda unit, held, who: hand_back(unit, held.id, who, "", LATER),
    "closed": lambda unit, held, who: close(unit, held.id, who, LATER),
    "left": lambda unit, held, who: leave(unit, held.conversation, LATER),
}


@pytest.mark.parametrize("outcome", ENDS)
def test_the_bot_answers_again_and_a_second_end_changes_nothing(
    engine: Engine, outcome: str
) -> None:
    with writing(engine) as unit:
        ann = counsellor(unit, "Ann")
        held = claim(unit, queued(unit).id, ann, NOW)
        ended = ENDS[outcome](unit, held, ann)
        assert (ended.state, ended.outcome, ended.ended) == ("ended", outcome, LATER)
        assert owner(unit, held.conversation) == "bot"
        assert open_of(unit, held.conversation) is None
        for end in ENDS.values():
            with pytest.raises(errors.AlreadyEnded):
                end(unit, held, ann)
        assert find(unit, held.id) == ended


@pytest.mark.parametrize("outcome", ["handed_back", "closed"])
def test_only_who_holds_it_ends_it(sqlite_engine: Engine, outcome: str) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, waiting = counsellor(unit, "Ann"), counsellor(unit, "Ben"), queued(unit)
        with pytest.raises(errors.NotClaimed):
            ENDS[outcome](unit, waiting, ann)
        held = claim(unit, waiting.id, ann, NOW)
        with pytest.raises(errors.NotYours):
            ENDS[outcome](unit, held, ben)
        assert find(unit, held.id) == held


def test_an_admin_may(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, chief = counsellor(unit, "Ann"), counsellor(unit, "Chief", duty="off")
        first, second = (claim(unit, queued(unit, p).id, ann, NOW) for p in "ab")
        assert hand_back(unit, first.id, chief, "", LATER, admin=True).outcome == "handed_back"
        assert close(unit, second.id, chief, LATER, admin=True).outcome == "closed"


def test_the_person_leaves_the_queue_and_may_come_back(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        waiting = queued(unit)
        assert leave(unit, waiting.conversation, LATER).outcome == "left"
        again = ask(unit, waiting.conversation, "none", "", "Renard 42", LATER)
        assert again.id != waiting.id
        assert owner(unit, waiting.conversation) == "queued"


def test_nobody_to_leave(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for conversation in (person(unit), 404):
            with pytest.raises(errors.AlreadyEnded):
                leave(unit, conversation, NOW)
        with pytest.raises(errors.AlreadyEnded):
            close(unit, 404, counsellor(unit, "Ann"), NOW)


def test_who_waits_too_long_is_told_and_who_is_talked_with_is_not(engine: Engine) -> None:
    with writing(engine) as unit:
        old, older = queued(unit, "old", NOW), queued(unit, "older", NOW - MINUTE)
        fresh = queued(unit, "fresh", NOW + MINUTE)
        held = claim(unit, queued(unit, "held", NOW).id, counsellor(unit, "Ann"), NOW)
        ended = time_out(unit, LATER, LATER - NOW)
        assert [(each.id, each.outcome) for each in ended] == [
            (older.id, "timed_out"),
            (old.id, "timed_out"),
        ]
        owners = [owner(unit, each.conversation) for each in (older, old, fresh, held)]
        assert owners == ["bot", "bot", "queued", "human"]
        assert time_out(unit, LATER, LATER - NOW) == []


@pytest.mark.postgres
def test_who_is_being_answered_times_out_at_the_next_call(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as unit:
        busy, idle = queued(unit, "busy"), queued(unit, "idle")
        unit.commit()
    with writing(postgres_engine) as turn, writing(postgres_engine) as job:
        assert hold(turn, busy.conversation)
        assert [each.id for each in time_out(job, LATER, MINUTE)] == [idle.id]
        job.commit()
    with writing(postgres_engine) as job:
        assert [each.id for each in time_out(job, LATER, MINUTE)] == [busy.id]


def test_the_note_of_a_hand_back_is_kept_with_it(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone = counsellor(unit, "Ann"), person(unit)
        ended = _hand_back(unit, someone, ann, "Voir les portes ouvertes.\r\n", NOW)
        assert ended.note == "Voir les portes ouvertes."
        assert find(unit, ended.id) == ended


def test_a_hand_back_without_a_note_and_one_that_is_refused(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, someone = counsellor(unit, "Ann"), person(unit)
        with pytest.raises(ControlCharacter):
            _hand_back(unit, someone, ann, "a\x00", NOW)
        assert owner(unit, someone) == "human"
        leave(unit, someone, NOW)
        assert _hand_back(unit, someone, ann, " ", LATER).note == ""


def _hand_back(unit: UnitOfWork, someone: int, who: int, note: str, now: dt.datetime) -> Handoff:
    made = ask(unit, someone, "none", "", "Renard 42", now)
    return hand_back(unit, claim(unit, made.id, who, now).id, who, note, now)
