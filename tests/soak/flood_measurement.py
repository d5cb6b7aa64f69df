"""Ten people who write at a human pace on the web, then the same while one sends a hundred messages
at once, again and again: on the web, by Telegram, by Messenger. Prints what the ten wait for an
answer, with the bar: p95 at most twice the quiet one. `make soak` runs it; it ends by itself."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.support.service_processes import make_settings, run_processes

PEOPLE, BURST, BAR = 10, 100, 2.0
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = float(os.environ.get("SECONDS", "40"))
PAUSES = 2.0, 5.0  # between an answer and what the person writes then
BETWEEN = 3.0  # seconds between two bursts of the one, each under another name
SECRET = "a-secret-of-this-measurement"  # pragma: allowlist secret
TOKEN = "4242424242:AAE-not-a-real-token_but-of-its-shape"  # pragma: allowlist secret
SITE = "https://boussole.example.be"
_Waits = dict[str, list[float]]


def main() -> int:
    """0 when the bar holds for each."""
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        waits, statuses = asyncio.run(_measure(settings))
    quiet = waits.pop("quiet")
    print(f"quiet: {_told(quiet)}")
    ratios = {name: p95(flooded) / p95(quiet) for name, flooded in waits.items()}
    for name, flooded in waits.items():
        print(f"while one floods ({name}): {_told(flooded)}")
        print(f"  p95 {ratios[name]:.2f} times the quiet one (bar {BAR}); {dict(statuses[name])}")
    return 0 if all(ratio <= BAR for ratio in ratios.values()) else 1


def _told(waits: list[float]) -> str:
    return (
        f"p50 {statistics.median(waits) * 1000:.0f} ms, p95 {p95(waits) * 1000:.0f} ms,"
        f" longest {max(waits) * 1000:.0f} ms, {len(waits)} answers"
    )


def p95(waits: list[float]) -> float:
    """In the unit of the waits."""
    return statistics.quantiles(waits, n=20)[-1]


async def _measure(settings: Any) -> tuple[_Waits, dict[str, Counter[str]]]:
    """Quiet and flooded in turns, so that a noisy machine is noisy for all."""
    waits: _Waits = defaultdict(list)
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    loop = asyncio.get_running_loop()
    async with run_beside(__spec__.name, "platforms") as (_, told):
        service = run_processes(settings, 1, _environment((await told()).strip()))
        [url] = await loop.run_in_executor(None, service.__enter__)
        try:
            await _rounds(url, waits, statuses)
        finally:
            await loop.run_in_executor(None, service.__exit__, None, None, None)
    return waits, statuses


async def _rounds(url: str, waits: _Waits, statuses: dict[str, Counter[str]]) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        people = [Person(http, url, number) for number in range(PEOPLE)]
        await asyncio.gather(*(each.opens() for each in people))
        await _all_talk(people, min(SECONDS, 10.0))  # what is slow the first time is no measure
        for _ in range(ROUNDS):
            waits["quiet"] += await _all_talk(people, SECONDS)
            for name in FLOODS:
                async with run_beside(__spec__.name, "flood", name, url) as (ended, told):
                    waits[name] += await _all_talk(people, SECONDS)
                    ended()
                    while line := await told():
                        statuses[name].update(json.loads(line))
        for each in people:
            each.leaves()


def _environment(platform: str) -> dict[str, str]:
    """Both platforms are where the other process says."""
    return {
        "BOUSSOLE_SITE_URL": SITE,
        "BOUSSOLE_TELEGRAM_TOKEN": TOKEN,
        "BOUSSOLE_TELEGRAM_SECRET": SECRET,
        "BOUSSOLE_TELEGRAM_API": platform,
        "BOUSSOLE_MESSENGER_TOKEN": "a-page",
        "BOUSSOLE_MESSENGER_SECRET": SECRET,
        "BOUSSOLE_MESSENGER_VERIFY": SECRET,
        "BOUSSOLE_MESSENGER_API": platform,
    }


# The ten


async def _all_talk(people: list[Person], seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    waits = await asyncio.gather(*(each.talks(until) for each in people))
    return [wait for mine in waits for wait in mine]


@dataclass
class Person:
    """Opens the chat, types, and waits for each answer on the stream."""

    http: aiohttp.ClientSession
    url: str
    number: int
    headers: dict[str, str] = field(default_factory=dict)
    sent: int = 0
    stream: Any = None

    def __post_init__(self) -> None:
        self.draw = random.Random(self.number)

    async def opens(self) -> None:
        """Mint a session and hear the first words."""
        begun = self.http.post(f"{self.url}/api/session", raise_for_status=True)
        async with begun as response:
            token = (await response.json())["token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        where, for_ever = f"{self.url}/api/events", aiohttp.ClientTimeout(total=None)
        self.stream = await self.http.get(
            where, headers=self.headers, timeout=for_ever, raise_for_status=True
        )
        await self._hears(1)

    async def talks(self, until: float) -> list[float]:
        """Until then; how long each answer took."""
        waits = []
        await asyncio.sleep(self.draw.uniform(0, PAUSES[1]))
        while time.perf_counter() < until:
            waits.append(await self.says(f"métier numéro {self.number} {self.sent}"))
            await asyncio.sleep(self.draw.uniform(*PAUSES))
        return waits

    async def says(self, text: str) -> float:
        """How long the answer took."""
        self.sent += 1
        began, body = time.perf_counter(), {"id": f"m{self.sent}", "text": text}
        where = f"{self.url}/api/messages"
        async with self.http.post(where, json=body, headers=self.headers) as response:
            response.raise_for_status()
            seq = (await response.json())["seq"]
        await self._hears(seq)
        return time.perf_counter() - began

    async def _hears(self, seq: int) -> None:
        async for raw in self.stream.content:
            if raw.startswith(b"data:"):
                data = json.loads(raw[5:])
                if data["from"] == "bot" and data["answers"] == seq:
                    return
        raise RuntimeError("the stream ended before the answer")

    def leaves(self) -> None:
        """Close the stream."""
        self.stream.close()


# Processes of their own: what it costs to send, or to be a platform, is not what the ten wait for.


@asynccontextmanager
async def run_beside(
    module: str, *what: str
) -> AsyncIterator[tuple[Callable[[], None], Callable[[], Any]]]:
    """How to end it, and its next line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *what, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process.terminate, process.stdout.readline
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _flood(name: str, url: str) -> None:
    """Bursts until the process is ended; a line with the statuses after each."""
    host, _, port = url.removeprefix("http://").partition(":")
    for number in range(int(ROUNDS * SECONDS)):
        requests = await FLOODS[name](host, port, number)
        answers = await asyncio.gather(*(send_request(host, port, each) for each in requests))
        print(json.dumps(Counter(str(status) for status, _ in answers)), flush=True)
        await asyncio.sleep(BETWEEN)


