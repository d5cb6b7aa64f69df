"""`boussole move`: killed anywhere it goes on, and says what it did."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.privacy.vault import Vault
from bot.settings import PROJECT_ROOT, Settings
from bot.storage import example_database
from bot.storage.staff_tables import audit
from tests.support.command_runs import Boussole
from tests.support.fresh_postgres import create_fresh_database
from tests.support.moved_databases import make_source, read_everything

DRIVER = PROJECT_ROOT / "tests" / "support" / "command_killer.py"

pytestmark = pytest.mark.postgres


@pytest.fixture
def target(postgres_url: str) -> Iterator[str]:
    with create_fresh_database(postgres_url) as url:
        yield url


@pytest.fixture
def source(database: Path) -> Path:
    """The database of a service that ran before, with its keys."""
    settings = Settings(_env_file=None, data=database.parent)
    settings.key()
    make_source(database, Vault.of(settings))
    return database


def move_and_die(target: str, word: str, number: int) -> int:
    """The status of a process of its own that dies before the statement with this number, among
    those that begin with `word`."""
    call = [sys.executable, str(DRIVER), word, str(number), "move", "--to", target]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    return subprocess.run(call, env=environment, capture_output=True).returncode


def test_killed_at_any_batch_it_goes_on_and_doubles_nothing(
    boussole: Boussole, source: Path, target: str
) -> None:
    before, draw = source.read_bytes(), random.Random(source.name)
    places = [("INSERT INTO", draw.randint(2, 14)) for _ in range(3)]
    places += [("UPDATE database_move_marks", draw.randint(1, 3)), ("UPDATE database_moves", 1)]
    for place in places:
        assert move_and_die(target, *place) == -signal.SIGKILL, place
    run = boussole("move", "--to", target, "--json")
    assert (run.status, run.json[0]["before"]) == (0, False), run.err
    moved, kept = read_everything(target), read_everything(f"sqlite:///{source}")
    assert len(moved.pop("audit")) == len(kept.pop("audit")) + 1  # that it was moved
    assert moved == kept
    assert source.read_bytes() == before


def test_it_says_what_was_done_and_no_word_of_anybody(
    boussole: Boussole, source: Path, target: str
) -> None:
    first, second = (boussole("move", "--to", target) for _ in range(2))
    rows = sum(map(len, read_everything(target).values()))
    assert first.out == f"moved: 49 tables, {rows - 1} rows, the same on both sides\n"
    assert second.out.startswith("moved already, on 20")
    for run in (first, second):
        assert run.status == 0
        assert "Set BOUSSOLE_DATABASE" in run.err
        assert "« 10 »" not in run.err
        assert target not in run.err
    assert "database_moved" in "".join(read_everything(target)[audit.name])


def test_a_wrong_target_is_a_wrong_call(boussole: Boussole, source: Path) -> None:
    run = boussole("move", "--to", "mysql://user:secret@host/name")
    assert run.status == 2
    assert "no PostgreSQL" in run.err
    assert "secret" not in run.err


def test_without_its_keys_nothing_is_moved_and_none_is_made(
    boussole: Boussole, source: Path, target: str
) -> None:
    (source.parent / "vault.keys").unlink()
    (source.parent / "pseudonym.key").unlink()
    run = boussole("move", "--to", target)
    assert run.status == 2
    assert "BOUSSOLE_PSEUDONYM_KEY and BOUSSOLE_VAULT_KEYS missing" in run.err
    assert not list(source.parent.glob("*.key*"))


def test_an_invented_centre_is_not_moved(boussole: Boussole, home: Path, target: str) -> None:
    example_database.create_example_database(home / "example")
    shutil.move(home / "example", home / "boussole.sqlite")
    run = boussole("move", "--to", target)
    assert (run.status, "an example" in run.err) == (2, True)
