"""The console's keys, with a hash that costs little, and people who have an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.console.auth.console_keys import Keys
from bot.privacy.vault import Vault
from bot.settings import generate_vault_key
from tests.support.chromium import launch_chromium
from tests.support.console_accounts import CHEAP_HASHER, Account, open_account
from tests.support.console_application import ConsoleApplication, run_console
from tests.support.database_copies import open_copy
from tests.support.manual_clock import Clock

KEY = b"a key of thirty-two bytes or more"


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(KEY, Vault([generate_vault_key()]), CHEAP_HASHER)


@pytest.fixture
def person(engine: Engine, keys: Keys) -> Callable[..., Account]:
    """`person("Anna")`: an account that is ready, made yesterday."""
    return lambda name="Anna Dupont", role="counsellor": open_account(engine, keys, name, role)


@pytest.fixture
def site(
    sqlite_engine: Engine, keys: Keys, tmp_path: Path, clock: Callable
) -> Iterator[ConsoleApplication]:
    """The console alone, on SQLite."""
    with run_console(sqlite_engine, keys, tmp_path, clock) as running:
        yield running


@pytest.fixture(scope="module")
def shared_site(
    empty_sqlite: Path, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ConsoleApplication]:
    """One a module, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("shared")
    with (
        open_copy(empty_sqlite, folder) as engine,
        run_console(engine, keys, folder, Clock()) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One a module."""
    with launch_chromium() as running:
        yield running
