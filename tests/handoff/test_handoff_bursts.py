"""Calls that come in a burst and look alike share a row; nobody else's is moved, none is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import alert_repository, queue_wait, staff_alerts
from bot.handoff.bursts import MAX_GAP, group_bursts
from bot.handoff.handoff_repository import Handoff, list_queue
from bot.handoff.handoff_requests import request_handoff
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import MINUTE, NOW, add_conversation, add_message

SECOND = dt.timedelta(seconds=1)
FLOOD = 3 * SECOND


def asks(unit: UnitOfWork, name: str, text: str, at: dt.datetime) -> Handoff:
    conversation = add_conversation(unit, name)
    add_message(unit, conversation, text, at)
    return request_handoff(unit, conversation, "none", "", name, at)


def alarms(unit: UnitOfWork, name: str, text: str, at: dt.datetime) -> int:
    conversation = add_conversation(unit, name)
    seq = add_message(unit, conversation, text, at)
    staff_alerts.raise_alert(unit, conversation, seq, at)
    return conversation


def flood(unit: UnitOfWork, since: dt.datetime, words: str = "un humain vite {}") -> None:
    """60 requests and 30 alerts in three seconds."""
    for n in range(60):
        asks(unit, f"machine {n}", words.format(n), since + n * FLOOD / 60)
    for n in range(30):
        alarms(unit, f"alarm {n}", f"jveu mourir {n}", since + n * FLOOD / 30)


def test_a_flood_is_one_row_and_who_comes_before_amid_and_after_keeps_theirs(
    engine: Engine,
) -> None:
    amid = NOW + FLOOD / 2
    with writing(engine) as unit:
        add_counsellor(unit, "Ann")
        early = [asks(unit, "early", "parler à qqn", NOW - MINUTE).conversation]
        early.append(alarms(unit, "early too", "jpeux plus", NOW - MINUTE))
        flood(unit, NOW)
        mid = [asks(unit, "amid", "g besoin d'aide pr mon fils", amid).conversation]
        mid.append(alarms(unit, "amid too", "je veux en finir ce soir", amid))
        late = [asks(unit, "late", "un humain svp", NOW + MINUTE).conversation]
        late.append(alarms(unit, "late too", "personne maime", NOW + MINUTE))

        rows = group_bursts(unit, list_queue(unit))
        assert [len(row) for row in rows] == [1, 60, 1, 1]
        assert [rows[n][0].conversation for n in (0, 2, 3)] == [early[0], mid[0], late[0]]
        # Who waits is told of rows, and one of the flood of all that are before it.
        places = [
            queue_wait.find_queue_place(unit, each, NOW) for each in (early[0], mid[0], late[0])
        ]
        assert [each.people_before for each in places] == [0, 2, 3]
        assert [each.grouped for each in places] == [False, True, True]
        last = queue_wait.find_queue_place(unit, rows[1][-1].conversation, NOW)
        assert (last.people_before, last.grouped) == (60, False)

        signals = group_bursts(unit, alert_repository.list_unseen_alerts(unit))
        assert [len(row) for row in signals] == [1, 30, 1, 1]
        assert [signals[n][0].conversation for n in (0, 2, 3)] == [early[1], mid[1], late[1]]


def test_who_calls_again_keeps_their_place(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        add_counsellor(unit, "Ann")
        first = alarms(unit, "first", "jpeux plus", NOW)
        flood(unit, NOW)
        staff_alerts.raise_alert(unit, first, 1, NOW + MINUTE)
        rows = group_bursts(unit, alert_repository.list_unseen_alerts(unit))
        assert rows[0][0].conversation == first
        assert rows[0][0].created == NOW + MINUTE


def test_words_of_chance_are_folded_by_where_they_come_from(sqlite_engine: Engine) -> None:
    """Whoever is not like the rest of that place stands alone."""
    with writing(sqlite_engine) as unit:
        for n in range(20):
            asks(unit, f"machine {n}", "".join(chr(97 + n) * (n + 3)), NOW + n * SECOND / 10)
        other = asks(unit, "elsewhere", "bonjour un humain", NOW)
        everybody = list_queue(unit)
        assert [len(row) for row in group_bursts(unit, everybody)] == [1] * 21
        of_one = {each.conversation: b"one" for each in everybody} | {other.conversation: b"other"}
        assert sorted(len(row) for row in group_bursts(unit, everybody, of_one.get)) == [1, 20]


def test_a_classmate_of_the_flood_keeps_a_row(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for n in range(10):
            asks(unit, f"machine {n}", "blabla", NOW)
        mate = asks(unit, "classmate", "mon père me frappe", NOW)
        rows = group_bursts(unit, list_queue(unit), lambda conversation: b"the school")
        assert [len(row) for row in rows] == [10, 1]
        assert rows[1] == [mate]


@pytest.mark.parametrize(("calls", "gap"), [(3, SECOND), (8, MAX_GAP + SECOND)])
def test_few_or_slow_ones_are_no_burst(
    sqlite_engine: Engine, calls: int, gap: dt.timedelta
) -> None:
    with writing(sqlite_engine) as unit:
        for n in range(calls):
            asks(unit, f"p{n}", "un humain", NOW + n * gap)
        assert [len(row) for row in group_bursts(unit, list_queue(unit))] == [1] * calls


def test_who_wrote_nothing_is_like_nobody(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for n in range(8):
            request_handoff(unit, add_conversation(unit, f"p{n}"), "none", "", f"p{n}", NOW)
        assert [len(row) for row in group_bursts(unit, list_queue(unit))] == [1] * 8
