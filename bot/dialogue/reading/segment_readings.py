"""The reading of a message and of its segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from bot.dialogue.reading.entry_classifier import AskedEntries
from bot.dialogue.reading.labels import ASPECTS, LABELS, PROFESSION
from bot.dialogue.reading.linker import Mention
from bot.guidance.salience import OCCUPATION

# From these probabilities on a segment asks, or surely asks.
MIN_ASKING, MIN_SURE_QUESTION = 0.3, 0.5
# Words less likely than this to state a fact answer no question about oneself.
MIN_TELLING = 0.3
# Labels whose replies have most in common: the reply to the first offers the second.
_PERSON_LABELS = ("request.human", "request.appointment")


def count_words(text: str) -> int:
    """Count the words with a letter or a digit."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


@dataclass(frozen=True)
class GoingOn:
    """The context of a question that goes on from the same message: « et combien ça coûte ? ».

    `together`: what it asks with the topic, with the question before it, and with both; `before`:
    what that question asks alone.
    """

    together: tuple[AskedEntries, ...]
    before: Optional[AskedEntries] = None


@dataclass(frozen=True)
class SegmentReading:
    """One segment of a message.

    `text`: as typed; `spelt`: with the spelling corrected. `ranked`: labels with their probability,
    the likeliest first. `asked`: the entries it may ask for, alone and with the statement before
    it. Dozens of rules weigh a segment, so what they weigh is counted once, as it is made.
    """

    text: str
    ranked: tuple[tuple[str, float], ...]
    about_other: bool
    mentions: tuple[Mention, ...]
    asked: tuple[AskedEntries, ...] = ()
    # Its context, where it goes on from the same message.
    going_on: Optional[GoingOn] = None
    # The likeliest intent and its confidence.
    intent: str = ""
    confidence: float = 0.0
    # Whether it is the whole message.
    alone: bool = True
    spelt: str = ""
    # The study that it names, to the end of the clause (« physique à l'unif »), and how likely that
    # is chosen, read as a profession.
    study: str = ""
    choice_probability: float = 0.0
    # The clauses of a statement, each read alone.
    clauses: tuple[ClauseReading, ...] = ()

    # The likeliest label, its probability, and the likeliest act, by the sum of its labels.
    label: str = field(init=False, compare=False, repr=False)
    probability: float = field(init=False, compare=False, repr=False)
    act: str = field(init=False, compare=False, repr=False)
    # The probability of each label, of each act whatever its aspect, and of asking or requesting.
    labels: Mapping[str, float] = field(init=False, compare=False, repr=False)
    acts: Mapping[str, float] = field(init=False, compare=False, repr=False)
    asking_probability: float = field(init=False, compare=False, repr=False)
    # Words with a letter or a digit.
    word_count: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        acts = dict.fromkeys(ACTS, 0.0)
        for label, probability in self.ranked:
            acts[label.partition(".")[0]] += probability
        derived = {
            "label": self.ranked[0][0],
            "probability": self.ranked[0][1],
            "act": max(ACTS, key=acts.__getitem__),
            "labels": {**_UNLIKELY, **dict(self.ranked)},
            "acts": acts,
            "asking_probability": acts["ask"] + acts["request"],
            "word_count": count_words(self.text),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


def pool_related_labels(segment: SegmentReading, has_subject: bool) -> SegmentReading:
    """Return a segment in which one of two related labels, both unsure, has the probability of
    both: « on pourrait se rencontrer ? » asks for a person, by appointment or not.

    `has_subject`: whether something is spoken about; « où ? » asks where that is, else where the
    centre is.
    """
    labels = dict(segment.ranked)
    place = ("ask.place", "service.place")
    for kept, other in (place if has_subject else place[::-1], _PERSON_LABELS):
        known = labels.get(kept, 0.0)
        if max(known, labels.get(other, 0.0)) < MIN_SURE_QUESTION and other in labels:
            labels[kept] = known + labels.pop(other)
    ranked = tuple(sorted(labels.items(), key=lambda pair: -pair[1]))
    return segment if ranked == segment.ranked else replace(segment, ranked=ranked)


@dataclass(frozen=True)
class ClauseReading:
    """One clause of a segment, read alone; `of_another`: it is only about somebody else."""

    read: SegmentReading
    of_another: bool


@dataclass(frozen=True)
class Reading:
    """The reading of a message, without its context."""

    text: str
    language: str
    segments: tuple[SegmentReading, ...]
    # The entries that the whole message may ask for, if it is short enough.
    whole: Optional[AskedEntries] = None
    # The mentions of every segment, in order.
    mentions: tuple[Mention, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found = tuple(m for segment in self.segments for m in segment.mentions)
        object.__setattr__(self, "mentions", found)

    def with_intents(self, parses: Mapping[str, Mapping[str, Any]]) -> Reading:
        """Add the intent of each segment; `parses`: the parse data of Rasa by text."""
        intents = (parses[each.text]["intent"] for each in self.segments)
        return replace(
            self,
            segments=tuple(
                replace(each, intent=intent["name"] or "", confidence=intent["confidence"] or 0.0)
                for each, intent in zip(self.segments, intents, strict=True)
            ),
        )

    @property
    def tells(self) -> float:
        """How likely a segment states a fact about the person that can be noted, or a rating."""
        return max(
            sum(segment.labels[each] for each in _NOTED_LABELS) + segment.acts["answer"]
            for segment in self.segments
        )

    @property
    def asks(self) -> bool:
        """Whether a segment may ask or request something, of the centre as well."""
        asking = (each.asking_probability + each.acts["service"] for each in self.segments)
        return max(asking) >= MIN_ASKING

    @property
    def professions(self) -> tuple[str, ...]:
        """The ids of the professions that are surely named."""
        targets = (m.target for m in self.mentions if m.type == PROFESSION)
        return tuple(target.id for target in targets if target and target.type == OCCUPATION)

    @property
    def professions_unknown(self) -> tuple[str, ...]:
        """The names of professions that the knowledge base does not hold."""
        named = (m for m in self.mentions if m.type == PROFESSION)
        return tuple(m.text for m in named if not (m.target or m.candidates))


_NOTED_LABELS = (
    *("tell.like", "tell.dislike", "tell.strength", "tell.weakness", "tell.done", "tell.goal"),
    *(
        "tell.constraint",
        "tell.situation",
        "tell.lost",
        "react.like",
        "react.refuse",
        "react.choose",
    ),
)
ACTS = tuple(ASPECTS)
_UNLIKELY = dict.fromkeys(LABELS, 0.0)
