"""Measures the served process from outside: start, memory, ten concurrent people."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess  # nosec B404  # runs this project alone
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.settings import Settings

PEOPLE, TURNS_EACH = 10, 40
_MAX_WAIT_SECONDS = 600


def measure(settings: Settings, folder: Path, first: bool) -> dict[str, float]:
    """Return the figures; `first` also measures a first start, with training."""
    figures = {}
    if first:
        with _start_server(folder / "new", folder / "new-models") as (_, answered, _url):
            figures["first start to first answer, s"] = answered
    data = folder / "warm"
    data.mkdir()
    if (settings.data / "vectors.sqlite").exists():
        shutil.copy(settings.data / "vectors.sqlite", data)
    with _start_server(data, settings.models):
        pass
    with _start_server(data, settings.models) as (process, answered, url):
        figures["warm start to first answer, s"] = answered
        figures["turns per second, 10 people"] = asyncio.run(_measure_crowd(url))
        figures["resident memory, MB"] = read_resident_megabytes(process.pid)
    return figures


@contextmanager
def _start_server(data: Path, models: Path) -> Iterator[tuple[subprocess.Popen, float, str]]:
    """Start a server; yield once it answers, with the seconds that took."""
    port = find_free_port()
    environment = {**os.environ, "BOUSSOLE_DATA": str(data), "BOUSSOLE_MODELS": str(models)}
    environment.pop("BOUSSOLE_DATABASE", None)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
    began = time.monotonic()
    process = subprocess.Popen(  # nosec B603  # a fixed command, no shell
        command, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        asyncio.run(_wait_for_first_answer(url, process))
        yield process, time.monotonic() - began, url
    finally:
        process.terminate()
        process.wait(timeout=30)


async def _wait_for_first_answer(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + _MAX_WAIT_SECONDS
    async with aiohttp.ClientSession() as http:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                await ChatClient(http, url).open()
            except (aiohttp.ClientConnectorError, aiohttp.ClientResponseError):
                await asyncio.sleep(0.05)
            else:
                return
    raise RuntimeError("the server did not answer")


async def _measure_crowd(url: str) -> float:
    """Return turns per second with ten people who type half of their turns."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        people = [ChatClient(http, url, number) for number in range(PEOPLE)]
        await asyncio.gather(*(person.open() for person in people))
        began = time.monotonic()
        await asyncio.gather(*(person.talk(TURNS_EACH) for person in people))
        took = time.monotonic() - began
        for person in people:
            person.leave()
    return PEOPLE * TURNS_EACH / took


class ChatClient:
    """Opens the chat, types and presses, and waits for answers on the event stream."""

    def __init__(self, http: aiohttp.ClientSession, url: str, number: int = 0) -> None:
        self._http, self._url, self._number = http, url, number
        self._headers: dict[str, str] = {}
        self._stream: Any = None
        self.first_choice = ""
        self._sent = 0

    async def open(self) -> None:
        """Create a session and read the greeting."""
        async with self._http.post(f"{self._url}/api/session", raise_for_status=True) as response:
            token = (await response.json())["token"]
        await self.follow(token)

    async def follow(self, token: str) -> None:
        """Open the stream of a session and read the greeting."""
        self._headers = {"Authorization": f"Bearer {token}"}
        self._stream = await self._http.get(
            f"{self._url}/api/events?after=0.0", headers=self._headers
        )
        await self._hear(None)

    async def talk(self, turns: int) -> None:
        """Type (four words) or press, half of the time each."""
        for turn in range(turns):
            if turn % 2:
                await self.send({"text": f"métier numéro {self._number} {turn}"})
            else:
                await self.send({"choice": self.first_choice})

    def leave(self) -> None:
        """Close the stream."""
        self._stream.close()

    async def send(self, message: dict[str, str]) -> None:
        """Send a text or a choice, and wait for the first reply to it.

        Raises:
            aiohttp.ClientResponseError: the service refused the message.
        """
        self._sent += 1
        body = {"id": f"m{self._sent}", **message}
        url = f"{self._url}/api/messages"
        async with self._http.post(
            url, json=body, headers=self._headers, raise_for_status=True
        ) as response:
            accepted = await response.json()
        await self._hear(accepted["seq"])

    async def _hear(self, seq: int | None) -> None:
        """Wait for the first reply to message `seq` (None: any)."""
        async for raw in self._stream.content:
            if not raw.startswith(b"data:"):
                continue
            data = json.loads(raw[5:])
            if data["from"] == "bot" and (seq is None or data["answers"] == seq):
                choices = data.get("choices")
                if choices:
                    self.first_choice = choices[0]["token"]
                return
        raise RuntimeError("the stream ended before the reply")


def find_free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process in MB, from /proc."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")
