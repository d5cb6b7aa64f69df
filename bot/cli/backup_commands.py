"""`boussole backup PATH` and `boussole restore PATH`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the commands."""
    for name, command, what in (
        ("backup", backup, "a whole copy of the database, while the service runs"),
        ("restore", restore, "a copy in the place of the database; who was erased stays so"),
    ):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the database to a new file. It is as old as the database: nothing is migrated."""
    from bot.storage.database_backup import back_up_database

    back_up_database(settings.database_url, options.path)
    told = {"backup": str(options.path), "bytes": options.path.stat().st_size}
    print(json.dumps(told) if options.json else f"{told['backup']}: {told['bytes']} bytes")
    print("The keys are not in it (docs/operating.md, « Backup »)", file=sys.stderr)
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in the place of the database. Nothing has changed where this fails."""
    from bot.cli.backup_restoration import restore_backup
    from bot.stores import utc_now

    now = utc_now()
    told = restore_backup(options.path, settings, now)
    if options.json:
        print(json.dumps(told))
    else:
        print(
            f"restored (step {told['step']}, now {told['now']}):"
            f" {told['erased']} erasures of since then done again, {told['purged']} purged"
        )
    if told["waits"]:
        print(
            "The backup, or the clock, is far from the last sign of life: what is too old goes once"
            " the service has run for a day, or by `boussole purge --clock-is-right`",
            file=sys.stderr,
        )
    if told["kept"]:
        print(
            f"The database of before is kept as {told['kept']}: nothing in it is purged, so remove"
            " it once it is not needed",
            file=sys.stderr,
        )
    if not told["compared"]:
        print(
            "There was no database that could be read: who was erased since the backup is known"
            f" from {settings.erasure_log_folder} alone",
            file=sys.stderr,
        )
    return 0
