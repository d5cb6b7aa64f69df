"""What a run found: a failing talk whole, then the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from evaluation.simulator.goals import MAKERS
from evaluation.simulator.playing import Played
from evaluation.simulator.transcript import Turn
from evaluation.simulator.verdicts import GOAL_MISSED, VERDICTS

MAX_DETAIL = 120


def talk_lines(played: Played) -> Iterator[str]:
    """The talk as it was typed and answered, each fault under its turn."""
    person = played.character
    yield f"── seed {played.seed} · {played.goal} · {person.writes}, presses {person.presses:.0%}"
    found = played.faults
    for place, turn in enumerate(played.turns):
        yield from _turn_lines(place, turn)
        for fault in found:
            if fault.place == place:
                yield f"   FAULT {fault.verdict}: {_short(fault.detail)}"
    if found:
        yield f"   again: boussole simulate --talks 1 --seed {played.seed}"
    yield ""


def _turn_lines(place: int, turn: Turn) -> Iterator[str]:
    said = f"[{turn.said}]" if turn.pressed else turn.said
    yield f"{place + 1:2} > {said}   {{{' '.join(turn.labels)}}}"
    for reply in turn.replies:
        yield from (f"     {line}" for line in reply.splitlines())
    if turn.buttons:
        yield "     " + " ".join(f"[{label}]" for label in dict.fromkeys(turn.buttons))


def summary_lines(talks: Sequence[Played]) -> Iterator[str]:
    """The counts of a run."""
    turns = sum(len(played.turns) for played in talks)
    clean = sum(not played.faults for played in talks)
    yield f"{len(talks)} talks, {turns} turns, {clean} without a fault"
    yield f"goal reached: {_share(sum(played.reached for played in talks), len(talks))}"
    for kind in MAKERS:
        of_kind = [played.reached for played in talks if played.kind == kind]
        if of_kind:
            yield f"  {kind:8} {_share(sum(of_kind), len(of_kind))}"
    unhelpful = sum(played.unhelpful for played in talks)
    yield f"no help, tried again: {unhelpful}, {unhelpful / len(talks):.2f} a talk"
    count = Counter(fault.verdict for played in talks for fault in played.faults)
    talks_with = Counter(name for played in talks for name in {f.verdict for f in played.faults})
    for verdict in (GOAL_MISSED, *VERDICTS):
        number, a_talk = count[verdict], count[verdict] / len(talks)
        yield f"{verdict:20} {number:4}, in {talks_with[verdict]} talks, {a_talk:.2f} a talk"


def _short(detail: str) -> str:
    line = detail.partition("\n")[0]
    return line if len(line) <= MAX_DETAIL else f"{line[:MAX_DETAIL]}…"


def _share(some: int, every: int) -> str:
    return f"{some} of {every} ({100 * some / every:.0f} %)"
