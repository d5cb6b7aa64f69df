"""What is only told, read by nearness to sample sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.disclosure_classifier import DisclosureClassifier, load_disclosures
from knowledge.knowledge_base import KnowledgeBase
from knowledge.sentence_embedding import default_embedder

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def reader(vectors) -> DisclosureClassifier:
    return DisclosureClassifier(default_embedder(), vectors)


def wrong(reader: DisclosureClassifier, file: str) -> list[tuple[str, str, str]]:
    """What is read as another kind than it is, with both."""
    found = []
    for text, kind in yaml.safe_load((HERE / file).read_text("utf-8")):
        read, _ = reader.kind(default_embedder().query(text))
        if (read or "none") != kind:
            found.append((text, kind, read))
    return found


def test_every_kind_has_samples_of_its_own():
    tellings = load_disclosures()
    assert [each for each in tellings.values() if len(each.samples) < 6] == []
    samples = [sample for each in tellings.values() for sample in each.samples]
    assert len(set(samples)) == len(samples)


def test_what_was_chosen_on_is_read(reader: DisclosureClassifier):
    assert len(wrong(reader, "tellings_dev.yml")) <= 2


def test_what_was_never_seen_is_read(reader: DisclosureClassifier):
    """Nothing that tells none of the kinds is taken up, and at most one in six is misread."""
    missed = wrong(reader, "tellings_test.yml")
    assert [each for each in missed if each[1] == "none"] == []
    assert len(missed) <= 5


def test_what_speaks_of_a_kind_is_in_the_base(real_base: KnowledgeBase) -> None:
    entries = {each.entry for each in load_disclosures().values() if each.entry}
    assert entries
    assert entries <= real_base.questions.keys()
