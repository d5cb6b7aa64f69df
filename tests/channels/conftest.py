"""A running service for the tests of the channels, and Telegram beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.telegram import channel
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from tests.support.hurried_clock import HurriedClock
from tests.support.live_service import LiveService, run_service
from tests.support.telegram_double import TOKEN, TelegramDouble, run_double
from tests.support.telegram_user import SECRET, TelegramUser


@pytest.fixture
def service(parts) -> Iterator[LiveService]:
    with run_service(parts) as running:
        yield running


@pytest.fixture
def double() -> Iterator[TelegramDouble]:
    with run_double(TelegramDouble()) as server:
        yield server


@pytest.fixture
def with_telegram(
    make_parts: Any, sqlite_engine: Any, settings: Any, clock: Any, double: TelegramDouble
) -> Any:
    """The parts, Telegram set up; Telegram is the double."""
    given = {
        "telegram_token": TOKEN,
        "telegram_secret": SECRET,
        "telegram_api": double.url,
        "site_url": "https://boussole.example.be",
    }
    return make_parts(
        sqlite_engine, settings=settings.copy(update=given), clock=HurriedClock(clock())
    )


@pytest.fixture
def on_telegram(
    with_telegram: Any, double: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveService]:
    """The service with Telegram, at more than Telegram's pace (`test_telegram_pace.py`)."""
    monkeypatch.setattr(channel, "SendRateLimiter", lambda: SendRateLimiter(100_000, 1_000))
    with run_service(with_telegram) as running:
        double.until(lambda: double.webhook)
        yield running


@pytest.fixture
def zoe(double: TelegramDouble, on_telegram: LiveService) -> TelegramUser:
    return TelegramUser(double, on_telegram)
