"""Telegram and Messenger are away for a while: all replies arrive then, once and in order.

The service's clock runs twenty times as fast, so that its pauses between tries are short; an
outage of two seconds is one of forty to it. `OUTAGE=10` makes it last ten.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp
import pytest

from bot.channels.messenger import graph_client
from bot.channels.telegram import bot_client, channel
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.jobs import delivery_worker
from tests.faults.client_history import find_violations
from tests.faults.conftest import SITE
from tests.faults.platform_clients import (
    MessengerClient,
    PlatformClient,
    TelegramClient,
    count_outcomes,
    until_delivered,
)
from tests.faults.recording_clients import RecordingClient, finish
from tests.faults.stored_rows import OPENING, read_conversation, until_waiting_is_answered
from tests.support import messenger_double, telegram_double
from tests.support.hurried_clock import HurriedClock
from tests.support.live_service import LiveService, run_service
from tests.support.messenger_double import MessengerDouble
from tests.support.telegram_double import TelegramDouble
from tests.support.telegram_user import SECRET

SECONDS = float(os.environ.get("OUTAGE", "2"))
# How each platform fails; « accepted: … » and « lost »: it took the message, and said nothing.
TELEGRAM_FAULTS = ("500", "429 2", "gateway", "drop", "hang", "accepted: drop", "proxy 503")
MESSENGER_FAULTS = ("429", "500", "503", "drop", "lost", "page 502")


@dataclass
class Platforms:
    """Both doubles and the service beside them."""

    telegram: TelegramDouble
    meta: MessengerDouble
    service: LiveService

    def fail(self) -> None:
        """Each call that sends fails, in one way or the other."""
        draw = Random(2026)
        self.telegram.fault = lambda method: draw.choice(TELEGRAM_FAULTS)
        self.meta.fate = lambda number: draw.choice(MESSENGER_FAULTS)

    def work(self) -> None:
        """As ever."""
        self.telegram.fault = lambda method: ""
        self.meta.fate = lambda number: ""


@pytest.fixture
def platforms(
    parts: Any, make_parts: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Platforms]:
    monkeypatch.setattr(bot_client, "MAX_READ_SECONDS", 0.5)
    monkeypatch.setattr(graph_client, "MAX_REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(delivery_worker, "SWEEP_SECONDS", 0.1)
    monkeypatch.setattr(channel, "SendRateLimiter", lambda: SendRateLimiter(100_000, 1_000))
    hurried = HurriedClock(clock())
    with ExitStack() as stack:
        telegram = stack.enter_context(telegram_double.run_double(TelegramDouble()))
        meta = stack.enter_context(messenger_double.run_double(hurried))
        given = {
            "telegram_token": telegram_double.TOKEN,
            "telegram_secret": SECRET,
            "telegram_api": telegram.url,
            "messenger_token": messenger_double.TOKEN,
            "messenger_secret": messenger_double.SECRET,
            "messenger_verify": messenger_double.VERIFY,
            "messenger_api": meta.url,
            "site_url": SITE,
        }
        settings = parts.settings.copy(update=given)
        made = make_parts(parts.engine, settings=settings, clock=hurried)
        service = stack.enter_context(run_service(made))
        telegram.until(lambda: telegram.webhook)
        yield Platforms(telegram, meta, service)


async def test_platforms_that_are_away_get_all_once_and_in_order_afterwards(
    platforms: Platforms, caplog: pytest.LogCaptureFixture
) -> None:
    service, engine = platforms.service, platforms.service.parts.engine
    async with aiohttp.ClientSession() as http:
        people = _open(platforms, http)
        web = RecordingClient(http, lambda: service.url, 0)
        await web.open()
        over = asyncio.Event()
        writing = [asyncio.create_task(each.write_until(over, engine)) for each in people]
        writing.append(asyncio.create_task(web.write_until(over)))
        await _until(lambda: all(each.arrived() for each in people))
        platforms.fail()
        await _until_told(http, service, {"ready": True, "telegram": False, "messenger": False})
        await asyncio.sleep(SECONDS)
        over.set()
        await asyncio.gather(*writing)
        platforms.work()
        await finish([web])
        await until_waiting_is_answered(engine)
        await until_delivered(people, engine)
        await _until_told(http, service, {"ready": True, "telegram": True, "messenger": True})
    senders = {each.sender.channel: each.sender for each in service.service.platforms}
    found = [f for each in people for f in each.find_violations(engine, senders[each.channel])]
    found += find_violations(
        web.history, read_conversation(engine, web.person(service.parts.key)), OPENING
    )
    assert [*map(str, found)] == []
    assert {*count_outcomes(engine)} <= {"unknown"}  # nothing was refused or given up
    copies = sum(each.count_copies(engine, senders[each.channel]) for each in people)
    assert copies <= count_outcomes(engine).get("unknown", 0)
    assert not any(m.text in caplog.text for each in people for m in each.history.sent)


def _open(platforms: Platforms, http: aiohttp.ClientSession) -> list[PlatformClient]:
    service = platforms.service
    given = (http, lambda: service.url)
    return [
        *(TelegramClient(platforms.telegram, *given, 700 + n, service.parts.key) for n in range(2)),
        *(MessengerClient(platforms.meta, *given, 800 + n, service.parts.key) for n in range(2)),
    ]


async def _until_told(
    http: aiohttp.ClientSession, service: LiveService, facts: dict[str, bool]
) -> None:
    """Until `/readyz` says so of the service and of both platforms."""
    told: dict[str, bool] = {}
    while told != facts:
        await asyncio.sleep(0.05)
        async with http.get(f"{service.url}/readyz") as answer:
            found = await answer.json()
        told = {"ready": found["ready"], **found["channels"]}
        del told["web"]


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.02)
