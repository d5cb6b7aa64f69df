"""One person's page and their counsellor's, both open: a message there, an answer back.

The counsellor's page fetches the new messages at each event, as its script does.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from evaluation.benchmarks.growth.claimed_talks import ClaimedTalk

_WAIT_SECONDS = 30.0


@dataclass
class LiveTalk:
    """Seconds of each way: `there` from the press to the counsellor's page, `back` to the person's;
    `failures` counts exchanges that did not end in time."""

    http: aiohttp.ClientSession
    url: str
    token: str
    desk: ClaimedTalk
    there: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    failures: int = 0

    def __post_init__(self) -> None:
        self._person = {"authorization": f"Bearer {self.token}"}
        self._counsellor = {"cookie": f"__Host-conseillers={self.desk.cookie}"}
        self._page = f"{self.url}/conseillers/conversation/{self.desk.number}"
        self._seen: asyncio.Queue[str] = asyncio.Queue()
        self._heard: asyncio.Queue[str] = asyncio.Queue()

    async def start(self) -> None:
        """Open both streams and exchange once, which is not measured."""
        flux = f"{self.url}/conseillers/flux?conversation={self.desk.number}"
        events = f"{self.url}/api/events?after=0.0"
        self._streams = [
            asyncio.create_task(self._listen(flux, self._counsellor, self._seen)),
            asyncio.create_task(self._listen(events, self._person, self._heard)),
        ]
        await asyncio.wait_for(self._exchange("0"), _WAIT_SECONDS)
        self.there.clear()
        self.back.clear()

    async def run(self, pause: float, seconds: float) -> None:
        """Write and answer until the end, then close the streams."""
        draw, end = random.Random(self.desk.number), time.monotonic() + seconds
        turn, wait = 0, draw.uniform(0, pause)
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(wait, left))
            if wait >= left:
                break
            turn += 1
            with suppress(asyncio.TimeoutError, aiohttp.ClientError):
                await asyncio.wait_for(self._exchange(str(turn)), _WAIT_SECONDS)
            wait = draw.uniform(0.5, 1.5) * pause
        self.failures = turn - len(self.back)
        for stream in self._streams:
            stream.cancel()

    async def _exchange(self, turn: str) -> None:
        """Send a message, wait until the desk shows it, answer, wait until the person reads it."""
        words = f"question {turn} de {self.desk.number}"
        message, began = {"id": f"q{turn}", "text": words}, time.perf_counter()
        await self._post(f"{self.url}/api/messages", self._person, json=message)
        while True:
            await self._seen.get()
            news = {**self._counsellor, "boussole-news": "1"}
            async with self.http.get(f"{self._page}/messages", headers=news) as response:
                if words in await response.text():
                    break
        self.there.append(time.perf_counter() - began)
        words, began = f"reponse {turn} a {self.desk.number}", time.perf_counter()
        form = {"jeton": self.desk.csrf, "text": words}
        await self._post(f"{self._page}/repondre", self._counsellor, data=form)
        while words not in await self._heard.get():
            continue
        self.back.append(time.perf_counter() - began)

    async def _post(self, url: str, headers: dict[str, str], **body: object) -> None:
        async with self.http.post(url, headers=headers, allow_redirects=False, **body) as response:
            response.raise_for_status()

    async def _listen(self, url: str, headers: dict[str, str], lines: asyncio.Queue[str]) -> None:
        wanted = {**headers, "accept": "text/event-stream"}
        async with self.http.get(url, headers=wanted) as response:
            async for raw in response.content:
                if raw.startswith(b"data:"):
                    lines.put_nowait(raw.decode())
