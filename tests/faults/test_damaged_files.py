"""Files that are damaged when the service starts: one line that names what it is, or the same
service as before. Never another answer.

What each file does by itself: `tests/knowledge/test_vector_repository.py` and
`test_shipped_vectors.py` (vectors), `tests/knowledge/encoder` (the graph),
`tests/dialogue/test_training.py` and `test_shipped_weights.py` (models),
`tests/care/test_classifier.py`, `tests/cli/test_backup_commands.py` (backups).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli import http_connections
from bot.storage.conversation_repository import create_conversation
from bot.storage.conversation_tables import conversations
from bot.storage.damaged_database import DamagedDatabase
from bot.storage.unit_of_work import reading, writing
from bot.stores import open_database
from knowledge.importers import dataset_files
from knowledge.knowledge_base import KnowledgeBase
from knowledge.yaml_files import KnowledgeError
from tests.support.command_fixtures import boussole, database, home, loaded
from tests.support.command_runs import Boussole
from tests.support.manual_clock import NOW

__all__ = ["boussole", "database", "home", "loaded"]

# The last byte of each field of SQLite's header, as its documentation lists them.
FIELDS = (0, 15, 17, 18, 19, 20, 21, 22, 23, *range(27, 72, 4), 91, 95, 99)
NAMES = ("le premier", "la deuxième", "le troisième")


@pytest.fixture
def started(boussole: Boussole, loaded: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Start the service; it ends at once where it would begin to answer."""
    monkeypatch.setattr(http_connections, "serve_socket", lambda *given: None)
    return lambda: boussole("serve", "--port", "0")


@pytest.fixture
def filled(settings: Any, empty_sqlite: Path) -> bytes:
    """A database with three people, all in its file."""
    path = settings.data / "boussole.sqlite"
    shutil.copy(empty_sqlite, path)
    engine = open_database(settings)
    with writing(engine) as unit:
        for name in NAMES:
            create_conversation(unit, name, "web", NOW)
        unit.commit()
    engine.dispose()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def test_a_byte_of_the_header_that_changed_is_named_or_changes_nothing(
    settings: Any, filled: bytes
) -> None:
    found = set()
    for at in FIELDS:
        damaged = bytearray(filled)
        damaged[at] ^= 0xFF
        found.add(_read(settings, bytes(damaged)))
    assert found == {", ".join(NAMES), "damaged"}


def _read(settings: Any, content: bytes) -> str:
    """The people in it, or how it was refused."""
    try:
        return ", ".join(_people(settings, content))
    except DamagedDatabase as error:
        return "damaged" if "boussole.sqlite" in str(error) else str(error)


def _people(settings: Any, content: bytes) -> list[str]:
    path = settings.data / "boussole.sqlite"
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.write_bytes(content)
    engine = open_database(settings)
    try:
        with reading(engine) as unit:
            found = unit.execute(sa.select(conversations.c.person).order_by(conversations.c.id))
            return list(found.scalars())
    finally:
        engine.dispose()


def _overwrite(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(b"\x00" * 16 + content[16:])


def _halve(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_overwrite, _halve, _empty])
def test_a_damaged_database_stops_the_start_in_one_line(
    started: Callable[[], Any], database: Path, damage: Callable[[Path], None]
) -> None:
    assert started().status == 0  # which makes the keys
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)
    damage(database)
    run = started()
    assert run.status == 1
    [line] = [each for each in run.err.splitlines() if each.startswith("boussole: ")]
    assert str(database) in line
    assert "restore a backup" in line


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("pseudonym.key", b"0123", 2, "BOUSSOLE_PSEUDONYM_KEY: at least 32 characters"),
        ("vault.keys", b"\xff\x00", 2, "vault.keys: not Fernet keys"),
        (".env", b"\xff\xfe\x00=", 2, ".env: not a text in UTF-8"),
        (".env", b"BOUSSOLE_PORT=vingt", 2, "BOUSSOLE_PORT"),
    ],
)
def test_damaged_keys_and_settings_stop_the_start_in_one_line(
    started: Callable[[], Any],
    home: Path,
    database: Path,
    name: str,
    content: bytes,
    status: int,
    words: str,
) -> None:
    (home / name).write_bytes(content)
    run = started()
    assert run.status == status
    assert words in run.err.splitlines()[-1]


def test_a_model_in_which_a_byte_changed_is_named(
    boussole: Boussole, home: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytearray(model.read_bytes())
    content[len(content) // 2] ^= 1
    (home / "models").mkdir()
    (home / "models" / model.name).write_bytes(content)
    monkeypatch.setenv("BOUSSOLE_MODELS", str(home / "models"))
    run = boussole("nlu", typed="bonjour\n")
    assert run.status == 1
    assert f"{model.name} is not what was trained here" in run.err


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("Cuit", "Cuis"),
        lambda text: "".join(text.splitlines(keepends=True)[:-1]),
        lambda text: text[:-9],
    ],
    ids=["a letter", "a line", "cut"],
)
def test_a_damaged_import_is_named(tmp_path: Path, damage: Callable[[str], str]) -> None:
    manifest = dataset_files.Manifest("rome", "France Travail", NOW.date())
    path = dataset_files.get_dataset_path(tmp_path, "rome")
    dataset_files.write_dataset(path, manifest, [_sheet("K1201"), _sheet("D1102")])
    (tmp_path / "hand").mkdir()
    assert len(KnowledgeBase.load(tmp_path / "hand", tmp_path).entries) == 2
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    with pytest.raises(KnowledgeError, match=r"rome\.jsonl"):
        KnowledgeBase.load(tmp_path / "hand", tmp_path)


def _sheet(code: str) -> tuple[str, dict[str, Any]]:
    title = {"f": "Boulangère", "m": "Boulanger"}
    told = {"rome": code, "riasec": "R", "summary": ["Cuit le pain."]}
    return "sheet", {"id": f"rome-{code.lower()}", "title": title, **told}
