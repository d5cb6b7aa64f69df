"""A counsellor who goes in the middle of a talk: taken over once, or waited for again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.engine import Engine

from bot.handoff import absence, handoff_errors, handoff_repository
from bot.handoff.absence import GONE_AFTER, MAX_IDLE, REQUEUE_AFTER
from bot.handoff.counsellor_replies import append_reply
from bot.handoff.handoff_claims import claim_handoff
from bot.handoff.handoff_endings import (
    close_silent_talks,
    time_out_queued,
)
from bot.handoff.handoff_repository import Handoff, find_handoff, list_queue
from bot.handoff.participant_repository import list_participants
from bot.handoff.participants import join_talk
from bot.handoff.queue_wait import is_holder_present
from bot.storage.conversation_repository import lock_conversation
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_bot_reply,
    add_held_conversation,
    add_message,
    add_queued_conversation,
    open_session,
    read_owner,
    run_concurrently,
)

HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


def vanish(unit: UnitOfWork, held: Handoff) -> None:
    assert [each.id for each in absence.mark_gone(unit, NOW + GONE_AFTER)] == [held.id]


def test_without_a_sign_of_life_for_two_minutes_a_counsellor_is_gone_once(engine: Engine) -> None:
    with writing(engine) as unit:
        held, _ = add_held_conversation(unit)
        assert is_holder_present(unit, held.conversation, NOW)
        assert absence.mark_gone(unit, NOW + GONE_AFTER - SECOND) == []
        vanish(unit, held)
        assert absence.mark_gone(unit, NOW + GONE_AFTER + SECOND) == []
        assert read_owner(unit, held.conversation) == "human"
        assert not is_holder_present(unit, held.conversation, NOW)


@pytest.mark.parametrize(
    ("duty", "alive", "used", "gone"),
    [
        ("on", 0, -MAX_IDLE, True),  # a page is open, and nobody in front of it
        ("on", 0, SECOND - MAX_IDLE, False),
        ("off", -GONE_AFTER, -GONE_AFTER, True),
        ("interview", -HOUR, -HOUR, False),
    ],
)
def test_who_counts_as_gone(
    sqlite_engine: Engine, duty: str, alive: dt.timedelta, used: dt.timedelta, gone: bool
) -> None:
    later = NOW + HOUR
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        claim_handoff(unit, add_queued_conversation(unit).id, ann, NOW)
        unit.execute(counsellors.update().values(duty=duty))
        open_session(unit, ann, later + (alive or dt.timedelta()), later + used)
        assert bool(absence.mark_gone(unit, later)) == gone


def test_one_open_page_of_several_is_enough(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        _, ann = add_held_conversation(unit)
        open_session(unit, ann, NOW + GONE_AFTER)
        assert absence.mark_gone(unit, NOW + GONE_AFTER) == []


def test_only_an_input_brings_a_counsellor_back(engine: Engine) -> None:
    """A page that connects again by itself does not: a weak network would go back and forth."""
    with writing(engine) as unit:
        held, ann = add_held_conversation(unit)
        vanish(unit, held)
        back = NOW + GONE_AFTER + MINUTE
        open_session(unit, ann, back, NOW)
        assert absence.mark_returned(unit) == []
        open_session(unit, ann, back, back)
        assert [each.id for each in absence.mark_returned(unit)] == [held.id]
        assert absence.mark_returned(unit) == []
        stored = find_handoff(unit, held.id)
        assert stored is not None
        assert (stored.phase, stored.counsellor) == ("human", ann)
        append_reply(unit, held.id, ann, "Me revoilà.", back)


def test_a_colleague_takes_over_and_reads_on(engine: Engine) -> None:
    with writing(engine) as unit:
        held, ann = add_held_conversation(unit)
        ben = add_counsellor(unit, "Ben")
        with pytest.raises(handoff_errors.AlreadyClaimed):
            absence.take_over(unit, held.id, ben, NOW)
        vanish(unit, held)
        later = NOW + 3 * MINUTE
        taken = absence.take_over(unit, held.id, ben, later)
        assert taken == find_handoff(unit, held.id)
        assert (taken.counsellor, taken.claimed, taken.held_since) == (ben, NOW, later)
        assert (taken.from_message, taken.from_reply) == (held.from_message, held.from_reply)
        with pytest.raises(handoff_errors.NotYours):
            append_reply(unit, held.id, ann, "Je suis là.", later)
        assert absence.mark_counsellor_returned(unit, ann) == []
        open_session(unit, ben, later)
        assert absence.mark_gone(unit, later + MINUTE) == []


@pytest.mark.parametrize(
    ("duty", "chats", "error"),
    [("off", 0, handoff_errors.OffDuty), ("on", 2, handoff_errors.TooManyChats)],
)
def test_only_who_can_take_one_more_takes_over(
    sqlite_engine: Engine, duty: str, chats: int, error: type[Exception]
) -> None:
    with writing(sqlite_engine) as unit:
        held, _ = add_held_conversation(unit)
        ben = add_counsellor(unit, "Ben")
        open_session(unit, ben, NOW + GONE_AFTER)
        for number in range(chats):
            claim_handoff(unit, add_queued_conversation(unit, f"b{number}").id, ben, NOW)
        unit.execute(counsellors.update().where(counsellors.c.id == ben).values(duty=duty))
        vanish(unit, held)
        with pytest.raises(error):
            absence.take_over(unit, held.id, ben, NOW + 3 * MINUTE)
        stored = find_handoff(unit, held.id)
        assert stored is not None
        assert stored.phase == "gone"


def test_of_a_return_two_colleagues_and_the_queue_one_holder_comes_out(engine: Engine) -> None:
    rounds = 30
    later = NOW + REQUEUE_AFTER + GONE_AFTER
    with writing(engine) as unit:
        staff = [[add_counsellor(unit, f"{who}{n}") for who in "abc"] for n in range(rounds)]
        held = [
            claim_handoff(unit, add_queued_conversation(unit, f"p{n}").id, staff[n][0], NOW)
            for n in range(rounds)
        ]
        assert len(absence.mark_gone(unit, NOW + GONE_AFTER)) == rounds
        unit.commit()
    results = run_concurrently(
        engine,
        rounds,
        lambda unit, n: absence.take_over(unit, held[n].id, staff[n][1], later).counsellor,
        lambda unit, n: absence.take_over(unit, held[n].id, staff[n][2], later).counsellor,
        lambda unit, n: len(absence.mark_counsellor_returned(unit, staff[n][0])),
    )
    with writing(engine) as unit:
        for n, (second, third, returned) in enumerate(results):
            stored = find_handoff(unit, held[n].id)
            assert stored is not None
            takers = [each for each in (second, third) if isinstance(each, int)]
            assert len(takers) + (returned or 0) == 1, (second, third, returned)
            assert stored.counsellor == (takers[0] if takers else staff[n][0])
            assert (stored.phase, read_owner(unit, stored.conversation)) == ("human", "human")


def test_whom_nobody_takes_is_first_in_the_queue_with_all_that_was_shared(engine: Engine) -> None:
    with writing(engine) as unit:
        held, ann = add_held_conversation(unit)
        older = add_queued_conversation(unit, "older", NOW - HOUR)
        vanish(unit, held)
        gone = NOW + GONE_AFTER
        assert absence.requeue_abandoned(unit, gone + REQUEUE_AFTER - SECOND) == []
        later = gone + REQUEUE_AFTER
        assert [each.id for each in absence.requeue_abandoned(unit, later)] == [held.id]
        assert absence.requeue_abandoned(unit, later) == []
        first, second = list_queue(unit)
        assert (first.id, second.id) == (held.id, older.id)
        assert (first.summary, first.from_message) == (held.summary, held.from_message)
        assert (first.counsellor, first.gone, first.waits_since) == (None, None, later)
        assert read_owner(unit, held.conversation) == "queued"
        open_session(unit, ann, later)
        assert absence.mark_returned(unit) == []  # who comes back too late claims as all do
        assert claim_handoff(unit, held.id, ann, later).counsellor == ann


def test_the_wait_is_counted_again_from_the_return_to_the_queue(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held, _ = add_held_conversation(unit)
        vanish(unit, held)
        later = NOW + HOUR
        absence.requeue_abandoned(unit, later)
        wait = 15 * MINUTE
        assert time_out_queued(unit, later + wait - SECOND, wait) == []
        assert [each.id for each in time_out_queued(unit, later + wait, wait)] == [held.id]


def test_taking_over_what_went_back_to_the_queue_takes_it_there(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        held, _ = add_held_conversation(unit)
        ben = add_counsellor(unit, "Ben")
        vanish(unit, held)
        later = NOW + HOUR
        absence.requeue_abandoned(unit, later)
        taken = absence.take_over(unit, held.id, ben, later)
        assert (taken.counsellor, taken.claimed, taken.taken) == (ben, later, None)


@pytest.mark.postgres
def test_a_person_who_is_being_answered_waits_for_the_next_look(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as unit:
        held, _ = add_held_conversation(unit)
        unit.commit()
    with writing(postgres_engine) as turn, writing(postgres_engine) as job:
        assert lock_conversation(turn, held.conversation)
        assert absence.mark_gone(job, NOW + GONE_AFTER) == []


def test_only_the_two_who_talk_keep_a_talk_open(engine: Engine) -> None:
    """Helplines of the bot do not; the words of the person do, and a colleague begins anew."""
    with writing(engine) as unit:
        held, ann = add_held_conversation(unit)
        add_bot_reply(unit, held.conversation, "Le 107 écoute.", 1, NOW + 50 * MINUTE)
        append_reply(unit, held.id, ann, "Je cherche.", NOW + 10 * MINUTE)
        assert close_silent_talks(unit, NOW + HOUR, HOUR) == []
        add_message(unit, held.conversation, "vous êtes là ?", NOW + 20 * MINUTE)
        assert close_silent_talks(unit, NOW + HOUR + 19 * MINUTE, HOUR) == []
        ben = add_counsellor(unit, "Ben")
        vanish(unit, held)
        absence.take_over(unit, held.id, ben, NOW + HOUR)
        assert close_silent_talks(unit, NOW + HOUR + 20 * MINUTE, HOUR) == []
        (ended,) = close_silent_talks(unit, NOW + 2 * HOUR, HOUR)
        assert ended.id == held.id


def test_the_second_counsellor_of_a_talk_takes_the_place_of_the_one_who_is_gone(
    engine: Engine,
) -> None:
    later = NOW + GONE_AFTER
    with writing(engine) as unit:
        held, _ = add_held_conversation(unit)
        handoff_repository.update_handoff(unit, held.id, danger=True)
        bob = add_counsellor(unit, "Bob")
        assert join_talk(unit, held.id, bob, NOW)
        open_session(unit, bob, later, later)
        assert absence.mark_gone(unit, later) == []
        assert [each.counsellor for each in absence.pass_to_participants(unit, later)] == [bob]
        assert absence.pass_to_participants(unit, later) == []
        assert list_participants(unit, held.id) == []
        assert is_holder_present(unit, held.conversation, later)


def test_a_talk_that_waits_again_keeps_no_second_counsellor(engine: Engine) -> None:
    with writing(engine) as unit:
        held, _ = add_held_conversation(unit)
        handoff_repository.update_handoff(unit, held.id, danger=True)
        bob = add_counsellor(unit, "Bob")
        assert join_talk(unit, held.id, bob, NOW)
        vanish(unit, held)  # and Bob shows no sign of life either
        absence.requeue_abandoned(unit, NOW + GONE_AFTER + REQUEUE_AFTER)
        assert [each.id for each in list_queue(unit)] == [held.id]
        assert list_participants(unit, held.id) == []
