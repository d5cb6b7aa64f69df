"""A service that is killed again and again while people write to it, on the web and on Telegram."""

from __future__ import annotations

import asyncio
import itertools
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from sqlalchemy.engine import Engine

from bot.settings import Settings
from tests.faults.client_history import (
    FAILED,
    Finding,
    StoredConversation,
    Violation,
    find_violations,
)
from tests.faults.platform_clients import TelegramClient, count_outcomes, until_delivered
from tests.faults.recording_clients import RecordingClient, finish, open_clients
from tests.faults.stored_rows import OPENING, read_conversation, until_waiting_is_answered
from tests.support.kill_steps import STEPS_UNDER_LOAD
from tests.support.service_driver import ServiceDriver
from tests.support.service_processes import find_free_ports
from tests.support.telegram_double import TOKEN, TelegramDouble
from tests.support.telegram_user import SECRET

ANY_MOMENT = "at any moment, from outside"
STEPS = (*STEPS_UNDER_LOAD, ANY_MOMENT)
MAX_LIFE_SECONDS = 20.0  # a step that is not reached in that time is not counted


@dataclass
class CampaignResult:
    """How it went: kills by step, messages, findings. `given_up`: messages whose attempts were
    used up by kills, each with its honest reply; `copies`: messages that Telegram got again."""

    kills: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    messages: int = 0
    replies: int = 0
    given_up: int = 0
    copies: int = 0
    unknown: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class KillCampaign:
    """`kills` deaths on one database, at each of the `steps` as often; `seed` draws them."""

    driver: ServiceDriver
    engine: Engine
    data: Path
    double: TelegramDouble
    sender: Any
    steps: Sequence[str]
    kills: int
    seed: int
    web_people: int = 5
    telegram_people: int = 2
    max_hits: int = 10  # a life ends at the first to the tenth time that its step is reached
    address: str = ""
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def run(self) -> CampaignResult:
        """Kill it, let it live, wait until all is quiet, and compare."""
        result, draw, key = CampaignResult(), Random(self.seed), self._settings().key()
        port, over = find_free_ports(1)[0], asyncio.Event()
        await self._start(port, {})
        async with aiohttp.ClientSession() as http:
            web = await open_clients(http, lambda: self.address, self.web_people)
            telegram = [
                TelegramClient(self.double, http, lambda: self.address, 1000 + number, key)
                for number in range(self.telegram_people)
            ]
            writing = [asyncio.create_task(each.write_until(over)) for each in web]
            writing += [
                asyncio.create_task(each.write_until(over, self.engine)) for each in telegram
            ]
            await self._kill_often(port, result, draw)
            over.set()
            await asyncio.gather(*writing)
            await finish(web)
            await until_waiting_is_answered(self.engine)
            await until_delivered(telegram, self.engine)
        await self._in_thread(self.driver.stop)
        self._compare(web, telegram, result)
        return result

    async def _kill_often(self, port: int, result: CampaignResult, draw: Random) -> None:
        await self._in_thread(self.driver.stop)
        # Each step as often as the others, in an order that is drawn.
        order = [*itertools.islice(itertools.cycle(self.steps), self.kills)]
        draw.shuffle(order)
        while order:
            step = order[-1]
            hits = draw.randint(1, self.max_hits)
            result.lives += 1
            if step == ANY_MOMENT:
                await self._start(port, {})
                await asyncio.sleep(draw.uniform(0.0, 1.0))
                status = await self._in_thread(self.driver.stop)
            else:
                marker = str(self.data / f"killed-{next(self._numbers)}")
                await self._start(port, {"kill": step, "marker": marker, "hits": hits})
                status = await self._in_thread(self.driver.ended)
            if status == -signal.SIGKILL:
                result.kills[order.pop()] += 1
        await self._start(port, {"seconds": 0})

    async def _start(self, port: int, life: dict[str, Any]) -> None:
        url = self.engine.url.render_as_string(hide_password=False)
        whole = {
            "database": url,
            "data": str(self.data),
            "kill": None,
            "marker": None,
            "port": port,
            "hurried": True,
            "seconds": MAX_LIFE_SECONDS,
            "settings": self._platform(),
            **life,
        }
        self.address = await self._in_thread(self.driver.start, whole)

    async def _in_thread(self, work: Any, *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, work, *given)

    def _platform(self) -> dict[str, Any]:
        return {
            "telegram_token": TOKEN,
            "telegram_secret": SECRET,
            "telegram_api": self.double.url,
            "site_url": "https://boussole.example.be",
            "turn_seconds": 20,
        }

    def _settings(self) -> Settings:
        return Settings(_env_file=None, data=self.data)

    def _compare(
        self,
        web: Sequence[RecordingClient],
        telegram: Sequence[TelegramClient],
        result: CampaignResult,
    ) -> None:
        key = self._settings().key()
        for client in web:
            stored = read_conversation(self.engine, client.person(key))
            result.findings += find_violations(client.history, stored, OPENING)
            self._count(stored, result)
        for person in telegram:
            result.findings += person.find_violations(self.engine, self.sender)
            result.copies += person.count_copies(self.engine, self.sender)
            self._count(read_conversation(self.engine, person.person), result)
        result.unknown = count_outcomes(self.engine).get("unknown", 0)
        if result.copies > result.unknown:
            result.findings.append(Finding(Violation.SHOWN_TWICE, "telegram", result.copies))

    def _count(self, stored: StoredConversation, result: CampaignResult) -> None:
        result.messages += len(stored.messages)
        result.replies += len(stored.replies)
        result.given_up += sum(message.status == FAILED for message in stored.messages)
