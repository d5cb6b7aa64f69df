"""`boussole bench`: the measurements of `docs/performance.md`."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from bot.cli.evaluation_loader import load_evaluation
from bot.settings import Settings

# Targets on two cores, with SQLite on disk.
TARGETS = {
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
    parser = commands.add_parser("bench", help="measure the service on this machine")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--first-start", action="store_true", help="also measure a first start")
    parser.set_defaults(command=bench)


def bench(options: argparse.Namespace, settings: Settings) -> int:
    """Print a table of measurements; a missed target does not change the exit status."""
    from bot.dialogue import model_training
    from bot.site.assets import chat_bytes

    lead_selection, search_quality, service_load, turn_latency = (
        load_evaluation(f"benchmarks.{name}")
        for name in ("lead_selection", "search_quality", "service_load", "turn_latency")
    )
    model = model_training.ensure_model(settings.models)
    with tempfile.TemporaryDirectory(prefix="boussole-bench-") as folder:
        figures = dict(turn_latency.measure(settings, model, Path(folder)))
        figures |= dict(search_quality.measure(settings))
        figures |= dict(lead_selection.measure(settings))
        figures["web chat: every script and its style, gzip -9, kB"] = chat_bytes() / 1000
        figures |= service_load.measure(settings, Path(folder), first=options.first_start)
    if options.json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:58} {value:>9.2f}  {_compare_to_target(name, value)}")
    return 0


def _compare_to_target(name: str, value: float) -> str:
    if name not in TARGETS:
        return ""
    sign, bar = TARGETS[name]
    met = value <= bar if sign == "<=" else value >= bar
    return f"{sign} {bar}  {'ok' if met else 'MISSED'}"
