"""How well distress is heard: on a file of sentences, by patterns and classifier together."""

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
    """For each kind how many sentences there are, how many were `heard` at any tier, and how many
    were `helped`: answered with the lines, not with the one soft line of « checking ». The `wrong`
    ones: distress that was not heard, and what is none but was. `by_patterns`: without the
    classifier. `topics`: of the heard ones, how many got lines for what they are about."""

    total: dict[str, int]
    heard: dict[str, int]
    helped: dict[str, int]
    by_patterns: dict[str, int]
    topics: int
    wrong: tuple[TrainingSentence, ...]

    def share(self, kind: str) -> float:
        """Of the sentences of a kind, how many were taken for distress."""
        return self.heard[kind] / self.total[kind]

    def share_helped(self, kind: str) -> float:
        """Of the sentences of a kind, how many were answered with the lines."""
        return self.helped[kind] / self.total[kind]

    def wrong_of(self, kind: str) -> list[TrainingSentence]:
        """Of a kind, those that were read wrongly."""
        return [one for one in self.wrong if one.kind == kind]

    def figures(self) -> dict[str, object]:
        """All of it for a machine."""
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
        """A line a kind."""
        return [
            f"{kind}: {self.heard[kind]} of {self.total[kind]}, {self.share(kind):.1%}"
            f" (helped {self.helped[kind]}, patterns alone {self.by_patterns[kind]})"
            for kind in (*SENTENCE_KINDS, NONE)
        ]


def measure(path: Path, embed: Callable[[str], np.ndarray]) -> DistressMeasurement:
    """Read every sentence of a file as a turn does. `embed`: a text's sentence vector."""
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
