"""The figures of the reading: what is counted, and what is left out where a part is left out."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from bot.dialogue.reading import features, heads, reading_training, reading_weights
from bot.dialogue.reading.labelled_messages import Span, parse_message
from bot.dialogue.reading.tagger import Tagged, Tagger
from evaluation.understanding.feature_ablation import PARTS, WHOLE, fit_heads, leave_out
from evaluation.understanding.figures_page import render_figures
from evaluation.understanding.label_scores import LabelScores, count_right, precision_and_recall
from evaluation.understanding.message_reading import MessageScores, score_messages
from evaluation.understanding.reading_figures import ReadingFigures
from knowledge.library import Library

MESSAGE = parse_message("slt {social.greet} ¦ c koi [infi](p) {ask.description}")
TAUGHT = reading_training.list_segments(
    [
        parse_message("ça gagne combien un [maçon](p) {ask.pay} ¦ merci {social.thanks}"),
        parse_message("j'aime [bricoler](f) {tell.like} ¦ un [soudeur](p) il gagne quoi {ask.pay}"),
    ]
)
WORDS, VECTOR = ["il", "gagne", "⟨p⟩"], np.full(384, 0.05, np.float32)


def _embed(text: str) -> np.ndarray:
    return np.random.default_rng(len(text)).normal(size=384).astype(np.float32) / 20


def _score(part: str, words: list[str], vector: np.ndarray) -> list[float]:
    with leave_out(part):
        scored: list[float] = fit_heads(TAUGHT, _embed).score(words, vector).labels.tolist()
        return scored


def test_right_labels_are_counted_first_among_three_and_by_act() -> None:
    ranked = [["social.bye", "social.greet"], ["ask.length", "ask.pay", "ask.description"]]
    assert count_right(MESSAGE.segments, ranked) == LabelScores(2, 0, 2, 2)
    assert count_right(MESSAGE.segments, ranked, "ask") == LabelScores(1, 0, 1, 1)


def test_precision_and_recall_are_of_all_sets_together() -> None:
    found, right = [frozenset("ab"), frozenset()], [frozenset("a"), frozenset("cd")]
    assert precision_and_recall(found, right) == (0.5, pytest.approx(1 / 3))
    assert precision_and_recall([frozenset()], [frozenset()]) == (0.0, 0.0)


def test_without_the_vector_it_decides_nothing() -> None:
    part = "without the sentence vector"
    assert _score(part, WORDS, VECTOR) == _score(part, WORDS, -VECTOR)
    assert _score(WHOLE, WORDS, VECTOR) != _score(WHOLE, WORDS, -VECTOR)


def test_without_words_or_characters_nothing_is_counted_of_them() -> None:
    with leave_out("without words and pairs of words"):
        assert [*map(bool, features.segment_terms(WORDS))] == [False, True]
        assert [*map(bool, heads.segment_terms(WORDS))] == [False, True]
    with leave_out("without runs of characters"):
        assert [*map(bool, features.segment_terms(WORDS, features.SEGMENT_BUCKETS))] == [
            True,
            False,
        ]


def test_without_types_a_mention_is_the_words_that_were_typed() -> None:
    with leave_out("without types of mentions"):
        assert heads.mask_mentions("c koi infi", [Span(6, 10, "p")]) == ["c", "koi", "infi"]
    assert heads.mask_mentions("c koi infi", [Span(6, 10, "p")]) == ["c", "koi", "⟨p⟩"]


def test_without_weights_a_rare_label_weighs_less() -> None:
    part = "without weights for rare labels"
    assert _score(part, WORDS, VECTOR) != _score(WHOLE, WORDS, VECTOR)


@pytest.mark.parametrize("part", PARTS)
def test_what_was_left_out_is_there_again(part: str) -> None:
    before = (features.segment_terms, heads.mask_mentions, heads.VECTOR_WEIGHT)
    with pytest.raises(KeyboardInterrupt), leave_out(part):
        raise KeyboardInterrupt
    assert (features.segment_terms, heads.mask_mentions, heads.VECTOR_WEIGHT) == before
    assert reading_training.BALANCE > 0


class _TaggerOf(Tagger):
    """Finds what it was told."""

    def __init__(self, *mentions: Span) -> None:
        self._mentions = mentions

    def tag(self, text: str) -> Tagged:
        return Tagged(text, ((0, 3), (4, len(text))), self._mentions)


def _read(library: Library, *mentions: Span) -> MessageScores:
    reader, progress = reading_weights.load_reader(), lambda done, total: None
    return score_messages([MESSAGE], _TaggerOf(*mentions), reader, library, progress)


def test_a_message_is_compared_with_what_was_marked_in_it(library: Library) -> None:
    right = _read(library, Span(10, 14, "p"))
    assert (right.cuts, right.mentions, right.language) == ((1.0, 1.0), (1.0, 1.0), 1.0)
    assert right.labels == (1.0, 1.0)
    assert right.labels_uncut[1] <= 0.5  # one label for two
    assert _read(library, Span(10, 14, "t"), Span(0, 3, "s")).mentions == (0.0, 0.0)


def test_the_page_says_what_a_part_is_worth() -> None:
    whole, less = LabelScores(200, 150, 180, 190), LabelScores(200, 141, 170, 188)
    figures = ReadingFigures(
        200,
        {"": whole, "ask": less},
        {"clean": whole},
        MessageScores(9, (0.5, 0.25), (1.0, 0.75), (0.8, 0.7), (0.6, 0.3), 0.99),
        {WHOLE: whole, "without the sentence vector": less},
        {1200: less},
    )
    text = render_figures(figures, dt.date(2026, 11, 30))
    assert "Measured on 30 November 2026, 200 French segments." in text
    assert "| all of them | 75.0 % · 90.0 % · 95.0 % |  |" in text
    assert "| without the sentence vector | 70.5 % · 85.0 % · 94.0 % | 4.5 |" in text
    assert "| 1,200 | 70.5 % · 85.0 % · 94.0 % |" in text
    assert "| cuts between segments: precision · recall | 50.0 % · 25.0 % |" in text
