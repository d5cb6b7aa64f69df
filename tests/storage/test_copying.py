"""Copies are whole while others write, for their owner only, and never take another's name."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.storage import database_backup, postgres_tools, private_files
from bot.storage.backup_checksum import DamagedFileError
from bot.storage.conversation_tables import tombstones
from bot.storage.database_backup import back_up_database, check_sqlite_file
from bot.storage.database_engine import StorageError
from bot.storage.schema_migration import list_revisions, load_metadata
from tests.support.populated_tables import fill_tables


def url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def rows(file: Path, table: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def test_a_copy_holds_every_row_while_somebody_writes(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    fill_tables(sqlite_engine)
    with sqlite_engine.connect() as writer, writer.begin():
        writer.execute(tombstones.delete())  # not committed: no copy knows of it
        back_up_database(url(sqlite_engine), tmp_path / "copy")
    for table in load_metadata().tables:
        assert len(rows(tmp_path / "copy", table)) == 2, table
    assert rows(tmp_path / "copy", "alembic_version") == [(list_revisions()[-1],)]
    assert rows(tmp_path / "copy", "sqlite_sequence")


def test_a_copy_is_for_its_owner_only(engine: Engine, tmp_path: Path) -> None:
    back_up_database(url(engine), tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.draft"))


def test_nothing_is_overwritten(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("another file")
    with pytest.raises(StorageError, match="is there already"):
        back_up_database(url(engine), tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "another file"


def test_a_name_that_is_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "copy"

    def make() -> None:
        with private_files.create_private_file(target) as draft:
            draft.write_text("ours")
            target.write_text("theirs")

    with pytest.raises(private_files.TargetExistsError):
        make()
    assert [each.read_text() for each in tmp_path.iterdir()] == ["theirs"]


def test_a_disk_that_knows_no_links_gets_its_copy_too(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*names: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(private_files.os, "link", refuse)
    back_up_database(url(sqlite_engine), tmp_path / "copy")
    check_sqlite_file(tmp_path / "copy")


def test_what_another_run_works_at_is_left_to_it(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.draft").write_text("half a copy")
    with pytest.raises(StorageError, match="cut off"):
        back_up_database(url(sqlite_engine), tmp_path / "copy")
    assert (tmp_path / "copy.draft").read_text() == "half a copy"


def test_a_copy_that_cannot_be_read_gets_no_name(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vacuum = database_backup._vacuum_into

    def torn(source: Path, draft: Path) -> None:
        vacuum(source, draft)
        draft.write_bytes(draft.read_bytes()[:5000])

    monkeypatch.setattr(database_backup, "_vacuum_into", torn)
    with pytest.raises(DamagedFileError):
        back_up_database(url(sqlite_engine), tmp_path / "copy")
    assert not list(tmp_path.glob("copy*"))


def test_no_database_is_one_line_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        back_up_database(f"sqlite:///{tmp_path / 'gone.sqlite'}", tmp_path / "copy")
    assert not list(tmp_path.iterdir())


@pytest.mark.postgres
def test_without_the_tools_of_postgresql_it_is_one_line(
    postgres_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_tools, "_find_tools", lambda name: iter(()))
    with pytest.raises(StorageError, match="pg_dump is not there: install") as told:
        back_up_database(url(postgres_engine), tmp_path / "copy")
    assert "\n" not in str(told.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.postgres
def test_a_tool_older_than_the_server_is_not_taken(
    postgres_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_tools, "_read_tool_version", lambda tool: 9)
    with pytest.raises(StorageError, match="pg_dump is only of version 9"):
        back_up_database(url(postgres_engine), tmp_path / "copy")


@pytest.mark.postgres
def test_a_dump_that_is_cut_off_is_noticed(postgres_engine: Engine, tmp_path: Path) -> None:
    fill_tables(postgres_engine)
    whole, torn = tmp_path / "copy", tmp_path / "torn"
    back_up_database(url(postgres_engine), whole)
    torn.write_bytes(whole.read_bytes()[:-2000])
    with pytest.raises(StorageError, match="pg_restore failed"):
        postgres_tools.verify_dump(url(postgres_engine), torn)


@pytest.mark.parametrize("damage", ["cut off", "garbled", "text"])
def test_a_damaged_file_is_no_copy(sqlite_engine: Engine, tmp_path: Path, damage: str) -> None:
    fill_tables(sqlite_engine)
    file = tmp_path / "copy"
    back_up_database(url(sqlite_engine), file)
    whole = file.read_bytes()
    half = len(whole) // 2
    broken = {
        "cut off": whole[:half],
        "garbled": whole[:half] + b"\xaa" * 8192 + whole[half + 8192 :],
        "text": b"bonjour\n" * 4096,
    }
    file.write_bytes(broken[damage])
    with pytest.raises(DamagedFileError):
        check_sqlite_file(file)


def test_a_copy_in_which_rows_point_nowhere_is_not_whole(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    fill_tables(sqlite_engine)
    back_up_database(url(sqlite_engine), tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as database:
        database.execute("DELETE FROM conversations")
        database.commit()
    with pytest.raises(DamagedFileError, match="damaged"):
        check_sqlite_file(tmp_path / "copy")
