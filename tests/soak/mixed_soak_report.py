"""The table and the pictures of a mixed soak, from its raw numbers (`python -m … FILE`)."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.settings import PROJECT_ROOT
from evaluation.benchmarks.plain_rasa.line_chart import render_lines
from evaluation.benchmarks.plain_rasa.result_files import read_result
from evaluation.benchmarks.plain_rasa.run_statistics import percentile

IMAGES = PROJECT_ROOT / "docs" / "images"
WARM_MINUTES, WINDOW = 3, 5
_GROWING = ("conversations", "inbox", "outbox", "tracker_events", "choices")
Sample = dict[str, Any]


def print_report(result: dict[str, Any]) -> None:
    """Print the first minutes after the warm-up beside the last ten, and what was found."""
    samples = result["samples"]
    warm = samples[min(WARM_MINUTES, len(samples) // 2) :]
    windows = [warm[: WINDOW + 1], warm[-2 * WINDOW - 1 : -WINDOW] or warm, warm[-WINDOW - 1 :]]
    names = [f"minutes {each[0]['minute']} to {each[-1]['minute']}" for each in windows]
    print(f"| | {' | '.join(names)} |\n|---|---|---|---|")
    for name, values in _list_rows(windows):
        print(f"| {name} | {' | '.join(values)} |")
    for kind in ("VmRSS", "RssAnon", "files"):
        late = compute_slope(warm[len(warm) // 2 :], kind)
        print(f"{kind}: {compute_slope(warm, kind):+.1f} MB/h, second half {late:+.1f} MB/h")
    turns = _count_turns(warm)
    for table in _GROWING:
        grown = warm[-1]["rows"].get(table, 0) - warm[0]["rows"].get(table, 0)
        print(f"{table}: {grown / turns:.2f} rows a turn")
    for name in ("turns", "violations", "unanswered", "refused", "reopened", "resent", "done"):
        print(f"{name}: {result[name]}")


def _list_rows(windows: Sequence[Sequence[Sample]]) -> Iterator[tuple[str, list[str]]]:
    """Yield what turns waited and what was used in each window, and what was open at its end."""
    for kind in ("choice", "typed"):
        waits = [
            [wait for each in window[1:] for wait in each[kind]] or [0.0] for window in windows
        ]
        shown = [f"{percentile(each, 0.5):.0f} / {percentile(each, 0.95):.0f}" for each in waits]
        yield f"{kind}, p50 / p95, ms", shown
    used = [each[-1]["cpu"] - each[0]["cpu"] for each in windows]
    each_turn = [cpu / _count_turns(each) for cpu, each in zip(used, windows, strict=True)]
    yield "CPU of a turn, ms", [f"{1000 * each:.0f}" for each in each_turn]
    beside = [(w[-1]["others"] - w[0]["others"]) / 60 / (len(w) - 1) for w in windows]
    yield "other work beside it, cores", [f"{max(each, 0.0):.2f}" for each in beside]
    for name in ("VmRSS", "RssAnon"):
        sizes = [statistics.fmean(each["memory"][name] for each in window) for window in windows]
        yield f"{name}, MB", [f"{each:.1f}" for each in sizes]
    for name in ("files", "threads", "database", "wal"):
        yield name, [str(window[-1][name]) for window in windows]


def _count_turns(samples: Sequence[Sample]) -> int:
    """Count the turns after the first sample."""
    return sum(len(each["typed"]) + len(each["choice"]) for each in samples[1:]) or 1


def compute_slope(samples: Sequence[Sample], kind: str) -> float:
    """Return the growth of a kind of memory by least squares, MB/h."""
    hours = [each["minute"] / 60 for each in samples]
    sizes = [each["memory"].get(kind, 0.0) for each in samples]
    middle, mean = statistics.fmean(hours), statistics.fmean(sizes)
    over = sum((h - middle) * (size - mean) for h, size in zip(hours, sizes, strict=True))
    return over / (sum((h - middle) ** 2 for h in hours) or 1.0)


def write_pictures(result: dict[str, Any]) -> None:
    """Write the memory and the median wait over the minutes."""
    samples = [each for each in result["samples"] if each["typed"] and each["choice"]]
    minutes = [each["minute"] for each in samples]
    memory = {"own": [each["memory"]["VmRSS"] for each in samples]}
    waits = {
        name: [statistics.median(each[kind]) for each in samples]
        for name, kind in (("own", "typed"), ("plain", "choice"))
    }
    for file, title, unit, series, names in (
        ("soak-memory", "Resident memory by minute", "MB", memory, {"own": "Boussole"}),
        ("soak-waits", "Median wait by minute", "ms", waits, {"own": "typed", "plain": "choice"}),
    ):
        drawn = render_lines(title, unit, minutes, series, names)
        (IMAGES / f"{file}.svg").write_text(drawn, "utf-8")


if __name__ == "__main__":
    write_pictures(read_result(Path(sys.argv[1])))
    print_report(read_result(Path(sys.argv[1])))
