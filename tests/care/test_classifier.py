"""CARE S1, S2: the second reading hears what the patterns do not, and never takes their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care import classifier as classifiers
from bot.care import classifier_training
from bot.care.classifier import UnknownClassifierFile, load_classifier, read_classifier
from bot.care.detector import CHECKING, CONCERN, DANGER, NOTHING, Signal, detect
from bot.care.second_reading import detect_with_classifier
from bot.language.pattern_normalisation import normalise_for_patterns
from bot.language.phonetic_spelling import spell_phonetically
from knowledge.sentence_embedding import default_embedder

HINT = "j'ai rendu les livres et écrit à chacun, après samedi je n'aurai plus besoin de rien"


def heard(text: str) -> Signal:
    return detect_with_classifier(text, default_embedder().query, detect(text))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The classifier's files are looked for in a folder that holds none."""
    monkeypatch.setattr(classifiers, "CLASSIFIER_FILE", tmp_path / "classifier.npz")
    monkeypatch.setattr(classifiers, "CLASSIFIER_FACTS_FILE", tmp_path / "classifier.json")
    load_classifier.cache_clear()
    yield tmp_path
    load_classifier.cache_clear()


def test_s2_hears_what_is_not_named() -> None:
    assert not detect(HINT)
    assert (heard(HINT).level, heard(HINT).matter) == (CHECKING, "suicide")


def test_s1_without_its_file_the_patterns_answer(
    elsewhere: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert heard("je veux mourir") == Signal("danger", "suicide", "suicide")
    assert heard(HINT) == NOTHING
    assert "patterns alone" in caplog.text
    assert HINT not in caplog.text


def test_c9_a_file_that_was_not_trained_here_is_not_used(elsewhere: Path) -> None:
    ours = Path(classifier_training.__file__).with_name("classifier.npz")
    facts = ours.with_suffix(".json").read_text("utf-8")
    (elsewhere / "classifier.npz").write_bytes(ours.read_bytes() + b"\0")
    (elsewhere / "classifier.json").write_text(facts, "utf-8")
    with pytest.raises(UnknownClassifierFile):
        read_classifier(classifiers.CLASSIFIER_FILE, classifiers.CLASSIFIER_FACTS_FILE)
    assert load_classifier() is None


@pytest.mark.parametrize(
    "text", ["je veux mourir", "j'en peux plus", "je me drogue", "on m'harcèle"]
)
def test_s1_what_the_patterns_hear_is_helped(text: str) -> None:
    assert heard(text)


def test_s2_tells_who_and_what() -> None:
    friend = heard("mon petit frère revient avec des bleus et répète qu'il est tombé")
    assert (friend.topic, friend.matter) == ("friend", "home_violence")


@given(st.text(max_size=600))
def test_s1_the_second_reading_never_raises(text: str) -> None:
    def embed(_: str) -> np.ndarray:
        return np.full(384, 0.05, np.float32)

    for first in (NOTHING, Signal(CONCERN, "bullying", "bullying"), Signal(DANGER, "suicide")):
        assert detect_with_classifier(text, embed, first) == detect_with_classifier(
            text, embed, first
        )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jveu plu allé chez mn parrain", "je veux plus aller chez mon parrain"),
        ("g di ke jété crevé", "j'ai dit que j'étais crevé"),
        ("kan sa va pa", "quand ça va pas"),
        ("il ma frapé o vizaje", "il m'a frappée au visage"),
    ],
)
def test_s2_what_sounds_alike_reads_alike(typed: str, meant: str) -> None:
    one, other = (set(spell_phonetically(normalise_for_patterns(text))) for text in (typed, meant))
    assert len(one & other) / len(one | other) >= 0.5


def test_the_classifier_was_trained_on_the_sentences_that_are_there() -> None:
    """Else: `boussole safeguarding train`."""
    import json

    facts = json.loads(classifiers.CLASSIFIER_FACTS_FILE.read_text("utf-8"))
    assert facts["sentences"] == classifier_training.hash_sentences()


def test_no_sentence_is_in_two_places() -> None:
    """What measures is not what teaches."""
    here = Path(__file__).parent
    taught = {one.text.casefold() for one in classifier_training.load_training_sentences()}
    held = {
        one.text.casefold()
        for one in classifier_training.read_sentences(
            classifier_training.SENTENCES_FOLDER / classifier_training.HELD_OUT_FILE
        )
    }
    tested = {
        one.text.casefold() for one in classifier_training.read_sentences(here / "test_half.yml")
    }
    assert not taught & held
    assert not (taught | held) & tested


def test_training_makes_a_classifier_that_hears(elsewhere: Path, monkeypatch: Any) -> None:
    folder = elsewhere / "sentences"
    folder.mkdir()
    told = [f"je pleure chaque {day} sans raison" for day in ("soir", "nuit", "matin", "jour")]
    asked = [f"je cherche un {what}" for what in ("stage", "métier", "cours", "kot")]
    _sentences(folder / "few.yml", told[:3], asked[:3])
    _sentences(folder / "held_out.yml", told[3:], asked[3:])
    monkeypatch.setattr(classifier_training, "SENTENCES_FOLDER", folder)
    monkeypatch.setattr(classifier_training, "CLASSIFIER_FILE", classifiers.CLASSIFIER_FILE)
    monkeypatch.setattr(
        classifier_training, "CLASSIFIER_FACTS_FILE", classifiers.CLASSIFIER_FACTS_FILE
    )
    facts = classifier_training.train_classifier(
        ["quels sont les horaires"], default_embedder().query
    )
    made = read_classifier(classifiers.CLASSIFIER_FILE, classifiers.CLASSIFIER_FACTS_FILE)
    assert facts["names"] == list(made.names)
    scores = [made.score(text, default_embedder().query(text)) for text in (told[3], asked[3])]
    assert scores[0] > scores[1]


def _sentences(path: Path, told: list[str], asked: list[str]) -> None:
    import yaml

    half = len(told) // 2 + 1
    data = {
        "explicit": {"distress": told[:half]},
        "third": {"suicide": told[half:]},
        "none": asked,
    }
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
