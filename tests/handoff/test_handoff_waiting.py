"""The place in the queue, and a wait that is said only when past waits speak for it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import handoff_claims, handoff_errors
from bot.handoff.duty_repository import count_on_duty
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import leave_handoff
from bot.handoff.queue_wait import QueuePlace, find_queue_place, is_anyone_on_duty
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import MINUTE, NOW, add_conversation, add_queued_conversation


@pytest.fixture(autouse=True)
def _many_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handoff_claims, "MAX_CHATS", 1000)


def _waited(unit: UnitOfWork, who: int, minutes: list[int], since: dt.datetime) -> None:
    for n, wait in enumerate(minutes):
        made = add_queued_conversation(
            unit, f"waited {since} {n}", since + n * dt.timedelta(hours=1)
        )
        claim_handoff(unit, made.id, who, made.created + wait * MINUTE)


def test_places_are_counted_by_who_came_first(engine: Engine) -> None:
    with writing(engine) as unit:
        add_counsellor(unit, "Ann")
        late = add_queued_conversation(unit, "late", NOW + MINUTE)
        first, second = (
            add_queued_conversation(unit, "first", NOW),
            add_queued_conversation(unit, "second", NOW),
        )
        places = [find_queue_place(unit, each.conversation, NOW) for each in (first, second, late)]
        assert places == [QueuePlace(n, n - 1, 1, None) for n in (1, 2, 3)]
        leave_handoff(unit, first.conversation, NOW)
        assert find_queue_place(unit, late.conversation, NOW).position == 2


def test_who_does_not_wait_has_no_place(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held = claim_handoff(
            unit, add_queued_conversation(unit).id, add_counsellor(unit, "Ann"), NOW
        )
        for conversation in (held.conversation, add_conversation(unit, "other"), 404):
            with pytest.raises(handoff_errors.NotQueued):
                find_queue_place(unit, conversation, NOW)


def test_on_duty_is_neither_off_nor_in_an_interview_nor_disabled(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert not is_anyone_on_duty(unit)
        for n, duty in enumerate(("off", "interview")):
            add_counsellor(unit, f"c{n}", duty)
        add_counsellor(unit, "gone", "on", disabled=True)
        assert not is_anyone_on_duty(unit)
        add_counsellor(unit, "Ann")
        assert (is_anyone_on_duty(unit), count_on_duty(unit)) == (True, 1)


def test_four_waits_promise_nothing_and_five_their_median(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, since = add_counsellor(unit, "Ann"), NOW - dt.timedelta(days=2)
        _waited(unit, ann, [1, 2, 9, 30], since)
        add_queued_conversation(unit, "first")
        mine = add_queued_conversation(unit, "mine")
        assert find_queue_place(unit, mine.conversation, NOW).estimate is None
        _waited(unit, ann, [4], since + dt.timedelta(days=1))
        assert find_queue_place(unit, mine.conversation, NOW).estimate == 4 * 2 * MINUTE
        add_counsellor(unit, "Ben")
        assert find_queue_place(unit, mine.conversation, NOW).estimate == 4 * MINUTE


def test_the_last_twenty_of_a_month_count(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        _waited(unit, ann, [60] * 5, NOW - dt.timedelta(days=40))
        mine = add_queued_conversation(unit, "mine")
        assert find_queue_place(unit, mine.conversation, NOW).estimate is None
        _waited(unit, ann, [60] * 30, NOW - dt.timedelta(days=20))
        _waited(unit, ann, [3] * 20, NOW - dt.timedelta(days=10))
        assert find_queue_place(unit, mine.conversation, NOW).estimate == 3 * MINUTE


def test_with_nobody_there_nothing_is_promised(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _waited(unit, add_counsellor(unit, "Ann"), [1] * 6, NOW - dt.timedelta(days=1))
        mine = add_queued_conversation(unit, "mine")
        unit.execute(counsellors.update().values(duty="off"))
        assert find_queue_place(unit, mine.conversation, NOW) == QueuePlace(1, 0, 0, None)
