"""Professions as people name them, and sentences with their professions replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dialogue.reading.labelled_messages import LabelledSegment
from bot.dialogue.reading.labels import PROFESSION
from bot.language.normalisation import normalise
from evaluation.simulator.sentence_bank import Sentence
from knowledge.entry_schema import Title
from knowledge.knowledge_base import KnowledgeBase

MAX_TITLE_WORDS = 3
_FEMININE_PATTERN = re.compile(r"\b(?:une|la|cette|ma|sa)\s$", re.IGNORECASE)
_ELIDED_PATTERN = re.compile(r"\b(?:d|l|qu|j)['’]$", re.IGNORECASE)
_UNELIDED_PATTERN = re.compile(r"\b(?:de|le|la|que)\s$", re.IGNORECASE)
# Parts of a profession's name outside of the mention (« kiné sportif »).
_CONTINUATION_PATTERN = re.compile(
    r"\s(?:qualifié|sportif|déclarée|événementiel|en maison|de personnes|dans (?:le|un)"
    r"|à mon compte|en cinq|au cinéma|pour quelqu'un|car jadore)\b"
)
_VOWELS = frozenset("aeiouyh")


@dataclass(frozen=True)
class Profession:
    """A profession. `ways`: titles of its ways in; `places`: towns and providers of training."""

    id: str
    feminine: str
    masculine: str
    ways: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def both(self) -> str:
        """The title as on cards and buttons."""
        return Title(f=self.feminine, m=self.masculine).both

    @property
    def is_short(self) -> bool:
        """Whether a person would type its title."""
        return len(self.masculine.split()) <= MAX_TITLE_WORDS

    def is_named_in(self, text: str) -> bool:
        """Return whether a text contains one of its titles."""
        return self.feminine.lower() in text.lower() or self.masculine.lower() in text.lower()


def list_professions(base: KnowledgeBase) -> tuple[Profession, ...]:
    """Return all professions, by id."""
    return tuple(
        Profession(
            each.id,
            each.title.f,
            each.title.m,
            tuple(way.title for way in each.ways_in),
            tuple(
                dict.fromkeys(
                    [way.where for way in each.ways_in]
                    + [training.school for training in base.list_trainings_for(each.id)]
                )
            ),
        )
        for _, each in sorted(base.occupations.items())
    )


def filter_wanted(trades: Sequence[Profession]) -> list[Profession]:
    """Return possible goals: professions with a way in and a short title."""
    return [trade for trade in trades if trade.ways and trade.is_short]


def can_fill(sentence: Sentence, trades: Sequence[Profession]) -> bool:
    """Return whether the trades fit the sentence: no « d'plombier », no « plombier sportif »."""
    slots = [
        (segment.text[: mention.start], segment.text[mention.end :])
        for segment in sentence.example.segments
        for mention in segment.mentions
        if mention.type == PROFESSION
    ]
    return len(slots) == len(trades) and all(
        _fits_elision(before, trade) and not _CONTINUATION_PATTERN.match(after)
        for (before, after), trade in zip(slots, trades, strict=True)
    )


def fill_sentence(sentence: Sentence, trades: Sequence[Profession]) -> str:
    """Return the sentence with its professions replaced by the trades, in order."""
    waiting = iter(trades)
    return " ".join(_fill_segment(segment, waiting) for segment in sentence.example.segments)


def _fill_segment(segment: LabelledSegment, waiting: Iterator[Profession]) -> str:
    parts, at = [], 0
    for mention in segment.mentions:
        if mention.type == PROFESSION:
            before = segment.text[: mention.start]
            parts += [before[at:], _choose_form(before, next(waiting))]
            at = mention.end
    return "".join([*parts, segment.text[at:]])


def _choose_form(before: str, trade: Profession) -> str:
    return trade.feminine if _FEMININE_PATTERN.search(before) else trade.masculine


def _fits_elision(before: str, trade: Profession) -> bool:
    vowel = normalise(_choose_form(before, trade))[:1] in _VOWELS
    return not (_ELIDED_PATTERN.search(before) if not vowel else _UNELIDED_PATTERN.search(before))
