"""`boussole move --to URL`: copy the SQLite database into a PostgreSQL one."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bot.cli.serve_command import refuse_demo_database
from bot.progress_bar import ProgressBar
from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("move", help="copy the SQLite database into a PostgreSQL one")
    parser.add_argument("--to", required=True, type=_parse_target, metavar="URL")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=move)


def move(options: argparse.Namespace, settings: Settings) -> int:
    """Copy, compare and report; an interrupted move goes on where it stopped.

    Raises:
        SettingsError: a key is missing or wrong, or the database is that of `boussole demo`.
        MoveError: see `bot.storage.move_errors`.
    """
    from bot.console.auth import audit_trail
    from bot.privacy.encrypted_columns import check_vault_keys
    from bot.privacy.existing_keys import require_existing_keys
    from bot.privacy.vault import Vault
    from bot.storage.database_move import MoveSteps, move_database
    from bot.stores import utc_now

    refuse_demo_database(settings)
    require_existing_keys(settings)
    now = utc_now()
    steps = MoveSteps(
        check_source=lambda unit: check_vault_keys(unit, Vault.of(settings)),
        record=lambda unit: audit_trail.append_line(unit, None, "database_moved", "", now),
        copying=ProgressBar("rows copied"),
        comparing=ProgressBar("rows compared"),
    )
    report = move_database(settings.database_url, options.to, steps, now)
    facts = {"tables": report.tables, "rows": report.rows, "before": report.before}
    if options.json:
        print(json.dumps(facts))
    elif report.before:
        print(f"moved already, on {report.finished:%Y-%m-%d at %H:%M} UTC: nothing was done")
    else:
        print(f"moved: {report.tables} tables, {report.rows} rows, the same on both sides")
    print(
        "Set BOUSSOLE_DATABASE to the new database before the next start. The SQLite file is"
        " unchanged and is not purged any more: delete it once it is not needed",
        file=sys.stderr,
    )
    return 0


def _parse_target(url: str) -> str:
    from bot.storage.move_errors import TargetNotPostgres
    from bot.storage.move_target import require_postgres_url

    try:
        return require_postgres_url(url)
    except TargetNotPostgres as error:
        raise argparse.ArgumentTypeError(str(error)) from None
