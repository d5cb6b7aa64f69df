"""`boussole guidance`: the pages `docs/guidance.md` and `docs/fairness.md`, made from the code."""

from __future__ import annotations

import argparse
from typing import Any

from bot.settings import Settings


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("guidance", help="what the guidance proposes, in figures")
    parser.add_argument("--fairness", action="store_true", help="the page docs/fairness.md")
    parser.set_defaults(command=guidance)


def guidance(options: argparse.Namespace, settings: Settings) -> int:
    """Print one of the two pages."""
    from bot.cli.guidance_pages import fairness_page, guidance_page
    from bot.dialogue import training
    from bot.dialogue.agent import Dialogue
    from bot.guidance.catalogue import Catalogue
    from bot.stores import open_library

    library = open_library(settings)
    catalogue = Catalogue(
        library.base.occupations.values(), library.base.contexts, library.skills.skills
    )
    if options.fairness:
        print(fairness_page(catalogue), end="")
        return 0
    dialogue = Dialogue(training.ensure(settings.models))
    page = guidance_page(library, catalogue, lambda text: dialogue.parse(text)["intent"]["name"])
    print(page, end="")
    return 0
