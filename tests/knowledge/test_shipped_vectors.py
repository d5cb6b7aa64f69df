"""Vectors shipped as numbers: used where they are, computed where not, and told when stale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from knowledge_factories import WordEmbedder, occupation, small_base

from knowledge.base import Base
from knowledge.embedding import default_embedder
from knowledge.precomputing import make, stale
from knowledge.shipped_vectors import FOLDER, ShippedVectors, files, keys_of, rows_of
from knowledge.vectors import VectorCache

NURSE = "occupations/J15.npy"


def with_files(base: Base) -> Base:
    """The same, each entry in a file of its kind; the nurse's is her own."""
    named = {i: f"{type(entry).__name__}.yml" for i, entry in base.entries.items()}
    named["infirmier"] = "occupations/J15.yml"
    return Base(base.sources.values(), base.entries.values(), named)


@pytest.fixture
def base() -> Base:
    return with_files(small_base())


@pytest.fixture
def folder(base: Base, embedder: WordEmbedder, tmp_path: Path) -> Path:
    make(base, embedder, tmp_path, None)
    embedder.embedded.clear()
    return tmp_path


def changed(base: Base) -> Base:
    nurse = occupation("infirmier", "infirmière", "infirmier")  # without its aliases
    entries = {**base.entries, "infirmier": nurse}
    return with_files(Base(base.sources.values(), entries.values()))


def test_a_shipped_vector_is_used_and_a_missing_one_embedded(
    folder: Path, embedder: WordEmbedder, base: Base, tmp_path: Path
) -> None:
    text = base.get("infirmier").day
    cache = VectorCache(tmp_path / "cache" / "v.db", shipped=lambda: ShippedVectors(folder))
    found = cache.passages([text, "un texte nouveau"], embedder)
    assert embedder.embedded == ["un texte nouveau"]
    exact = embedder.passages([text])[0]
    assert found[0] == pytest.approx(exact, abs=np.abs(exact).max() / 254 + 1e-6)
    assert np.array_equal(found[1], embedder.passages(["un texte nouveau"])[0])


def test_nothing_shipped_is_copied_into_the_cache(
    folder: Path, embedder: WordEmbedder, base: Base, tmp_path: Path
) -> None:
    path = tmp_path / "cache" / "v.db"
    text = base.get("infirmier").day
    VectorCache(path, shipped=lambda: ShippedVectors(folder)).passages([text], embedder)
    VectorCache(path, shipped=lambda: None).passages([text], embedder)
    assert embedder.embedded == [text]


def test_another_model_finds_nothing_of_it(
    folder: Path, embedder: WordEmbedder, base: Base
) -> None:
    embedder.name = "another"
    text = base.get("infirmier").day
    VectorCache(shipped=lambda: ShippedVectors(folder)).passages([text], embedder)
    assert embedder.embedded == [text]


def test_what_is_stale_is_told_without_embedding(
    folder: Path, embedder: WordEmbedder, base: Base
) -> None:
    assert list(stale(base, embedder, folder)) == []
    assert list(stale(changed(base), embedder, folder)) == [
        f"{NURSE}: 1 vectors missing, 1 superfluous"
    ]
    (folder / NURSE).unlink()
    (folder / "nobody.npy").write_bytes((folder / "skills/01.npy").read_bytes())
    few, many = len(rows_of(folder / "skills/01.npy")), stale(base, embedder, folder)
    assert list(many) == [
        f"nobody.npy: 0 vectors missing, {few} superfluous",
        f"{NURSE}: 4 vectors missing, 0 superfluous",
    ]
    assert embedder.embedded == []


def test_a_changed_entry_changes_its_own_file_alone(
    folder: Path, embedder: WordEmbedder, base: Base
) -> None:
    before = {path: path.read_bytes() for path in files(folder)}
    rows = {key: bytes(row) for key, row in zip(*both(folder / NURSE), strict=True)}
    make(changed(base), embedder, folder, None)
    after = {path: path.read_bytes() for path in files(folder)}
    assert [path for path in after if after[path] != before.get(path)] == [folder / NURSE]
    assert len(embedder.embedded) == 1
    again = {key: bytes(row) for key, row in zip(*both(folder / NURSE), strict=True)}
    assert len(rows.items() & again.items()) == len(rows) - 1
    assert list(stale(changed(base), embedder, folder)) == []


def test_superfluous_files_go(folder: Path, embedder: WordEmbedder, base: Base) -> None:
    rest = [entry for entry in base.entries.values() if entry.id != "infirmier"]
    make(with_files(Base(base.sources.values(), rest)), embedder, folder, None)
    assert not (folder / NURSE).exists()


def test_the_shipped_vectors_of_the_base_are_there(real_base: Base) -> None:
    """As `make lint` asks; each file is small, all of them are what is allowed at most."""
    assert list(stale(real_base, default_embedder(), FOLDER)) == []
    sizes = [path.stat().st_size for path in files(FOLDER)]
    assert max(sizes) < 300_000
    assert sum(sizes) < 8_500_000


def both(path: Path) -> tuple[list[bytes], list[np.void]]:
    rows = rows_of(path)
    return list(keys_of(rows)), list(rows)
