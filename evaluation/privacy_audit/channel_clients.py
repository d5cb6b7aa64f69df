"""Clients of the channels: page requests, Telegram updates, signed Meta events."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from bot.channels.messenger import CHANNEL as MESSENGER
from bot.channels.telegram import CHANNEL as TELEGRAM
from bot.channels.web import CHANNEL as WEB
from evaluation.privacy_audit import platform_doubles
from evaluation.privacy_audit.scripted_person import ScriptedPerson

_NUMBERS = count(700_000_001)
_PAGE_ID = "100200300400500"


@dataclass
class WebClient(ScriptedPerson):
    """A browser that uses the chat's requests, with its `headers`."""

    headers: Mapping[str, str] = field(default_factory=dict)
    channel: ClassVar[str] = WEB

    async def opens(self) -> None:
        """Open the chat page and its session."""
        answer = await self.run.http.post("/api/session", headers=self.headers)
        self.who = answer.json()["token"]

    async def says(self, text: str) -> int:
        return await self._post({"text": text})

    async def presses(self, token: str) -> int:
        return await self._post({"choice": token})

    async def sends(self, what: str, text: str) -> int:
        """Send a malformed request (« broken »); pages send nothing but text."""
        headers = {**self._bearer, "content-type": "application/json"}
        raw = f'{{"id": "m1", "text": "{text}'.encode()
        return (await self.run.http.post("/api/messages", content=raw, headers=headers)).status_code

    async def forgets(self) -> int:
        """Press the page's erase button."""
        return (await self.run.http.post("/api/forget", headers=self._bearer)).status_code

    async def looks(self) -> list[str]:
        """Return everything that the page and the notebook show."""
        pages = [await self._stream()]
        for path in ("/carnet", "/carnet/pdf", "/carnet/plan.ics"):
            answer = await self.run.http.get(path, headers=self._bearer)
            pages.append(answer.content.decode("utf-8", "replace"))
        return pages

    async def _stream(self) -> str:
        """Return the whole conversation, from the event stream."""
        last, lines = await self.last_reply(), []
        url, headers = "/api/events?after=0.0", self._bearer
        async with self.run.http.stream("GET", url, headers=headers) as stream:
            async for line in stream.aiter_lines():
                lines.append(line)
                if line.startswith("data:") and json.loads(line[5:]).get("seq") == last:
                    break
        return "\n".join(lines)

    @property
    def _bearer(self) -> dict[str, str]:
        return {**self.headers, "authorization": f"Bearer {self.who}"}

    async def _post(self, body: dict[str, str]) -> int:
        sent = {"id": f"m{next(_NUMBERS)}", **body}
        answer = await self.run.http.post("/api/messages", json=sent, headers=self._bearer)
        return answer.status_code


