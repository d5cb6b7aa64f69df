"""Faults for the day: an action that raises what it was told, a table that takes no row."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.dialogue.in_process_actions import registry
from bot.storage.conversation_tables import inbox
from bot.storage.unit_of_work import UnitOfWork
from evaluation.privacy_audit.audited_service import AuditedService


class ActionFailed(RuntimeError):
    """Its text repeats what was typed, as that of any library's error may."""


@contextlib.asynccontextmanager
async def fail_action(name: str) -> AsyncIterator[None]:
    """Whoever asks for this action meets an error that quotes them."""
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
    """The database fails at each row for this table; its error tells the statement."""
    made = f"CREATE TRIGGER audit_fault BEFORE INSERT ON {table}"
    await run.write(partial(_execute, f"{made} BEGIN SELECT RAISE(ABORT, 'disk full'); END"))
    try:
        yield
    finally:
        await run.write(partial(_execute, "DROP TRIGGER audit_fault"))


async def wait_for_retry(run: AuditedService) -> None:
    """Until a turn that failed has begun once more."""
    again = sa.select(inbox.c.id).where(inbox.c.status == "waiting", inbox.c.attempts > 1)
    while not await run.read(lambda unit: unit.execute(again).first()):
        await asyncio.sleep(0.02)


def _execute(statement: str, unit: UnitOfWork) -> None:
    unit.connection.exec_driver_sql(statement)
