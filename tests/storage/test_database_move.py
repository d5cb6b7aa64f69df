"""SQLite to PostgreSQL: every row once, whatever interrupts it, or a refusal that says why."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.encrypted_columns import check_vault_keys
from bot.privacy.vault import Vault, WrongVaultKeys
from bot.settings import Settings, generate_vault_key
from bot.storage import database_engine as engines
from bot.storage import database_move, move_errors, move_target
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import DatabaseInUseError, hold_shared_lock
from bot.storage.database_move import MoveReport, MoveSteps, move_database
from bot.storage.row_digest import compute_row_digest
from bot.storage.schema_migration import downgrade_schema, list_revisions, migrate_schema
from bot.storage.unit_of_work import writing
from bot.stores import open_database
from tests.support.fresh_postgres import create_fresh_database
from tests.support.live_service import run_service
from tests.support.manual_clock import NOW
from tests.support.moved_databases import MESSAGES, list_next_ids, make_source, read_everything
from tests.support.web_chat_client import WebChatClient

VAULT = Vault([generate_vault_key()])
NOTHING = MoveSteps(*[lambda *given: None] * 4)
Move = Callable[..., MoveReport]


@pytest.fixture(scope="session")
def whole_source(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("whole") / "boussole.sqlite"
    file.write_bytes(empty_sqlite.read_bytes())
    make_source(file, VAULT)
    return file


@pytest.fixture
def source(whole_source: Path, tmp_path: Path) -> Path:
    file = tmp_path / "boussole.sqlite"
    file.write_bytes(whole_source.read_bytes())
    return file


@pytest.fixture
def target(postgres_url: str) -> Iterator[str]:
    with create_fresh_database(postgres_url) as url:
        yield url


@pytest.fixture
def move(source: Path, target: str) -> Move:
    """`move(steps)`, from the file to the database."""
    return lambda steps=NOTHING: move_database(f"sqlite:///{source}", target, steps, NOW)


def interrupt(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    """Stop the move after so many batches."""
    insert, left = database_move._insert_batch, iter(range(batches))

    def limited(*given: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        insert(*given)

    monkeypatch.setattr(database_move, "_insert_batch", limited)


@pytest.fixture
def half_moved(move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        interrupt(patched, 9)
        with pytest.raises(KeyboardInterrupt):
            move()


def execute(url: str, statement: str) -> None:
    engine = engines.create_database_engine(url)
    with writing(engine) as unit:
        unit.execute(sa.text(statement))
        unit.commit()
    engine.dispose()


pytestmark = pytest.mark.postgres


def test_every_row_is_moved_and_the_file_is_as_it_was(
    move: Move, source: Path, target: str
) -> None:
    before, seen = hashlib.sha256(source.read_bytes()).digest(), []
    report = move(replace(NOTHING, copying=lambda *done: seen.append(done)))
    assert hashlib.sha256(source.read_bytes()).digest() == before
    moved = read_everything(target)
    assert moved == read_everything(f"sqlite:///{source}")
    assert len(moved["inbox"]) == MESSAGES + 2
    rows = sum(map(len, moved.values()))
    assert report == MoveReport(len(moved), rows, NOW, before=False)
    assert (seen[0], seen[-1]) == ((0, rows), (rows, rows))


def test_no_id_is_given_twice(move: Move, target: str) -> None:
    move()
    engine = engines.create_database_engine(target)
    given = list_next_ids(engine)
    engine.dispose()
    assert (given["inbox"], given["answered"]) == (MESSAGES + 3, 78)  # 77 was given, and erased
    assert {last for name, last in given.items() if name not in ("inbox", "answered")} == {3}


def test_words_of_a_log_that_was_not_written_back_are_moved(
    move: Move, source: Path, target: str
) -> None:
    """As a killed service leaves it."""
    with closing(sqlite3.connect(source)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("UPDATE inbox SET body = 'the last words' WHERE id = 1")
        database.commit()
        logged = Path(f"{source}-wal").read_bytes()
        kept = source.read_bytes()
    source.write_bytes(kept)
    Path(f"{source}-wal").write_bytes(logged)
    move()
    assert (source.read_bytes(), Path(f"{source}-wal").read_bytes()) == (kept, logged)
    assert "the last words" in "".join(read_everything(target)["inbox"])


def test_a_target_that_was_migrated_is_taken(move: Move, source: Path, target: str) -> None:
    engine = engines.create_database_engine(target)
    migrate_schema(engine)
    engine.dispose()
    move()
    assert read_everything(target) == read_everything(f"sqlite:///{source}")


def test_an_interrupted_move_goes_on_and_a_finished_one_says_so(
    half_moved: None, move: Move, source: Path, target: str
) -> None:
    seen: list[Any] = []
    report = move(replace(NOTHING, copying=lambda *done: seen.append(done)))
    assert seen[0][0] == 18  # nine tables with two rows
    assert read_everything(target) == read_everything(f"sqlite:///{source}")
    assert move() == replace(report, before=True)


def test_a_service_does_not_open_half_of_the_rows(
    half_moved: None, move: Move, target: str, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, data=tmp_path, database=target)
    with pytest.raises(move_errors.MoveUnfinished):
        open_database(settings)
    move()
    open_database(settings).dispose()


def test_a_talk_goes_on_in_the_moved_database(
    make_parts: Callable[..., Any], sqlite_engine: Engine, target: str
) -> None:
    with run_service(make_parts(sqlite_engine)) as service:
        person = WebChatClient(service)
        person.welcome()
        person.say("c'est quoi le métier de boulanger ?")
    sqlite_engine.dispose()
    move_database(str(sqlite_engine.url), target, NOTHING, NOW)
    engine = engines.create_database_engine(target)
    with run_service(make_parts(engine)) as service:
        again = WebChatClient(service, person.token)
        events = [event for _, event in again.read(lambda seen: seen[-1][1].get("answers") == 2)]
        assert any("boulanger" in event.get("text", "") for event in events)
        told = again.answers(
            again.post({"id": "later", "text": "ça gagne combien ?"}).json()["seq"]
        )
        assert "boulang" in repr(told).lower()  # the subject of before
    engine.dispose()


# Refusals


def test_a_service_that_runs_keeps_its_database(move: Move, source: Path) -> None:
    with hold_shared_lock(f"sqlite:///{source}"), pytest.raises(DatabaseInUseError):
        move()


def test_a_target_with_a_service_is_refused(
    move: Move, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(move_target, "_CHECK_SECONDS", 0)
    engine = engines.create_database_engine(target)
    with engine.connect(), pytest.raises(DatabaseInUseError):
        move()
    engine.dispose()
    move()


def test_two_moves_at_once_do_not_double_a_row(
    move: Move, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is just ahead."""
    insert = database_move._insert_batch

    def insert_after_another(*given: Any) -> None:
        insert(*given)
        insert(*given)

    monkeypatch.setattr(database_move, "_insert_batch", insert_after_another)
    with pytest.raises(DatabaseInUseError, match="another move"):
        move()
    monkeypatch.undo()
    move()


