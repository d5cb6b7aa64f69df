"""The raw numbers of all series in one JSON file, to which each measured point adds itself."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.benchmarks.plain_rasa.machine import describe_machine, read_load
from evaluation.benchmarks.plain_rasa.run_statistics import percentile

Figures = dict[str, Any]
_NUMBER_LIST = re.compile(r"\[[\d\s.,]+\]")


def read_growth(path: Path) -> Figures:
    """Return what was measured so far; nothing yet without a file."""
    if not path.exists():
        return {}
    found: Figures = json.loads(path.read_text("utf-8"))
    return found


def add_point(path: Path, series: str, name: str, point: str, figures: Figures) -> None:
    """Add the figures of one point, in place of earlier ones, with the load of the machine."""
    result = read_growth(path)
    result["machine"] = {"day": dt.date.today().isoformat(), **describe_machine()}
    of_series = result.setdefault(series, {})
    points = {**of_series.get(name, {}), point: {**figures, "load": round(read_load(), 2)}}
    of_series[name] = dict(sorted(points.items(), key=lambda each: int(each[0])))
    text = json.dumps(result, indent=1, ensure_ascii=False)
    short = _NUMBER_LIST.sub(lambda found: " ".join(found[0].split()), text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(short + "\n", "utf-8")


def to_milliseconds(seconds: Sequence[float]) -> list[float]:
    """Return times in milliseconds, rounded to a hundredth."""
    return [round(each * 1000, 2) for each in seconds]


def p50(values: Sequence[float]) -> float:
    """Return the median, by nearest rank."""
    return percentile(values, 0.50)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 % of the values are below, by nearest rank."""
    return percentile(values, 0.95)
