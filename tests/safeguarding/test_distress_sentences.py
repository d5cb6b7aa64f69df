"""CARE S1, S3: every signal has an answer, and the answers keep to what may be said."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from bot.privacy.redaction import redact
from bot.safeguarding.answers import NoSignal, facts
from bot.safeguarding.detector import NOTHING, Signal
from bot.safeguarding.patterns import patterns
from bot.settings import ROOT

NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.timezone.utc)
DOMAIN = yaml.safe_load((ROOT / "bot" / "domain" / "safeguarding.yml").read_text(encoding="utf-8"))
SAID = {name: texts[0]["text"] for name, texts in DOMAIN["responses"].items()}
ANSWERS = {name: text for name, text in SAID.items() if "{lines}" in text}
TOPICS = [topic.name for topic in patterns().topics]
SIGNALS = [
    *(Signal(level, topic, topic) for topic in TOPICS for level in ("concern", "danger")),
    *(Signal("danger", "friend", topic) for topic in TOPICS),
]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: f"{s.level}-{s.topic}-{s.matter}")
def test_s3_every_signal_has_its_sentence_and_its_lines(signal: Signal) -> None:
    found = facts(signal, NOON)
    said = SAID[found["response"]].format(**found)
    assert "{" not in said
    assert "Urgences : 112 (24h/24, gratuit)" in said
    first = found["lines"].splitlines()[0]
    assert first.startswith("Urgences : 112") is (signal.level == "danger")


def test_s3_lines_read_name_number_hours() -> None:
    found = facts(Signal("concern", "bullying", "bullying"), NOON)
    assert found["lines"].splitlines() == [
        "Écoute-Enfants : 103 (tous les jours 10h–24h, gratuit, anonyme)",
        "Télé-Accueil : 107 (24h/24, gratuit, anonyme)",
        "Urgences : 112 (24h/24, gratuit)",
    ]


@pytest.mark.parametrize("topic", [*TOPICS, "friend"])
def test_s3_a_stored_signal_without_its_matter_is_answered(topic: str) -> None:
    assert "112" in facts(Signal("danger", topic), NOON)["lines"]


def test_s3_no_signal_no_answer() -> None:
    with pytest.raises(NoSignal):
        facts(NOTHING, NOON)


@pytest.mark.parametrize("name", ANSWERS)
def test_s3_each_answer_names_112_and_a_trusted_person(name: str) -> None:
    text = ANSWERS[name]
    assert "112" in text
    assert "confiance" in text


@pytest.mark.parametrize("name", [name for name in ANSWERS if name.startswith("utter_distress")])
def test_s3_each_answer_asks_openly_and_keeps_orientation_at_hand(name: str) -> None:
    assert "?" in ANSWERS[name]
    assert re.search(r"orientation|études|métier|école ou d'option", ANSWERS[name])


@pytest.mark.parametrize("name", SAID)
def test_s3_never_diagnoses_names_a_method_or_claims_to_watch(name: str) -> None:
    text = SAID[name].casefold()
    wrong = (
        r"dépress|anorex|boulim|suicid|trouble|addict|alcool|drogue|médicament|corde|pont|lame|"
        r"surveill|regarde sur toi|veill|courage|il suffit|tu devrais|\bvous êtes\b|diagnos"
    )
    assert not re.search(wrong, text)


@pytest.mark.parametrize("name", SAID)
def test_s3_is_short(name: str) -> None:
    assert len(SAID[name]) <= 700


def test_s1_the_error_carries_the_helplines() -> None:
    found = facts(Signal("danger", "suicide", "suicide"), NOON)
    said = SAID["utter_storage_failed_distress"].format(**found)
    assert "112" in said
    assert "0800 32 123" in said
    assert "{" not in SAID["utter_storage_failed"]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: f"{s.level}-{s.topic}-{s.matter}")
def test_p5_the_lines_survive_redaction(signal: Signal) -> None:
    lines = facts(signal, NOON)["lines"]
    assert redact(lines).text == lines


def test_s3_the_file_is_a_rasa_domain() -> None:
    assert DOMAIN["version"] == "3.1"
    assert all(Path(name).name.startswith("utter_") for name in SAID)
