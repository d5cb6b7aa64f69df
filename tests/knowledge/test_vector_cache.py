"""Vectors on disk: only what is new is computed."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.search_index import SearchIndex
from knowledge.sentence_embedding import DIMENSIONS, default_embedder
from knowledge.vector_cache import VectorCache
from tests.support.knowledge_factories import WordEmbedder, occupation, small_base


@pytest.fixture(params=["memory", "disk"])
def cache(request, tmp_path) -> VectorCache:
    return VectorCache(tmp_path / "some" / "vectors.db" if request.param == "disk" else None)


def test_only_new_texts_are_embedded(cache, embedder):
    first = cache.passages(["un chat", "un chien", "un chat"], embedder)
    assert embedder.embedded == ["un chat", "un chien"]
    second = cache.passages(["un chien", "un loup"], embedder)
    assert embedder.embedded == ["un chat", "un chien", "un loup"]
    assert first.shape == (3, DIMENSIONS)
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], second[0])


def test_another_process_finds_them(tmp_path, embedder):
    VectorCache(tmp_path / "v.db").passages(["un chat"], embedder)
    other = WordEmbedder()
    VectorCache(tmp_path / "v.db").passages(["un chat"], other)
    assert other.embedded == []


def test_another_model_has_its_own(cache, embedder):
    cache.passages(["un chat"], embedder)
    other = WordEmbedder()
    other.name = "another"
    cache.passages(["un chat"], other)
    assert other.embedded == ["un chat"]


def test_the_two_sides_are_kept_apart(cache, embedder):
    cache.queries(["un chat"], embedder)
    cache.passages(["un chat"], embedder)
    assert embedder.embedded == ["un chat"]


def test_progress_counts_what_is_computed(cache, embedder):
    cache.passages(["1a"], embedder)
    seen = []
    cache.passages(["1a", *(f"{n}b" for n in range(20))], embedder, lambda *at: seen.append(at))
    assert seen == [(16, 20), (20, 20)]


def test_nothing_to_embed(cache, embedder):
    assert cache.passages([], embedder).shape == (0, DIMENSIONS)


def test_a_changed_entry_alone_is_embedded_again(embedder):
    cache = VectorCache()
    base = small_base()
    SearchIndex(base, embedder, cache)
    embedder.embedded.clear()
    changed = {**base.entries, "infirmier": occupation("infirmier", "infirmière", "infirmier")}
    SearchIndex(type(base)(base.sources.values(), changed.values()), embedder, cache)
    assert len(embedder.embedded) == 1  # its aliases changed: one passage of three


def test_the_shipped_model_gives_unit_vectors_and_remembers_queries():
    model = default_embedder()
    assert default_embedder() is model
    vector = model.query("je veux   devenir\ninfirmière")
    assert vector.shape == (DIMENSIONS,)
    assert vector.dtype == np.float32
    assert abs(float(np.linalg.norm(vector)) - 1.0) < 1e-3
    assert model.query("je veux devenir infirmière") is vector
    near, far = model.passages(["Une infirmière soigne les malades.", "Le prix du pétrole monte."])
    assert float(near @ vector) > float(far @ vector)
