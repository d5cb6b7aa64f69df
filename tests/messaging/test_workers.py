"""Who takes which conversation, and what a slow or deadly message does to the others."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from bot.messaging.preprocessing import preprocess
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.turn_processor import (
    MAX_TURN_ATTEMPTS,
    STALE_RESULT,
    AttemptsExhausted,
    TurnOutcome,
    answer_message,
    take_pending_message,
)
from bot.messaging.wakeups import WakeupListener
from bot.messaging.worker import LeftMessages
from bot.storage import database_engine as engines
from bot.storage.unit_of_work import writing
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import run_sql
from tests.support.worker_runner import RunningWorker

SECONDS = 60


@pytest.fixture
def on_postgres(make_parts: Any, postgres_engine: Any) -> TurnDependencies:
    return make_parts(postgres_engine)


def _another_process(parts: TurnDependencies) -> TurnDependencies:
    """The same database through connections of its own."""
    return replace(parts, engine=engines.create_database_engine(parts.engine.url))


def _impatient(connection: Any, record: Any) -> None:
    """Fail where a statement would wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    connection.commit()


class OneAtATime:
    """An action's guard: notes every conversation that two turns hold at once."""

    def __init__(self, act: Any) -> None:
        self._act, self._lock = act, threading.Lock()
        self._held: Counter[int] = Counter()
        self.overlaps: list[int] = []
        self.ran: list[int] = []

    def __call__(self, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        conversation = dispatcher.turn.conversation
        with self._lock:
            self._held[conversation] += 1
            self.ran.append(conversation)
            if self._held[conversation] > 1:
                self.overlaps.append(conversation)
        try:
            return self._act(dispatcher, tracker, domain)
        finally:
            with self._lock:
                self._held[conversation] -= 1


@pytest.mark.postgres
async def test_two_workers_never_hold_one_conversation(
    on_postgres: TurnDependencies, run_worker: Any, replace_action: Any
) -> None:
    """Two processes race for three conversations: each message answered once, and in order."""
    guard = OneAtATime(None)
    guard._act = replace_action("action_thanks", guard)
    other = _another_process(on_postgres)
    people = [ConversationClient(on_postgres, f"person{n}") for n in range(3)]
    for each in people:
        for _ in range(15):
            each.sends("merci beaucoup")
    news = asyncio.Event()
    async with run_worker(on_postgres, 4, news) as one, run_worker(other, 4, news):
        await one.answered(*people)
    assert guard.overlaps == []
    assert len(guard.ran) == 45
    for each in people:
        assert each.statuses() == ["done"] * 15
        answered = [row.answers for row in each.replies()]
        assert answered == [1, *range(1, 16)]  # the notice, then one reply a message
        assert [row.seq for row in each.replies()] == list(range(1, 17))
    other.engine.dispose()


@pytest.mark.postgres
def test_losing_a_race_is_no_attempt_of_the_message(on_postgres: TurnDependencies) -> None:
    """Workers that find the message taken by another must not use its attempts up: it would be
    closed as failed although nothing is wrong with it."""
    other = _another_process(on_postgres)
    person = ConversationClient(on_postgres)
    head = person.sends("merci")
    known = preprocess(on_postgres, head)
    with writing(other.engine) as holder:  # another process is inside a short transaction
        holder.execute(
            sa.text("SELECT id FROM conversations FOR NO KEY UPDATE"),
        )
        for _ in range(MAX_TURN_ATTEMPTS + 1):
            assert answer_message(on_postgres, head, known).outcome is TurnOutcome.STALE
            assert take_pending_message(on_postgres, head.conversation) is None
    assert [message.attempts for message in person.messages()] == [1]
    other.engine.dispose()


@pytest.mark.postgres
async def test_workers_that_lose_races_do_not_give_a_good_message_up(
    on_postgres: TurnDependencies, run_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every turn but the last is lost to another process, over and over."""
    from bot.messaging import worker as workers

    lost = []

    def answer_late(parts: Any, head: Any, known: Any) -> Any:
        if len(lost) < 2 * MAX_TURN_ATTEMPTS:
            lost.append(head.seq)
            return STALE_RESULT
        return answer_message(parts, head, known)

    monkeypatch.setattr(workers, "answer_message", answer_late)
    person = ConversationClient(on_postgres)
    person.sends("merci")
    async with run_worker(on_postgres) as running:
        await running.answered(person)
    assert person.statuses() == ["done"]


@pytest.mark.postgres
async def test_an_accept_does_not_wait_for_the_running_turn(
    on_postgres: TurnDependencies, replace_action: Any, run_worker: Any
) -> None:
    """The next message of the same person is stored while the first is still being answered."""
    inside, release = threading.Event(), threading.Event()

    def slow(dispatcher: Any, tracker: Any, domain: Any) -> list:
        inside.set()
        assert release.wait(SECONDS)
        return act(dispatcher, tracker, domain)

    act = replace_action("action_thanks", slow)
    person = ConversationClient(on_postgres)
    person.sends("merci beaucoup")
    loop = asyncio.get_running_loop()
    hasty = _another_process(on_postgres)
    sa.event.listen(hasty.engine, "connect", _impatient)
    try:
        async with run_worker(on_postgres, 2) as running:
            await loop.run_in_executor(None, inside.wait, SECONDS)
            second = await loop.run_in_executor(
                None, ConversationClient(hasty).sends, "bonjour", "second"
            )
            assert second.seq == 2
            release.set()
            await running.answered(person)
    finally:
        release.set()
        hasty.engine.dispose()
    assert person.statuses() == ["done", "done"]


@pytest.mark.postgres
async def test_a_slow_turn_stops_nobody_else_on_postgresql(
    on_postgres: TurnDependencies, replace_action: Any, run_worker: Any
) -> None:
    inside, release = threading.Event(), threading.Event()

    def slow(dispatcher: Any, tracker: Any, domain: Any) -> list:
        if dispatcher.turn.person == "slow":
            inside.set()
            assert release.wait(SECONDS)
        return act(dispatcher, tracker, domain)

    act = replace_action("action_thanks", slow)
    held, free = ConversationClient(on_postgres, "slow"), ConversationClient(on_postgres, "free")
    held.sends("merci beaucoup")
    async with run_worker(on_postgres, 2) as running:
        await asyncio.get_running_loop().run_in_executor(None, inside.wait, SECONDS)
        free.sends("merci beaucoup")
        await running.answered(free)
        assert held.statuses() == ["waiting"]
        release.set()
        await running.answered(held)


async def test_a_turn_that_overruns_is_interrupted_and_the_others_go_on(
    make_parts: Any, sqlite_engine: Any, replace_action: Any, run_worker: Any, sentence: Any
) -> None:
    """One thread for everybody: an endless action is stopped after `turn_seconds`."""
    parts = make_parts(sqlite_engine)
    parts = replace(parts, settings=parts.settings.copy(update={"turn_seconds": 2.0}))
    pause = threading.Event()

    def endless(dispatcher: Any, tracker: Any, domain: Any) -> list:
        while dispatcher.turn.person == "slow":
            pause.wait(0.01)
        return act(dispatcher, tracker, domain)

    act = replace_action("action_thanks", endless)
    slow, free = ConversationClient(parts, "slow"), ConversationClient(parts, "free")
    slow.sends("merci beaucoup")
    slow.sends("bonjour")
    free.sends("merci beaucoup")
    async with run_worker(parts) as running:
        await running.answered(slow, free)
    assert slow.statuses() == ["failed", "done"]
    assert slow.told(1) == [sentence("utter_failed")]
    assert free.statuses() == ["done"]


async def test_a_poison_message_ends_with_an_honest_reply(
    person: ConversationClient, run_worker: Any, sentence: Any
) -> None:
    """Each start takes it and dies (nothing is closed); the attempts were committed before."""
    poison = person.sends("bonjour")
    person.sends("merci")
    for _ in range(MAX_TURN_ATTEMPTS - 1):
        assert (
            take_pending_message(person.parts, poison.conversation) == poison
        )  # and here the process dies
    with pytest.raises(AttemptsExhausted):
        take_pending_message(person.parts, poison.conversation)
    assert person.statuses() == ["waiting", "waiting"]
    async with run_worker(person.parts) as running:
        await running.answered(person)
    assert person.statuses() == ["failed", "done"]
    assert person.told(1) == [sentence("utter_failed")]
    assert len(person.told(2)) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DBAPIError("INSERT", {}, sqlite3.OperationalError("disk is full")), "done"),
        # An earlier statement of the turn was caught, and its connection is gone.
        (PendingRollbackError("reconnect"), "done"),
        (DBAPIError("INSERT", {}, sqlite3.IntegrityError("")), "failed"),
    ],
    ids=["full", "cut", "refused"],
)
async def test_a_failing_storage_uses_no_attempt_up_and_a_failing_statement_does(
    person: ConversationClient,
    run_worker: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: str,
) -> None:
    """A disk that is full for longer than the attempts last closed good messages as failed."""
    from bot.messaging import worker as workers

    tries: list[int] = []

    def answer_in_the_end(parts: Any, head: Any, known: Any) -> Any:
        tries.append(head.seq)
        if len(tries) <= 2 * MAX_TURN_ATTEMPTS:
            raise error
        return answer_message(parts, head, known)

    monkeypatch.setattr(workers, "answer_message", answer_in_the_end)
    person.sends("merci")
    async with run_worker(person.parts) as running:
        await running.answered(person)
    assert person.statuses() == [status]


async def test_the_first_attempt_is_counted_by_the_accept(person: ConversationClient) -> None:
    person.sends("bonjour")
    assert [message.attempts for message in person.messages()] == [1]


async def test_a_sweep_finds_what_nobody_was_handed(
    person: ConversationClient, run_worker: Any
) -> None:
    for _ in range(3):
        person.sends("merci")
    async with run_worker(person.parts) as running:
        await running.answered(person)
    assert person.statuses() == ["done"] * 3


async def test_what_comes_during_a_turn_needs_no_sweep(person: ConversationClient) -> None:
    running = RunningWorker(person.parts, 1, asyncio.Event())
    for _ in range(3):
        running.worker.hand(person.sends("merci"))
    await running.answered(person)
    await running.worker.stop()
    await asyncio.get_running_loop().run_in_executor(None, running.threads.close)
    assert person.statuses() == ["done"] * 3


async def test_messages_are_answered_in_the_order_they_came(
    both: TurnDependencies, run_worker: Any
) -> None:
    """Handed over out of order, and while others are being answered."""
    people = [ConversationClient(both, f"person{n}") for n in range(4)]
    async with run_worker(both) as running:
        for _ in range(4):
            for each in people:
                heads = [each.sends("merci"), each.sends("bonjour")]
                for head in reversed(heads):
                    running.worker.hand(head)
        await running.answered(*people)
    for each in people:
        answers = [row.answers for row in each.replies()]
        assert answers == sorted(answers)
        assert set(answers) == set(range(1, 9))


async def test_a_counsellor_s_conversation_gets_nothing_from_the_bot(
    person: ConversationClient,
) -> None:
    person.says("bonjour")
    run_sql(person.parts.engine, "UPDATE conversations SET owner = 'human'")
    told = person.told()
    assert person.says("merci") == []
    assert person.told() == told
    assert person.statuses() == ["done", "done"]


@pytest.mark.postgres
async def test_what_another_process_stores_wakes_this_one(on_postgres: TurnDependencies) -> None:
    """It hears of its own replies too: who stored one may have been told that it failed."""
    heard, said = asyncio.Queue(), asyncio.Queue()
    wakeups = _listen(on_postgres, heard.put_nowait, said.put_nowait)
    wakeups.start()
    other = _another_process(on_postgres)
    person = ConversationClient(other)
    here = ConversationClient(on_postgres, "here")
    own = here.sends("merci")
    here.gets(own)
    assert await asyncio.wait_for(said.get(), SECONDS) == own.conversation
    head = person.sends("merci")
    assert await asyncio.wait_for(heard.get(), SECONDS) == head.conversation
    person.gets(head)
    assert await asyncio.wait_for(said.get(), SECONDS) == head.conversation
    wakeups.stop()
    other.engine.dispose()


@pytest.mark.postgres
async def test_a_lost_listening_connection_comes_back_and_wakes_all(
    on_postgres: TurnDependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.messaging.wakeups.RECONNECT_SECONDS", 0.01)
    loop, missed, heard = asyncio.get_running_loop(), asyncio.Event(), asyncio.Queue()
    failures: list[Any] = []
    loop.set_exception_handler(lambda _, context: failures.append(context))
    wakeups = _listen(on_postgres, heard.put_nowait, missed=missed.set)
    wakeups.start()
    other = _another_process(on_postgres)
    run_sql(
        other.engine,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'",
    )
    await asyncio.wait_for(missed.wait(), SECONDS)
    head = ConversationClient(other).sends("merci")
    assert await asyncio.wait_for(heard.get(), SECONDS) == head.conversation
    assert failures == []
    wakeups.stop()
    other.engine.dispose()


def _listen(
    parts: TurnDependencies,
    heard: Callable[[int], None],
    said: Callable[[int], None] = lambda conversation: None,
    missed: Callable[[], None] = lambda: None,
) -> WakeupListener:
    return WakeupListener(parts.engine, heard, said, lambda: None, missed)


@pytest.mark.postgres
async def test_a_message_is_left_to_the_process_that_stored_it(
    on_postgres: TurnDependencies, run_worker: Any
) -> None:
    """Two processes would read it twice. What waited before is nobody's."""
    early, late = ConversationClient(on_postgres, "early"), ConversationClient(on_postgres, "late")
    early.sends("merci")
    async with run_worker(on_postgres) as running:
        await running.answered(early)
        late.sends("merci")
        for _ in range(3):
            swept = running.worker.last_looked
            while running.worker.last_looked == swept:
                await asyncio.sleep(0.01)
        assert [each.attempts for each in late.messages()] == [1]


def test_a_message_that_waits_for_seconds_was_left() -> None:
    left = LeftMessages(patience=3)
    assert left.select({1: 4}, set(), now=100) == [1]  # from before the start
    assert left.select({1: 4, 2: 1}, set(), now=101) == [1]
    assert left.select({1: 4, 2: 1}, set(), now=103) == [1]
    assert left.select({2: 2}, set(), now=104) == []  # the first one was answered
    assert left.select({2: 2}, set(), now=107) == [2]


def test_what_this_process_could_not_answer_needs_no_patience() -> None:
    """Somebody else held the conversation, or the database failed."""
    left = LeftMessages(patience=3)
    left.select({}, set(), now=100)
    left.served.add(1)
    assert left.select({1: 4, 2: 1}, left.take_served(), now=101) == [1]
    assert left.select({1: 4, 2: 1}, left.take_served(), now=102) == []


def test_a_sweep_that_fails_forgets_nothing() -> None:
    left = LeftMessages(patience=3)
    left.select({2: 1}, set(), now=100)
    left.served.add(1)
    assert left.select(None, left.take_served(), now=102) == []
    assert left.select({1: 4, 2: 1}, left.take_served(), now=103) == [1, 2]
