"""The held-out sentences, found by their labels and mentions."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.dialogue.reading.labelled_messages import LabelledMessage, read_messages
from bot.dialogue.reading.labels import PROFESSION
from bot.settings import PROJECT_ROOT

BANK_FOLDER = PROJECT_ROOT / "evaluation" / "bank"
STANDALONE_FILES = ("bank_messages.txt", "distress.txt")
DIALOGUES_FILE = "bank_dialogues.txt"
# Shorter segments seldom keep their meaning outside of their talk or message.
MIN_WORDS_OUT_OF_CONTEXT = 5
_CONTINUATION_PATTERN = re.compile(
    r"(?:et|mais|donc|parce que|pcq|pis|puis|ou|alors|non|oui)\b", re.IGNORECASE
)
# Labels that may accompany the wanted one, since they require no answer.
_SIDE_LABELS = ("social.greet", "social.thanks", "social.comment", "none.none", "tell.other")


class NoSentence(LookupError):
    """The bank has no sentence for a step."""


@dataclass(frozen=True)
class Sentence:
    """A message of the bank, or a segment of one. `standalone`: written without prior context."""

    example: LabelledMessage
    standalone: bool

    @property
    def text(self) -> str:
        return self.example.text

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels by segment; `@` marks what is told about somebody else."""
        return tuple(s.label + "@" * s.about_other for s in self.example.segments)

    @cached_property
    def mentions(self) -> str:
        """The types of the mentions in order: « pp »."""
        return "".join(m.type for s in self.example.segments for m in s.mentions)

    @property
    def professions(self) -> int:
        """The number of professions named."""
        return self.mentions.count(PROFESSION)

    @property
    def is_clear_alone(self) -> bool:
        """Return whether it can be understood without context."""
        if self.standalone:
            return True
        long = len(self.text.split()) >= MIN_WORDS_OUT_OF_CONTEXT
        return long and not _CONTINUATION_PATTERN.match(self.text)

    def does(self, label: str) -> bool:
        """Return whether it has this label and no other that requires an answer."""
        return [each for each in self.labels if each not in _SIDE_LABELS or each == label] == [
            label
        ]


@dataclass(frozen=True)
class SentenceBank:
    """All sentences, in file order."""

    sentences: tuple[Sentence, ...]

    @classmethod
    def load(cls, folder: Path = BANK_FOLDER) -> SentenceBank:
        """Load the French messages of a folder, and their segments. Raises BadExample."""
        sentences: dict[str, Sentence] = {}
        for name in (*STANDALONE_FILES, DIALOGUES_FILE):
            for example in read_messages([folder / name]):
                for sentence in _with_segments(example, name != DIALOGUES_FILE):
                    sentences.setdefault(sentence.text, sentence)
        return cls(tuple(sentences.values()))

    def find(
        self,
        labels: Iterable[str],
        professions: int = 0,
        in_context: bool = False,
        names_others: bool = False,
    ) -> list[Sentence]:
        """Return the sentences with one of `labels` and so many professions.

        `in_context` adds those that depend on context, `names_others` those that name a school,
        field, town…
        """
        wanted = tuple(labels)
        return [
            sentence
            for sentence in self.sentences
            if sentence.professions == professions
            and (names_others or len(sentence.mentions) == professions)
            and (in_context or sentence.is_clear_alone)
            and any(map(sentence.does, wanted))
        ]


def _with_segments(example: LabelledMessage, standalone: bool) -> Iterator[Sentence]:
    yield Sentence(example, standalone)
    if len(example.segments) > 1:
        for segment in example.segments:
            yield Sentence(LabelledMessage((segment,), example.language), standalone=False)


def draw_sentence(
    found: list[Sentence],
    rng: random.Random,
    used: set[str],
    fits: Callable[[Sentence], bool] = lambda sentence: True,
) -> Sentence:
    """Draw a sentence, an unused one if possible, and mark it as used. Raises NoSentence."""
    fitting = [sentence for sentence in found if fits(sentence)]
    fresh = [sentence for sentence in fitting if sentence.text not in used]
    if not fitting:
        raise NoSentence
    chosen = rng.choice(fresh or fitting)
    used.add(chosen.text)
    return chosen
