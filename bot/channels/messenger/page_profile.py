"""The page's Messenger profile: greeting, first questions and menu."""

from __future__ import annotations

from typing import Any

from bot.channels.messenger.graph_client import GraphClient
from bot.channels.messenger.persistent_menu import (
    GET_STARTED_PAYLOAD,
    ICE_BREAKERS_RESPONSE,
    MENU_RESPONSE,
    list_fixed_buttons,
)
from bot.dialogue.sentences import Sentences

PROFILE_FIELDS = ("get_started", "greeting", "ice_breakers", "persistent_menu")
_DEFAULT_LOCALE = {"locale": "default"}


def build_profile(sentences: Sentences, place: str) -> dict[str, Any]:
    """Return all `PROFILE_FIELDS` in the format of the Messenger Profile API."""
    greeting = sentences.fill("utter_messenger_greeting", {"place": place}, "")["text"]
    first = [
        {"question": title, "payload": payload}
        for title, payload in list_fixed_buttons(sentences, ICE_BREAKERS_RESPONSE)
    ]
    menu = [
        {"type": "postback", "title": title, "payload": payload}
        for title, payload in list_fixed_buttons(sentences, MENU_RESPONSE)
    ]
    return {
        "get_started": {"payload": GET_STARTED_PAYLOAD},
        "greeting": [{**_DEFAULT_LOCALE, "text": greeting}],
        "ice_breakers": [{**_DEFAULT_LOCALE, "call_to_actions": first}],
        "persistent_menu": [
            {**_DEFAULT_LOCALE, "composer_input_disabled": False, "call_to_actions": menu}
        ],
    }


async def update_profile(graph: GraphClient, wanted: dict[str, Any]) -> list[str]:
    """Set the fields that differ, and return their names.

    Raises:
        GraphError, GraphUnreachable: the call failed.
    """
    current = await graph.profile(PROFILE_FIELDS)
    changed = {
        name: value for name, value in wanted.items() if not _includes(current.get(name), value)
    }
    if changed:
        await graph.set_profile(changed)
    return list(changed)


def _includes(found: Any, wanted: Any) -> bool:
    """Whether `found` contains all of `wanted`; Meta may return more than was set."""
    if isinstance(wanted, dict):
        fields = found if isinstance(found, dict) else {}
        return all(_includes(fields.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        same = isinstance(found, list) and len(found) == len(wanted)
        return same and all(_includes(*pair) for pair in zip(found, wanted, strict=True))
    return bool(found == wanted)