@dataclass
class TelegramClient(ScriptedPerson):
    """A client that posts updates to the webhook as Telegram does; `nick` is the user name."""

    nick: str = ""
    channel: ClassVar[str] = TELEGRAM

    async def says(self, text: str) -> int:
        return await self._post(message=self._message(text=text))

    async def presses(self, token: str) -> int:
        number = (int(self.who) << 32) + next(_NUMBERS)  # derived from the id, as in Telegram
        shown = {**self._message(text="…"), "from": {**self._user, "is_bot": True}}
        query = {"id": str(number), "from": self._user, "message": shown, "chat_instance": "1"}
        return await self._post(callback_query={**query, "data": token})

    async def sends(self, what: str, text: str) -> int:
        file = {"file_id": self.who, "file_unique_id": self.who}
        contents: dict[str, dict[str, Any]] = {
            "photo": {"photo": [{**file, "width": 9, "height": 9}], "caption": text},
            "file": {"document": {**file, "file_name": f"{text}.pdf"}, "caption": text},
            "location": {"location": {"latitude": 50.6, "longitude": 5.5}},
            "contact": {"contact": {"phone_number": text, "first_name": self.named}},
            "voice": {"voice": {**file, "duration": 2}, "caption": text},
        }
        if what == "edit":
            edited = {**self._message(text=text), "edit_date": self._now}
            return await self._post(edited_message=edited)
        if what == "group":
            chat = {"id": -int(self.who), "type": "supergroup", "title": text}
            return await self._post(message={**self._message(text=text), "chat": chat})
        if what == "broken":  # without the required date and user
            return await self._post(message={"text": text, "from": text, "chat": self._chat})
        return await self._post(message=self._message(**contents[what]))

    async def blocks(self) -> int:
        """Block the bot in the application."""
        chat = {"chat": self._chat, "from": self._user, "date": self._now}
        bot = {"id": 4242424242, "is_bot": True, "first_name": "Boussole"}
        before = {"user": bot, "status": "member"}
        after = {"user": bot, "status": "kicked", "until_date": 0}
        change = {**chat, "old_chat_member": before, "new_chat_member": after}
        return await self._post(my_chat_member=change)

    @property
    def _now(self) -> int:
        return int(self.run.clock().timestamp())

    @property
    def _user(self) -> dict[str, Any]:
        first, _, last = self.named.partition(" ")
        names = {"first_name": first, "last_name": last, "username": self.nick}
        return {"id": int(self.who), "is_bot": False, "language_code": "fr", **names}

    @property
    def _chat(self) -> dict[str, Any]:
        return {**self._user, "type": "private"}

    def _message(self, **content: Any) -> dict[str, Any]:
        about = {"message_id": next(_NUMBERS), "date": self._now, "chat": self._chat}
        return {**about, "from": self._user, **content}

    async def _post(self, **update: Any) -> int:
        headers = {"x-telegram-bot-api-secret-token": platform_doubles.TELEGRAM_SECRET}
        body = {"update_id": next(_NUMBERS), **update}
        return (await self.run.http.post("/telegram", json=body, headers=headers)).status_code


@dataclass
class MessengerClient(ScriptedPerson):
    """A client that posts signed events as Meta does."""

    channel: ClassVar[str] = MESSENGER

    async def says(self, text: str) -> int:
        return await self._post(message={"mid": self._mid, "text": text})

    async def presses(self, token: str) -> int:
        return await self._post(postback={"mid": self._mid, "title": "…", "payload": token})

    async def sends(self, what: str, text: str) -> int:
        if what == "edit":
            return await self._post(message_edit={"mid": self._mid, "text": text, "num_edit": 1})
        if what == "echo":  # a team member replies in the page's inbox
            message = {"mid": self._mid, "is_echo": True, "app_id": 1, "text": text}
            ends = {"sender": {"id": _PAGE_ID}, "recipient": {"id": self.who}}
            return await self._post(message=message, **ends)
        if what == "broken":
            return await self._signed(f'{{"entry": [{{"text": "{text} {self.who}'.encode())
        kind = {"photo": "image", "voice": "audio"}.get(what, what)
        payload = {"url": f"https://cdn.exemple.be/{self.who}/{text}", "title": text}
        return await self._post(
            message={"mid": self._mid, "attachments": [{"type": kind, "payload": payload}]}
        )

    @property
    def _mid(self) -> str:
        """Return a message id that contains the person's id, since nothing excludes that."""
        return f"m_{self.who}-{next(_NUMBERS)}"

    async def _post(self, **event: Any) -> int:
        now = int(self.run.clock().timestamp() * 1000)
        ends = {"sender": {"id": self.who}, "recipient": {"id": _PAGE_ID}}
        entry = {"id": _PAGE_ID, "messaging": [{**ends, "timestamp": now, **event}]}
        return await self._signed(json.dumps({"object": "page", "entry": [entry]}).encode())

    async def _signed(self, raw: bytes) -> int:
        digest = hmac.new(
            platform_doubles.MESSENGER_SECRET.encode(), raw, hashlib.sha256
        ).hexdigest()
        headers = {"x-hub-signature-256": f"sha256={digest}", "content-type": "application/json"}
        answer = await self.run.http.post("/messenger", content=raw, headers=headers)
        return answer.status_code
