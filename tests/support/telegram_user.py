"""A person with Telegram on their telephone, as a test drives them."""

from __future__ import annotations

import copy
import itertools
from typing import Any, Optional

import httpx
import sqlalchemy as sa

from bot.channels.telegram import CHANNEL
from bot.privacy.pseudonyms import derive_pseudonym
from bot.storage.channel_tables import routes
from bot.storage.conversation_tables import conversations, inbox
from bot.storage.unit_of_work import reading
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService
from tests.support.telegram_double import Chat, TelegramDouble, render_message

SECRET = "a-secret-of-the-webhook_42"  # pragma: allowlist secret
_updates = itertools.count(700_000_001)


class TelegramUser:
    """Writes, presses and reads. What they do reaches the service by its webhook at once."""

    def __init__(
        self, double: TelegramDouble, service: LiveService, native: int = 987_654_321
    ) -> None:
        self.double, self.service, self.native = double, service, native
        self.chat = double.chats.setdefault(native, Chat(native))
        self._read = 0

    # What Telegram tells of them

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.native, "is_bot": False, "first_name": "Zoé", "language_code": "fr"}

    def message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": next(self.double.numbers),
            "date": 1764064800,
            "chat": {"id": self.native, "type": "private", "first_name": "Zoé"},
            "from": self.user,
            **content,
        }

    def update(self, **what: Any) -> dict[str, Any]:
        return {"update_id": next(_updates), **what}

    def wrote(self, text: str) -> dict[str, Any]:
        return self.sent(text=text)

    def sent(self, **content: Any) -> dict[str, Any]:
        text = content.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.update(message=self.message(**content))

    def pressed(self, label: str, message: Optional[dict[str, Any]] = None) -> dict[str, Any]:
        """The newest button with this label."""
        shown, token = self.button(label, message)
        query = str((self.native << 32) + next(self.double.numbers))
        self.double.queries.add(query)
        return self.update(
            callback_query={
                "id": query,
                "from": self.user,
                "message": copy.deepcopy(render_message(self.chat, shown)),
                "chat_instance": "42",
                "data": token,
            }
        )

    # What they do

    def deliver(self, update: dict[str, Any], secret: str = SECRET) -> int:
        """As Telegram posts it; the status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        url = f"{self.service.url}/telegram"
        return httpx.post(url, json=update, headers=headers, timeout=MAX_WAIT_SECONDS).status_code

    def does(self, update: dict[str, Any]) -> list[dict[str, Any]]:
        """Deliver it, and wait until all answers have arrived; the new messages."""
        assert self.deliver(update) == 200
        return self.reads()

    def says(self, text: str) -> list[dict[str, Any]]:
        return self.does(self.wrote(text))

    def presses(self, label: str) -> list[dict[str, Any]]:
        return self.does(self.pressed(label))

    def reads(self) -> list[dict[str, Any]]:
        """What came since they last looked."""
        self.double.until(self.settled)
        new = self.chat.messages[self._read :]
        self._read = len(self.chat.messages)
        return new

    # What can be seen

    def settled(self) -> bool:
        """Whether everything is answered and delivered."""
        whose = derive_pseudonym(CHANNEL, str(self.native), self.service.parts.key)
        with reading(self.service.parts.engine) as unit:
            row = unit.execute(
                sa.select(conversations.c.id, conversations.c.last_reply, routes)
                .outerjoin(routes, routes.c.conversation_id == conversations.c.id)
                .where(conversations.c.person == whose)
            ).first()
            if row is None:
                return True
            waiting = unit.execute(
                sa.select(sa.func.count())
                .select_from(inbox)
                .where(inbox.c.conversation_id == row.id, inbox.c.status == "waiting")
            ).scalar_one()
        delivered = row.closed or row.closed is None or row.sent == row.last_reply
        return not waiting and bool(delivered)

    def button(
        self, label: str, message: Optional[dict[str, Any]] = None
    ) -> tuple[dict[str, Any], str]:
        for shown in [message] if message else reversed(self.chat.messages):
            for found in list_buttons(shown):
                if found["text"] == label:
                    return shown, found["callback_data"]
        raise AssertionError(f"no button « {label} »")

    def labels(self) -> list[str]:
        """Those of the newest message that has some."""
        for shown in reversed(self.chat.messages):
            if list_buttons(shown):
                return [each["text"] for each in list_buttons(shown)]
        return []


def list_buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def list_texts(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message.get("text") or message.get("caption", "") for message in messages)
