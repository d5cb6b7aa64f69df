"""Interests read in what people say."""

from __future__ import annotations

import pytest
from knowledge_factories import read_examples

from knowledge.base import KnowledgeError
from knowledge.embedding import default_embedder
from knowledge.interests import InterestReader, load_interests


@pytest.fixture(scope="module")
def reader(vectors) -> InterestReader:
    return InterestReader(default_embedder(), vectors)


def test_the_thirty_are_there_with_enough_samples():
    interests = load_interests()
    assert list(interests) == list(range(31))
    assert all(len(interests[n].samples) >= 25 for n in range(1, 31))
    samples = [s for interest in interests.values() for s in interest.samples]
    assert len(set(samples)) == len(samples)


def test_no_example_is_a_sample():
    samples = {s for interest in load_interests().values() for s in interest.samples}
    examples = {*read_examples("interests_test.yml"), *read_examples("interests_dev.yml")}
    assert not samples & {text for text, _ in examples}


def test_interests_are_read(reader):
    said = [(text, n) for text, n in read_examples("interests_test.yml") if n]
    read = [[n for n, _ in reader.read(default_embedder().query(text))] for text, _ in said]
    first = sum(bool(found) and found[0] == n for found, (_, n) in zip(read, said, strict=True))
    three = sum(n in found for found, (_, n) in zip(read, said, strict=True))
    assert first / len(said) >= 0.8
    assert three / len(said) >= 0.9


def test_other_things_tell_no_interest(reader):
    said = [text for text, n in read_examples("interests_test.yml") if not n]
    silent = [text for text in said if not reader.read(default_embedder().query(text))]
    assert len(silent) / len(said) >= 0.8


def test_at_most_top_and_best_first(reader):
    found = reader.read(default_embedder().query("j'aime dessiner et créer"), top=2)
    assert 1 <= len(found) <= 2
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_missing_interest_is_refused(tmp_path):
    file = tmp_path / "interests.yml"
    file.write_text("- {number: 1, label: x, samples: [y]}\n", "utf-8")
    with pytest.raises(KnowledgeError, match="missing interests"):
        load_interests(file)


def test_an_interest_without_samples_is_refused(tmp_path):
    file = tmp_path / "interests.yml"
    file.write_text("- {number: 1, label: x}\n", "utf-8")
    with pytest.raises(KnowledgeError, match="not an interest"):
        load_interests(file)
