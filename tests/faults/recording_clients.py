"""Web clients that write under load, insist until they are heard, and record all they see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Optional

import aiohttp

from bot.channels.web import CHANNEL
from bot.privacy.pseudonyms import derive_pseudonym
from tests.faults.client_history import ClientHistory, SentMessage, ShownReply
from tests.faults.stored_rows import content_of

# A trade is asked about by one client alone.
TRADES = ("plombier", "boulanger", "infirmier", "maçon", "coiffeur", "menuisier", "cuisinier")
OTHER_WORDS = ("merci beaucoup", "aide")
RETRY_SECONDS = 0.1
MAX_UNANSWERED = 6  # beyond twenty that wait, what a person writes is refused
_LIMIT = aiohttp.ClientTimeout(total=20, sock_read=20)
_FOR_EVER = aiohttp.ClientTimeout(total=None, sock_connect=5)
UNREACHED = (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError)


@dataclass
class RecordingClient:
    """A page of the web chat. `address` says where the service is now; `pauses`: seconds between
    two messages, at least and at most."""

    http: aiohttp.ClientSession
    address: Callable[[], str]
    number: int
    pauses: tuple[float, float] = (0.0, 0.2)
    history: ClientHistory = field(init=False)
    token: str = ""
    slowest: float = 0.0  # seconds for an answer to a request
    _cursor: str = "0.0"
    _reading: Optional[asyncio.Task[None]] = None

    def __post_init__(self) -> None:
        self.history = ClientHistory(f"client {self.number}")
        self._draw = Random(self.number)
        self._trade = TRADES[self.number % len(TRADES)]

    def person(self, key: bytes) -> str:
        """Their pseudonym."""
        return derive_pseudonym(CHANNEL, self.token, key)

    async def open(self) -> None:
        """Get a session, however often it takes, and read what comes."""
        while not self.token:
            answer = await self._post("/api/session", {})
            if answer and answer[0] == 201:
                self.token = answer[1]["token"]
        self._reading = asyncio.create_task(self._read())

    async def write(self, count: int) -> None:
        """Say so many things, each until it is taken."""
        for _ in range(count):
            await self.say(self._next())
            await asyncio.sleep(self._draw.uniform(*self.pauses))

    async def write_until(self, over: asyncio.Event) -> None:
        """Say one thing after the other, but not too much that is not answered."""
        while not over.is_set():
            while self._count_unanswered() > MAX_UNANSWERED:
                await asyncio.sleep(RETRY_SECONDS)
            await self.write(1)

    async def say(self, message: SentMessage) -> None:
        """Send one message, and again until the service says that it has it."""
        self.history.sent.append(message)
        body = {"id": message.id, "text": message.text}
        while (answer := await self._post("/api/messages", body)) is None or answer[0] >= 400:
            if answer:
                self.history.refused.append(str(answer[1].get("message", "")))
            await asyncio.sleep(RETRY_SECONDS)
        self.history.confirmed.append(message.id)

    async def until_answered(self) -> None:
        """Wait until the last message has its answer on the page."""
        while not self._is_answered():
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _is_answered(self) -> bool:
        echoed = len(self.history.echoes) == len(self.history.sent)
        return echoed and not self._count_unanswered()

    def _count_unanswered(self) -> int:
        # The opening is number 1, and answered too.
        last = len(self.history.sent) + 1
        return last - max((reply.answers for reply in self.history.shown), default=0)

    def _next(self) -> SentMessage:
        number = f"c{self.number}-{len(self.history.sent) + 1}"
        if self._draw.random() < 0.5:
            return SentMessage(number, self._draw.choice(OTHER_WORDS))
        return SentMessage(number, f"c'est quoi le métier de {self._trade} ?", self._trade)

    async def _post(self, path: str, body: dict[str, Any]) -> Optional[tuple[int, dict[str, Any]]]:
        """The status and the answer; None if the service died before, or is not there."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            where = f"{self.address()}{path}"
            async with self.http.post(where, json=body, headers=headers, timeout=_LIMIT) as got:
                answer = got.status, await got.json()
        except UNREACHED:
            await asyncio.sleep(RETRY_SECONDS)
            return None
        self.slowest = max(self.slowest, loop.time() - began)
        return answer

    async def _read(self) -> None:
        """As the page does: connect again after each loss, from where it stopped."""
        while True:
            with suppress(*UNREACHED):
                await self._read_stream()
            await asyncio.sleep(RETRY_SECONDS / 2)

    async def _read_stream(self) -> None:
        headers = {"authorization": f"Bearer {self.token}", "last-event-id": self._cursor}
        where, cursor = f"{self.address()}/api/events", self._cursor
        async with self.http.get(where, headers=headers, timeout=_FOR_EVER) as stream:
            async for raw in stream.content:
                line = raw.decode().rstrip()
                if line.startswith("id:"):
                    cursor = line.removeprefix("id:").strip()
                elif line.startswith("data:"):
                    self._show(json.loads(line.removeprefix("data:")))
                    self._cursor = cursor

    def _show(self, entry: dict[str, Any]) -> None:
        if entry["from"] == "person":
            self.history.echoes.append(entry["id"])
        elif entry["from"] == "bot":
            shown = ShownReply(entry["seq"], entry["answers"], content_of(entry))
            self.history.shown.append(shown)


async def open_clients(
    http: aiohttp.ClientSession, address: Callable[[], str], count: int, **given: Any
) -> list[RecordingClient]:
    """So many clients, each with an open page."""
    clients = [RecordingClient(http, address, number, **given) for number in range(count)]
    await asyncio.gather(*(client.open() for client in clients))
    return clients


async def finish(clients: Sequence[RecordingClient]) -> None:
    """Wait until all are answered, then close the pages."""
    await asyncio.gather(*(client.until_answered() for client in clients))
    for client in clients:
        await client.close()
