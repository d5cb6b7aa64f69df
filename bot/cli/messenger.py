"""`boussole messenger setup`: what people see on the page before they write, and its menu."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any

from bot.settings import ROOT, Settings, SettingsError


def register(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("messenger", help="the page on Messenger").add_subparsers(
        required=True
    )
    parser = actions.add_parser("setup", help="Get Started, greeting, first questions, menu")
    parser.add_argument("--dry-run", action="store_true", help="print it, ask Meta nothing")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=setup)


def setup(options: argparse.Namespace, settings: Settings) -> int:
    """Set what is not so already; says what that was. 1 when Meta refuses or can't be reached."""
    from bot.channels.messenger.graph import Graph
    from bot.channels.messenger.profile import FIELDS
    from bot.channels.messenger.refusals import Refusal, Unreachable, told

    if not settings.messenger_token and not options.dry_run:
        raise SettingsError("BOUSSOLE_MESSENGER_TOKEN: not set, so Meta would not know the page")
    wanted = _profile(settings)
    if options.dry_run:
        print(json.dumps(wanted, ensure_ascii=False, indent=None if options.json else 2))
        return 0
    try:
        changed = asyncio.run(_set_up(Graph(settings), wanted))
    except (Refusal, Unreachable) as error:
        print(f"boussole: {told(error)}", file=sys.stderr)
        return 1
    same = [name for name in FIELDS if name not in changed]
    if options.json:
        print(json.dumps({"set": changed, "same": same}))
        return 0
    for name in FIELDS:
        print(f"{name}: {'set' if name in changed else 'as it was'}")
    return 0


async def _set_up(graph: Any, wanted: dict[str, Any]) -> list[str]:
    from bot.channels.messenger.profile import set_up

    try:
        return await set_up(graph, wanted)
    finally:
        await graph.close()


def _profile(settings: Settings) -> dict[str, Any]:
    """The sentences are read from the domain: no model is needed for them."""
    from rasa.shared.core.domain import Domain

    from bot.channels.messenger.profile import profile
    from bot.dialogue.sentences import Sentences
    from knowledge.base import Base

    sentences = Sentences(domain=Domain.load(str(ROOT / "bot" / "domain")))
    place = settings.for_site(Base.load(settings.knowledge, settings.imported).place).site_name
    return profile(sentences, place)
