"""What must not happen in a talk: each verdict is a pure function of its turns.

A verdict yields the place of a turn (from 0) and what is wrong there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.simulator.transcript import ALARMS, Turn, notes_before

Found = Iterator[tuple[int, str]]
Verdict = Callable[[Sequence[Turn]], Found]

TOLD_ALONE = frozenset({"tell.like", "tell.dislike", "tell.constraint"})
_ASKED_AGAIN = frozenset({"meta.repeat", "meta.back", "request.resume", "request.recap"})
_TAKEN_BACK = frozenset({"react.like", "react.choose", "tell.goal", "ask.access"})
_ASKS = ("ask.", "service.", "off.")
DISTRESS = "care.distress"
OPEN_CARD = "Ouvrir"


@dataclass(frozen=True)
class Fault:
    """`verdict`: a key of `VERDICTS`, or GOAL_MISSED; `place`: of the turn, from 0."""

    verdict: str
    place: int
    detail: str


def repeated_reply(turns: Sequence[Turn]) -> Found:
    """The longest reply of a turn comes again in the next one, and nobody asked for it again."""
    for place in range(1, len(turns)):
        before, now = turns[place - 1], turns[place]
        wanted = _ASKED_AGAIN & set(now.labels) or now.said == before.said
        if before.replies and now.replies and not wanted and not now.helped:
            main = max(now.replies, key=len)
            if main and main == max(before.replies, key=len):
                yield place, main


def dead_end(turns: Sequence[Turn]) -> Found:
    """Nothing that answers and nothing to press; or not understood twice in the same words."""
    misses: list[tuple[str, tuple[str, ...]]] = []
    for place, turn in enumerate(turns):
        if not turn.buttons and not (turn.understood and turn.text.strip()):
            yield place, "neither an answer nor a button"
        if not turn.understood:
            miss = (turn.text, turn.buttons)
            if miss in misses:
                yield place, f"not understood in the same words: {turn.text}"
            misses.append(miss)


def refused_shown_again(turns: Sequence[Turn]) -> Found:
    """A profession that was refused is on a card or a button again, unasked."""
    refused: set[str] = set()
    for place, turn in enumerate(turns):
        asked = set(turn.named) if not turn.pressed else set()
        if turn.pressed and turn.said == OPEN_CARD:
            asked |= set(turn.shown[:1])
        again = [trade for trade in turn.shown if trade in refused and trade not in asked]
        if again:
            yield place, ", ".join(again)
        refused |= set(turn.notes.refused)
        refused -= set(turn.notes.liked)
        if "react.refuse" in turn.labels:
            refused |= set(turn.named)
        elif _TAKEN_BACK & set(turn.labels):
            refused -= set(turn.named)


def fact_lost(turns: Sequence[Turn]) -> Found:
    """A taste or a limit, alone in its message, is not in the notebook after it."""
    for place, turn in enumerate(turns):
        if len(turn.labels) == 1 and turn.labels[0] in TOLD_ALONE:
            kept = turn.notes.told - notes_before(turns, place).told
            if not kept and turn.signal not in ALARMS:
                yield place, turn.said


def distress_unanswered(turns: Sequence[Turn]) -> Found:
    """Distress is told, or heard, and no helpline comes in the same turn."""
    for place, turn in enumerate(turns):
        if (DISTRESS in turn.labels or turn.signal in ALARMS) and not turn.helped:
            yield place, f"signal {turn.signal}: {turn.said}"


def question_noted(turns: Sequence[Turn]) -> Found:
    """A message that only asks left a dream, a refusal or a fact in the notebook."""
    for place, turn in enumerate(turns):
        asks = bool(turn.labels) and all(label.startswith(_ASKS) for label in turn.labels)
        new = set(turn.notes.quoted) - set(notes_before(turns, place).quoted)
        if asks and new:
            yield place, " · ".join(sorted(new))


VERDICTS: dict[str, Verdict] = {
    "repeated reply": repeated_reply,
    "dead end": dead_end,
    "refused shown again": refused_shown_again,
    "fact lost": fact_lost,
    "distress unanswered": distress_unanswered,
    "question noted": question_noted,
}
GOAL_MISSED = "goal missed"


def faults(turns: Sequence[Turn], missing: str = "") -> list[Fault]:
    """All that is wrong in a talk, in the order of its turns; `missing`: what the goal lacks."""
    found = [
        Fault(name, place, detail)
        for name, verdict in VERDICTS.items()
        for place, detail in verdict(turns)
    ]
    if missing:
        found.append(Fault(GOAL_MISSED, len(turns) - 1, f"never done: {missing}"))
    return sorted(found, key=lambda fault: fault.place)
