"""The page's Messenger profile: what people see before they write, and beside the field."""

from __future__ import annotations

from typing import Any

from bot.channels.messenger.graph import Graph
from bot.channels.messenger.standing import BEGINNINGS, GET_STARTED, MENU, buttons
from bot.dialogue.sentences import Sentences

FIELDS = ("get_started", "greeting", "ice_breakers", "persistent_menu")
_EVERYBODY = {"locale": "default"}


def profile(sentences: Sentences, place: str) -> dict[str, Any]:
    """Every one of FIELDS, as the Messenger Profile API takes it."""
    greeting = sentences.fill("utter_messenger_greeting", {"place": place}, "")["text"]
    first = [
        {"question": title, "payload": payload} for title, payload in buttons(sentences, BEGINNINGS)
    ]
    menu = [
        {"type": "postback", "title": title, "payload": payload}
        for title, payload in buttons(sentences, MENU)
    ]
    return {
        "get_started": {"payload": GET_STARTED},
        "greeting": [{**_EVERYBODY, "text": greeting}],
        "ice_breakers": [{**_EVERYBODY, "call_to_actions": first}],
        "persistent_menu": [
            {**_EVERYBODY, "composer_input_disabled": False, "call_to_actions": menu}
        ],
    }


async def set_up(graph: Graph, wanted: dict[str, Any]) -> list[str]:
    """Set what is not so already; which fields those were. Raises Refusal, Unreachable."""
    found = await graph.profile(FIELDS)
    changed = {name: value for name, value in wanted.items() if not _holds(found.get(name), value)}
    if changed:
        await graph.set_profile(changed)
    return list(changed)


def _holds(found: Any, wanted: Any) -> bool:
    """Whether all that is wanted is there; Meta may tell more of it than was set."""
    if isinstance(wanted, dict):
        mine = found if isinstance(found, dict) else {}
        return all(_holds(mine.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        same = isinstance(found, list) and len(found) == len(wanted)
        return same and all(_holds(*each) for each in zip(found, wanted, strict=True))
    return bool(found == wanted)
