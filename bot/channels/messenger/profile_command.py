"""The command `boussole messenger setup`, which sets the page's profile."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any

from bot.channels.messenger.messenger_settings import MessengerSettings
from bot.settings import PROJECT_ROOT, Settings, SettingsError

_SENTENCES_FILE = PROJECT_ROOT / "bot" / "domain" / "channels.yml"


def register(commands: Any) -> None:
    """Add the command."""
    actions = commands.add_parser("messenger", help="the page on Messenger").add_subparsers(
        required=True
    )
    parser = actions.add_parser("setup", help="Get Started, greeting, first questions, menu")
    parser.add_argument("--dry-run", action="store_true", help="print it, ask Meta nothing")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=set_up_profile)


def set_up_profile(options: argparse.Namespace, settings: Settings) -> int:
    """Set the fields of the profile that differ and print them; returns 1 if Meta fails.

    Raises:
        SettingsError: the token is not set.
    """
    from bot.channels.messenger.graph_client import GraphClient
    from bot.channels.messenger.graph_errors import GraphError, GraphUnreachable, describe_problem
    from bot.channels.messenger.page_profile import PROFILE_FIELDS

    own = MessengerSettings.of(settings)
    if not own.messenger_token and not options.dry_run:
        raise SettingsError("BOUSSOLE_MESSENGER_TOKEN: not set, so Meta would not know the page")
    wanted = _build_profile(settings)
    if options.dry_run:
        print(json.dumps(wanted, ensure_ascii=False, indent=None if options.json else 2))
        return 0
    try:
        changed = asyncio.run(_apply_profile(GraphClient(own), wanted))
    except (GraphError, GraphUnreachable) as error:
        print(f"boussole: {describe_problem(error)}", file=sys.stderr)
        return 1
    same = [name for name in PROFILE_FIELDS if name not in changed]
    if options.json:
        print(json.dumps({"set": changed, "same": same}))
        return 0
    for name in PROFILE_FIELDS:
        print(f"{name}: {'set' if name in changed else 'as it was'}")
    return 0


async def _apply_profile(graph: Any, wanted: dict[str, Any]) -> list[str]:
    from bot.channels.messenger.page_profile import update_profile

    try:
        return await update_profile(graph, wanted)
    finally:
        await graph.close()


def _build_profile(settings: Settings) -> dict[str, Any]:
    """Build the profile from its sentences and the name of the centre alone: the whole domain and
    base take ten seconds to read."""
    from rasa.shared.core.domain import Domain

    from bot.channels.messenger.page_profile import build_profile
    from bot.dialogue.sentences import Sentences
    from knowledge.base_files import read_site

    sentences = Sentences(domain=Domain.from_file(str(_SENTENCES_FILE)))
    site = read_site(settings.knowledge)
    place = settings.with_site_defaults(site.facts if site else None).site_name
    return build_profile(sentences, place)
