"""What `check` finds in a base that loads."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.base_checks import check_base
from knowledge.knowledge_base import KnowledgeBase
from tests.support.knowledge_factories import SOURCE, occupation, question, small_base, training

TODAY = dt.date(2026, 1, 15)


def found(*entries, files=None, **arguments) -> list[tuple[str, str, str]]:
    base = KnowledgeBase(sources=[SOURCE], entries=entries, files=files)
    return [(p.severity, p.code, p.id) for p in check_base(base, TODAY, **arguments)]


def test_a_sound_base_has_no_problem():
    assert check_base(small_base(), TODAY) == []


def test_a_source_that_is_nowhere():
    entry = occupation("o", "o", "o", sources=["rome", "gone"])
    assert found(entry) == [("error", "unknown-source", "o")]


def test_references_that_lead_nowhere():
    way = {"title": "T", "level": 4, "length": "1 an", "where": "Liège", "training": "gone"}
    entries = (
        occupation("o", "o", "o", related=["gone", "o"], ways_in=[way]),
        training("t", "T", occupations=["gone"]),
    )
    assert found(*entries) == [("error", "dead-reference", "o")] * 3 + [
        ("error", "dead-reference", "t")
    ]


def test_a_hand_written_profession_has_a_way_in():
    entry = occupation("o", "o", "o", ways_in=[])
    assert found(entry, files={"o": "occupations/A.yml"}) == [("error", "no-way-in", "o")]
    assert found(entry) == []  # an imported one may have none


@pytest.mark.parametrize(("words", "expected"), [(25, []), (26, [("error", "long-sentence", "o")])])
def test_long_sentences(words, expected):
    sentence = " ".join(["mot"] * words)
    assert found(occupation("o", "o", "o", day=f"Court. {sentence} ! Court.")) == expected


@pytest.mark.parametrize(
    "short",
    [
        "Demande la date à l'école.",
        "Il y a un délai. Vérifie-le.",
        "Un seul conseil : regarde les offres.",
        "L'école dit où tu en es.",
        "C'est le droit de votre enfant.",
        "L'école t'écoute.",
        "Parlez-en au centre PMS.",
    ],
)
def test_no_answer_speaks_to_one_reader(short):
    assert found(question("q", "Quoi ?", sources=["rome"], short=short)) == [
        ("error", "addressed", "q")
    ]


@pytest.mark.parametrize(
    "short",
    [
        "On demande la date à l'école.",
        "Le rendez-vous se prend par téléphone.",
        "Elle vérifie et compare les comptes.",
        "Il faut le ton juste.",
        "La banque demande le secret.",
    ],
)
def test_what_is_said_to_all(short):
    assert found(question("q", "Quoi ?", sources=["rome"], short=short)) == []


def test_punctuation_is_no_word():
    assert found(question("q", "Quoi ?", short=" ".join(["mot :"] * 25))) == []


def test_expired_facts_and_what_follows_them():
    entries = (
        question("gone", "Quoi ?", valid_until="2026-01-14"),
        question("today", "Où ?", valid_until="2026-01-15"),
        question("future", "Quand ?", sources=["rome"], confirmed="2026-12-01"),
        question("alone", "Qui ?", followed_by="nobody"),
    )
    assert found(*entries) == [
        ("error", "dead-reference", "alone"),
        ("warning", "expired", "gone"),
        ("warning", "read-in-future", "future"),
    ]


def test_a_fact_has_a_source_or_somebody_to_ask():
    assert found(question("q", "Quoi ?", owner=None)) == [("error", "no-source", "q")]
    assert found(question("q", "Quoi ?", owner=None, advice=True)) == []


def test_a_doubt_is_not_written_down():
    way = {"title": "CEFA", "level": 4, "length": "2 ans (à vérifier)"}
    assert found(occupation("o", "o", "o", ways_in=[way])) == [("error", "doubt", "o")]


def test_codes_against_official_files(tmp_path):
    (tmp_path / "unix_referentiel_code_rome_v1_utf8.csv").write_text('"code_rome"\n"J1506"\n')
    (tmp_path / "unix_referentiel_code_rome_riasec_v1_utf8.csv").write_text(
        '"code_rome","riasec_majeur","riasec_mineur"\n"J1506","S","R"\n'
    )
    (tmp_path / "ISCOGroups_fr.csv").write_text("conceptType,code\nISCOGroup,2221\n")
    entries = (
        occupation("good", "o", "o"),
        occupation("rome", "o", "o", rome="J9999"),
        occupation("isco", "o", "o", isco="9999"),
        occupation("riasec", "o", "o", riasec="RS"),
    )
    assert found(*entries, reference=tmp_path) == [
        ("error", "unknown-rome", "rome"),
        ("error", "unknown-isco", "isco"),
        ("warning", "riasec-differs", "riasec"),
    ]


def test_what_is_absent_is_not_checked(tmp_path):
    assert found(occupation("o", "o", "o", rome="J9999"), reference=tmp_path) == []


def test_a_wording_leads_to_one_entry():
    one = question("one", "Q ?", variants=["Plus de chômage", "et après"])
    other = question("other", "R ?", variants=["plus de chomage ?"])
    assert found(one, other) == [("warning", "wording-of-two", "one")]
    learnt = [("one", "et après"), ("service", "Et après ?"), ("a", "oui"), ("b", "oui")]
    assert found(one, wordings=learnt) == [("warning", "wording-of-two", "one")]
    assert found(one, wordings=learnt[:1]) == []


def test_the_real_base_has_no_error(real_base):
    errors = [p for p in check_base(real_base, TODAY) if p.severity == "error"]
    assert errors == []
