"""Collect the messages of Rasa and turn their buttons into opaque choices."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.messages import Card, Choice, File, Link, Picture, Reply, parse_payload
from bot.storage.choice_repository import insert_choices
from bot.storage.unit_of_work import UnitOfWork


class ReplyCollector(OutputChannel):
    """Collects the messages of a turn; they are sent after the commit."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.drafts: list[dict[str, Any]] = []

    def name(self) -> str:
        """Return the name of the channel, which responses may depend on."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect one message of an action."""
        self.drafts.append(message)


def store_drafts(
    unit: UnitOfWork, conversation: int, drafts: Iterable[dict[str, Any]], now: dt.datetime
) -> list[Reply]:
    """Return filled responses as replies; what their buttons mean is stored."""
    minter = ChoiceMinter(conversation, now)
    replies = [minter.reply(draft) for draft in drafts]
    if minter.rows:
        insert_choices(unit, minter.rows)
    return replies


class ChoiceMinter:
    """Turns payloads into tokens that only the server resolves, one row per choice."""

    def __init__(self, conversation: int, now: dt.datetime) -> None:
        self._conversation, self._now = conversation, now
        self.rows: list[dict[str, Any]] = []

    def reply(self, draft: dict[str, Any]) -> Reply:
        """Return a filled response as a `Reply`."""
        custom = draft.get("custom") or {}
        image, link, file = custom.get("image"), custom.get("link"), custom.get("file")
        return Reply(
            text=draft.get("text") or "",
            cards=tuple(self._card(card) for card in custom.get("cards") or ()),
            choices=self._choices(draft.get("buttons")),
            image=Picture(**image) if image else None,
            link=Link(**link) if link else None,
            file=File(**file) if file else None,
            code=custom.get("code") or "",
        )

    def _card(self, card: dict[str, Any]) -> Card:
        return Card(
            title=card["title"],
            text=card.get("text", ""),
            source=card.get("source") or None,
            date=card.get("date") or None,
            choices=self._choices(card.get("choices")),
        )

    def _choices(self, buttons: Any) -> tuple[Choice, ...]:
        return tuple(self._mint(button["title"], button["payload"]) for button in buttons or ())

    def _mint(self, label: str, text: str) -> Choice:
        intent, carried = parse_payload(text)
        token = secrets.token_urlsafe(16)
        row = {
            "token": token,
            "conversation_id": self._conversation,
            "label": label,
            "intent": intent,
            "carried": {name: value for name, value in carried.items() if value != ""},
            "created": self._now,
        }
        self.rows.append(row)
        return Choice(label, token)
