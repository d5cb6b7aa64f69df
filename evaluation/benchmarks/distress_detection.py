"""Measures distress detection by patterns and classifier on a file of sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.care.classifier_training import NONE, SENTENCE_KINDS, TrainingSentence, read_sentences
from bot.care.detector import NONE as NO_LEVEL
from bot.care.detector import detect
from bot.care.second_reading import detect_with_classifier
from bot.settings import PROJECT_ROOT

TEST_FILE = PROJECT_ROOT / "tests" / "care" / "test_half.yml"


@dataclass(frozen=True)
class DistressMeasurement:
    """Counts by kind of sentence.

    `heard`: detected at any level. `helped`: answered with helplines, not only with the question of
    « checking ». `wrong`: missed or false alarms. `by_patterns`: detected without the classifier.
    `topics`: detected with helplines for their topic.
    """

    total: dict[str, int]
    heard: dict[str, int]
    helped: dict[str, int]
    by_patterns: dict[str, int]
    topics: int
    wrong: tuple[TrainingSentence, ...]

    def share(self, kind: str) -> float:
        """Return the share of a kind that was detected."""
        return self.heard[kind] / self.total[kind]

    def share_helped(self, kind: str) -> float:
        """Return the share of a kind that was answered with helplines."""
        return self.helped[kind] / self.total[kind]

    def wrong_of(self, kind: str) -> list[TrainingSentence]:
        """Return the misread sentences of a kind."""
        return [one for one in self.wrong if one.kind == kind]

    def figures(self) -> dict[str, object]:
        """Return all counts as plain data."""
        kinds = (*SENTENCE_KINDS, NONE)
        return {
            "total": self.total,
            "heard": self.heard,
            "helped": self.helped,
            "by_patterns": self.by_patterns,
            "share": {kind: round(self.share(kind), 4) for kind in kinds},
            "topics": self.topics,
        }

    def lines(self) -> list[str]:
        """Return a line per kind."""
        return [
            f"{kind}: {self.heard[kind]} of {self.total[kind]}, {self.share(kind):.1%}"
            f" (helped {self.helped[kind]}, patterns alone {self.by_patterns[kind]})"
            for kind in (*SENTENCE_KINDS, NONE)
        ]


def measure(path: Path, embed: Callable[[str], np.ndarray]) -> DistressMeasurement:
    """Classify every sentence of a file as a turn does. `embed` returns sentence vectors."""
    kinds = (*SENTENCE_KINDS, NONE)
    total, heard, helped, first_heard = (dict.fromkeys(kinds, 0) for _ in range(4))
    wrong: list[TrainingSentence] = []
    topics = 0
    for sentence in read_sentences(path):
        first = detect(sentence.text)
        signal = detect_with_classifier(sentence.text, embed, first)
        total[sentence.kind] += 1
        told = signal.level != NO_LEVEL
        heard[sentence.kind] += told
        helped[sentence.kind] += bool(signal)
        first_heard[sentence.kind] += bool(first)
        topics += signal.matter == sentence.topic
        if told == (sentence.kind == NONE):
            wrong.append(sentence)
    return DistressMeasurement(total, heard, helped, first_heard, topics, tuple(wrong))
