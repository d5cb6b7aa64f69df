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

from bot.privacy import erasure_log, erasure_repository, tombstone_repository
from bot.privacy.erasure import REDELIVERY_WINDOW, erase_person, hash_notebook_identity
from bot.privacy.erasure_log import Tombstones
from bot.privacy.erasure_repository import ErasedMessage
from bot.storage.unit_of_work import UnitOfWork


def reapply_erasures(unit: UnitOfWork, known: Tombstones) -> int:
    """Erase again who was erased since, as of that time; how many stones were news."""
    held = tombstone_repository.load_tombstones(unit)
    news = {
        name: at for name, at in known.items() if erasure_log.is_newer_tombstone(name, at, held)
    }
    if not news:
        return 0
    every = erasure_repository.list_notebook_identities(unit)
    marks = {hash_notebook_identity(row): row.id for row in every}
    for name, at in news.items():
        if name in marks:
            erasure_repository.delete_notebooks(unit, [marks[name]])
            tombstone_repository.save_tombstone(unit, name, at)
        else:
            erase_person(unit, name, at)
    return len(news)


def reconcile(unit: UnitOfWork, folder: Path, before: dt.datetime) -> None:
    """Let database and folder know the same, and forget what is from `before`."""
    erasure_log.delete_old_log_files(folder, before)
    kept = erasure_log.read_tombstones(folder)
    reapply_erasures(unit, {name: at for name, at in kept.items() if at >= before})
    known = tombstone_repository.load_tombstones(unit)
    news = {
        name: at for name, at in known.items() if erasure_log.is_newer_tombstone(name, at, kept)
    }
    unit.on_commit(partial(erasure_log.try_append_tombstones, folder, news))


def restore_erased_messages(unit: UnitOfWork, known: list[ErasedMessage], now: dt.datetime) -> None:
    """Take over those that may still be sent again."""
    every = erasure_repository.list_erased_messages(unit)
    held = {(row["channel"], row["external_id"]) for row in every}
    fresh = [
        row
        for row in known
        if row["created"] >= now - REDELIVERY_WINDOW
        and (row["channel"], row["external_id"]) not in held
    ]
    if fresh:
        erasure_repository.insert_erased_messages(unit, fresh)
