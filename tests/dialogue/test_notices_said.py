"""P1: the first message says what this is, what is kept and how long, and how to erase it."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channel_registry import find_capabilities
from bot.settings import PROJECT_ROOT, Settings
from bot.turn_context import privacy_notice_facts

PLACE = "Cité des Métiers de Liège"
SETTINGS = Settings(_env_file=None, conversation_days=41, notebook_months=19, site_name=PLACE)
FIRST = ("utter_welcome", "utter_notice")


def said(dialogue: Any, name: str, channel: str, vous: bool) -> str:
    turn: Any = SimpleNamespace(
        settings=SETTINGS, channel=channel, capabilities=find_capabilities(channel)
    )
    filled = dialogue.sentences.fill(
        name, {"vous": vous, **privacy_notice_facts(turn)}, "", channel
    )
    return str(filled["text"])


@pytest.mark.parametrize("vous", [False, True], ids=["tu", "vous"])
@pytest.mark.parametrize("channel", ["web", "telegram", "messenger"])
@pytest.mark.parametrize("name", FIRST)
def test_p1_the_first_message_says_it_all(
    dialogue: Any, name: str, channel: str, vous: bool
) -> None:
    told = said(dialogue, name, channel, vous)
    for words in (f"robot de la {PLACE}", "Gratuit, anonyme", "41 jours", "19 mois", "s'efface"):
        assert words in told
    assert re.search("ou quand (tu veux|vous voulez|tu écris|vous écrivez)", told)
    assert ("L'appli sait" in told) == (channel != "web")


def test_p1_the_first_message_leads_to_the_rest(dialogue: Any) -> None:
    """« Détails » and « Effacer » are at hand; the details lead to the whole page."""
    turn: Any = SimpleNamespace(
        settings=SETTINGS, channel="web", capabilities=find_capabilities("web")
    )
    first = dialogue.sentences.fill(
        "utter_welcome", {"vous": False, **privacy_notice_facts(turn)}, "", "web"
    )
    payloads = {each["payload"] for each in first["buttons"]}
    assert {"/ask_privacy", "/erase_data"} <= payloads
    for vous in (False, True):
        more = dialogue.sentences.fill(
            "utter_privacy", {"vous": vous, **privacy_notice_facts(turn)}, "", "web"
        )
        assert more["custom"]["link"]["url"] == "/confidentialite"
        assert {each["payload"] for each in more["buttons"]} >= {"/erase_data"}


@pytest.mark.parametrize("name", [*FIRST, "utter_privacy", "utter_profile"])
def test_p7_every_notice_of_the_bot_follows_the_settings(dialogue: Any, name: str) -> None:
    for vous in (False, True):
        told = said(dialogue, name, "telegram", vous)
        assert "41 jours" in told
        assert "19 mois" in told
        assert "30" not in told


def test_p7_no_sentence_of_the_bot_types_how_long_it_keeps() -> None:
    kept = re.compile(r"(efface|gard|conserv)[^.]*\b\d+ (jours|mois)\b", re.IGNORECASE)
    for file in sorted((PROJECT_ROOT / "bot" / "domain").glob("*.yml")):
        assert not kept.findall(file.read_text("utf-8")), file.name
