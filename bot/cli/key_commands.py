"""`boussole keys rotate`: re-encrypt everything with a new vault key."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from sqlalchemy.engine import Engine

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("keys", help="manage the vault's keys").add_subparsers(
        required=True
    )
    parser = actions.add_parser("rotate", help="re-encrypt with a new key")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=rotate_keys)


def rotate_keys(options: argparse.Namespace, settings: Settings) -> int:
    """Add a key in front of the others and re-encrypt; print how much.

    Old keys still decrypt. Refused while the service runs, which would not know the new key.
    """
    from bot.storage.database_lock import hold_exclusive_lock
    from bot.stores import open_database

    in_the_environment = bool(settings.vault_keys)
    if in_the_environment and len(settings.load_vault_keys()) < 2:
        print(
            "boussole: the keys come from BOUSSOLE_VAULT_KEYS: add a new one in front, separated by"
            " a comma, and run this again",
            file=sys.stderr,
        )
        return 1
    engine = open_database(settings)
    with hold_exclusive_lock(settings.database_url):
        count = _reencrypt_columns(settings, engine, make=not in_the_environment)
    total = len(settings.load_vault_keys())
    report = {"sealed": count, "keys": total}
    print(json.dumps(report) if options.json else f"{count} sealed again, {total} keys")
    return 0


def _reencrypt_columns(settings: Settings, engine: Engine, make: bool) -> int:
    """Re-encrypt and return how many values; with `make`, add a new key first."""
    from bot.console.auth import audit_trail
    from bot.privacy import encrypted_column_repository, encrypted_columns
    from bot.privacy.vault import Vault
    from bot.storage.database_lock import ensure_no_other_connections
    from bot.storage.unit_of_work import writing
    from bot.stores import utc_now

    with writing(engine) as unit:
        ensure_no_other_connections(unit, engine)
        # Two concurrent rotations would each add a key, and lose one.
        encrypted_column_repository.lock_encrypted_tables(unit)
        if make:
            encrypted_columns.check_vault_keys(unit, Vault.of(settings))
            settings.add_vault_key()
        count = encrypted_columns.rotate_keys(unit, Vault.of(settings))
        audit_trail.append_line(unit, None, "keys_rotated", "", utc_now())
        unit.commit()
    return count
