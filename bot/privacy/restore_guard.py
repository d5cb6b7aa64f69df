"""Erase people again who are in a restored backup but were erased after it was made (P6).

`boussole restore` does so, and so does a service that finds tombstones unknown to its database. If
the backup holds the tombstone, it was already applied and newer data of that person stays;
otherwise all of that person's data predates the erasure and is deleted. Clocks are never compared.
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
    """Erase again those whose tombstones are new to the database; return how many."""
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
    """Synchronise database and erasure log, and delete entries older than `before`."""
    erasure_log.delete_old_log_files(folder, before)
    logged = erasure_log.read_tombstones(folder)
    reapply_erasures(unit, {name: at for name, at in logged.items() if at >= before})
    stored = tombstone_repository.load_tombstones(unit)
    news = {
        name: at for name, at in stored.items() if erasure_log.is_newer_tombstone(name, at, logged)
    }
    unit.on_commit(partial(erasure_log.try_append_tombstones, folder, news))


def restore_erased_messages(unit: UnitOfWork, known: list[ErasedMessage], now: dt.datetime) -> None:
    """Take over the ids of messages that may still be redelivered."""
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
