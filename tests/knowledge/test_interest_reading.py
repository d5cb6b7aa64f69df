"""Interests read in what people say."""

from __future__ import annotations

import pytest

from knowledge.interest_classifier import InterestClassifier, load_interests
from knowledge.sentence_embedding import default_embedder
from knowledge.yaml_files import KnowledgeError
from tests.support.knowledge_factories import read_examples


@pytest.fixture(scope="module")
def reader(vectors) -> InterestClassifier:
    return InterestClassifier(default_embedder(), vectors)


def test_the_thirty_are_there_with_enough_samples():
    interests = load_interests()
    assert list(interests) == list(range(31))
    assert [n for n in range(1, 31) if len(interests[n].samples) < 25] == []
    samples = [s for interest in interests.values() for s in interest.samples]
    assert len(set(samples)) == len(samples)


SETS = ("test", "dev", "several", "several_dev")


def test_no_example_is_a_sample_or_in_two_sets():
    samples = {s for interest in load_interests().values() for s in interest.samples}
    texts = [text for name in SETS for text, _ in read_examples(f"interests_{name}.yml")]
    assert not samples & set(texts)
    assert len(set(texts)) == len(texts)


def test_interests_are_read(reader):
    said = [(text, n) for text, n in read_examples("interests_test.yml") if n]
    read = [[n for n, _ in reader.read(default_embedder().query(text))] for text, _ in said]
    first = sum(bool(found) and found[0] == n for found, (_, n) in zip(read, said, strict=True))
    three = sum(n in found for found, (_, n) in zip(read, said, strict=True))
    assert first / len(said) >= 0.8
    assert three / len(said) >= 0.9


@pytest.fixture(scope="module")
def apart(library) -> list[tuple[set[int], set[int]]]:
    """What is read in sentences that say several things, and what is meant. They were written
    apart from the samples, and their meaning by the same hand."""
    rows = read_examples("interests_several.yml")
    return [(set(library.find_interests(text)), set(meant)) for text, meant in rows]


def test_each_of_several_interests_is_read(apart):
    several = [(read, meant) for read, meant in apart if len(meant) > 1]
    assert len(several) == 60
    whole = sum(meant <= read for read, meant in several)
    right = sum(len(read & meant) for read, meant in several)
    assert whole / len(several) >= 0.75
    assert right / sum(len(meant) for _, meant in several) >= 0.85


def test_little_is_read_that_is_not_meant(apart):
    right = sum(len(read & meant) for read, meant in apart)
    assert right / sum(len(read) for read, _ in apart) >= 0.85
    silent = [read for read, meant in apart if not meant and not read]
    assert len(silent) >= 8  # of ten


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
