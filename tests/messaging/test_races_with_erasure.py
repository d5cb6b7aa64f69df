"""Who comes back while they are purged or forgotten, and what platforms send again then."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any, Optional

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.messaging.external_reply import give_to_human
from bot.messaging.message_intake import IncomingMessage, accept_message
from bot.messaging.turn_processor import TurnOutcome
from bot.privacy import delivery_address_repository, erasure, erasure_repository
from bot.privacy.delivery_address_repository import DeliveryAddress
from bot.privacy.erasure import erase_content, erase_person, purge_expired
from bot.storage.conversation_repository import create_conversation, lock_conversation
from bot.storage.conversation_tables import erased_messages, inbox
from bot.storage.unit_of_work import is_sqlite, reading, writing
from tests.support.conversation_client import ConversationClient
from tests.support.database_rows import count_rows

SECONDS = 60
MONTH = dt.timedelta(days=30)
_WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def message(number: int) -> IncomingMessage:
    route = DeliveryAddress("messenger", "sealed", MONTH)
    return IncomingMessage("messenger", "p", f"m{number}", "text", "bonjour", route=route)


def old_conversation(engine: Engine, now: dt.datetime) -> int:
    old = now - dt.timedelta(days=40)
    with writing(engine) as unit:
        number = create_conversation(unit, "p", "messenger", old)
        delivery_address_repository.save_delivery_address(
            unit, number, DeliveryAddress("messenger", "sealed", 2 * MONTH), old
        )
        unit.commit()
    return number


def bodies(engine: Engine) -> list[str]:
    with reading(engine) as unit:
        return list(unit.execute(sa.select(inbox.c.body).order_by(inbox.c.seq)).scalars())


class Beside:
    """Work in a thread of its own, whose error is kept."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.error: Optional[Exception] = None
        self.result: Any = None
        self._work = work
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._work()
        except Exception as error:  # noqa: BLE001  # kept for the test
            self.error = error

    def ends(self) -> None:
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()


def until_somebody_waits(engine: Engine) -> None:
    """Until another connection waits for a lock. Inside a transaction PostgreSQL would show for
    ever what it showed first, so each look is one of its own."""
    deadline = time.monotonic() + SECONDS
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(_WAITING).scalar():
            assert time.monotonic() < deadline, "nobody waited"


@pytest.mark.postgres
def test_p7_what_is_accepted_while_the_purge_looks_is_kept(
    postgres_engine: Engine, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_conversation(postgres_engine, clock.now)
    let_go_of = erasure_repository.lock_stale_conversations

    def somebody_comes_back(*given: Any) -> list[int]:
        assert accept_message(postgres_engine, message(1), clock.now) is not None
        return let_go_of(*given)

    monkeypatch.setattr(erasure_repository, "lock_stale_conversations", somebody_comes_back)
    with writing(postgres_engine) as unit:
        purge_expired(unit, clock.now, 30, 12, 7)
        unit.commit()
    assert bodies(postgres_engine) == ["bonjour"]


@pytest.mark.postgres
def test_p7_what_comes_while_the_purge_deletes_is_refused_so_that_it_is_sent_again(
    postgres_engine: Engine, clock: Any
) -> None:
    old_conversation(postgres_engine, clock.now)
    with writing(postgres_engine) as unit:
        purge_expired(unit, clock.now, 30, 12, 7)
        coming = Beside(lambda: accept_message(postgres_engine, message(1), clock.now))
        until_somebody_waits(postgres_engine)
        unit.commit()
    coming.ends()
    assert isinstance(coming.error, DBAPIError)
    assert accept_message(postgres_engine, message(1), clock.now) is not None
    assert bodies(postgres_engine) == ["bonjour"]


@pytest.mark.postgres
def test_p6_a_colleague_who_writes_while_the_person_is_forgotten_stops_nobody(
    make_parts: Any, postgres_engine: Engine, clock: Any
) -> None:
    parts = make_parts(postgres_engine)
    number = old_conversation(postgres_engine, clock.now)
    with writing(postgres_engine) as unit:
        lock_conversation(unit, number)
        colleague = Beside(lambda: give_to_human(parts, "messenger", "p", clock.now))
        until_somebody_waits(postgres_engine)
        erase_content(unit, "p", clock.now)
        unit.commit()
    colleague.ends()
    assert colleague.error is None


def test_p6_what_was_erased_does_not_come_back_when_it_is_sent_again(
    engine: Engine, clock: Any
) -> None:
    assert accept_message(engine, message(1), clock.now) is not None
    with writing(engine) as unit:
        erase_content(unit, "p", clock.now)
        unit.commit()
    assert accept_message(engine, message(1), clock.now) is None
    assert bodies(engine) == []
    assert accept_message(engine, message(2), clock.now) is not None


def test_the_numbers_of_erased_messages_go_after_two_days(engine: Engine, clock: Any) -> None:
    accept_message(engine, message(1), clock.now)
    with writing(engine) as unit:
        erase_content(unit, "p", clock.now)
        purge_expired(
            unit, clock.now + erasure.REDELIVERY_WINDOW + dt.timedelta(hours=1), 30, 12, 7
        )
        unit.commit()
    with reading(engine) as unit:
        assert unit.execute(sa.select(erased_messages)).all() == []


@pytest.mark.parametrize("how", [erase_content, erase_person])
def test_p6_an_erasure_during_a_turn_waits_for_it_and_leaves_nothing_of_it(
    make_parts: Any, engine: Engine, replace_action: Any, how: Any
) -> None:
    """The turn has read all, and is about to write a notebook, replies and events."""
    parts = make_parts(engine)
    someone = ConversationClient(parts)
    someone.says("bonjour")
    halfway, go_on = threading.Event(), threading.Event()

    def slow(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        halfway.set()
        assert go_on.wait(SECONDS)
        return act(dispatcher, tracker, domain)

    act = replace_action("action_tell_interest", slow)
    head = someone.sends("j'aime réparer des motos")
    turn = Beside(lambda: someone.gets(head))
    assert halfway.wait(SECONDS)
    erasing = Beside(lambda: _erase(engine, someone.name, parts.clock(), how))
    if not is_sqlite(engine):  # where there is one writer at a time, it waits without saying so
        until_somebody_waits(engine)
    go_on.set()
    turn.ends()
    erasing.ends()
    assert (turn.error, erasing.error) == (None, None)
    assert turn.result.outcome is TurnOutcome.ANSWERED
    left = count_rows(engine)
    assert [left[name] for name in ("inbox", "outbox", "choices", "tracker_events")] == [0] * 4
    assert left["notebooks"] == 0
    assert someone.gets(head).outcome is TurnOutcome.STALE


def _erase(engine: Engine, person: str, now: dt.datetime, how: Any) -> None:
    with writing(engine) as unit:
        how(unit, person, now)
        unit.commit()
