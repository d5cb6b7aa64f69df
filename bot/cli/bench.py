"""`boussole bench`: the measurements of `docs/performance.md`, in one run."""

from __future__ import annotations

import argparse
from typing import Any

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("bench", help="measure this service on this machine")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=bench)


def bench(options: argparse.Namespace, settings: Settings) -> int:
    """Measure and print the table."""
    from bot.app import measure

    return measure(settings, options.json)
