"""Faults of a talk. Each verdict is a pure function that yields turn indices with details."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.simulator.talk_transcript import ALARM_SIGNALS, RecordedTurn, notes_before

FaultIterator = Iterator[tuple[int, str]]
VerdictFunction = Callable[[Sequence[RecordedTurn]], FaultIterator]

FACT_LABELS = frozenset({"tell.like", "tell.dislike", "tell.constraint"})
_REPEAT_LABELS = frozenset({"meta.repeat", "meta.back", "request.resume", "request.recap"})
_RETRACTION_LABELS = frozenset({"react.like", "react.choose", "tell.goal", "ask.access"})
_QUESTION_PREFIXES = ("ask.", "service.", "off.")
DISTRESS_LABEL = "care.distress"
OPEN_CARD_LABEL = "Ouvrir"


@dataclass(frozen=True)
class Fault:
    """`verdict` is a key of `VERDICTS` or GOAL_MISSED, `place` the index of the turn."""

    verdict: str
    place: int
    detail: str


def find_repeated_replies(turns: Sequence[RecordedTurn]) -> FaultIterator:
    """Find turns whose longest reply repeats the previous one unasked."""
    for place in range(1, len(turns)):
        before, now = turns[place - 1], turns[place]
        wanted = _REPEAT_LABELS & set(now.labels) or now.said == before.said
        if before.replies and now.replies and not wanted and not now.helped:
            main = max(now.replies, key=len)
            if main and main == max(before.replies, key=len):
                yield place, main


def find_dead_ends(turns: Sequence[RecordedTurn]) -> FaultIterator:
    """Find turns without answer and button, or misunderstood twice in the same words."""
    misses: list[tuple[str, tuple[str, ...]]] = []
    for place, turn in enumerate(turns):
        if not turn.buttons and not (turn.understood and turn.text.strip()):
            yield place, "neither an answer nor a button"
        if not turn.understood:
            miss = (turn.text, turn.buttons)
            if miss in misses:
                yield place, f"not understood in the same words: {turn.text}"
            misses.append(miss)


def find_refused_shown_again(turns: Sequence[RecordedTurn]) -> FaultIterator:
    """Find refused professions that are shown again unasked."""
    refused: set[str] = set()
    for place, turn in enumerate(turns):
        asked = set(turn.named) if not turn.pressed else set()
        if turn.pressed and turn.said == OPEN_CARD_LABEL:
            asked |= set(turn.shown[:1])
        again = [trade for trade in turn.shown if trade in refused and trade not in asked]
        if again:
            yield place, ", ".join(again)
        refused |= set(turn.notes.refused)
        refused -= set(turn.notes.liked)
        if "react.refuse" in turn.labels:
            refused |= set(turn.named)
        elif _RETRACTION_LABELS & set(turn.labels):
            refused -= set(turn.named)


def find_lost_facts(turns: Sequence[RecordedTurn]) -> FaultIterator:
    """Find messages with a single taste or limit that is not in the notebook afterwards."""
    for place, turn in enumerate(turns):
        if len(turn.labels) == 1 and turn.labels[0] in FACT_LABELS:
            kept = turn.notes.told - notes_before(turns, place).told
            if not kept and turn.signal not in ALARM_SIGNALS:
                yield place, turn.said


def find_unanswered_distress(turns: Sequence[RecordedTurn]) -> FaultIterator:
    """Find distress, labelled or detected, without a helpline in the same turn."""
    for place, turn in enumerate(turns):
        if (DISTRESS_LABEL in turn.labels or turn.signal in ALARM_SIGNALS) and not turn.helped:
            yield place, f"signal {turn.signal}: {turn.said}"


def find_noted_questions(turns: Sequence[RecordedTurn]) -> FaultIterator:
    """Find pure questions that left a dream, refusal or fact in the notebook."""
    for place, turn in enumerate(turns):
        asks = bool(turn.labels) and all(
            label.startswith(_QUESTION_PREFIXES) for label in turn.labels
        )
        new = set(turn.notes.quoted) - set(notes_before(turns, place).quoted)
        if asks and new:
            yield place, " · ".join(sorted(new))


VERDICTS: dict[str, VerdictFunction] = {
    "repeated reply": find_repeated_replies,
    "dead end": find_dead_ends,
    "refused shown again": find_refused_shown_again,
    "fact lost": find_lost_facts,
    "distress unanswered": find_unanswered_distress,
    "question noted": find_noted_questions,
}
GOAL_MISSED = "goal missed"


def find_faults(turns: Sequence[RecordedTurn], missing: str = "") -> list[Fault]:
    """Return all faults in order of turns. `missing` is what the goal lacks."""
    faults = [
        Fault(name, place, detail)
        for name, verdict in VERDICTS.items()
        for place, detail in verdict(turns)
    ]
    if missing:
        faults.append(Fault(GOAL_MISSED, len(turns) - 1, f"never done: {missing}"))
    return sorted(faults, key=lambda fault: fault.place)
