"""A base of any size, with names that no two entries share."""

from __future__ import annotations

import numpy as np

from evaluation.benchmarks.growth.enlarged_base import RandomPassages, resize_base
from knowledge.search_documents import list_titles
from tests.support.knowledge_factories import WordEmbedder, small_base


def test_a_smaller_base_is_a_part_of_it_and_a_larger_one_has_copies() -> None:
    base = small_base()
    few, many = resize_base(base, 3), resize_base(base, 40)
    assert len(few.entries) == 3
    assert few.entries.keys() < base.entries.keys() < many.entries.keys()
    assert len(many.entries) == 40
    titles = [title for entry in many.entries.values() for title in set(list_titles(entry))]
    assert len(titles) == len(set(titles))


def test_passages_get_unit_vectors_and_messages_their_own() -> None:
    embedder = RandomPassages(WordEmbedder())
    vectors = embedder.passages(["a", "b", "c"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert np.array_equal(embedder.query("bonjour"), WordEmbedder().query("bonjour"))
