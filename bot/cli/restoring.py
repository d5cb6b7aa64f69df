"""What is done to a backup before it is the database: nobody in it comes back who was forgotten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.cli.upkeep import purge_all
from bot.console import audit
from bot.conversation.restored import let_go
from bot.handoff import ending
from bot.jobs.waiting import SILENT
from bot.privacy import clock, returning, sealed, stones
from bot.privacy.stones import Stones
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.storage import engine as engines
from bot.storage import numbers
from bot.storage.migrate import migrate_whole, revision, revisions
from bot.storage.numbers import Given
from bot.storage.replacing import replacing
from bot.storage.staff_tables import audit as trail
from bot.storage.staff_tables import console_sessions, device_codes
from bot.storage.unit_of_work import UnitOfWork, writing


@dataclass
class Since:
    """What the present database knows that a backup may not."""

    stones: Stones = field(default_factory=dict)
    messages: returning.Numbers = field(default_factory=list)
    trail: list[dict[str, Any]] = field(default_factory=list)
    given: Given = field(default_factory=dict)
    sign: Optional[dt.datetime] = None


def restored(backup: Path, settings: Settings, now: dt.datetime) -> dict[str, Any]:
    """Restore, all or nothing; what is told of it.

    Raises:
        StorageError: the service runs, or it is no backup that can be used; WrongKeys; OSError.
    """
    with replacing(settings.database_url, backup) as draft:
        since = _since(draft.present)
        engine = engines.create(draft.url)
        try:
            step = revision(engine)
            migrate_whole(engine)
            made_good = _make_good(engine, since or Since(), settings, now)
        finally:
            engine.dispose()
        kept = draft.take_the_place(now)
    told = {"restored": str(backup), "step": step, "now": revisions()[-1], **made_good}
    return {**told, "kept": kept, "compared": since is not None}


def _make_good(
    engine: Engine, since: Since, settings: Settings, now: dt.datetime
) -> dict[str, Any]:
    """How many erasures were done again, how much was purged; whether the purge waits, since the
    clock is in doubt."""
    with writing(engine) as unit:
        sealed.check(unit, Vault.of(settings))
        known = stones.both(stones.read(settings.erased), since.stones)
        erased = returning.obey(unit, known)
        returning.remember(unit, since.messages, now)
        _end_what_was_under_way(unit, settings, now)
        _carry_on(unit, since, now)
        waits = clock.doubt(unit, now) is not None
        unit.commit()
    purged = 0 if waits else purge_all(engine, settings, now)
    return {"erased": erased, "purged": purged, "waits": waits}


def _end_what_was_under_way(unit: UnitOfWork, settings: Settings, now: dt.datetime) -> None:
    """Nobody is told today what was true then; who was signed in signs in again."""
    ending.time_out(unit, now, dt.timedelta(minutes=settings.handoff_minutes))
    ending.close_silent(unit, now, SILENT)
    let_go(unit, now)
    for table in (console_sessions, device_codes):
        unit.execute(table.delete())


def _carry_on(unit: UnitOfWork, since: Since, now: dt.datetime) -> None:
    """The audit trail goes on with what was done since, then says that this was done."""
    last = unit.execute(sa.select(sa.func.max(trail.c.created))).scalar()
    for line in since.trail:
        if last is None or line["created"] > last:
            unit.execute(trail.insert().values(line))
    numbers.go_on_from(unit, since.given)
    if since.sign is not None:
        clock.take_over(unit, since.sign)
    audit.write(unit, None, "restored", "", now)


def _since(present: Optional[Engine]) -> Optional[Since]:
    """None where there is nothing that can be read. It may be of any version: each table that it
    has is read as it was when it was made."""
    if present is None:
        return None
    try:
        there = set(sa.inspect(present).get_table_names())
        if "tombstones" not in there:
            return None
        with present.connect() as connection:
            unit = UnitOfWork(connection)
            return Since(
                stones.stored(unit),
                returning.numbers(unit) if "erased_messages" in there else [],
                _lines(unit) if "audit" in there else [],
                numbers.given(connection),
                clock.last_sign(unit) if "sign_of_life" in there else None,
            )
    except DBAPIError:
        return None


def _lines(unit: UnitOfWork) -> list[dict[str, Any]]:
    columns = [column for column in trail.columns if column.name != "id"]
    query = sa.select(*columns).order_by(trail.c.id)
    return [dict(row) for row in unit.execute(query).mappings()]
