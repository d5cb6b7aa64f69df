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
        ("backup", backup, "copy the database, even while the service runs"),
        ("restore", restore, "replace the database by a backup, without people erased since"),
    ):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the database to a new file, without migrating it."""
    from bot.storage.database_backup import back_up_database

    back_up_database(settings.database_url, options.path)
    report = {"backup": str(options.path), "bytes": options.path.stat().st_size}
    print(json.dumps(report) if options.json else f"{report['backup']}: {report['bytes']} bytes")
    print("The keys are not in it (docs/operating.md, « Backup »)", file=sys.stderr)
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Replace the database by a backup. On failure nothing has changed."""
    from bot.cli.backup_restoration import restore_backup
    from bot.stores import utc_now

    now = utc_now()
    report = restore_backup(options.path, settings, now)
    if options.json:
        print(json.dumps(report))
    else:
        print(
            f"restored (step {report['step']}, now {report['now']}):"
            f" {report['erased']} later erasures reapplied, {report['purged']} purged"
        )
    if report["waits"]:
        print(
            "The clock is in doubt: data past its retention is erased once the service has run for"
            " a day, or by `boussole purge --clock-is-right`",
            file=sys.stderr,
        )
    if report["kept"]:
        print(
            f"The previous database is kept as {report['kept']}; it is not purged, so delete it"
            " once it is not needed",
            file=sys.stderr,
        )
    if not report["compared"]:
        print(
            "The previous database could not be read: erasures since the backup are known from"
            f" {settings.erasure_log_folder} only",
            file=sys.stderr,
        )
    return 0
