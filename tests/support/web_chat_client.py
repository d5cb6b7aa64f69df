"""One page of the web chat, as a test drives it: the real requests over a real socket."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Optional

import httpx
import sqlalchemy as sa

from bot.storage.conversation_tables import outbox, sessions
from bot.storage.unit_of_work import reading
from tests.support.live_service import MAX_WAIT_SECONDS, LiveService
from tests.support.openapi_validation import assert_described

Event = tuple[str, dict[str, Any]]


class WebChatClient:
    """A session and its requests. `events` follows the stream until a test has what it wants."""

    def __init__(self, service: LiveService, token: Optional[str] = None) -> None:
        hooks = {"response": [assert_described]}  # every answer of every test
        self.http = httpx.Client(base_url=service.url, timeout=MAX_WAIT_SECONDS, event_hooks=hooks)
        self.token = token or self.http.post("/api/session").json()["token"]
        self._engine = service.parts.engine
        self._count = 0

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def post(self, data: Any) -> httpx.Response:
        return self.http.post("/api/messages", json=data, headers=self.bearer)

    def post_raw(self, content: bytes, kind: Optional[str] = "application/json") -> httpx.Response:
        headers = {**self.bearer, **({"content-type": kind} if kind else {})}
        return self.http.post("/api/messages", content=content, headers=headers)

    def events(self, after: Optional[str] = None, last: Optional[str] = None) -> Iterator[Event]:
        """What the stream sends, from a cursor given in the address or in the header."""
        headers = {**self.bearer, **({"last-event-id": last} if last else {})}
        query = {"after": after} if after else {}
        give_up = time.monotonic() + MAX_WAIT_SECONDS
        with self.http.stream("GET", "/api/events", params=query, headers=headers) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            cursor = ""
            for line in response.iter_lines():
                field, _, value = line.partition(": ")
                if field == "id":
                    cursor = value
                if field == "data":
                    yield cursor, json.loads(value)
                assert time.monotonic() < give_up, "the stream brought nothing more"

    def read(
        self, enough: Callable[[list[Event]], Any], after: Optional[str] = None
    ) -> list[Event]:
        """The events up to the one that makes it `enough`."""
        seen: list[Event] = []
        stream = self.events(after)
        for event in stream:
            seen.append(event)
            if enough(seen):
                stream.close()
                return seen
        raise AssertionError(f"the stream ended: {seen}")

    def welcome(self) -> dict[str, Any]:
        """The first words of the bot."""
        return self.read(lambda seen: True)[0][1]

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a text and wait for its answer."""
        return self.answers(self.send({"text": text}))

    def choose(self, token: str) -> list[dict[str, Any]]:
        return self.answers(self.send({"choice": token}))

    def send(self, data: dict[str, Any]) -> int:
        """Send a message that must be accepted; its sequence number."""
        self._count += 1
        response = self.post({"id": f"page-{self._count}", **data})
        assert response.status_code == 202, response.text
        return response.json()["seq"]

    def answers(self, seq: int) -> list[dict[str, Any]]:
        """The replies to a message: the first comes by the stream, all are committed with it."""
        self.read(lambda seen: seen[-1][1].get("answers") == seq)
        with reading(self._engine) as unit:
            mine = sa.and_(
                outbox.c.answers == seq, outbox.c.conversation_id == sessions.c.conversation_id
            )
            hashed = hashlib.sha256(self.token.encode()).hexdigest()
            return list(
                unit.execute(
                    sa.select(outbox.c.reply)
                    .join(sessions, mine)
                    .where(sessions.c.token_hash == hashed)
                    .order_by(outbox.c.seq)
                ).scalars()
            )
