"""The held-out sentences, found by what they do and what they name."""

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
# Fewer words, taken out of a talk or a message, seldom say the same without it.
MIN_WORDS_OUT_OF_CONTEXT = 5
_CONTINUATION_PATTERN = re.compile(
    r"(?:et|mais|donc|parce que|pcq|pis|puis|ou|alors|non|oui)\b", re.IGNORECASE
)
# What may come before or after the act that is wanted, and asks for nothing.
_SIDE_LABELS = ("social.greet", "social.thanks", "social.comment", "none.none", "tell.other")


class NoSentence(LookupError):
    """The bank has no sentence for what is to be said."""


@dataclass(frozen=True)
class Sentence:
    """A message of the bank, or one segment of it; `standalone`: it was written without anything
    before it."""

    example: LabelledMessage
    standalone: bool

    @property
    def text(self) -> str:
        return self.example.text

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """One a segment; `@` where it is told about somebody else."""
        return tuple(s.label + "@" * s.about_other for s in self.example.segments)

    @cached_property
    def mentions(self) -> str:
        """The types of all that is named, in order: « pp »."""
        return "".join(m.type for s in self.example.segments for m in s.mentions)

    @property
    def professions(self) -> int:
        """How many it names."""
        return self.mentions.count(PROFESSION)

    @property
    def is_clear_alone(self) -> bool:
        """Whether it can be understood without what came before it."""
        if self.standalone:
            return True
        long = len(self.text.split()) >= MIN_WORDS_OUT_OF_CONTEXT
        return long and not _CONTINUATION_PATTERN.match(self.text)

    def does(self, label: str) -> bool:
        """Whether it does this and nothing else that calls for an answer."""
        return [each for each in self.labels if each not in _SIDE_LABELS or each == label] == [
            label
        ]


@dataclass(frozen=True)
class SentenceBank:
    """All sentences, in the order of their files."""

    sentences: tuple[Sentence, ...]

    @classmethod
    def load(cls, folder: Path = BANK_FOLDER) -> SentenceBank:
        """The French messages of a folder, and their segments. Raises BadExample."""
        found: dict[str, Sentence] = {}
        for name in (*STANDALONE_FILES, DIALOGUES_FILE):
            for example in read_messages([folder / name]):
                for sentence in _with_segments(example, name != DIALOGUES_FILE):
                    found.setdefault(sentence.text, sentence)
        return cls(tuple(found.values()))

    def find(
        self,
        labels: Iterable[str],
        professions: int = 0,
        in_context: bool = False,
        names_others: bool = False,
    ) -> list[Sentence]:
        """Those that do one of `labels` and name so many professions.

        `in_context`: also those that need the talk before them; `names_others`: also those that
        name a school, a field, a town…
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
    """One that was not said yet, where there is one, and says it is used. Raises NoSentence."""
    fitting = [sentence for sentence in found if fits(sentence)]
    fresh = [sentence for sentence in fitting if sentence.text not in used]
    if not fitting:
        raise NoSentence
    chosen = rng.choice(fresh or fitting)
    used.add(chosen.text)
    return chosen
