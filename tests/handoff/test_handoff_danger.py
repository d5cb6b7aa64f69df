"""Requests in danger come first, and a burst of false ones keeps nobody out; a second counsellor
joins a talk in danger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.handoff import handoff_errors
from bot.handoff.bursts import MIN_BURST_CALLS
from bot.handoff.counsellor_replies import append_reply
from bot.handoff.danger_requests import request_in_danger
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import close_handoff, hand_back
from bot.handoff.handoff_repository import Handoff, find_handoff, list_queue
from bot.handoff.handoff_requests import request_handoff
from bot.handoff.participant_repository import list_participants
from bot.handoff.participants import is_in_talk, join_talk, leave_talk
from bot.handoff.queue_wait import find_queue_place, list_queue_rows
from bot.handoff.transcript import list_messages
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_conversation,
    add_message,
    add_queued_conversation,
)

SECOND = dt.timedelta(seconds=1)
# Whether in danger, when it came in seconds, and which words it began with.
CALLS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 40), st.sampled_from("abc")), min_size=1, max_size=14
)


def ask(unit: UnitOfWork, name: str, danger: bool, at: dt.datetime, words: str = "") -> Handoff:
    """Somebody new in the queue, after these words."""
    conversation = add_conversation(unit, name)
    add_message(unit, conversation, words or name, at)
    if danger:
        return request_in_danger(unit, conversation, "Renard 42", at)
    return request_handoff(unit, conversation, "none", "", "Renard 42", at)


def hold_in_danger(unit: UnitOfWork, holder: int, name: str = "someone") -> Handoff:
    made = ask(unit, name, True, NOW)
    return claim_handoff(unit, made.id, holder, NOW)


@given(calls=CALLS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_danger_comes_first_then_time_and_a_burst_takes_one_place(
    sqlite_engine: Engine, calls: list[tuple[bool, int, str]]
) -> None:
    with writing(sqlite_engine) as unit:  # not committed: each example starts anew
        for number, (danger, second, word) in enumerate(calls):
            ask(unit, f"p{number}", danger, NOW + second * SECOND, word)
        queue, rows = list_queue(unit), list_queue_rows(unit)
        order = [(not each.danger, each.created) for each in queue]
        assert order == sorted(order)
        assert sorted(each.id for row in rows for each in row) == sorted(e.id for e in queue)
        assert [row for row in rows if len({each.danger for each in row}) > 1] == []
        heads = [(not row[0].danger, row[0].created) for row in rows]
        assert heads == sorted(heads)
        assert [row for row in rows if 1 < len(row) < MIN_BURST_CALLS] == []
        for place, row in enumerate(rows):
            first = find_queue_place(unit, row[0].conversation, NOW)
            assert first.people_before == place


def test_a_burst_of_false_dangers_takes_one_place_before_who_waits(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        waits = ask(unit, "waits", False, NOW)
        for number in range(20):
            ask(unit, f"p{number}", True, NOW + (60 + number) * SECOND, "je veux mourir")
        real = ask(unit, "real", True, NOW + 2 * MINUTE, "on me frappe")
        rows = list_queue_rows(unit)
        assert [len(row) for row in rows] == [20, 1, 1]
        assert [row[0].id for row in rows[1:]] == [real.id, waits.id]
        assert find_queue_place(unit, waits.conversation, NOW).people_before == 2


def test_a_danger_is_not_hidden_in_a_burst_of_requests(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        for number in range(6):
            ask(unit, f"p{number}", False, NOW + number * SECOND, "un humain")
        one = ask(unit, "one", True, NOW + 3 * SECOND, "un humain")
        assert list_queue_rows(unit)[0] == [one]


def test_a_request_of_one_s_own_later_keeps_the_danger(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        made = ask(unit, "p", True, NOW)
        again = request_handoff(unit, made.conversation, "transcript", "", "Renard 42", NOW)
        assert (again.id, again.danger, again.share) == (made.id, True, "transcript")


def test_who_is_with_a_counsellor_is_not_queued_again(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held = hold_in_danger(unit, add_counsellor(unit, "Ann"))
        with pytest.raises(handoff_errors.AlreadyWithHuman):
            request_in_danger(unit, held.conversation, "Renard 42", NOW)
        with pytest.raises(handoff_errors.UnknownConversation):
            request_in_danger(unit, 404, "Renard 42", NOW)


def test_a_second_counsellor_writes_and_the_first_one_keeps_the_talk(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, ben = add_counsellor(unit, "Ann"), add_counsellor(unit, "Ben")
        held = hold_in_danger(unit, ann)
        with pytest.raises(handoff_errors.NotYours):
            append_reply(unit, held.id, ben, "Bonjour.", NOW)
        assert join_talk(unit, held.id, ben, NOW)
        assert not join_talk(unit, held.id, ben, NOW)  # told once
        assert not join_talk(unit, held.id, ann, NOW)
        for who in (ann, ben):
            append_reply(unit, held.id, who, "Bonjour.", NOW)
        shown = list_messages(unit, held)
        assert [each.counsellor for each in shown if each.author == "human"] == [ann, ben]
        for end in (
            lambda: close_handoff(unit, held.id, ben, NOW),
            lambda: hand_back(unit, held.id, ben, "", NOW),
        ):
            with pytest.raises(handoff_errors.NotYours):
                end()
        after = find_handoff(unit, held.id)
        assert after is not None
        assert after.counsellor == ann
        leave_talk(unit, held.id, ben)
        assert not is_in_talk(unit, after, ben)
        for act in (lambda: leave_talk(unit, held.id, ben), lambda: leave_talk(unit, held.id, ann)):
            with pytest.raises(handoff_errors.NotYours):
                act()
        close_handoff(unit, held.id, ann, NOW)
        with pytest.raises(handoff_errors.AlreadyEnded):
            join_talk(unit, held.id, ben, NOW)
        with pytest.raises(handoff_errors.AlreadyEnded):
            leave_talk(unit, held.id, ben)


def test_one_second_counsellor_on_duty_in_a_talk_in_danger_alone(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, cleo = (add_counsellor(unit, name) for name in ("Ann", "Ben", "Cleo"))
        away = add_counsellor(unit, "Dan", "interview")
        held = hold_in_danger(unit, ann)
        with pytest.raises(handoff_errors.OffDuty):
            join_talk(unit, held.id, away, NOW)
        join_talk(unit, held.id, ben, NOW)
        with pytest.raises(handoff_errors.AlreadyJoined):
            join_talk(unit, held.id, cleo, NOW)
        calm = claim_handoff(unit, add_queued_conversation(unit, "calm").id, ann, NOW)
        with pytest.raises(handoff_errors.NotInDanger):
            join_talk(unit, calm.id, cleo, NOW)
        waits = ask(unit, "waits", True, NOW)
        with pytest.raises(handoff_errors.NotClaimed):
            join_talk(unit, waits.id, cleo, NOW)
        with pytest.raises(handoff_errors.AlreadyEnded):
            join_talk(unit, 404, cleo, NOW)
        assert list_participants(unit, held.id) == [ben]


def test_a_consent_given_before_is_kept_and_one_of_an_old_alert_is_not(
    sqlite_engine: Engine,
) -> None:
    from bot.handoff.alert_consent import grant_consent
    from bot.handoff.staff_alerts import EPISODE_WINDOW, raise_alert

    with writing(sqlite_engine) as unit:
        add_counsellor(unit, "Ann")
        made: list[Any] = []
        for name, age in (("now", MINUTE), ("old", EPISODE_WINDOW + MINUTE)):
            who = add_conversation(unit, name)
            number = add_message(unit, who, "je veux mourir", NOW - age)
            raise_alert(unit, who, number, NOW - age)
            grant_consent(unit, who, NOW - age)
            made.append(request_in_danger(unit, who, "Renard 42", NOW))
        assert [(each.consent_from, each.consent_until) for each in made] == [(1, 1), (0, 0)]
