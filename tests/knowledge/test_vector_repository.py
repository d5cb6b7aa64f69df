"""A damaged file of vectors is rebuilt, and never gives another vector than was kept."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from knowledge.sentence_embedding import DIMENSIONS
from knowledge.vector_repository import UnusableFile, VectorRepository

KEYS = [bytes([n]) * 32 for n in range(40)]
_DRAWN = np.random.default_rng(1).normal(size=(len(KEYS), DIMENSIONS)).astype(np.float32)
_UNITS = _DRAWN / np.linalg.norm(_DRAWN, axis=1, keepdims=True)
KEPT = dict(zip(KEYS, _UNITS, strict=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.sqlite"
    VectorRepository(path).write(KEPT)
    return path


def is_good(path: Path) -> int:
    """How much it still holds: all of that is as it was kept; then what was lost can be kept."""
    file = VectorRepository(path)
    found = file.read(KEYS)
    assert [
        (key, vector) for key, vector in found.items() if not np.array_equal(vector, KEPT[key])
    ] == []
    if len(found) < len(KEPT):
        file.write(KEPT)
        assert len(file.read(KEYS)) == len(KEPT)
    return len(found)


def test_a_byte_that_changed_anywhere_gives_no_other_vector(path: Path) -> None:
    whole = path.read_bytes()
    body = random.Random(1).sample(range(108, len(whole)), 30)
    lost = 0
    for place in (*range(0, 108, 3), *body):
        broken = bytearray(whole)
        broken[place] ^= 0x81
        path.write_bytes(broken)
        lost += is_good(path) < len(KEPT)
    assert lost > 10


def text(path: Path) -> None:
    path.write_text("Ceci n'est pas une base de données.\n" * 100, "utf-8")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-6000])


def cut_to_the_first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def other_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE vector")
        db.execute("CREATE TABLE vector (name TEXT)")


def other_values(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE vector SET value = 7")


@pytest.mark.parametrize(
    "damage", [text, cut, cut_to_the_first_page, empty, other_columns, other_values]
)
def test_whatever_became_of_the_file_it_is_made_again(
    path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(path)
    assert is_good(path) < len(KEPT)
    assert damage is empty or "rebuilt" in caplog.text


def test_a_journal_of_the_damaged_file_does_not_undo_the_new_one(path: Path) -> None:
    text(path)
    journal = path.with_name("vectors.sqlite-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(4000))
    assert is_good(path) == 0
    assert not journal.exists()


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").mkdir()
    with pytest.raises(UnusableFile, match=r"vectors\.sqlite cannot be read and written"):
        VectorRepository(tmp_path / "vectors.sqlite")


def test_a_file_that_may_not_be_read_is_named_and_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights bind nobody who runs the tests as root."""
    before = path.read_bytes()

    def refuse(*given: object, **more: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr("knowledge.vector_repository.sqlite3.connect", refuse)
    monkeypatch.setattr("knowledge.vector_repository.os.access", lambda path, mode: False)
    with pytest.raises(UnusableFile, match="check its permissions"):
        VectorRepository(path)
    assert path.read_bytes() == before


def test_a_file_in_use_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*given: object, **more: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("knowledge.vector_repository.sqlite3.connect", locked)
    with pytest.raises(UnusableFile, match="now: database is locked"):
        VectorRepository(path)
    monkeypatch.undo()
    assert len(VectorRepository(path).read(KEYS)) == len(KEPT)


def test_vectors_of_a_version_without_sums_are_kept_and_get_one(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE vector SET value = substr(value, 1, ?)", (4 * DIMENSIONS,))
        db.execute("UPDATE vector SET value = zeroblob(?) WHERE key = ?", (4 * DIMENSIONS, KEYS[0]))
    assert set(VectorRepository(path).read(KEYS)) == set(KEYS[1:])
    with closing(sqlite3.connect(path)) as db:
        sizes = dict(db.execute("SELECT length(value), count(*) FROM vector GROUP BY 1"))
    assert sizes == {4 * DIMENSIONS: 1, 4 * DIMENSIONS + 8: len(KEYS) - 1}