def test_a_target_with_rows_is_refused_and_keeps_them(move: Move, target: str) -> None:
    engine = engines.create_database_engine(target)
    migrate_schema(engine)
    engine.dispose()
    execute(target, "INSERT INTO tombstones (person, created) VALUES ('somebody', now())")
    before = read_everything(target)
    with pytest.raises(move_errors.TargetNotEmpty, match="tombstones"):
        move()
    assert read_everything(target) == before


def test_a_file_that_changed_since_is_another_one(
    half_moved: None, move: Move, source: Path
) -> None:
    execute(f"sqlite:///{source}", "UPDATE notebooks SET code_hash = 'another' WHERE id = 1")
    with pytest.raises(move_errors.OtherSource):
        move()


def test_a_file_that_changes_meanwhile_is_noticed(move: Move, source: Path) -> None:
    """By a command that takes no lock."""
    change = "UPDATE notebooks SET code_hash = 'another' WHERE id = 1"
    steps = replace(
        NOTHING,
        comparing=lambda done, total: done == total and execute(f"sqlite:///{source}", change),
    )
    with pytest.raises(move_errors.SourceChanged):
        move(steps)


def test_a_row_that_differs_is_noticed(move: Move, target: str) -> None:
    change = "UPDATE inbox SET received = received + interval '1 microsecond' WHERE id = 600"
    steps = replace(NOTHING, copying=lambda done, total: done == total and execute(target, change))
    with pytest.raises(move_errors.RowsDiffer, match="inbox"):
        move(steps)


