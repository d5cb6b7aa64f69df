"""`boussole bench`: the measurements of `docs/performance.md`, in one run on this machine."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from bot.settings import Settings

# What the project asks of itself, on two cores with SQLite on disk (milliseconds, seconds, MB).
BARS = {
    "warm start to first answer, s": ("<=", 5),
    "first start to first answer, s": ("<=", 45),
    "resident memory, MB": ("<=", 680),
    "typed turn p50, ms": ("<=", 28),
    "typed turn p95, ms": ("<=", 45),
    "typed turn beyond the embedding p50, ms": ("<=", 8),
    "  typed: second reading for distress p50, ms": ("<=", 1),
    "patterns for distress p50, ms": ("<=", 1),
    "choice turn p50, ms": ("<=", 5),
    "turn 300 / turn 5": ("<=", 1.3),
    "turns per second, 10 people": (">=", 80),
    "base: reading the files, s": ("<=", 2),
    "index: loading, s": ("<=", 2),
    "index: memory, MB": ("<=", 120),
    "professions, fusion with names: in the first 1, %": (">=", 90),
    "professions, fusion with names: in the first 3, %": (">=", 97),
    "questions, fusion with names: in the first 3, %": (">=", 92),
    "search p50, ms": ("<=", 12),
    "search p95, ms": ("<=", 25),
    "choosing five among 1,584 p50, ms": ("<=", 20),
    "web chat: every script and its style, gzip -9, kB": ("<=", 30),
}


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("bench", help="measure this service on this machine")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--first-start", action="store_true", help="also start from nothing")
    parser.set_defaults(command=bench)


def bench(options: argparse.Namespace, settings: Settings) -> int:
    """Measure and print a table; the exit status says that it ran, not that bars were met."""
    from bot.cli import choosing, finding, starting, turning
    from bot.dialogue import training
    from bot.site.assets import weight

    model = training.ensure(settings.models)
    with tempfile.TemporaryDirectory(prefix="boussole-bench-") as folder:
        figures = dict(turning.measure(settings, model, Path(folder)))
        figures |= dict(finding.measure(settings))
        figures |= dict(choosing.measure(settings))
        figures["web chat: every script and its style, gzip -9, kB"] = weight() / 1000
        figures |= starting.measure(settings, Path(folder), first=options.first_start)
    if options.json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:58} {value:>9.2f}  {_against(name, value)}")
    return 0


def _against(name: str, value: float) -> str:
    if name not in BARS:
        return ""
    sign, bar = BARS[name]
    met = value <= bar if sign == "<=" else value >= bar
    return f"{sign} {bar}  {'ok' if met else 'MISSED'}"
