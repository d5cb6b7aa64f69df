"""The place in the queue, and a wait that is said only when past waits speak for it."""

from __future__ import annotations

import datetime as dt

import pytest
from handoff_samples import MINUTE, NOW, counsellor, person, queued
from sqlalchemy.engine import Engine

from bot.handoff import claiming, errors
from bot.handoff.claiming import claim
from bot.handoff.ending import leave
from bot.handoff.waiting import Place, anyone_on_duty, on_duty, place
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, writing


@pytest.fixture(autouse=True)
def _many_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "MOST_CHATS", 1000)


def _waited(unit: UnitOfWork, who: int, minutes: list[int], since: dt.datetime) -> None:
    for n, wait in enumerate(minutes):
        made = queued(unit, f"waited {since} {n}", since + n * dt.timedelta(hours=1))
        claim(unit, made.id, who, made.created + wait * MINUTE)


def test_places_are_counted_by_who_came_first(engine: Engine) -> None:
    with writing(engine) as unit:
        counsellor(unit, "Ann")
        late = queued(unit, "late", NOW + MINUTE)
        first, second = queued(unit, "first", NOW), queued(unit, "second", NOW)
        places = [place(unit, each.conversation, NOW) for each in (first, second, late)]
        assert places == [Place(n, n - 1, 1, None) for n in (1, 2, 3)]
        leave(unit, first.conversation, NOW)
        assert place(unit, late.conversation, NOW).position == 2


def test_who_does_not_wait_has_no_place(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held = claim(unit, queued(unit).id, counsellor(unit, "Ann"), NOW)
        for conversation in (held.conversation, person(unit, "other"), 404):
            with pytest.raises(errors.NotQueued):
                place(unit, conversation, NOW)


def test_on_duty_is_neither_off_nor_in_an_interview_nor_disabled(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        assert not anyone_on_duty(unit)
        for n, duty in enumerate(("off", "interview")):
            counsellor(unit, f"c{n}", duty)
        counsellor(unit, "gone", "on", disabled=True)
        assert not anyone_on_duty(unit)
        counsellor(unit, "Ann")
        assert (anyone_on_duty(unit), on_duty(unit)) == (True, 1)


def test_four_waits_promise_nothing_and_five_their_median(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, since = counsellor(unit, "Ann"), NOW - dt.timedelta(days=2)
        _waited(unit, ann, [1, 2, 9, 30], since)
        queued(unit, "first")
        mine = queued(unit, "mine")
        assert place(unit, mine.conversation, NOW).estimate is None
        _waited(unit, ann, [4], since + dt.timedelta(days=1))
        assert place(unit, mine.conversation, NOW).estimate == 4 * 2 * MINUTE
        counsellor(unit, "Ben")
        assert place(unit, mine.conversation, NOW).estimate == 4 * MINUTE


def test_the_last_twenty_of_a_month_count(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = counsellor(unit, "Ann")
        _waited(unit, ann, [60] * 5, NOW - dt.timedelta(days=40))
        mine = queued(unit, "mine")
        assert place(unit, mine.conversation, NOW).estimate is None
        _waited(unit, ann, [60] * 30, NOW - dt.timedelta(days=20))
        _waited(unit, ann, [3] * 20, NOW - dt.timedelta(days=10))
        assert place(unit, mine.conversation, NOW).estimate == 3 * MINUTE


def test_with_nobody_there_nothing_is_promised(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _waited(unit, counsellor(unit, "Ann"), [1] * 6, NOW - dt.timedelta(days=1))
        mine = queued(unit, "mine")
        unit.execute(counsellors.update().values(duty="off"))
        assert place(unit, mine.conversation, NOW) == Place(1, 0, 0, None)
