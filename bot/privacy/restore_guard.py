"""A backup holds people who were erased after it was made. They do not come back (P6), whichever
way it takes the place of the database: `boussole restore` obeys the stones, and so does a service
that finds some that its database does not know.

A stone that the backup holds itself was obeyed before it was made: what it holds of that person was
said since, by somebody who came back, and stays. Any other stone was set later: all that the backup
holds of that person is from before, and goes. So no two clocks are compared.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.privacy import erasure_log
from bot.privacy.erasure import REDELIVERY_WINDOW, erase_person, hash_notebook_identity
from bot.privacy.erasure_log import Tombstones
from bot.storage.conversation_tables import erased_messages, notebooks
from bot.storage.unit_of_work import UnitOfWork

ErasedMessages = list[dict[str, Any]]


def reapply_erasures(unit: UnitOfWork, known: Tombstones) -> int:
    """Erase again who was erased since, as of that time; how many stones were news."""
    held = erasure_log.load_tombstones(unit)
    news = {
        name: at for name, at in known.items() if erasure_log.is_newer_tombstone(name, at, held)
    }
    if not news:
        return 0
    every = unit.execute(sa.select(notebooks.c.id, notebooks.c.created)).all()
    marks = {hash_notebook_identity(row): row.id for row in every}
    for name, at in news.items():
        if name in marks:
            unit.execute(notebooks.delete().where(notebooks.c.id == marks[name]))
            erasure_log.save_tombstone(unit, name, at)
        else:
            erase_person(unit, name, at)
    return len(news)


def reconcile(unit: UnitOfWork, folder: Path, before: dt.datetime) -> None:
    """Let database and folder know the same, and forget what is from `before`."""
    erasure_log.delete_old_log_files(folder, before)
    kept = erasure_log.read_tombstones(folder)
    reapply_erasures(unit, {name: at for name, at in kept.items() if at >= before})
    known = erasure_log.load_tombstones(unit)
    news = {
        name: at for name, at in known.items() if erasure_log.is_newer_tombstone(name, at, kept)
    }
    unit.on_commit(partial(erasure_log.try_append_tombstones, folder, news))


def list_erased_messages(unit: UnitOfWork) -> ErasedMessages:
    """The numbers of erased messages, which platforms may send again."""
    return [dict(row) for row in unit.execute(sa.select(erased_messages)).mappings()]


def restore_erased_messages(unit: UnitOfWork, known: ErasedMessages, now: dt.datetime) -> None:
    """Take over those that may still be sent again."""
    key = (erased_messages.c.channel, erased_messages.c.external_id)
    held = {tuple(row) for row in unit.execute(sa.select(*key))}
    fresh = [
        row
        for row in known
        if row["created"] >= now - REDELIVERY_WINDOW
        and (row["channel"], row["external_id"]) not in held
    ]
    if fresh:
        unit.execute(erased_messages.insert(), fresh)
