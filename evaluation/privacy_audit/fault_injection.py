"""Injected faults: an action that quotes its input in an error, a table that rejects rows."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.dialogue.in_process_actions import registry
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import UnitOfWork
from evaluation.privacy_audit.audited_service import AuditedService

# Each trigger has a name of its own: a pooled connection that has not yet read that the last one
# was dropped would refuse to create it again.
_numbers = itertools.count()


class ActionFailed(RuntimeError):
    """An error whose message repeats the input, as a library's may."""


@contextlib.asynccontextmanager
async def fail_action(name: str) -> AsyncIterator[None]:
    """Make an action raise an error that quotes the person."""
    actions, good = registry(), registry()[name]

    def broken(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        raise ActionFailed(f"{name}: {tracker.latest_message}")

    actions[name] = broken
    try:
        yield
    finally:
        actions[name] = good


@contextlib.asynccontextmanager
async def fail_table_inserts(run: AuditedService, table: str) -> AsyncIterator[None]:
    """Make inserts into a table fail with an error that quotes the statement."""
    name = f"audit_fault_{next(_numbers)}"
    made = f"CREATE TRIGGER {name} BEFORE INSERT ON {table}"
    await run.write(partial(_execute, f"{made} BEGIN SELECT RAISE(ABORT, 'disk full'); END"))
    try:
        yield
    finally:
        await run.write(partial(_execute, f"DROP TRIGGER {name}"))


async def wait_for_retry(run: AuditedService) -> None:
    """Wait until a failed turn has started again."""
    again = sa.select(inbox.c.id).where(inbox.c.status == "waiting", inbox.c.attempts > 1)
    while not await run.read(lambda unit: unit.execute(again).first()):
        await asyncio.sleep(0.02)


def _execute(statement: str, unit: UnitOfWork) -> None:
    unit.connection.exec_driver_sql(statement)
