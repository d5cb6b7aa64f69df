"""Loading the base: what is read, and what stops it with its place and reason."""

from __future__ import annotations

from collections import Counter

import pytest
import ryaml
import yaml

from knowledge.entry_kinds import kind_of, title_of
from knowledge.knowledge_base import KnowledgeBase
from knowledge.yaml_files import KnowledgeError
from tests.support.knowledge_factories import (
    DATA,
    SOURCE,
    occupation,
    raw_occupation,
    small_base,
    training,
)


def test_reads_every_kind(write):
    write("sources.yml", [{"id": "s", "title": "S", "publisher": "P", "date": "2025-01-01"}])
    write("occupations/J15.yml", [raw_occupation("infirmier", "infirmière", "infirmier")])
    folder = write(
        "place.yml",
        [{"id": "cdm", "title": "C", "audience": "A", "summary": "S."}],
    )
    base = KnowledgeBase.load(folder)
    assert list(base.sources) == ["s"]
    assert list(base.occupations) == ["infirmier"]
    assert list(base.services) == ["cdm"]
    assert base.files["infirmier"] == "occupations/J15.yml"
    assert base.get("infirmier") is base.occupations["infirmier"]
    assert base.get("nobody") is None


def test_a_wrong_entry_names_file_entry_and_field(write):
    folder = write("occupations/J15.yml", [raw_occupation("x", "a", "a", isco="12")])
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase.load(folder)
    assert caught.value.file == "occupations/J15.yml"
    assert caught.value.entry == "x"
    assert "isco" in caught.value.reason


def test_an_unknown_field_is_refused(write):
    folder = write("occupations/J15.yml", [raw_occupation("x", "a", "a", salary="2000")])
    with pytest.raises(KnowledgeError, match="salary"):
        KnowledgeBase.load(folder)


def test_an_id_twice_is_refused_across_kinds_and_files(write):
    write("occupations/A.yml", [raw_occupation("x", "a", "a")])
    folder = write("occupations/B.yml", [raw_occupation("x", "b", "b")])
    with pytest.raises(KnowledgeError, match=r"occupations/B\.yml: x: .*occupations/A\.yml"):
        KnowledgeBase.load(folder)


def test_broken_yaml_names_the_line(write):
    folder = write("questions/a.yml", "- id: x\n  short: a: b: c\n")
    with pytest.raises(KnowledgeError, match=r"questions/a\.yml: line 2: not readable as YAML"):
        KnowledgeBase.load(folder)


@pytest.mark.parametrize("content", ["id: x", "", "- just words"])
def test_something_else_than_a_list_of_entries(write, content):
    folder = write("trainings/a.yml", content)
    with pytest.raises(KnowledgeError, match=r"trainings/a\.yml"):
        KnowledgeBase.load(folder)


def test_a_partner_that_no_file_tells_of(write):
    folder = write("site.yml", {"name": "Cité", "city": "Liège", "partners": ["personne"]})
    with pytest.raises(KnowledgeError, match=r"site\.yml: partners: no such service: personne"):
        KnowledgeBase.load(folder)


def test_a_missing_folder(tmp_path):
    with pytest.raises(KnowledgeError, match="no such folder"):
        KnowledgeBase.load(tmp_path / "nowhere")


def test_trainings_are_found_from_both_sides():
    way = {"title": "T", "level": 4, "length": "1 an", "where": "Liège", "training": "t2"}
    base = KnowledgeBase(
        entries=[
            occupation("o", "o", "o", ways_in=[way]),
            training("t1", "Un", occupations=["o"]),
            training("t2", "Deux"),
            training("t3", "Trois"),
        ]
    )
    assert [found.id for found in base.list_trainings_for("o")] == ["t1", "t2"]
    assert base.list_trainings_for("nobody") == ()


def test_the_digest_follows_the_content_only():
    base = small_base()
    moved = KnowledgeBase(
        sources=[SOURCE],
        entries=reversed(list(base.entries.values())),
        files={"infirmier": "elsewhere.yml"},
    )
    changed = KnowledgeBase(sources=[SOURCE], entries=list(base.entries.values())[1:])
    assert base.digest == moved.digest
    assert base.digest != changed.digest


def test_kinds_and_titles(base):
    kinds = {kind_of(entry) for entry in base.entries.values()}
    assert kinds == {"occupation", "training", "faq", "service"}
    assert title_of(base.get("mecanicien-moto")) == "mécanicienne moto / mécanicien moto"
    assert title_of(base.get("aob")) == "C'est quoi une AOB ?"


def test_the_base_cannot_be_changed(base):
    with pytest.raises(TypeError):
        base.occupations["x"] = None


def test_each_file_of_the_real_base_is_read_once_by_the_compiled_reader(monkeypatch):
    """PyYAML takes five times as long, with its C loader too."""
    read, loads = Counter(), ryaml.loads

    def counted(text):
        read[hash(text)] += 1
        return loads(text)

    monkeypatch.setattr(ryaml, "loads", counted)
    monkeypatch.setattr(yaml, "load", None)
    KnowledgeBase.load(DATA)
    assert max(read.values()) == 1
    assert 100 < len(read) <= len(list(DATA.rglob("*.yml")))


def test_a_key_that_is_no_text_is_refused(write):
    folder = write("questions/a.yml", "- {titre}: x\n")
    with pytest.raises(KnowledgeError, match=r"questions/a\.yml: -: not readable as YAML"):
        KnowledgeBase.load(folder)


def test_a_key_given_twice_is_refused(write):
    """The second would take the place of the first unseen."""
    folder = write("questions/a.yml", "- id: x\n  short: a\n  short: b\n")
    with pytest.raises(KnowledgeError, match=r"questions/a\.yml: line 1: .*duplicate"):
        KnowledgeBase.load(folder)
