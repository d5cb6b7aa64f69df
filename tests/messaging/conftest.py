"""Persons, actions that misbehave, and a worker that is really running."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Optional

import pytest

from bot.dialogue.in_process_actions import registry
from bot.messaging import worker as workers
from bot.messaging.turn_dependencies import TurnDependencies
from tests.support.conversation_client import Act, ConversationClient
from tests.support.worker_runner import MAX_WAIT_SECONDS, RunningWorker


@asynccontextmanager
async def _run(
    parts: TurnDependencies, threads: int = 1, news: Optional[asyncio.Event] = None
) -> AsyncIterator[RunningWorker]:
    running = RunningWorker(parts, threads, news or asyncio.Event())
    sweeping = asyncio.create_task(running.worker.run())
    try:
        yield running
    finally:
        await running.worker.stop()
        await asyncio.wait_for(sweeping, MAX_WAIT_SECONDS)
        await asyncio.get_running_loop().run_in_executor(None, running.threads.close)


@pytest.fixture
def run_worker(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`async with run_worker(parts, threads, news) as running`; sweeps come fast. Several workers
    may tell the same `news`."""
    monkeypatch.setattr(workers, "SWEEP_SECONDS", 0.05)
    return _run


@pytest.fixture
def replace_action(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Act], Act]:
    """Put another function in the place of one action; returns the one that was there."""

    def replace(name: str, act: Act) -> Act:
        before = registry()[name]
        monkeypatch.setitem(registry(), name, act)
        return before

    return replace


@pytest.fixture
def both(make_parts: Any, engine: Any) -> TurnDependencies:
    """The parts on each of the two databases."""
    return make_parts(engine)


@pytest.fixture
def person(both: TurnDependencies) -> ConversationClient:
    return ConversationClient(both)


@pytest.fixture
def sentence(dialogue: Any) -> Callable[[str], str]:
    """The text of a response of the domain that has one variant and no places."""
    return lambda name: dialogue.sentences.fill(name, {}, "")["text"]
