"""C5: the order of service. Conversations take turns, however much waits in one of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.messaging import worker as workers
from bot.messaging.db_executor import JobPriority
from bot.messaging.message_intake import MAX_WAITING_MESSAGES
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.turn_processor import answer_message
from bot.messaging.worker import MAX_CONSECUTIVE_ANSWERS, PriorityTracker, Worker
from tests.support.conversation_client import ConversationClient
from tests.support.worker_runner import MAX_WAIT_SECONDS, RunningWorker

OTHERS = 5


@pytest.fixture
async def running(parts: TurnDependencies) -> Any:
    """One that reads and one that answers: whoever is served is served alone."""
    made = RunningWorker(parts, 1, asyncio.Event())
    made.worker = Worker(parts, made.threads, lambda conversation: made.news.set(), parsers=1)
    yield made
    await made.worker.stop()
    await asyncio.get_running_loop().run_in_executor(None, made.threads.close)


async def test_c5_a_flood_by_one_comes_after_a_word_of_each_other(
    running: RunningWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[int] = []

    def noted(parts: TurnDependencies, head: Any, known: Any) -> Any:
        served.append(head.conversation)
        return answer_message(parts, head, known)

    monkeypatch.setattr(workers, "answer_message", noted)
    flood = ConversationClient(running.parts, "flood")
    heads = [flood.sends("merci") for _ in range(MAX_WAITING_MESSAGES)]
    others = [ConversationClient(running.parts, f"other {n}") for n in range(OTHERS)]
    heads += [each.sends("merci") for each in others]
    for head in heads:
        running.worker.hand(head)
    await running.answered(flood, *others)
    conversations = [head.conversation for head in heads]
    assert served[: OTHERS + 1] == [conversations[0], *conversations[MAX_WAITING_MESSAGES:]]
    assert served[OTHERS + 1 :] == [conversations[0]] * (MAX_WAITING_MESSAGES - 1)


async def test_what_is_handed_over_behind_others_is_answered_after_them(
    running: RunningWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[int] = []

    def noted(parts: TurnDependencies, head: Any, known: Any) -> Any:
        served.append(head.conversation)
        return answer_message(parts, head, known)

    monkeypatch.setattr(workers, "answer_message", noted)
    monkeypatch.setattr(workers, "MAX_YIELD_SECONDS", MAX_WAIT_SECONDS)
    behind, *first = (ConversationClient(running.parts, f"person {n}") for n in range(1 + OTHERS))
    heads = [each.sends("merci") for each in (behind, *first)]
    for head in heads:
        running.worker.hand(head, behind=head is heads[0])
    await running.answered(behind, *first)
    assert served[-1] == heads[0].conversation


async def test_c5_who_writes_during_a_flood_goes_before_what_is_left_of_it(
    running: RunningWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the others writes while the one before is answered."""
    loop, served = asyncio.get_running_loop(), []
    monkeypatch.setattr(workers, "MAX_YIELD_SECONDS", MAX_WAIT_SECONDS)
    flood = ConversationClient(running.parts, "flood")
    heads = [flood.sends("merci") for _ in range(MAX_WAITING_MESSAGES)]
    others = [ConversationClient(running.parts, f"other {n}") for n in range(OTHERS)]
    to_come = [each.sends("merci") for each in others]
    expected = [
        each.conversation
        for each in [*heads[:MAX_CONSECUTIVE_ANSWERS], *to_come, *heads[MAX_CONSECUTIVE_ANSWERS:]]
    ]

    def noted(parts: TurnDependencies, head: Any, known: Any) -> Any:
        served.append(head.conversation)
        if len(served) >= MAX_CONSECUTIVE_ANSWERS and to_come:
            loop.call_soon_threadsafe(running.worker.hand, to_come.pop(0))
        return answer_message(parts, head, known)

    monkeypatch.setattr(workers, "answer_message", noted)
    for head in heads:
        running.worker.hand(head)
    await running.answered(flood, *others)
    assert served == expected


async def test_s3_who_calls_for_help_after_many_messages_does_not_give_way(
    running: RunningWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else is served all the while, and nobody gives up waiting for that to end."""
    monkeypatch.setattr(workers, "MAX_YIELD_SECONDS", 1e6)
    person = ConversationClient(running.parts, "many")
    heads = [person.sends("merci") for _ in range(2 * MAX_CONSECUTIVE_ANSWERS)]
    with running.worker._first.track():
        for head in [*heads, person.sends("je veux mourir")]:
            running.worker.hand(head)
        await running.answered(person)
    assert person.statuses() == ["done"] * (2 * MAX_CONSECUTIVE_ANSWERS + 1)


@pytest.mark.parametrize(
    ("last", "rank"),
    [("je veux mourir", JobPriority.TURN), ("merci", JobPriority.MORE)],
    ids=["help", "more"],
)
async def test_s3_a_call_for_help_that_another_process_stored_is_answered_before_what_waits(
    running: RunningWorker, monkeypatch: pytest.MonkeyPatch, last: str, rank: JobPriority
) -> None:
    """Nothing tells of it but its row; what one says in a row waits."""
    ranks: list[JobPriority] = []
    run = running.threads.run

    async def noted(given: JobPriority, work: Any) -> Any:
        if getattr(work, "func", None) is answer_message:
            ranks.append(given)
        return await run(given, work)

    person = ConversationClient(running.parts, "many")
    for text in [*["merci"] * MAX_CONSECUTIVE_ANSWERS, last]:
        person.sends(text)
    monkeypatch.setattr(running.threads, "run", noted)
    sweeping = asyncio.create_task(running.worker.run())
    await running.answered(person)
    await running.worker.stop()
    await sweeping
    assert ranks == [JobPriority.TURN] * MAX_CONSECUTIVE_ANSWERS + [rank]


async def test_a_flood_gives_way_for_a_while_only() -> None:
    first = PriorityTracker()
    await first.none(MAX_WAIT_SECONDS)
    with first.track():
        with first.track():
            pass
        await first.none(0.0)  # and goes on all the same
    await first.none(MAX_WAIT_SECONDS)
