"""One open page of the web chat that checks its own history: nothing lost, doubled or out of order.

It does what the page's scripts do: follows the stream again from its last position after a break,
and sends a message again, under the same id, when no answer came back.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Optional

import aiohttp

REPLY_SECONDS = 90.0  # without a reply until then, it counts as lost
# As long as the page waits: for the next sign of life in a stream, and for an answer.
_STREAM_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=45)
_ANSWER_TIMEOUT = aiohttp.ClientTimeout(total=20)
_Event = tuple[str, dict[str, Any]]


@dataclass
class Findings:
    """What all clients found: `faults` by kind, and how often a page reopened its stream or sent a
    message again, neither of which a person sees as an error."""

    faults: Counter[str] = field(default_factory=Counter)
    reopened: int = 0
    resent: int = 0


@dataclass
class History:
    """What came over the streams of a conversation, checked as it comes."""

    faults: Counter[str]
    messages: dict[str, int] = field(default_factory=dict)  # the number of each message, by id
    answered: dict[int, str] = field(default_factory=dict)  # when each message was answered
    heard: int = 1  # the opening of the chat is not shown
    said: int = 0
    shown: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, entry: dict[str, Any]) -> None:
        """Take the next entry of the stream."""
        if entry["from"] == "person":
            self.heard = self._follow("message", self.heard, entry["seq"])
            if entry["id"] in self.messages:
                self.faults["a message stored twice"] += 1
            self.messages[entry["id"]] = entry["seq"]
        elif entry["from"] == "bot":
            self.said = self._follow("reply", self.said, entry["seq"])
            if entry["answers"] > self.heard:
                self.faults["a reply before its message"] += 1
            # All replies of a turn have its time: another one is that of a second turn.
            if self.answered.setdefault(entry["answers"], entry["at"]) != entry["at"]:
                self.faults["a message answered twice"] += 1
        else:
            self.faults[f"an entry of the {entry['from']}"] += 1
        words = entry.get("text", "")
        self.shown.append((entry["from"], entry["seq"], words))

    def _follow(self, what: str, last: int, seq: int) -> int:
        if seq <= last:
            self.faults[f"a {what} twice or out of order"] += 1
        elif seq > last + 1:
            self.faults[f"a {what} lost"] += 1
        return max(last, seq)


@dataclass
class CheckedClient:
    """A page; `choices` are the tokens that its last reply offered."""

    http: aiohttp.ClientSession
    url: str
    number: int
    findings: Findings
    choices: list[str] = field(default_factory=list)
    busy: bool = False
    cursor: str = "0.0"

    def __post_init__(self) -> None:
        self.history = History(self.findings.faults)
        self._headers: dict[str, str] = {}
        self._news = asyncio.Event()
        self._sent: list[str] = []
        self._following: Optional[asyncio.Task] = None
        self._draw = random.Random(self.number)

    async def open(self) -> None:
        """Begin a conversation, again while the service says that too many begin; wait for the
        greeting."""
        while not self._headers:
            async with self.http.post(f"{self.url}/api/session") as response:
                if response.status == 429:
                    await asyncio.sleep(float(response.headers["retry-after"]))
                    continue
                response.raise_for_status()
                token = (await response.json())["token"]
                self._headers = {"Authorization": f"Bearer {token}"}
        self._following = asyncio.create_task(self._follow())
        await self._until_answered(1)

    async def send(self, message: dict[str, str]) -> Optional[float]:
        """Send a text or a choice; return the seconds until its first reply, None without one."""
        self.busy = True
        try:
            began = time.perf_counter()
            seq = await self._post({"id": f"m{len(self._sent)}", **message})
            if seq is None or not await self._until_answered(seq):
                return None
            return time.perf_counter() - began
        finally:
            self.busy = False

    async def close(self) -> None:
        """Close the stream."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def check(self) -> None:
        """Compare what the streams brought with what was sent, and with the whole history read
        from its beginning."""
        self.findings.faults["a message lost"] += len(
            set(self._sent) - self.history.messages.keys()
        )
        again = History(Counter())
        async for _, entry in self._events("0.0"):
            again.add(entry)
            if (again.heard, again.said) >= (self.history.heard, self.history.said):
                break
        self.findings.faults["another history after a reload"] += self._differs(again)

    def _differs(self, again: History) -> bool:
        """Whether the same entries stand there; a stream brings a reply when it is stored, also
        after a message that came meanwhile, so their order is each side's own."""
        return sorted(again.shown) != sorted(self.history.shown)

    async def _post(self, body: dict[str, str]) -> Optional[int]:
        """Send until there is an answer; return the message's number, None if it was refused."""
        self._sent.append(body["id"])
        while True:
            try:
                async with self.http.post(
                    f"{self.url}/api/messages",
                    json=body,
                    headers=self._headers,
                    timeout=_ANSWER_TIMEOUT,
                ) as response:
                    if await self._is_refused(response):
                        return None
                    seq: Optional[int] = (await response.json())["seq"]
                    return seq if seq is not None else await self._find_number(body["id"])
            except (aiohttp.ClientError, asyncio.TimeoutError):
                self.findings.resent += 1
                await self._pause()

    async def _find_number(self, name: str) -> int:
        """The number of a message whose first answer was lost, from the stream."""
        while name not in self.history.messages:
            self._news.clear()
            await self._news.wait()
        return self.history.messages[name]

    async def _until_answered(self, seq: int) -> bool:
        try:
            await asyncio.wait_for(self._wait_for_answer(seq), REPLY_SECONDS)
        except asyncio.TimeoutError:
            self.findings.faults["a reply that did not come"] += 1
            return False
        return True

    async def _wait_for_answer(self, seq: int) -> None:
        while seq not in self.history.answered:
            self._news.clear()
            await self._news.wait()

    async def _follow(self) -> None:
        while True:
            try:
                async for cursor, entry in self._events(self.cursor):
                    self.cursor = cursor
                    self.history.add(entry)
                    if entry.get("choices"):
                        self.choices = [choice["token"] for choice in entry["choices"]]
                    self._news.set()
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass
            self.findings.reopened += 1
            await self._pause()

    async def _events(self, after: str) -> AsyncIterator[_Event]:
        where = f"{self.url}/api/events?after={after}"
        async with self.http.get(where, headers=self._headers, timeout=_STREAM_TIMEOUT) as response:
            if await self._is_refused(response):
                return
            cursor = after
            async for raw in response.content:
                name, _, value = raw.decode().rstrip("\r\n").partition(": ")
                if name == "id":
                    cursor = value
                elif name == "data":
                    yield cursor, json.loads(value)

    async def _is_refused(self, response: aiohttp.ClientResponse) -> bool:
        """Whether the service itself refused, which the page would show.

        Raises:
            aiohttp.ClientResponseError: a proxy did, which the page takes for no answer.
        """
        if response.status < 400:
            return False
        if response.status >= 500 and response.content_type != "application/json":
            response.raise_for_status()
        self.findings.faults[f"{response.method} {response.status}"] += 1
        return True

    async def _pause(self) -> None:
        """As long as the page's first pause."""
        await asyncio.sleep(self._draw.uniform(0.75, 1.0))
