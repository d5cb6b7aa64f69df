"""The rows of the comparison: what was measured on both sides, their ratio, and the bar for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from evaluation.benchmarks.plain_rasa import run_statistics as of
from evaluation.benchmarks.plain_rasa.measured_services import OWN, PLAIN
from evaluation.benchmarks.plain_rasa.talks import CHOICE, TYPED

Result = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A figure of both sides; `bar`: how many times better this service is to be."""

    label: str
    unit: str
    own: float
    plain: float
    bar: float | None = None
    more_is_better: bool = False

    @property
    def times_better(self) -> float:
        """How many times better this service is than plain Rasa; below 1 it is worse."""
        return self.own / self.plain if self.more_is_better else self.plain / self.own

    @property
    def missed(self) -> bool:
        """Whether there is a bar and it is not reached."""
        return self.bar is not None and self.times_better < self.bar


def build_rows(result: Result) -> list[Row]:
    """Return all rows of a stored result, in the order of the page."""
    return [
        *_build_resource_rows(result),
        *_build_latency_rows(result),
        *_build_throughput_rows(result),
        *_build_long_talk_rows(result),
    ]


def growth(result: Result, service: str, kind: str) -> float:
    """Return the last named turn of the long talk, divided by its first."""
    runs = result["runs"][service]
    turns = of.long_talk_turns(runs)
    first, last = (of.long_talk_latency(runs, turn, kind) for turn in (turns[0], turns[-1]))
    return last / first


def _build_resource_rows(result: Result) -> Iterator[Row]:
    training = result["training"]
    if "training_seconds" in training[OWN]:
        yield Row("training on changed data", "s", *_pair(training, "training_seconds"))
    yield Row("size of the trained model", "MB", *_pair(training, "model_mb"))
    for label, unit, name, bar in (
        ("start, command to first answer", "s", "start_seconds", 8.0),
        ("memory at start", "MB", "memory_at_start_mb", None),
        ("database, a turn", "bytes", "database_bytes_per_turn", None),
    ):
        own, plain = (
            of.median_of_runs(result["runs"][service], itemgetter(name)) for service in (OWN, PLAIN)
        )
        yield Row(label, unit, own, plain, bar)
    memory = result["memory"]
    turns = max(memory[OWN], key=int)
    yield Row(f"memory after {int(turns):,} turns", "MB", *_pair(memory, turns), 4.0)


def _build_latency_rows(result: Result) -> Iterator[Row]:
    runs = result["runs"]
    bars = {(1, TYPED, "p50"): 5.0, (1, CHOICE, "p50"): 16.0}
    names = {TYPED: "typed turn with an action", CHOICE: "choice"}
    for people, kind in ((1, TYPED), (1, CHOICE), (10, TYPED), (10, CHOICE)):
        for name, share in of.SHARES.items():
            own, plain = (of.latency(runs[each], people, kind, share) for each in (OWN, PLAIN))
            who = "one person" if people == 1 else f"{people} people"
            label = f"{names[kind]}, {who}, {name}"
            yield Row(label, "ms", own, plain, bars.get((people, kind, name)))


def _build_throughput_rows(result: Result) -> Iterator[Row]:
    for people, bar in ((10, 10.0), (50, None)):
        own, plain = (of.throughput(result["runs"][each], people) for each in (OWN, PLAIN))
        yield Row(f"turns a second, {people} people", "", own, plain, bar, more_is_better=True)


def _build_long_talk_rows(result: Result) -> Iterator[Row]:
    runs = result["runs"]
    for kind in (TYPED, CHOICE):
        for turn in of.long_talk_turns([*runs[OWN], *runs[PLAIN]]):
            own, plain = (of.long_talk_latency(runs[each], turn, kind) for each in (OWN, PLAIN))
            yield Row(f"turn {turn} of one talk, {kind}", "ms", own, plain)


def _pair(figures: Result, name: str) -> tuple[float, float]:
    return figures[OWN][name], figures[PLAIN][name]
