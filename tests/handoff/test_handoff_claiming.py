"""Exactly one counsellor takes a person, and the bot says nothing after that."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.handoff import handoff_claims, handoff_errors
from bot.handoff.handoff_claims import MAX_CHATS, claim_handoff
from bot.handoff.handoff_endings import close_handoff, leave_handoff, time_out_queued
from bot.handoff.handoff_repository import Handoff, find_handoff, list_open_chats, list_queue
from bot.storage.conversation_repository import lock_conversation
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import writing
from tests.support.counsellor_factories import add_counsellor
from tests.support.handoff_factories import (
    MINUTE,
    NOW,
    add_bot_reply,
    add_conversation,
    add_queued_conversation,
    read_owner,
    run_concurrently,
)

RACES = int(os.environ.get("CLAIMS", "100"))  # `make soak`: a thousand


def test_a_claim_gives_the_person_to_the_counsellor(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, waiting = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        held = claim_handoff(unit, waiting.id, ann, NOW)
        assert (held.state, held.counsellor, held.claimed) == ("human", ann, NOW)
        assert find_handoff(unit, held.id) == held
        assert read_owner(unit, held.conversation) == "human"
        assert (list_open_chats(unit, ann), list_queue(unit)) == ([held], [])


def test_what_is_taken_or_gone_cannot_be_claimed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, waiting = (
            add_counsellor(unit, "Ann"),
            add_counsellor(unit, "Ben"),
            add_queued_conversation(unit),
        )
        claim_handoff(unit, waiting.id, ann, NOW)
        for anyone in (ann, ben):
            with pytest.raises(handoff_errors.AlreadyClaimed) as raised:
                claim_handoff(unit, waiting.id, anyone, NOW)
            assert "Ann" not in str(raised.value)
        close_handoff(unit, waiting.id, ann, NOW)
        for gone in (waiting.id, 404):
            with pytest.raises(handoff_errors.NotQueued):
                claim_handoff(unit, gone, ben, NOW)


@pytest.mark.parametrize(("duty", "disabled"), [("off", False), ("interview", False), ("on", True)])
def test_only_who_is_on_duty_claims(sqlite_engine: Engine, duty: str, disabled: bool) -> None:
    with writing(sqlite_engine) as unit:
        waiting = add_queued_conversation(unit)
        for anyone in (add_counsellor(unit, "Ann", duty, disabled=disabled), 404):
            with pytest.raises(handoff_errors.OffDuty):
                claim_handoff(unit, waiting.id, anyone, NOW)
        assert (find_handoff(unit, waiting.id), read_owner(unit, waiting.conversation)) == (
            waiting,
            "queued",
        )


def test_two_chats_at_most(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = add_counsellor(unit, "Ann")
        held = [
            claim_handoff(unit, add_queued_conversation(unit, f"p{n}").id, ann, NOW)
            for n in range(MAX_CHATS)
        ]
        waiting = add_queued_conversation(unit, "one more")
        with pytest.raises(handoff_errors.TooManyChats):
            claim_handoff(unit, waiting.id, ann, NOW)
        close_handoff(unit, held[0].id, ann, NOW)
        claim_handoff(unit, waiting.id, ann, NOW)


def test_two_counsellors_and_a_thousand_people(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handoff_claims, "MAX_CHATS", RACES + 1)
    with writing(engine) as unit:
        ann, ben = add_counsellor(unit, "Ann"), add_counsellor(unit, "Ben")
        waiting = [add_queued_conversation(unit, f"p{n}") for n in range(RACES)]
        unit.commit()

    def claims(who: int) -> Any:
        return lambda unit, n: claim_handoff(unit, waiting[n].id, who, NOW).counsellor

    results = run_concurrently(engine, RACES, claims(ann), claims(ben))
    winners = {}
    for held, result in zip(waiting, results, strict=True):
        (winners[held.id],) = (each for each in result if each in (ann, ben))
        (loser,) = (each for each in result if each not in (ann, ben))
        assert type(loser) is handoff_errors.AlreadyClaimed
    with writing(engine) as unit:
        stored = sa.select(handoffs.c.id, handoffs.c.counsellor_id)
        assert dict(unit.execute(stored).all()) == winners
        owners = unit.execute(sa.select(conversations.c.owner).distinct()).scalars().all()
        assert owners == ["human"]


def test_one_counsellor_in_two_windows_has_no_third_chat(engine: Engine) -> None:
    rounds = 100
    with writing(engine) as unit:
        staff = [add_counsellor(unit, f"c{n}") for n in range(rounds)]
        for n, each in enumerate(staff):
            claim_handoff(unit, add_queued_conversation(unit, f"before{n}").id, each, NOW)
        left = [add_queued_conversation(unit, f"left{n}") for n in range(rounds)]
        right = [add_queued_conversation(unit, f"right{n}") for n in range(rounds)]
        unit.commit()

    def claims(side: list[Handoff]) -> Any:
        return lambda unit, n: claim_handoff(unit, side[n].id, staff[n], NOW).state

    for result in run_concurrently(engine, rounds, claims(left), claims(right)):
        assert sorted(map(_name, result)) == ["TooManyChats", "human"]


def test_a_claim_against_leaving_and_timing_out(engine: Engine) -> None:
    """Whoever is first has it; the conversation never has an owner that the handoff has not."""
    rounds = 60
    with writing(engine) as unit:
        staff = [add_counsellor(unit, f"c{n}") for n in range(rounds)]
        waiting = [add_queued_conversation(unit, f"p{n}", NOW + n * MINUTE) for n in range(rounds)]
        unit.commit()
    results = run_concurrently(
        engine,
        rounds,
        lambda unit, n: claim_handoff(unit, waiting[n].id, staff[n], NOW).state,
        lambda unit, n: leave_handoff(unit, waiting[n].conversation, NOW).state,
        lambda unit, n: len(time_out_queued(unit, NOW + n * MINUTE, 0 * MINUTE)),
    )
    allowed = {"human", "ended", "NotQueued", "AlreadyEnded", "int"}
    assert {_name(each) for result in results for each in result} <= allowed
    with writing(engine) as unit:
        for each in waiting:
            stored = find_handoff(unit, each.id)
            assert stored is not None
            assert stored.owner == read_owner(unit, each.conversation)


@pytest.mark.postgres
def test_a_claim_waits_for_a_running_turn_of_the_bot(postgres_engine: Engine) -> None:
    """What the bot says is committed before the claim, or not at all."""
    with writing(postgres_engine) as unit:
        ann, waiting = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        unit.commit()
    claimed = threading.Event()

    def take() -> None:
        with writing(postgres_engine) as unit:
            claim_handoff(unit, waiting.id, ann, NOW)
            assert unit.execute(sa.select(sa.func.count(outbox.c.id))).scalar() == 1
            unit.commit()
        claimed.set()

    counsellors_thread = threading.Thread(target=take)
    with writing(postgres_engine) as turn:
        assert lock_conversation(turn, waiting.conversation, wait=False).owner == "queued"
        counsellors_thread.start()
        assert not claimed.wait(0.3)
        add_bot_reply(turn, waiting.conversation, "Je t'écoute.", 0)
        turn.commit()
    counsellors_thread.join(10)
    assert claimed.is_set()


@pytest.mark.postgres
def test_a_turn_skips_who_is_being_claimed(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as unit:
        ann, waiting = add_counsellor(unit, "Ann"), add_queued_conversation(unit)
        elsewhere = add_conversation(unit, "elsewhere")
        unit.commit()
    with writing(postgres_engine) as unit, writing(postgres_engine) as turn:
        claim_handoff(unit, waiting.id, ann, NOW)
        assert lock_conversation(turn, waiting.conversation, wait=False) is None
        assert lock_conversation(turn, elsewhere, wait=False) is not None
        unit.commit()
        assert lock_conversation(turn, waiting.conversation, wait=False).owner == "human"


def _name(result: Any) -> str:
    return result if isinstance(result, str) else type(result).__name__
