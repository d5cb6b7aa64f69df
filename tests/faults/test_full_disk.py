"""The disk of the database and of the log is full, then has room again.

The service runs in a mount namespace of its own, its data and its log on a tmpfs of 160 MB that the
test fills to the last byte through `/proc`. Where no namespace can be made this is a skip, but a
failure where REQUIRE names `namespaces`. It is played with OUTAGE only: `make faults`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.settings import Settings
from bot.storage import database_engine as engines
from tests.faults.client_history import FAILED, SentMessage, find_violations
from tests.faults.fault_scene import DISTRESS
from tests.faults.recording_clients import finish, open_clients
from tests.faults.stored_rows import OPENING, read_conversation
from tests.support.service_driver import ServiceDriver

SECONDS = float(os.environ.get("OUTAGE", "0"))
pytestmark = pytest.mark.skipif(not SECONDS, reason="a part of the long form: OUTAGE=10")
_MOUNTED = 'mount -t tmpfs -o size=160m tmpfs "$0" && exec "$@" 2>"$0/log"'
_APART = ("unshare", "--user", "--map-root-user", "--mount")


@pytest.fixture
def full(tmp_path: Path, model: Path, shared_data: Path) -> Iterator[ServiceDriver]:
    """A driver in which `tmp_path` is a small disk."""
    tried = subprocess.run([*_APART, "true"], capture_output=True, text=True)
    if tried.returncode:
        assert "namespaces" not in os.environ.get("REQUIRE", ""), tried.stderr
        pytest.skip(f"no mount namespace: {tried.stderr.strip()}")
    driver = ServiceDriver((*_APART, "sh", "-c", _MOUNTED, str(tmp_path)))
    yield driver
    driver.close()


async def test_a_full_disk_confirms_nothing_and_recovers(
    full: ServiceDriver, tmp_path: Path, dialogue: Any
) -> None:
    disk = full.root / tmp_path.relative_to("/")
    url = f"sqlite:///{tmp_path / 'boussole.sqlite'}"
    life = {"database": url, "data": str(tmp_path), "kill": None, "marker": None}
    address = full.start({**life, "settings": {"turn_seconds": 20}})
    async with aiohttp.ClientSession() as http:
        clients = await open_clients(http, lambda: address, 4)
        await asyncio.gather(*(client.write(2) for client in clients))
        assert await _ready(http, address) == (200, True)
        _fill(disk / "filler")
        over = asyncio.Event()
        writing = asyncio.gather(*(client.write_until(over) for client in clients[1:]))
        calling = asyncio.create_task(clients[0].say(SentMessage("help", DISTRESS)))
        await _until_refused(clients[0].history.refused)
        await asyncio.sleep(SECONDS)
        during = await _ready(http, address)
        helped = [*clients[0].history.refused]
        (disk / "filler").unlink()
        await calling
        over.set()
        await writing
        await finish(clients)
        while await _ready(http, address) != (200, True):
            await asyncio.sleep(0.1)
    assert full.stop() == -9
    copied = shutil.copytree(disk, tmp_path / "copied")  # SQLite follows no path of `/proc`
    engine = engines.create_database_engine(f"sqlite:///{copied / 'boussole.sqlite'}")
    key = Settings(_env_file=None, data=copied).key()
    found, given_up = [], 0
    for client in clients:
        stored = read_conversation(engine, client.person(key))
        found += find_violations(client.history, stored, OPENING)
        given_up += sum(message.status == FAILED for message in stored.messages)
    engine.dispose()
    assert [*map(str, found)] == []
    assert given_up == 0
    assert during == (503, False)
    sorry = dialogue.sentences.fill("utter_storage_failed", {}, "")["text"].partition(":")[0]
    refused = {each for client in clients[1:] for each in client.history.refused}
    assert all(sorry in each for each in refused)
    assert all("0800 32 123" in each for each in helped)
    log = (copied / "log").read_text("utf-8")
    assert not any(message.text in log for client in clients for message in client.history.sent)


def _fill(path: Path) -> None:
    """Until not a byte is left."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):  # no space left
                while True:
                    file.write(bytes(size))


async def _until_refused(refused: list[str]) -> None:
    while not refused:
        await asyncio.sleep(0.02)


async def _ready(http: aiohttp.ClientSession, address: str) -> tuple[int, bool]:
    """The status, and whether there is room."""
    async with http.get(f"{address}/readyz") as answer:
        return answer.status, (await answer.json())["disk"]
