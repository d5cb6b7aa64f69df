"""The clock jumps, forward and back, while people write on the web and on Telegram.

The clock is the one that the service is given (`Service.build(clock=…)`): what waits by the
monotonic clock goes on as ever. A start by a wrong clock: `tests/privacy/test_clock.py`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy.engine import Engine

from bot.channels.telegram import channel
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.privacy.clock_repository import find_last_seen
from bot.site import health
from bot.storage.unit_of_work import reading
from bot.stores import utc_now
from tests.faults.client_history import find_violations
from tests.faults.conftest import SITE
from tests.faults.platform_clients import TelegramClient, count_outcomes, until_delivered
from tests.faults.recording_clients import finish, open_clients
from tests.faults.stored_rows import OPENING, read_conversation, until_waiting_is_answered
from tests.support.live_service import LiveService, run_service
from tests.support.telegram_double import TOKEN, TelegramDouble
from tests.support.telegram_user import SECRET

# From the right time, one after the other; the last is right again.
JUMPS = (
    *(dt.timedelta(hours=2), dt.timedelta(hours=-5), dt.timedelta(days=35)),
    *(dt.timedelta(days=-36), dt.timedelta(days=400), dt.timedelta(0)),
)
PAUSE_SECONDS = 0.6


class JumpingClock:
    """The time, so much off."""

    def __init__(self) -> None:
        self.off = dt.timedelta(0)

    def __call__(self) -> dt.datetime:
        return utc_now() + self.off


@pytest.fixture
def jumping() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def service(
    make_parts: Any,
    sqlite_engine: Any,
    settings: Any,
    jumping: JumpingClock,
    double: TelegramDouble,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[LiveService]:
    monkeypatch.setattr(channel, "SendRateLimiter", lambda: SendRateLimiter(100_000, 1_000))
    monkeypatch.setattr(health, "ANSWER_CACHE_SECONDS", -1)
    given = {"telegram_token": TOKEN, "telegram_secret": SECRET, "telegram_api": double.url}
    changed = settings.copy(update={**given, "site_url": SITE})
    with run_service(make_parts(sqlite_engine, settings=changed, clock=jumping)) as running:
        double.until(lambda: double.webhook)
        # The first purge goes by the time before the jumps, however late the machine lets it run.
        double.until(lambda: _is_clock_checked(running.parts.engine))
        yield running


def _is_clock_checked(engine: Engine) -> bool:
    with reading(engine) as unit:
        return find_last_seen(unit) is not None


async def test_a_clock_that_jumps_loses_doubles_and_delays_nothing(
    service: LiveService, jumping: JumpingClock, double: TelegramDouble
) -> None:
    engine, key = service.parts.engine, service.parts.key
    trusted = []
    async with aiohttp.ClientSession() as http:
        web = await open_clients(http, lambda: service.url, 3)
        person = TelegramClient(double, http, lambda: service.url, 700, key)
        over = asyncio.Event()
        busy = [asyncio.create_task(each.write_until(over)) for each in web]
        busy.append(asyncio.create_task(person.write_until(over, engine)))
        for jump in JUMPS:
            if jump < dt.timedelta(0):
                double.faults.append("500")  # put off by the clock before the jump
            await asyncio.sleep(PAUSE_SECONDS)
            jumping.off = jump
            trusted.append(await _is_clock_trusted(http, service.url))
        over.set()
        await asyncio.gather(*busy)
        await finish(web)
        await until_waiting_is_answered(engine)
        await until_delivered([person], engine)
    found = [
        finding
        for client in web
        for finding in find_violations(
            client.history, read_conversation(engine, client.person(key)), OPENING
        )
    ]
    found += person.find_violations(engine, service.service.platforms[0].sender)
    assert [*map(str, found)] == []
    assert count_outcomes(engine) == {}
    assert trusted == [True, False, True, False, False, True]


async def _is_clock_trusted(http: aiohttp.ClientSession, url: str) -> bool:
    """What `/readyz` says of the clock, once it is ready.

    On a busy machine a check may reach its limit of two seconds, which says nothing of the clock.
    """
    while True:
        async with http.get(f"{url}/readyz") as answer:
            if answer.status == 200:
                return bool((await answer.json())["clock"])
        await asyncio.sleep(0.05)
