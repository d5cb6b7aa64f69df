"""Exactly one counsellor takes a person, and the bot says nothing after that."""

from __future__ import annotations

import os
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from handoff_samples import MINUTE, NOW, at_once, bot_says, counsellor, owner, person, queued
from sqlalchemy.engine import Engine

from bot.handoff import claiming, errors
from bot.handoff.claiming import MOST_CHATS, claim
from bot.handoff.ending import close, leave, time_out
from bot.handoff.handoff import Handoff, find, mine, queue
from bot.handoff.owning import hold
from bot.storage.handoff_tables import handoffs
from bot.storage.tables import conversations, outbox
from bot.storage.unit_of_work import writing

RACES = int(os.environ.get("CLAIMS", "100"))  # `make soak`: a thousand


def test_a_claim_gives_the_person_to_the_counsellor(engine: Engine) -> None:
    with writing(engine) as unit:
        ann, waiting = counsellor(unit, "Ann"), queued(unit)
        held = claim(unit, waiting.id, ann, NOW)
        assert (held.state, held.counsellor, held.claimed) == ("human", ann, NOW)
        assert find(unit, held.id) == held
        assert owner(unit, held.conversation) == "human"
        assert (mine(unit, ann), queue(unit)) == ([held], [])


def test_what_is_taken_or_gone_cannot_be_claimed(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann, ben, waiting = counsellor(unit, "Ann"), counsellor(unit, "Ben"), queued(unit)
        claim(unit, waiting.id, ann, NOW)
        for anyone in (ann, ben):
            with pytest.raises(errors.AlreadyClaimed) as raised:
                claim(unit, waiting.id, anyone, NOW)
            assert "Ann" not in str(raised.value)
        close(unit, waiting.id, ann, NOW)
        for gone in (waiting.id, 404):
            with pytest.raises(errors.NotQueued):
                claim(unit, gone, ben, NOW)


@pytest.mark.parametrize(("duty", "disabled"), [("off", False), ("interview", False), ("on", True)])
def test_only_who_is_on_duty_claims(sqlite_engine: Engine, duty: str, disabled: bool) -> None:
    with writing(sqlite_engine) as unit:
        waiting = queued(unit)
        for anyone in (counsellor(unit, "Ann", duty, disabled), 404):
            with pytest.raises(errors.OffDuty):
                claim(unit, waiting.id, anyone, NOW)
        assert (find(unit, waiting.id), owner(unit, waiting.conversation)) == (waiting, "queued")


def test_two_chats_at_most(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as unit:
        ann = counsellor(unit, "Ann")
        held = [claim(unit, queued(unit, f"p{n}").id, ann, NOW) for n in range(MOST_CHATS)]
        waiting = queued(unit, "one more")
        with pytest.raises(errors.TooManyChats):
            claim(unit, waiting.id, ann, NOW)
        close(unit, held[0].id, ann, NOW)
        claim(unit, waiting.id, ann, NOW)


def test_two_counsellors_and_a_thousand_people(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "MOST_CHATS", RACES + 1)
    with writing(engine) as unit:
        ann, ben = counsellor(unit, "Ann"), counsellor(unit, "Ben")
        waiting = [queued(unit, f"p{n}") for n in range(RACES)]
        unit.commit()

    def claims(who: int) -> Any:
        return lambda unit, n: claim(unit, waiting[n].id, who, NOW).counsellor

    results = at_once(engine, RACES, claims(ann), claims(ben))
    winners = {}
    for held, result in zip(waiting, results, strict=True):
        (winners[held.id],) = (each for each in result if each in (ann, ben))
        (loser,) = (each for each in result if each not in (ann, ben))
        assert type(loser) is errors.AlreadyClaimed
    with writing(engine) as unit:
        stored = sa.select(handoffs.c.id, handoffs.c.counsellor_id)
        assert dict(unit.execute(stored).all()) == winners
        owners = unit.execute(sa.select(conversations.c.owner).distinct()).scalars().all()
        assert owners == ["human"]


def test_one_counsellor_in_two_windows_has_no_third_chat(engine: Engine) -> None:
    rounds = 100
    with writing(engine) as unit:
        staff = [counsellor(unit, f"c{n}") for n in range(rounds)]
        for n, each in enumerate(staff):
            claim(unit, queued(unit, f"before{n}").id, each, NOW)
        left = [queued(unit, f"left{n}") for n in range(rounds)]
        right = [queued(unit, f"right{n}") for n in range(rounds)]
        unit.commit()

    def claims(side: list[Handoff]) -> Any:
        return lambda unit, n: claim(unit, side[n].id, staff[n], NOW).state

    for result in at_once(engine, rounds, claims(left), claims(right)):
        assert sorted(map(_name, result)) == ["TooManyChats", "human"]


def test_a_claim_against_leaving_and_timing_out(engine: Engine) -> None:
    """Whoever is first has it; the conversation never has an owner that the handoff has not."""
    rounds = 60
    with writing(engine) as unit:
        staff = [counsellor(unit, f"c{n}") for n in range(rounds)]
        waiting = [queued(unit, f"p{n}", NOW + n * MINUTE) for n in range(rounds)]
        unit.commit()
    results = at_once(
        engine,
        rounds,
        lambda unit, n: claim(unit, waiting[n].id, staff[n], NOW).state,
        lambda unit, n: leave(unit, waiting[n].conversation, NOW).state,
        lambda unit, n: len(time_out(unit, NOW + n * MINUTE, 0 * MINUTE)),
    )
    allowed = {"human", "ended", "NotQueued", "AlreadyEnded", "int"}
    assert {_name(each) for result in results for each in result} <= allowed
    with writing(engine) as unit:
        for each in waiting:
            stored = find(unit, each.id)
            assert stored is not None
            assert stored.owner == owner(unit, each.conversation)


@pytest.mark.postgres
def test_a_claim_waits_for_a_running_turn_of_the_bot(postgres_engine: Engine) -> None:
    """What the bot says is committed before the claim, or not at all."""
    with writing(postgres_engine) as unit:
        ann, waiting = counsellor(unit, "Ann"), queued(unit)
        unit.commit()
    claimed = threading.Event()

    def take() -> None:
        with writing(postgres_engine) as unit:
            claim(unit, waiting.id, ann, NOW)
            assert unit.execute(sa.select(sa.func.count(outbox.c.id))).scalar() == 1
            unit.commit()
        claimed.set()

    counsellors_thread = threading.Thread(target=take)
    with writing(postgres_engine) as turn:
        assert hold(turn, waiting.conversation, wait=False).owner == "queued"
        counsellors_thread.start()
        assert not claimed.wait(0.3)
        bot_says(turn, waiting.conversation, "Je t'écoute.", 0)
        turn.commit()
    counsellors_thread.join(10)
    assert claimed.is_set()


@pytest.mark.postgres
def test_a_turn_skips_who_is_being_claimed(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as unit:
        ann, waiting = counsellor(unit, "Ann"), queued(unit)
        elsewhere = person(unit, "elsewhere")
        unit.commit()
    with writing(postgres_engine) as unit, writing(postgres_engine) as turn:
        claim(unit, waiting.id, ann, NOW)
        assert hold(turn, waiting.conversation, wait=False) is None
        assert hold(turn, elsewhere, wait=False) is not None
        unit.commit()
        assert hold(turn, waiting.conversation, wait=False).owner == "human"


def _name(result: Any) -> str:
    return result if isinstance(result, str) else type(result).__name__
