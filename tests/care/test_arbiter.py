"""CARE S1b: what is weighed, and what no weight moves."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import yaml

from bot.care import arbiter, arbiter_training
from bot.care.arbiter import SegmentMeaning, arbitrate
from bot.care.classifier import load_classifier
from bot.care.classifier_training import load_training_sentences, read_sentences
from bot.care.cues import Evidence
from bot.care.detector import CHECKING, DANGER, GENERAL, NOTHING, Signal, detect
from bot.care.second_reading import (
    ClassifierReading,
    ScoredPiece,
    combine_readings,
    read_with_classifier,
)
from bot.dialogue.reading.reading_weights import load_reader
from bot.messaging.preprocessing import summarize_segment
from bot.settings import PROJECT_ROOT
from knowledge.library import Library
from knowledge.sentence_embedding import default_embedder

SAID = "le vent a tourné depuis la rentrée"
NO_CUE = Evidence(frozenset(), somebody=True, explained=False, at_work=False)


def meant(text: str, told: float) -> tuple[SegmentMeaning, ...]:
    """A segment that tells of distress with this probability, and is of every day otherwise."""
    return (SegmentMeaning(text, told, 0.0, 1.0 - told),)


def asks(text: str) -> tuple[SegmentMeaning, ...]:
    return (SegmentMeaning(text, 0.0, 1.0, 1.0),)


def of_score(score: float) -> ClassifierReading:
    known, embed = load_classifier(), default_embedder().query
    assert known is not None
    piece = ScoredPiece(SAID, score, NO_CUE, phrases=score, letters=score)
    return ClassifierReading(known, embed, [piece], 0.0)


def test_s1b_without_a_pattern_or_a_cue_the_most_is_checking() -> None:
    for score in (5.0, 20.0, 40.0):
        found = arbitrate(SAID, of_score(score), NOTHING, NOTHING, meant(SAID, 1.0))
        assert found.level == CHECKING


def test_s1b_what_is_far_and_of_every_day_is_nothing() -> None:
    assert arbitrate(SAID, of_score(-9.0), NOTHING, NOTHING, meant(SAID, 0.0)) == NOTHING


@pytest.mark.parametrize(
    "said",
    [
        "je veux mourir",
        "mon père me frappe",
        "jveu crevé",
        "on me force à me marier",
    ],
)
def test_s1b_a_danger_that_nothing_explains_always_stands(said: str) -> None:
    first = detect(said)
    heard = read_with_classifier(said, default_embedder().query, first)
    assert heard is not None
    assert arbitrate(said, heard, first, combine_readings(said, heard, first), asks(said)) == first
    assert first.level == "danger"


def test_s1b_the_same_words_weigh_less_in_what_surely_asks() -> None:
    told = arbitrate(SAID, of_score(2.0), NOTHING, Signal(CHECKING), meant(SAID, 0.9))
    asked = arbitrate(SAID, of_score(2.0), NOTHING, Signal(CHECKING), asks(SAID))
    assert (told.level, asked) == (CHECKING, NOTHING)


def test_s1b_what_both_readings_hear_is_never_let_pass() -> None:
    heard, both = of_score(-9.0), Signal("concern", "home_violence", "home_violence")
    found = arbitrate(SAID, heard, NOTHING, both, meant(SAID, 0.0))
    assert (found.level, found.matter) == (CHECKING, "home_violence")


def test_s1b_a_danger_that_no_cue_names_and_the_meaning_denies_is_not_named() -> None:
    heard, both = of_score(-9.0), Signal("danger", "suicide", "suicide")
    found = arbitrate(SAID, heard, NOTHING, both, meant(SAID, 0.0))
    assert found == Signal(CHECKING, GENERAL, GENERAL)


def read_and_arbitrate(said: str, library: Library) -> tuple[Signal, Signal]:
    """The signals of a sentence without a pattern, before and after its meaning is weighed."""
    heard = read_with_classifier(said, library.embedder.query, NOTHING)
    assert heard is not None
    segments = tuple(map(summarize_segment, load_reader().read(said, library).segments))
    before = combine_readings(said, heard, NOTHING)
    return before, arbitrate(said, heard, NOTHING, before, segments)


def test_s1b_fear_of_telling_ones_parents_is_not_called_suicide(library: Library) -> None:
    before, after = read_and_arbitrate("j'ai peur de le dire à mes parents", library)
    assert before.matter == "suicide"
    assert after == Signal(CHECKING, GENERAL, GENERAL)


def test_s1b_what_somebody_is_paid_is_no_violence(library: Library) -> None:
    assert read_and_arbitrate("et ma soeur, elle touche combien là-bas ?", library)[1] == NOTHING
    for said in ("mon cousin me touche là-bas", "mon oncle touche rien qu'à ma soeur"):
        assert read_and_arbitrate(said, library)[1].level == DANGER
    gravely = read_and_arbitrate("mon moniteur touche combien de filles comme ça", library)[1]
    assert gravely.matter == "sexual_violence"


def test_s1b_a_training_that_a_husband_doubts_is_no_danger(library: Library) -> None:
    said = (
        "Mon mari dit que ça n'en vaut plus la peine, j'ai envie d'aller au bout de ma formation et"
        " puis on verra. On peut la faire en journée ?"
    )
    before, after = read_and_arbitrate(said, library)
    assert before.level == "danger"
    assert after == Signal(CHECKING, GENERAL, GENERAL)


def test_s1b_a_cue_of_the_matter_gets_full_help_without_a_pattern(library: Library) -> None:
    said = "j'ai trouvé des marques sur les bras de ma nièce, elle se fait mal, qui appeler ?"
    assert not detect(said)
    assert read_and_arbitrate(said, library)[1].level in ("concern", "danger")


def test_s1b_control_told_beside_a_question_gets_help() -> None:
    said = (
        "Mon compagnon garde ma carte d'identité et mon argent, il a brisé mon GSM quand j'ai dit "
        "que je voulais suivre un cours. Existe-t-il une formation de fleuriste sans qu'on appelle "
        "chez moi ?"
    )
    heard = read_with_classifier(said, default_embedder().query, detect(said))
    assert heard is not None
    signal = combine_readings(said, heard, detect(said))
    assert arbitrate(said, heard, detect(said), signal, asks(said)).level in ("danger", CHECKING)


def test_every_number_has_its_weight() -> None:
    """Else: `boussole safeguarding weigh`."""
    known = json.loads(arbiter.WEIGHTS_FILE.read_text("utf-8"))["weights"]
    found = arbiter.extract_features(of_score(1.0), NOTHING, NOTHING, asks(SAID))
    assert set(known) == {"bias", *found}


def test_what_is_weighed_taught_the_classifier_nothing_and_measures_nothing() -> None:
    own = {
        one.text
        for path in arbiter_training.CALIBRATION_FOLDER.glob("*.yml")
        for one in read_sentences(path)
    }
    half = yaml.safe_load((PROJECT_ROOT / "tests" / "care" / "test_half.yml").read_text("utf-8"))
    measured = {text for kind in half.values() for text in _texts(kind)}
    assert len(own) > 400
    assert not own & {one.text for one in load_training_sentences()}
    assert not own & measured


def _texts(kind: object) -> list[str]:
    if isinstance(kind, dict):
        return [text for texts in kind.values() for text in texts]
    return list(kind) if isinstance(kind, list) else []


def test_a_goal_that_is_plainly_told_is_no_distress(library: Library) -> None:
    """The classifier alone took « j'ai toujours voulu être … » for a wish to be no more."""
    wanted = [f"j'ai toujours voulu être {each}" for each in ("fleuriste", "garagiste", "opticien")]
    for said in wanted:
        heard = read_with_classifier(said, library.embedder.query, NOTHING)
        segments = tuple(map(summarize_segment, load_reader().read(said, library).segments))
        assert arbitrate(said, heard, NOTHING, NOTHING, segments) == NOTHING
    silent = "j'ai toujours voulu être ailleurs"
    heard = read_with_classifier(silent, library.embedder.query, NOTHING)
    assert arbitrate(silent, heard, NOTHING, NOTHING, meant(silent, 0.2)) != NOTHING


@pytest.mark.parametrize(
    ("told", "asks", "everyday", "topic"),
    [(0.06, 0.0, 0.9, GENERAL), (0.0, 0.95, 0.1, GENERAL), (0.3, 0.0, 0.6, "suicide")],
    ids=["of every day", "a question", "neither"],
)
def test_s1b_the_classifier_alone_names_no_matter_of_what_is_plain(
    told: float, asks: float, everyday: float, topic: str
) -> None:
    """« mon CDD finit en avril » got « si tu penses à mourir »."""
    said = "après ça tout sera fini pour moi"
    piece = ScoredPiece(said, 40.0, NO_CUE, phrases=40.0, letters=40.0)
    heard = replace(of_score(40.0), pieces=[piece])
    found = arbitrate(said, heard, NOTHING, NOTHING, (SegmentMeaning(said, told, asks, everyday),))
    assert (found.level, found.topic) == (CHECKING, topic)