async def _on_the_web(host: str, port: str, number: int) -> list[bytes]:
    token = (await send_request(host, port, encode_request("/api/session")))[1]["token"]
    bearer = {"authorization": f"Bearer {token}"}
    return [
        encode_request("/api/messages", {"id": f"f{n}", "text": f"flot {n}"}, bearer)
        for n in range(BURST)
    ]


async def _by_telegram(host: str, port: str, number: int) -> list[bytes]:
    who = {"id": 1000 + number, "first_name": "Zoé"}
    secret = {"x-telegram-bot-api-secret-token": SECRET}
    said = {
        "date": 1764064800,
        "chat": {**who, "type": "private"},
        "from": {**who, "is_bot": False},
    }
    return [
        encode_request(
            "/telegram",
            {
                "update_id": next(_NUMBERS),
                "message": {**said, "message_id": n, "text": f"flot {n}"},
            },
            secret,
        )
        for n in range(1, BURST + 1)
    ]


async def _by_messenger(host: str, port: str, number: int) -> list[bytes]:
    requests = []
    for n in range(BURST):
        message = {"mid": f"m_{number}_{n}", "text": f"flot {n}"}
        event = {"sender": {"id": str(7000 + number)}, "timestamp": 1764064800000}
        body = {"object": "page", "entry": [{"messaging": [{**event, "message": message}]}]}
        digest = hmac.new(SECRET.encode(), json.dumps(body).encode(), hashlib.sha256).hexdigest()
        requests.append(
            encode_request("/messenger", body, {"x-hub-signature-256": f"sha256={digest}"})
        )
    return requests


_NUMBERS = itertools.count(1)
FLOODS = {"web": _on_the_web, "Telegram": _by_telegram, "Messenger": _by_messenger}


async def send_request(host: str, port: str, request: bytes) -> tuple[int, Any]:
    """The status and the JSON of the answer."""
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), json.loads(body or b"null")


def encode_request(
    path: str, data: Any = None, headers: dict[str, str] | None = None, method: str = "POST"
) -> bytes:
    """As it goes over the wire; the connection is closed after it."""
    body = b"" if data is None else json.dumps(data).encode()
    lines = [f"{method} {path} HTTP/1.1", "host: localhost", "connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _platforms() -> None:
    """Telegram and Messenger, as far as they say yes to everything; a line with the address."""

    async def yes(request: web.Request) -> web.Response:
        who = {"id": 1, "type": "private", "is_bot": True, "first_name": "B", "username": "B"}
        sent = {"message_id": next(_NUMBERS), "date": 1764064800, "chat": who}
        result: Any = who if "getMe" in request.path else sent if "send" in request.path else True
        return web.json_response({"ok": True, "result": result, "id": "1", "message_id": "m"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", yes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.sleep(ROUNDS * SECONDS * 10 + 600)  # it is ended before


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["flood", name, url]:
            asyncio.run(_flood(name, url))
        case ["platforms"]:
            asyncio.run(_platforms())
        case _:
            sys.exit(main())
