"""Restores a backup: reapplies erasures made since, purges, and carries the audit trail over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.cli import restored_backup_repository
from bot.cli.restored_backup_repository import AuditValues
from bot.cli.upkeep_commands import purge_all
from bot.console.auth import audit_trail
from bot.handoff import handoff_endings
from bot.jobs.timeouts import MAX_SILENCE
from bot.messaging.restore_cleanup import close_stale_messages
from bot.privacy import (
    clock_guard,
    clock_repository,
    encrypted_columns,
    erasure_log,
    erasure_repository,
    restore_guard,
    tombstone_repository,
)
from bot.privacy.erasure_log import Tombstones
from bot.privacy.erasure_repository import ErasedMessage
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.storage import database_engine, id_sequences
from bot.storage.database_replacement import prepare_replacement
from bot.storage.id_sequences import LastIds
from bot.storage.schema_migration import list_revisions, migrate_and_verify, read_revision
from bot.storage.unit_of_work import UnitOfWork, writing


@dataclass
class ChangesSinceBackup:
    """State of the present database that a backup may lack."""

    stones: Tombstones = field(default_factory=dict)
    messages: list[ErasedMessage] = field(default_factory=list)
    trail: list[AuditValues] = field(default_factory=list)
    given: LastIds = field(default_factory=dict)
    sign: Optional[dt.datetime] = None


def restore_backup(backup: Path, settings: Settings, now: dt.datetime) -> dict[str, Any]:
    """Restore a backup atomically and return the report.

    Raises:
        StorageError: the service runs, or the backup is unusable.
        WrongKeys: the vault's keys do not decrypt it.
        OSError.
    """
    with prepare_replacement(settings.database_url, backup) as draft:
        since = _read_changes(draft.present)
        engine = database_engine.create_database_engine(draft.url)
        try:
            step = read_revision(engine)
            migrate_and_verify(engine)
            made_good = _reapply_changes(engine, since or ChangesSinceBackup(), settings, now)
        finally:
            engine.dispose()
        kept = draft.replace_database(now)
    report = {"restored": str(backup), "step": step, "now": list_revisions()[-1], **made_good}
    return {**report, "kept": kept, "compared": since is not None}


def _reapply_changes(
    engine: Engine, since: ChangesSinceBackup, settings: Settings, now: dt.datetime
) -> dict[str, Any]:
    """Return the numbers of repeated erasures and purged rows, and whether the purge waits for a
    clock that is in doubt."""
    with writing(engine) as unit:
        encrypted_columns.check_vault_keys(unit, Vault.of(settings))
        known = erasure_log.merge_tombstones(
            erasure_log.read_tombstones(settings.erasure_log_folder), since.stones
        )
        erased = restore_guard.reapply_erasures(unit, known)
        restore_guard.restore_erased_messages(unit, since.messages, now)
        _end_open_work(unit, settings, now)
        _append_audit_trail(unit, since, now)
        waits = clock_guard.find_clock_doubt(unit, now) is not None
        unit.commit()
    purged = 0 if waits else purge_all(engine, settings, now)
    return {"erased": erased, "purged": purged, "waits": waits}


def _end_open_work(unit: UnitOfWork, settings: Settings, now: dt.datetime) -> None:
    """End waiting and silent conversations, stale messages and sessions."""
    handoff_endings.time_out_queued(unit, now, dt.timedelta(minutes=settings.handoff_minutes))
    handoff_endings.close_silent_talks(unit, now, MAX_SILENCE)
    close_stale_messages(unit, now)
    restored_backup_repository.delete_sign_ins(unit)


def _append_audit_trail(unit: UnitOfWork, since: ChangesSinceBackup, now: dt.datetime) -> None:
    """Append the audit lines written since the backup, then one for the restore."""
    last = restored_backup_repository.find_last_audit_time(unit)
    for line in since.trail:
        if last is None or line["created"] > last:
            restored_backup_repository.insert_audit_values(unit, line)
    id_sequences.advance_sequences(unit, since.given)
    if since.sign is not None:
        clock_guard.merge_sign_of_life(unit, since.sign)
    audit_trail.append_line(unit, None, "restored", "", now)


def _read_changes(present: Optional[Engine]) -> Optional[ChangesSinceBackup]:
    """Read the present database; None if it cannot be read.

    It may have any version: only tables that exist are read.
    """
    if present is None:
        return None
    try:
        tables = set(sa.inspect(present).get_table_names())
        if "tombstones" not in tables:
            return None
        with present.connect() as connection:
            unit = UnitOfWork(connection)
            return ChangesSinceBackup(
                tombstone_repository.load_tombstones(unit),
                erasure_repository.list_erased_messages(unit)
                if "erased_messages" in tables
                else [],
                restored_backup_repository.list_audit_values(unit) if "audit" in tables else [],
                id_sequences.read_last_ids(connection),
                clock_repository.find_last_seen(unit) if "sign_of_life" in tables else None,
            )
    except DBAPIError:
        return None
