"""CARE P1: the first message says that it is a machine, free and anonymous, what is kept and for
how long, and how to erase it; on a platform, that the platform knows them (P3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.messaging.message_intake import (
    IncomingMessage,
    MenuButton,
    PendingMessage,
    accept_message,
    build_typed_message,
)
from tests.support.conversation_client import ConversationClient

CHANNELS = ("web", "telegram", "messenger")


class On(ConversationClient):
    """A person of a channel."""

    def __init__(self, parts: Any, channel: str) -> None:
        super().__init__(parts)
        self.channel = channel

    def hears_after(self, **sent: Any) -> str:
        """All that is said to the first thing that comes in."""
        incoming = IncomingMessage(self.channel, self.name, "1", **sent)
        return self._first(incoming)

    def hears_after_typing(self, text: str) -> str:
        return self._first(build_typed_message(self.channel, self.name, "1", text, self.parts.key))

    def _first(self, incoming: IncomingMessage) -> str:
        head = accept_message(self.parts.engine, incoming, self.parts.clock())
        assert isinstance(head, PendingMessage)
        self.gets(head)
        replies = [row.reply for row in self.replies()]
        labels = [choice["label"] for reply in replies for choice in reply.get("choices", ())]
        return "\n".join([*(reply.get("text", "") for reply in replies), *labels])


@pytest.fixture(params=CHANNELS)
def newcomer(request: pytest.FixtureRequest, parts: Any) -> On:
    """Who never was here, where the operator keeps things for other times than most."""
    kept = parts.settings.copy(update={"conversation_days": 17, "notebook_months": 5})
    return On(replace(parts, settings=kept), request.param)


def complete(said: str, channel: str) -> bool:
    owed = ("robot", "gratuit", "anonyme", "17 jours", "5 mois", "effac")
    knows = "l'appli sait que" in said.lower()
    return all(words in said.lower() for words in owed) and knows == (channel != "web")


def test_p1_whoever_opens_the_chat_is_told(newcomer: On) -> None:
    said = newcomer.hears_after(kind="open", body="open")
    assert complete(said, newcomer.channel), said
    assert "Effacer" in said  # the button
    assert "Détails" in said


@pytest.mark.parametrize(
    "text",
    ["c'est quoi une AOB ?", "boulanger", "j'aime réparer des motos", "Bonjour, aidez-moi svp"],
)
def test_p1_whoever_begins_in_the_middle_is_told_first(newcomer: On, text: str) -> None:
    said = newcomer.hears_after_typing(text)
    assert complete(said, newcomer.channel), said
    assert complete(newcomer.told()[0], newcomer.channel)


def test_p1_whoever_begins_by_a_button_of_the_menu_is_told_first(newcomer: On) -> None:
    button = MenuButton("Explorer", "start_exploring")
    said = newcomer.hears_after(kind="choice", body="token", button=button)
    assert complete(said, newcomer.channel), said


def test_p1_it_is_told_once(newcomer: On) -> None:
    newcomer.hears_after_typing("boulanger")
    before = len(newcomer.told())
    newcomer.says("et le salaire ?")
    assert [each for each in newcomer.told()[before:] if "anonyme" in each.lower()] == []


def test_p1_in_distress_help_comes_first_and_the_notice_with_the_next_matter(
    newcomer: On,
) -> None:
    said = newcomer.hears_after_typing("je veux mourir")
    assert "112" in said
    assert "17 jours" not in said
    assert complete(newcomer.says("c'est quoi une AOB ?")[0], newcomer.channel)
