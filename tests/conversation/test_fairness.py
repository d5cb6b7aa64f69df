"""C5: the order of service. Conversations take turns, however much waits in one of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from people import Person
from running import Running

from bot.conversation import worker as workers
from bot.conversation.intake import MOST_WAITING
from bot.conversation.turn import Parts, answer
from bot.conversation.worker import Worker

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

    def noted(parts: Parts, head: Any, parse: Any) -> Any:
        served.append(head.conversation)
        return answer(parts, head, parse)

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
