"""Reports of a simulation: failed talks in full, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evaluation.simulator.goals import GOAL_MAKERS
from evaluation.simulator.talk_player import PlayedTalk
from evaluation.simulator.talk_transcript import RecordedTurn
from evaluation.simulator.talk_verdicts import GOAL_MISSED, VERDICTS

MAX_DETAIL_CHARS = 120


def format_talk(played: PlayedTalk) -> Iterator[str]:
    """Return the lines of a talk, with faults below their turns."""
    person = played.character
    yield f"── seed {played.seed} · {played.goal} · {person.writes}, presses {person.presses:.0%}"
    faults = played.faults
    for place, turn in enumerate(played.turns):
        yield from _format_turn(place, turn)
        for fault in faults:
            if fault.place == place:
                yield f"   FAULT {fault.verdict}: {_shorten_detail(fault.detail)}"
    if faults:
        yield f"   again: boussole simulate --talks 1 --seed {played.seed}"
    yield ""


def _format_turn(place: int, turn: RecordedTurn) -> Iterator[str]:
    said = f"[{turn.said}]" if turn.pressed else turn.said
    yield f"{place + 1:2} > {said}   {{{' '.join(turn.labels)}}}"
    for reply in turn.replies:
        yield from (f"     {line}" for line in reply.splitlines())
    if turn.buttons:
        yield "     " + " ".join(f"[{label}]" for label in dict.fromkeys(turn.buttons))


def format_summary(talks: Sequence[PlayedTalk]) -> Iterator[str]:
    """Return the lines with the counts of a run."""
    turns = sum(len(played.turns) for played in talks)
    clean = sum(not played.faults for played in talks)
    yield f"{len(talks)} talks, {turns} turns, {clean} without a fault"
    yield f"goal reached: {_format_share(sum(played.reached for played in talks), len(talks))}"
    for kind in GOAL_MAKERS:
        of_kind = [played.reached for played in talks if played.kind == kind]
        if of_kind:
            yield f"  {kind:8} {_format_share(sum(of_kind), len(of_kind))}"
    unhelpful = sum(played.unhelpful for played in talks)
    yield f"no help, tried again: {unhelpful}, {unhelpful / len(talks):.2f} a talk"
    count = Counter(fault.verdict for played in talks for fault in played.faults)
    talks_with = Counter(name for played in talks for name in {f.verdict for f in played.faults})
    for verdict in (GOAL_MISSED, *VERDICTS):
        number, a_talk = count[verdict], count[verdict] / len(talks)
        yield f"{verdict:20} {number:4}, in {talks_with[verdict]} talks, {a_talk:.2f} a talk"


def _shorten_detail(detail: str) -> str:
    line = detail.partition("\n")[0]
    return line if len(line) <= MAX_DETAIL_CHARS else f"{line[:MAX_DETAIL_CHARS]}…"


def _format_share(some: int, every: int) -> str:
    return f"{some} of {every} ({100 * some / every:.0f} %)"
