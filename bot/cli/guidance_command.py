"""`boussole guidance`: print `docs/guidance.md` or `docs/fairness.md`, made from the code."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.evaluation_loader import load_evaluation
from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("guidance", help="print docs/guidance.md")
    parser.add_argument("--fairness", action="store_true", help="print docs/fairness.md instead")
    parser.set_defaults(command=guidance)


def guidance(options: argparse.Namespace, settings: Settings) -> int:
    """Print one of the two pages."""
    from bot.dialogue import model_training
    from bot.dialogue.agent import Dialogue
    from bot.matching.catalogue import Catalogue
    from bot.stores import open_library

    report = load_evaluation("personas.guidance_report")
    library = open_library(settings)
    catalogue = Catalogue(
        library.base.occupations.values(), library.base.contexts, library.skills.skills
    )
    if options.fairness:
        print(report.render_fairness_page(catalogue), end="")
        return 0
    dialogue = Dialogue(model_training.ensure_model(settings.models))
    page = report.render_guidance_page(
        library, catalogue, lambda text: dialogue.parse(text)["intent"]["name"]
    )
    print(page, end="")
    return 0
