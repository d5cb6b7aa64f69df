"""Percentiles and medians of a comparison's runs."""

from __future__ import annotations

from typing import Any

from evaluation.benchmarks.plain_rasa import run_statistics as of
from evaluation.benchmarks.plain_rasa.comparison_rows import Row
from evaluation.benchmarks.plain_rasa.talks import CHOICE, TYPED


def _run(typed: list[float], talk: list[float]) -> dict[str, Any]:
    return {"people": {"1": {"typed": typed, "turns_per_second": typed[0]}}, "long_talk": talk}


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [of.percentile(values, share) for share in of.SHARES.values()] == [51.0, 96.0, 100.0]
    assert of.percentile([7.0], 0.99) == 7.0


def test_a_run_that_was_disturbed_does_not_change_the_median_over_runs() -> None:
    runs = [_run([10.0] * 9, []), _run([900.0] * 9, []), _run([12.0] * 9, [])]
    assert of.latency(runs, 1, TYPED, 0.5) == 12.0
    assert of.throughput(runs, 1) == 12.0


def test_turns_of_a_long_talk_are_told_apart_by_kind() -> None:
    talk = [1.0, 100.0] * 10 + [2.0, 200.0] * 140  # a press, then a typed text
    runs = [_run([1.0], talk)]
    assert of.long_talk_turns(runs) == [5, 50, 150, 300]
    assert [of.long_talk_latency(runs, turn, CHOICE) for turn in (5, 300)] == [1.0, 2.0]
    assert [of.long_talk_latency(runs, turn, TYPED) for turn in (5, 300)] == [100.0, 200.0]


def test_better_is_less_time_but_more_turns() -> None:
    time, rate = Row("t", "ms", 10, 50, 5.0), Row("r", "", 10, 50, 5.0, more_is_better=True)
    assert (time.times_better, time.missed) == (5.0, False)
    assert (rate.times_better, rate.missed) == (0.2, True)
