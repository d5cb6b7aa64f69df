"""The console's keys, with a hash that costs little, and people who have an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import chromium
from console_people import CHEAP, Person, open_account
from console_site import Site, console
from sqlalchemy.engine import Engine

from bot.console.keys import Keys
from bot.privacy.vault import Vault
from bot.settings import new_vault_key

KEY = b"a key of thirty-two bytes or more"


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(KEY, Vault([new_vault_key()]), CHEAP)


@pytest.fixture
def person(engine: Engine, keys: Keys) -> Callable[..., Person]:
    """`person("Anna")`: an account that is ready, made yesterday."""
    return lambda name="Anna Dupont", role="counsellor": open_account(engine, keys, name, role)


@pytest.fixture
def site(sqlite_engine: Engine, keys: Keys, tmp_path: Path, clock: Callable) -> Iterator[Site]:
    """The console alone, on SQLite."""
    with console(sqlite_engine, keys, tmp_path, clock) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One a module."""
    with chromium() as running:
        yield running
