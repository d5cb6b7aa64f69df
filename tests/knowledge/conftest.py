"""Fixtures: a small base, and the real one where it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.knowledge_base import KnowledgeBase
from knowledge.search_index import SearchIndex
from knowledge.sentence_embedding import default_embedder
from knowledge.vector_cache import VectorCache
from tests.support.knowledge_factories import DATA, WordEmbedder, small_base


@pytest.fixture
def base() -> KnowledgeBase:
    return small_base()


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def index(base: KnowledgeBase, embedder: WordEmbedder) -> SearchIndex:
    return SearchIndex(base, embedder)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Write one file of a base folder and return the folder."""

    def writer(file: str, content: Any) -> Path:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        path.write_text(text, "utf-8")
        return tmp_path

    return writer


@pytest.fixture(scope="session")
def real_base() -> KnowledgeBase:
    """The entries that ship with the project; skipped while there are few."""
    base = KnowledgeBase.load(DATA)
    if len(base.occupations) < 50:
        pytest.skip("fewer than 50 professions are written")
    return base


@pytest.fixture(scope="session")
def vectors(shared_data: Path) -> VectorCache:
    """Vectors of the real model, kept from one run of the tests to the next."""
    return VectorCache(shared_data / "vectors.sqlite")


@pytest.fixture(scope="session")
def real_index(real_base: KnowledgeBase, vectors: VectorCache) -> SearchIndex:
    return SearchIndex(real_base, default_embedder(), vectors)
