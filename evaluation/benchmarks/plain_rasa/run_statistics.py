"""The figures of a comparison: percentiles of each run, then the median over the runs."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evaluation.benchmarks.plain_rasa.talks import CHOICE, TYPED

Run = Mapping[str, Any]
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
LONG_TALK_TURNS = (5, 50, 150, 300, 500)
# Turns around the one that is named; half of them are typed.
_WINDOW = 10


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values are below, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def median_of_runs(runs: Sequence[Run], read: Callable[[Run], float]) -> float:
    """Return the median over the runs of what `read` finds in each."""
    return statistics.median(read(run) for run in runs)


def latency(runs: Sequence[Run], people: int, kind: str, share: float) -> float:
    """Return a percentile of the turns of a kind with so many people, ms."""
    return median_of_runs(runs, lambda run: percentile(run["people"][str(people)][kind], share))


def throughput(runs: Sequence[Run], people: int) -> float:
    """Return the turns a second with so many people."""
    return median_of_runs(runs, lambda run: run["people"][str(people)]["turns_per_second"])


def long_talk_latency(runs: Sequence[Run], turn: int, kind: str) -> float:
    """Return the median of the turns of a kind around a turn of the long talk, ms."""

    def read(run: Run) -> float:
        talk = run["long_talk"]
        start = max(0, min(turn - _WINDOW // 2, len(talk) - _WINDOW))
        start -= start % 2
        first = {CHOICE: start, TYPED: start + 1}[kind]
        return statistics.median(talk[first : start + _WINDOW : 2])

    return median_of_runs(runs, read)


def long_talk_turns(runs: Sequence[Run]) -> list[int]:
    """Return the named turns that every run's long talk reached."""
    reached = min(len(run["long_talk"]) for run in runs)
    return [turn for turn in LONG_TALK_TURNS if turn <= reached]
