"""Skills read in what people say they did."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.sentence_embedding import default_embedder
from knowledge.skill_classifier import SkillClassifier, load_skills
from knowledge.yaml_files import KnowledgeError
from tests.support.knowledge_factories import read_examples


@pytest.fixture(scope="module")
def reader(vectors) -> SkillClassifier:
    return SkillClassifier(default_embedder(), vectors)


def read(reader: SkillClassifier, text: str) -> list[int]:
    """As the talk reads: two at most."""
    return [number for number, _ in reader.read(default_embedder().query(text), top=2)]


def test_the_fourteen_are_there_with_enough_samples():
    skills = load_skills()
    assert list(skills) == list(range(15))
    assert [n for n in range(1, 15) if len(skills[n].samples) < 10] == []
    samples = [sample for skill in skills.values() for sample in skill.samples]
    assert len(set(samples)) == len(samples)
    assert [
        skill for skill in skills.values() if skill.label.startswith("s'") or " te " in skill.label
    ] == []


def test_every_quality_of_the_base_is_of_some_skill(real_base: KnowledgeBase):
    """The words used three times or more; none is of a skill only by a mistake of spelling."""
    used = Counter(word for o in real_base.occupations.values() for word in o.qualities)
    known = {word for skill in load_skills().values() for word in skill.qualities}
    assert {word for word, times in used.items() if times >= 3} - known == set()
    assert known - used.keys() == set()
    assert [n for n in range(1, 15) if not load_skills()[n].qualities] == []


def test_no_example_is_a_sample():
    samples = {sample for skill in load_skills().values() for sample in skill.samples}
    kept_apart = {text for text, _ in read_examples("skills_test.yml")}
    developed_on = {text for text, _ in read_examples("skills_dev.yml")}
    assert not samples & (kept_apart | developed_on)
    assert not kept_apart & developed_on


def test_skills_are_read(reader: SkillClassifier, record_property):
    """The first is right, one of the two is, and how many of those read are the one expected."""
    said = [(text, n) for text, n in read_examples("skills_test.yml") if n]
    found = [read(reader, text) for text, _ in said]
    first = sum(bool(f) and f[0] == n for f, (_, n) in zip(found, said, strict=True))
    either = sum(n in f for f, (_, n) in zip(found, said, strict=True))
    everything = sum(map(len, found))
    record_property("first", first / len(said))
    record_property("recall", either / len(said))
    record_property("precision", either / everything)
    assert first / len(said) >= 0.75
    assert either / len(said) >= 0.8
    assert either / everything >= 0.65


def test_other_things_tell_no_skill(reader: SkillClassifier):
    said = [text for text, n in read_examples("skills_test.yml") if not n]
    silent = [text for text in said if not read(reader, text)]
    assert len(silent) / len(said) >= 0.75


def test_a_missing_skill_is_refused(tmp_path):
    file = tmp_path / "skills.yml"
    file.write_text("- {number: 1, label: x, samples: [y], qualities: []}\n", "utf-8")
    with pytest.raises(KnowledgeError, match="missing skills"):
        load_skills(file)


def test_a_skill_without_qualities_is_refused(tmp_path):
    file = tmp_path / "skills.yml"
    file.write_text("- {number: 1, label: x, samples: [y]}\n", "utf-8")
    with pytest.raises(KnowledgeError, match="not a skill"):
        load_skills(file)
