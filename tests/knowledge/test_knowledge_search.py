"""Search: names first, then words and meaning; and what it finds in the real base."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from pathlib import Path

import pytest
import yaml
from knowledge_factories import read_examples

from knowledge.base import Base
from knowledge.embedding import default_embedder
from knowledge.index import ENOUGH, Index

# The mean time of a search, the sentence vector at hand; measured: .25 ms.
MOST_SECONDS = 0.005


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("infirmière", "infirmier"),
        ("INFIRMIER", "infirmier"),
        ("je veux devenir infirmiere", "infirmier"),
        ("infermière", "infirmier"),
        ("kiné", "kinesitherapeute"),
        ("mecano", "mecanicien-auto"),
        ("mécanicienne de moto", "mecanicien-moto"),
        ("chercher la panne", "mecanicien-moto"),
        ("c koi une AOB", "aob"),
        ("attestation B", "aob"),
        ("bachelier infirmier", "bachelier-infirmier"),
    ],
)
def test_first_hit(index, text, expected):
    assert index.search(text)[0].id == expected


def test_a_hit_says_what_it_is(index):
    hit = index.search("photographe")[0]
    assert (hit.kind, hit.title) == ("occupation", "photographe")
    assert 0.95 <= hit.score <= 1.0


def test_kinds_and_top(index):
    assert {hit.kind for hit in index.search("infirmier", kinds=["training"])} == {"training"}
    assert len(index.search("infirmier", top=2)) == 2
    with pytest.raises(ValueError, match="no such kind: question"):
        index.search("infirmier", kinds=["question"])


def test_expired_answers_are_left_out(index):
    before, after = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
    assert index.search("AOB", today=before)[0].id == "aob"
    assert "aob" not in [hit.id for hit in index.search("AOB", top=50, today=after)]


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_finds_nothing(index, text):
    assert index.search(text) == []


@pytest.mark.parametrize("text", ["???", "😀", "le la les", "a" * 5000])
def test_strange_texts_find_nothing_good(index, text):
    assert all(hit.score < ENOUGH for hit in index.search(text))


def test_an_empty_base(embedder):
    assert Index(Base(), embedder).search("infirmier") == []


def test_what_people_type_finds_the_profession(real_index):
    examples = read_examples("queries.yml")
    hits = [[hit.id for hit in real_index.search(q, kinds=["occupation"])] for q, _ in examples]
    first = sum(ids[0] == wanted for ids, (_, wanted) in zip(hits, examples, strict=True))
    three = sum(wanted in ids[:3] for ids, (_, wanted) in zip(hits, examples, strict=True))
    assert len(examples) >= 80
    assert first / len(examples) >= 0.85
    assert three / len(examples) >= 0.93


def test_what_the_base_does_not_hold_is_refused(real_index):
    texts = yaml.safe_load((Path(__file__).parent / "unknown_test.yml").read_text("utf-8"))
    refused = [t for t in texts if real_index.search(t, kinds=["occupation"])[0].score < ENOUGH]
    known = [
        real_index.search(q, kinds=["occupation"])[0].score >= ENOUGH
        for q, _ in read_examples("queries.yml")
    ]
    assert len(refused) / len(texts) >= 0.9
    assert sum(known) / len(known) >= 0.9


def test_a_search_is_fast(real_index):
    examples = [(q, default_embedder().query(q)) for q, _ in read_examples("queries.yml")]
    times = []
    for text, vector in examples:
        start = time.perf_counter()
        real_index.search(text, vector)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < MOST_SECONDS