def test_a_row_that_is_refused_is_not_quoted(move: Move, source: Path, target: str) -> None:
    execute(f"sqlite:///{source}", "UPDATE inbox SET kind = 'secret words' WHERE id = 700")
    with pytest.raises(move_errors.RowRefused, match=r"a row of inbox \(error 22001\)") as raised:
        move()
    assert "secret" not in f"{raised.value} {raised.value.__cause__}"
    assert len(read_everything(target)["inbox"]) == database_move.BATCH_ROWS


@pytest.mark.parametrize("side", ["source", "target"])
def test_another_shape_is_refused(move: Move, source: Path, target: str, side: str) -> None:
    engine = engines.create_database_engine(f"sqlite:///{source}" if side == "source" else target)
    migrate_schema(engine)
    downgrade_schema(engine, list_revisions()[-2])
    engine.dispose()
    with pytest.raises(move_errors.SchemaDiffers, match=f"the {side} has step"):
        move()


def test_keys_that_open_nothing_stop_it_before_anything_is_written(move: Move, target: str) -> None:
    other = Vault([generate_vault_key()])
    with pytest.raises(WrongVaultKeys):
        move(replace(NOTHING, check_source=lambda unit: check_vault_keys(unit, other)))
    engine = engines.create_database_engine(target)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_what_is_no_file_of_sqlite_is_refused(target: str, tmp_path: Path) -> None:
    with pytest.raises(move_errors.SourceNotSqlite):
        move_database(target, target, NOTHING, NOW)
    with pytest.raises(StorageError, match="no database"):
        move_database(f"sqlite:///{tmp_path / 'gone.sqlite'}", target, NOTHING, NOW)
    (tmp_path / "text").write_text("bonjour")
    with pytest.raises(StorageError, match="not a database"):
        move_database(f"sqlite:///{tmp_path / 'text'}", target, NOTHING, NOW)
    assert (tmp_path / "text").read_text() == "bonjour"


@pytest.mark.parametrize("url", ["sqlite:///x.sqlite", "not a url", "postgresql://host"])
def test_a_target_of_another_kind_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(move_errors.TargetNotPostgres) as raised:
        move_target.require_postgres_url(url)
    assert url not in str(raised.value)


def test_the_digest_is_that_of_the_typed_values_in_any_order() -> None:
    zone = dt.timezone(dt.timedelta(hours=1))
    rows: list[tuple[Any, ...]] = [
        (1, True, "é", NOW, NOW.date(), b"\x00\xff", {"a": [1, 2.5], "b": None}),
        (2, False, "", None, None, None, []),
    ]
    same = [
        rows[1],
        (*rows[0][:3], NOW.astimezone(zone), *rows[0][4:6], {"b": None, "a": [1, 2.5]}),
    ]
    digest = compute_row_digest(rows)
    assert compute_row_digest(same) == digest
    changed: list[tuple[Any, ...]] = [
        *((*rows[0][:2], other, *rows[0][3:]) for other in ("e", None, ["é"])),
        (*rows[0][:3], NOW + dt.timedelta(microseconds=1), *rows[0][4:]),
        (*rows[0][:5], memoryview(b"\x00\xfe"), rows[0][6]),
        (1, 1, *rows[0][2:]),
    ]
    for row in changed:
        assert compute_row_digest([row, rows[1]]) != digest
    assert compute_row_digest([*rows, rows[0]]) != digest
    with pytest.raises(TypeError):
        compute_row_digest([(object(),)])
