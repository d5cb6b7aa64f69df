"""C5: what a platform posts at once takes turns with people, and what is refused of it costs no
transaction."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request
from telegram import Bot

from bot.channels import platform_intake
from bot.channels.messenger.webhook import MessengerWebhook
from bot.channels.platform_intake import PlatformIntake
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.channels.telegram.update_handler import UpdateHandler
from bot.messaging.admission import Admission
from bot.messaging.db_executor import JobPriority
from bot.messaging.message_intake import (
    DISTRESS_LIMIT_FACTOR,
    MAX_WAITING_MESSAGES,
    IncomingMessage,
)
from bot.privacy.vault import Vault
from bot.settings import Settings, generate_vault_key

FLOOD = 100
TOKEN = "4242424242:AAE-not-a-real-token_but-of-its-shape"  # pragma: allowlist secret
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
SETTINGS = Settings(_env_file=None, pseudonym_key="k" * 40, vault_keys=generate_vault_key())
PARTS: Any = SimpleNamespace(
    engine=None,
    settings=SETTINGS,
    key=SETTINGS.key(),
    vault=Vault.of(SETTINGS),
    clock=lambda: NOW,
    dialogue=SimpleNamespace(sentence=lambda name, **facts: name),
)
NOTHING: Any = None


class Stored:
    """In place of the database and its threads: who was stored, in which order and rank. Nothing is
    new, so nobody is told of it."""

    def __init__(self) -> None:
        self.order: list[tuple[str, JobPriority]] = []
        self._now: list[IncomingMessage] = []

    def accept(self, engine: Any, message: IncomingMessage, now: dt.datetime) -> None:
        self._now.append(message)

    async def ask(self, rank: JobPriority, work: Callable[[], Any]) -> Any:
        work()
        self.order.append((self._now.pop().person, rank))
        await asyncio.sleep(0)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Stored:
    made = Stored()
    monkeypatch.setattr(platform_intake, "accept_message", made.accept)
    return made


@pytest.fixture
def taking(stored: Stored) -> PlatformIntake:
    threads: Any = stored
    return PlatformIntake("telegram", PARTS, threads, NOTHING, NOTHING, Admission(stored=2))


async def sent(taking: PlatformIntake, *messages: tuple[str, str]) -> Counter[Any]:
    """All at once; how they ended."""
    tries = (taking.text(who, f"{n}", text) for n, (who, text) in enumerate(messages))
    return Counter(map(type, await asyncio.gather(*tries, return_exceptions=True)))


def by_telegram(taking: PlatformIntake, refused: list[str]) -> Callable[[int], Any]:
    """Posts one message of the flood."""
    aside: Any = SimpleNamespace(start=lambda call: (refused.append("told"), call.close()))
    typing: Any = SimpleNamespace(soon=lambda who: None)
    channel = UpdateHandler(Bot(TOKEN), taking, aside, typing, SendRateLimiter())
    user = {"id": 1000, "is_bot": False, "first_name": "Zoé"}
    chat = {"id": 1000, "type": "private", "first_name": "Zoé"}
    said = {"date": 1764064800, "from": user, "chat": chat, "text": "flot"}
    return lambda n: channel.take({"update_id": n, "message": {**said, "message_id": n}})


def by_messenger(taking: PlatformIntake, refused: list[str]) -> Callable[[int], Any]:
    """Posts one message of the flood."""
    urgent: Any = SimpleNamespace(notify_crowded=lambda who, words: refused.append(who))

    async def no_number(who: str, text: str) -> None:
        return None

    channel = MessengerWebhook("s", "v", taking, {}, urgent, lambda who: None, no_number)

    async def post(n: int) -> None:
        event = {"sender": {"id": "7000"}, "message": {"mid": f"m{n}", "text": "flot"}}
        raw = json.dumps({"object": "page", "entry": [{"messaging": [event]}]}).encode()
        signed = hmac.new(b"s", raw, hashlib.sha256).hexdigest()
        response = await channel.receive(posted(raw, {"x-hub-signature-256": f"sha256={signed}"}))
        assert response.status_code == 200

    return post


def posted(raw: bytes, headers: dict[str, str]) -> Request:
    """As the server hands it on."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": named}, receive)


@pytest.mark.parametrize("platform", [by_telegram, by_messenger])
async def test_c5_what_is_refused_of_a_flood_is_not_brought_to_the_database(
    taking: PlatformIntake, stored: Stored, platform: Any
) -> None:
    refused: list[str] = []
    post = platform(taking, refused)
    await asyncio.gather(*(post(n) for n in range(1, FLOOD + 1)))
    # Some of the first are stored, and make room, while the last are still read.
    assert MAX_WAITING_MESSAGES <= len(stored.order) < 2 * MAX_WAITING_MESSAGES
    assert refused


async def test_s1_what_calls_for_help_in_a_flood_is_stored_before_the_turns(
    taking: PlatformIntake, stored: Stored
) -> None:
    ends = await sent(taking, *[("flood", "je veux mourir")] * FLOOD)
    assert ends[bool] == len(stored.order) == MAX_WAITING_MESSAGES * DISTRESS_LIMIT_FACTOR
    assert {rank for _, rank in stored.order} == {JobPriority.ACCEPT}


async def test_c5_after_its_first_message_a_flood_is_stored_after_the_turns(
    taking: PlatformIntake, stored: Stored
) -> None:
    await sent(taking, *[("flood", "flot")] * FLOOD)
    assert [rank for _, rank in stored.order] == [JobPriority.ACCEPT] + [JobPriority.MORE] * (
        MAX_WAITING_MESSAGES - 1
    )


async def test_c5_others_of_the_platform_are_stored_before_what_is_left_of_a_flood(
    taking: PlatformIntake, stored: Stored
) -> None:
    await sent(taking, *[("flood", "flot")] * FLOOD, ("one", "allo"), ("two", "allo"))
    firsts = [number for number, (_, rank) in enumerate(stored.order) if rank is JobPriority.ACCEPT]
    assert len(firsts) == 3
    assert max(firsts) <= 5
