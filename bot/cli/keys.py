"""`boussole keys rotate`: a new key for the vault, and all that is in it sealed again with it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from sqlalchemy.engine import Engine

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("keys", help="the keys of the vault").add_subparsers(
        required=True
    )
    parser = actions.add_parser("rotate", help="encrypt again, with a new key")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=rotate)


def rotate(options: argparse.Namespace, settings: Settings) -> int:
    """Seal again with a key that was put in front; says how much. Older keys still open. Refused
    while the service runs: it would open nothing that is sealed with a key it does not know."""
    from bot.storage.in_use import alone
    from bot.stores import open_database

    in_the_environment = bool(settings.vault_keys)
    if in_the_environment and len(settings.keys_of_the_vault()) < 2:
        print(
            "boussole: the keys come from BOUSSOLE_VAULT_KEYS: put a new one in front, separated by"
            " a comma, and run this again",
            file=sys.stderr,
        )
        return 1
    engine = open_database(settings)
    with alone(settings.database_url):
        count = _sealed_again(settings, engine, make=not in_the_environment)
    total = len(settings.keys_of_the_vault())
    told = {"sealed": count, "keys": total}
    print(json.dumps(told) if options.json else f"{count} sealed again, {total} keys")
    return 0


def _sealed_again(settings: Settings, engine: Engine, make: bool) -> int:
    """How much; with `make`, with a key that is put in front of the others before."""
    from bot.console import audit
    from bot.privacy import sealed
    from bot.privacy.vault import Vault
    from bot.storage.in_use import refuse_others
    from bot.storage.unit_of_work import writing
    from bot.stores import utc_now

    with writing(engine) as unit:
        refuse_others(unit, engine)
        # Two at once would each put a key in front, and one would be lost.
        sealed.lock(unit)
        if make:
            sealed.check(unit, Vault.of(settings))
            settings.add_vault_key()
        count = sealed.turn_all(unit, Vault.of(settings))
        audit.write(unit, None, "keys_rotated", "", utc_now())
        unit.commit()
    return count
