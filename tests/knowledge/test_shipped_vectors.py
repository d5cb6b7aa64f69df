"""Vectors shipped as numbers: used where they are, computed where not, and told when stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.sentence_embedding import default_embedder
from knowledge.shipped_vector_builder import iter_stale_files, update_files
from knowledge.shipped_vectors import (
    SHIPPED_FOLDER,
    ShippedVectors,
    iter_keys,
    list_files,
    read_rows,
)
from knowledge.vector_cache import VectorCache
from tests.support.knowledge_factories import WordEmbedder, occupation, small_base

NURSE = "occupations/J15.npy"


def with_files(base: KnowledgeBase) -> KnowledgeBase:
    """The same, each entry in a file of its kind; the nurse's is her own."""
    named = {i: f"{type(entry).__name__}.yml" for i, entry in base.entries.items()}
    named["infirmier"] = "occupations/J15.yml"
    return KnowledgeBase(base.sources.values(), base.entries.values(), named)


@pytest.fixture
def base() -> KnowledgeBase:
    return with_files(small_base())


@pytest.fixture
def folder(base: KnowledgeBase, embedder: WordEmbedder, tmp_path: Path) -> Path:
    update_files(base, embedder, tmp_path, None)
    embedder.embedded.clear()
    return tmp_path


def changed(base: KnowledgeBase) -> KnowledgeBase:
    nurse = occupation("infirmier", "infirmière", "infirmier")  # without its aliases
    entries = {**base.entries, "infirmier": nurse}
    return with_files(KnowledgeBase(base.sources.values(), entries.values()))


def test_a_shipped_vector_is_used_and_a_missing_one_embedded(
    folder: Path, embedder: WordEmbedder, base: KnowledgeBase, tmp_path: Path
) -> None:
    text = base.get("infirmier").day
    cache = VectorCache(tmp_path / "cache" / "v.db", shipped=lambda: ShippedVectors(folder))
    found = cache.passages([text, "un texte nouveau"], embedder)
    assert embedder.embedded == ["un texte nouveau"]
    exact = embedder.passages([text])[0]
    assert found[0] == pytest.approx(exact, abs=np.abs(exact).max() / 254 + 1e-6)
    assert np.array_equal(found[1], embedder.passages(["un texte nouveau"])[0])


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:200],  # cut off
        lambda raw: raw[:-200] + bytes(200),  # half of the last row
        lambda raw: raw[:-385] + bytes([raw[-385] ^ 0x80]) + raw[-384:],  # the sign of its scale
        lambda raw: b"no array" + raw[8:],
    ],
    ids=["cut", "zeros", "sign", "magic"],
)
def test_what_is_damaged_of_the_shipped_is_embedded_again(
    folder: Path,
    embedder: WordEmbedder,
    base: KnowledgeBase,
    damage: Callable[[bytes], bytes],
) -> None:
    files = list_files(folder)
    whole = ShippedVectors(folder).read(key for file in files for key in iter_keys(read_rows(file)))
    path = folder / NURSE
    path.write_bytes(damage(path.read_bytes()))
    found = ShippedVectors(folder).read(whole)
    assert len(found) < len(whole)
    assert all(np.array_equal(found[key], whole[key]) for key in found)


def test_nothing_shipped_is_copied_into_the_cache(
    folder: Path, embedder: WordEmbedder, base: KnowledgeBase, tmp_path: Path
) -> None:
    path = tmp_path / "cache" / "v.db"
    text = base.get("infirmier").day
    VectorCache(path, shipped=lambda: ShippedVectors(folder)).passages([text], embedder)
    VectorCache(path, shipped=lambda: None).passages([text], embedder)
    assert embedder.embedded == [text]


def test_another_model_finds_nothing_of_it(
    folder: Path, embedder: WordEmbedder, base: KnowledgeBase
) -> None:
    embedder.name = "another"
    text = base.get("infirmier").day
    VectorCache(shipped=lambda: ShippedVectors(folder)).passages([text], embedder)
    assert embedder.embedded == [text]


def test_what_is_stale_is_told_without_embedding(
    folder: Path, embedder: WordEmbedder, base: KnowledgeBase
) -> None:
    assert list(iter_stale_files(base, embedder, folder)) == []
    assert list(iter_stale_files(changed(base), embedder, folder)) == [
        f"{NURSE}: 1 vectors missing, 1 superfluous"
    ]
    (folder / NURSE).unlink()
    (folder / "nobody.npy").write_bytes((folder / "skills/01.npy").read_bytes())
    few, many = len(read_rows(folder / "skills/01.npy")), iter_stale_files(base, embedder, folder)
    assert list(many) == [
        f"nobody.npy: 0 vectors missing, {few} superfluous",
        f"{NURSE}: 4 vectors missing, 0 superfluous",
    ]
    assert embedder.embedded == []


def test_a_changed_entry_changes_its_own_file_alone(
    folder: Path, embedder: WordEmbedder, base: KnowledgeBase
) -> None:
    before = {path: path.read_bytes() for path in list_files(folder)}
    rows = {key: bytes(row) for key, row in zip(*both(folder / NURSE), strict=True)}
    update_files(changed(base), embedder, folder, None)
    after = {path: path.read_bytes() for path in list_files(folder)}
    assert [path for path in after if after[path] != before.get(path)] == [folder / NURSE]
    assert len(embedder.embedded) == 1
    again = {key: bytes(row) for key, row in zip(*both(folder / NURSE), strict=True)}
    assert len(rows.items() & again.items()) == len(rows) - 1
    assert list(iter_stale_files(changed(base), embedder, folder)) == []


def test_superfluous_files_go(folder: Path, embedder: WordEmbedder, base: KnowledgeBase) -> None:
    rest = [entry for entry in base.entries.values() if entry.id != "infirmier"]
    update_files(with_files(KnowledgeBase(base.sources.values(), rest)), embedder, folder, None)
    assert not (folder / NURSE).exists()


def test_the_shipped_vectors_of_the_base_are_there(real_base: KnowledgeBase) -> None:
    """As `make lint` asks; each file is small, all of them are what is allowed at most."""
    assert list(iter_stale_files(real_base, default_embedder(), SHIPPED_FOLDER)) == []
    sizes = [path.stat().st_size for path in list_files(SHIPPED_FOLDER)]
    assert max(sizes) < 300_000
    assert sum(sizes) < 8_500_000


def both(path: Path) -> tuple[list[bytes], list[np.void]]:
    rows = read_rows(path)
    return list(iter_keys(rows)), list(rows)
