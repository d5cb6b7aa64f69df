"""C5: the order of service. Conversations take turns, however much waits in one of them."""

from __future__ import annotations

import asyncio
from typing import Any, Optional

import pytest
from people import Person
from running import SECONDS, Running

from bot.conversation import worker as workers
from bot.conversation.intake import MOST_WAITING
from bot.conversation.threads import Rank
from bot.conversation.turn import Parts, answer
from bot.conversation.worker import IN_A_ROW, FirstServed, Worker

OTHERS = 5


@pytest.fixture
async def running(parts: Parts) -> Any:
    """One that reads and one that answers: whoever is served is served alone."""
    made = Running(parts, 1, asyncio.Event())
    made.worker = Worker(parts, made.threads, lambda conversation: made.news.set(), parsers=1)
    yield made
    await made.worker.stop()
    await asyncio.get_running_loop().run_in_executor(None, made.threads.close)


async def test_c5_a_flood_by_one_comes_after_a_word_of_each_other(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[int] = []

    def noted(parts: Parts, head: Any, known: Any) -> Any:
        served.append(head.conversation)
        return answer(parts, head, known)

    monkeypatch.setattr(workers, "answer", noted)
    flood = Person(running.parts, "flood")
    heads = [flood.sends("merci") for _ in range(MOST_WAITING)]
    others = [Person(running.parts, f"other {n}") for n in range(OTHERS)]
    heads += [each.sends("merci") for each in others]
    for head in heads:
        running.worker.hand(head)
    await running.answered(flood, *others)
    conversations = [head.conversation for head in heads]
    assert served[: OTHERS + 1] == [conversations[0], *conversations[MOST_WAITING:]]
    assert served[OTHERS + 1 :] == [conversations[0]] * (MOST_WAITING - 1)


async def test_what_is_handed_over_behind_others_is_answered_after_them(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[int] = []

    def noted(parts: Parts, head: Any, known: Any) -> Any:
        served.append(head.conversation)
        return answer(parts, head, known)

    monkeypatch.setattr(workers, "answer", noted)
    monkeypatch.setattr(workers, "GIVE_WAY_SECONDS", SECONDS)
    behind, *first = (Person(running.parts, f"person {n}") for n in range(1 + OTHERS))
    heads = [each.sends("merci") for each in (behind, *first)]
    for head in heads:
        running.worker.hand(head, behind=head is heads[0])
    await running.answered(behind, *first)
    assert served[-1] == heads[0].conversation


async def test_c5_who_writes_during_a_flood_goes_before_what_is_left_of_it(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the others writes while the one before is answered."""
    loop, served = asyncio.get_running_loop(), []
    monkeypatch.setattr(workers, "GIVE_WAY_SECONDS", SECONDS)
    flood = Person(running.parts, "flood")
    heads = [flood.sends("merci") for _ in range(MOST_WAITING)]
    others = [Person(running.parts, f"other {n}") for n in range(OTHERS)]
    to_come = [each.sends("merci") for each in others]
    expected = [each.conversation for each in [*heads[:IN_A_ROW], *to_come, *heads[IN_A_ROW:]]]

    def noted(parts: Parts, head: Any, known: Any) -> Any:
        served.append(head.conversation)
        if len(served) >= IN_A_ROW and to_come:
            loop.call_soon_threadsafe(running.worker.hand, to_come.pop(0))
        return answer(parts, head, known)

    monkeypatch.setattr(workers, "answer", noted)
    for head in heads:
        running.worker.hand(head)
    await running.answered(flood, *others)
    assert served == expected


async def test_s3_who_calls_for_help_after_many_messages_does_not_give_way(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else is served all the while, and nobody gives up waiting for that to end."""
    monkeypatch.setattr(workers, "GIVE_WAY_SECONDS", 1e6)
    person = Person(running.parts, "many")
    heads = [person.sends("merci") for _ in range(2 * IN_A_ROW)]
    with running.worker._first.served():
        for head in [*heads, person.sends("je veux mourir")]:
            running.worker.hand(head)
        await running.answered(person)
    assert person.statuses() == ["done"] * (2 * IN_A_ROW + 1)


@pytest.mark.parametrize(
    ("last", "rank"), [("je veux mourir", Rank.TURN), ("merci", Rank.MORE)], ids=["help", "more"]
)
async def test_s3_a_call_for_help_that_another_process_stored_is_answered_before_what_waits(
    running: Running, monkeypatch: pytest.MonkeyPatch, last: str, rank: Rank
) -> None:
    """Nothing tells of it but its row; what one says in a row waits."""
    ranks: list[Rank] = []
    run = running.threads.run

    async def noted(given: Rank, work: Any, seconds: Optional[float] = None) -> Any:
        if getattr(work, "func", None) is answer:
            ranks.append(given)
        return await run(given, work, seconds)

    person = Person(running.parts, "many")
    for text in [*["merci"] * IN_A_ROW, last]:
        person.sends(text)
    monkeypatch.setattr(running.threads, "run", noted)
    sweeping = asyncio.create_task(running.worker.run())
    await running.answered(person)
    await running.worker.stop()
    await sweeping
    assert ranks == [Rank.TURN] * IN_A_ROW + [rank]


async def test_a_flood_gives_way_for_a_while_only() -> None:
    first = FirstServed()
    await first.none(SECONDS)
    with first.served():
        with first.served():
            pass
        await first.none(0.0)  # and goes on all the same
    await first.none(SECONDS)
