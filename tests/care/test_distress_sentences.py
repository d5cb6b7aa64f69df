"""CARE S1, S3: every signal has an answer, and the answers keep to what may be said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
import yaml

from bot.care import abusive_messages
from bot.care.answer_facts import NoSignal, build_answer_facts
from bot.care.detector import NOTHING, Signal
from bot.care.helplines import get_emergency_number, load_helplines
from bot.care.patterns import load_patterns
from bot.privacy.redaction import redact
from bot.settings import PROJECT_ROOT

NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.timezone.utc)
FILES = [
    PROJECT_ROOT / "bot" / "domain" / f"{topic}.yml" for topic in ("safeguarding", "after_distress")
]
DOMAINS = [
    yaml.safe_load(path.read_text("utf-8").replace("{emergency_number}", get_emergency_number()))
    for path in FILES
]
RESPONSES = {name: texts for domain in DOMAINS for name, texts in domain["responses"].items()}
SAID = {
    f"{name}{' (vous)' if 'condition' in text else ''}": text["text"]
    for name, texts in RESPONSES.items()
    for text in texts
}
ANSWERS = {name: text for name, text in SAID.items() if "{lines}" in text}
WHOLE = [name for name in ANSWERS if name.startswith("utter_distress")]
# Words of care: each an answer of its own, and what stands inside another.
CARE = [name for name in SAID if name.startswith("utter_care_")]
INSIDE = ("utter_care_open_", "utter_care_told_", "utter_care_read_")
TOPICS = [*(topic.name for topic in load_patterns().topics), abusive_messages.ADVANCES]
SIGNALS = [
    *(Signal(level, topic, topic) for topic in TOPICS for level in ("concern", "danger")),
    *(Signal("danger", "friend", topic) for topic in TOPICS),
]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: f"{s.level}-{s.topic}-{s.matter}")
def test_s3_every_signal_has_its_sentence_and_its_lines(signal: Signal) -> None:
    found = build_answer_facts(signal, NOON)
    for form in ("", " (vous)"):
        said = SAID[found["response"] + form].format(**found)
        assert "{" not in said
        assert found["lines"] in said
    assert "Urgences : 112 (24h/24, gratuit)" in said
    first = found["lines"].splitlines()[0]
    assert first.startswith("Urgences : 112") is (signal.level == "danger")


def test_s3_lines_read_name_number_hours() -> None:
    found = build_answer_facts(Signal("concern", "bullying", "bullying"), NOON)
    assert found["lines"].splitlines() == [
        "Écoute-Enfants : 103 (tous les jours 10h–24h, gratuit, anonyme)",
        "Télé-Accueil : 107 (24h/24, gratuit, anonyme)",
        "Urgences : 112 (24h/24, gratuit)",
    ]


@pytest.mark.parametrize("topic", [*TOPICS, "friend"])
def test_s3_a_stored_signal_without_its_matter_is_answered(topic: str) -> None:
    assert "112" in build_answer_facts(Signal("danger", topic), NOON)["lines"]


def test_s3_no_signal_no_answer() -> None:
    with pytest.raises(NoSignal):
        build_answer_facts(NOTHING, NOON)


@pytest.mark.parametrize("name", [name for name in ANSWERS if "_shorter" not in name])
def test_s3_each_answer_names_112_and_a_trusted_person(name: str) -> None:
    text = ANSWERS[name]
    assert "112" in text
    assert "confiance" in text


@pytest.mark.parametrize("name", WHOLE)
def test_s3_each_answer_asks_openly_and_keeps_orientation_at_hand(name: str) -> None:
    assert "?" in ANSWERS[name]
    assert re.search(r"orientation|études|métier|école ou d'option", ANSWERS[name])


@pytest.mark.parametrize("name", [name for name in CARE if not name.startswith(INSIDE)])
def test_s3_each_word_of_care_names_112_and_keeps_orientation_at_hand(name: str) -> None:
    response, _, form = name.partition(" (")
    (said,) = (each for each in RESPONSES[response] if ("condition" in each) is bool(form))
    if response in ("utter_care_closed", "utter_care_resumes"):  # the person says that it is over
        assert "plus haut" in said["text"]
    else:
        assert "112" in said["text"] or "{lines}" in said["text"]
    if response not in ("utter_care_quiet", "utter_care_resumes"):  # orientation follows that one
        assert "/resume" in {button["payload"] for button in said["buttons"]}


@pytest.mark.parametrize("name", [name for name in CARE if "_open_" in name])
def test_s3_each_open_sentence_asks_one_thing_or_two(name: str) -> None:
    assert 1 <= SAID[name].count("?") <= 2


def find_forbidden(pattern: str, names: Iterable[str]) -> dict[str, str]:
    """By name, the words of these sentences that the pattern forbids."""
    found = {name: re.search(pattern, SAID[name].casefold()) for name in names}
    return {name: match[0] for name, match in found.items() if match}


def test_s3_no_secrecy_is_promised() -> None:
    wrong = r"jamais|personne ne saura|reste(?:ra)? (?:secret|entre nous)(?! \?)|promets"
    assert find_forbidden(wrong, CARE) == {}


def test_s3_never_diagnoses_names_a_method_or_claims_to_watch() -> None:
    wrong = (
        r"dépress|anorex|boulim|suicid|trouble|addict|alcool|drogue|médicament|corde|pont|lame|"
        r"surveill|regarde sur toi|veill|courage|il suffit|tu devrais|\bvous êtes\b|diagnos"
    )
    assert find_forbidden(wrong, SAID) == {}


def test_s3_no_sentence_is_longer_than_700_characters() -> None:
    assert {name: len(text) for name, text in SAID.items() if len(text) > 700} == {}


def test_s1_the_error_carries_the_helplines() -> None:
    found = build_answer_facts(Signal("danger", "suicide", "suicide"), NOON)
    said = SAID["utter_storage_failed_distress"].format(**found)
    assert "112" in said
    assert "0800 32 123" in said
    assert "{" not in SAID["utter_storage_failed"]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: f"{s.level}-{s.topic}-{s.matter}")
def test_p5_the_lines_survive_redaction(signal: Signal) -> None:
    lines = build_answer_facts(signal, NOON)["lines"]
    assert redact(lines).text == lines


def test_s3_each_file_is_a_rasa_domain() -> None:
    assert {domain["version"] for domain in DOMAINS} == {"3.1"}
    assert [name for name in SAID if not name.startswith("utter_")] == []


HOURS = [NOON + dt.timedelta(hours=hour) for hour in range(7 * 24)]


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: f"{s.level}-{s.topic}-{s.matter}")
def test_s3_at_each_hour_of_the_week_a_line_is_anonymous_and_one_can_be_written_to(
    signal: Signal,
) -> None:
    for now in HOURS:
        found = build_answer_facts(signal, now)
        assert found["numbers"]
        assert "112" not in found["numbers"]
        assert re.search(r"\b10[37]\b", found["chat"])
        assert re.search(r"\b(10[37]|0800 32 123)\b", found["anonymous"])


def test_s3_where_every_line_is_closed_112_stands_in_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As after an edit of the file that leaves none."""
    book, never = load_helplines(), ((),) * 7
    closed = {
        name: line if name == "emergency" else replace(line, hours=never)
        for name, line in book.lines.items()
    }
    emptied = replace(book, lines=closed)
    for module in ("answer_facts", "helplines"):
        monkeypatch.setattr(f"bot.care.{module}.load_helplines", lambda: emptied)
    for signal in SIGNALS:
        found = build_answer_facts(replace(signal, level="concern"), NOON)
        assert found["lines"] == "Urgences : 112 (24h/24, gratuit)"
        assert found["numbers"] == "Urgences (112)"


def test_s4_what_is_called_anonymous_is_written_so() -> None:
    for line in load_helplines().lines.values():
        assert line.anonymous is ("anonyme" in line.text)
