"""`boussole care`: print `docs/care.md`, made from `docs/care.yml`, tests and measurements."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.evaluation_loader import load_evaluation
from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("care", help="print docs/care.md")
    parser.set_defaults(command=care)


def care(options: argparse.Namespace, settings: Settings) -> int:
    """Print the page."""
    from knowledge.sentence_embedding import default_embedder

    measurement = load_evaluation("benchmarks.distress_detection")
    heard = measurement.measure(measurement.TEST_FILE, default_embedder().query)
    print(load_evaluation("benchmarks.care_page").render_page(heard), end="")
    return 0
