"""People who write while something breaks and comes back: what they saw, what the service said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.faults.client_history import FAILED, Finding, SentMessage, find_violations
from tests.faults.recording_clients import UNREACHED, RecordingClient, finish, open_clients
from tests.faults.stored_rows import OPENING, read_conversation, until_waiting_is_answered
from tests.support.live_service import LiveService

PEOPLE = 4
DISTRESS = "j'en peux plus, je veux mourir"
Fault = Callable[[], AbstractContextManager[Any]]


@dataclass
class Observed:
    """What came of it. `during`, `after`: the status of `/readyz` and its facts; `alive`: whether
    `/healthz` answered all along; `helped`: the refusals of a call for help; `slowest`: seconds
    until the slowest answer to a request; `recovery`: seconds from its end until all was answered
    and the service ready; `given_up`: messages closed with an apology."""

    clients: Sequence[RecordingClient]
    during: tuple[int, dict[str, Any]] = (0, {})
    after: tuple[int, dict[str, Any]] = (0, {})
    alive: bool = False
    recovery: float = 0.0
    helped: list[str] = field(default_factory=list)
    given_up: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def refusals(self) -> set[str]:
        """The sentences that people read meanwhile, but for those who called for help."""
        said = (each for client in self.clients[1:] for each in client.history.refused)
        return {*said}

    @property
    def slowest(self) -> float:
        """Seconds."""
        return max(client.slowest for client in self.clients)

    def words_in(self, log: str) -> list[str]:
        """What somebody typed and the log repeats."""
        sent = (message.text for client in self.clients for message in client.history.sent)
        return [text for text in {*sent} if text in log]


async def watch(service: LiveService, fault: Fault, seconds: float) -> Observed:
    """Break it for so long while people write; back when all they said is answered."""
    async with aiohttp.ClientSession() as http:
        clients = await open_clients(http, lambda: service.url, PEOPLE)
        observed = Observed(clients)
        await asyncio.gather(*(client.write(2) for client in clients))
        over = asyncio.Event()
        writing = [asyncio.create_task(client.write_until(over)) for client in clients[1:]]
        loop = asyncio.get_running_loop()
        broken = fault()
        await loop.run_in_executor(None, broken.__enter__)
        calling = asyncio.create_task(clients[0].say(SentMessage("help", DISTRESS)))
        try:
            await asyncio.sleep(seconds / 2)
            observed.during = await _ask(http, f"{service.url}/readyz")
            observed.alive = (await _ask(http, f"{service.url}/healthz"))[0] == 200
            await asyncio.sleep(seconds / 2)
        finally:
            await loop.run_in_executor(None, broken.__exit__, None, None, None)
        ended = loop.time()
        await calling
        observed.helped = [*clients[0].history.refused]
        over.set()
        await asyncio.gather(*writing)
        await finish(clients)
        await until_waiting_is_answered(service.parts.engine)
        observed.after = await _until_ready(http, service)
        observed.recovery = loop.time() - ended
    _compare(observed, service)
    return observed


def _compare(observed: Observed, service: LiveService) -> None:
    for client in observed.clients:
        person = client.person(service.parts.key)
        stored = read_conversation(service.parts.engine, person)
        observed.findings += find_violations(client.history, stored, OPENING)
        observed.given_up += sum(message.status == FAILED for message in stored.messages)


async def _until_ready(http: aiohttp.ClientSession, service: LiveService) -> Any:
    while (answer := await _ask(http, f"{service.url}/readyz"))[0] != 200:
        await asyncio.sleep(0.1)
    return answer


async def _ask(http: aiohttp.ClientSession, where: str) -> tuple[int, dict[str, Any]]:
    """A connection kept open may just have been closed: then it is asked again."""
    with suppress(*UNREACHED):
        async with http.get(where) as answer:
            return answer.status, await answer.json()
    await asyncio.sleep(0.05)
    return await _ask(http, where)


def own_log(records: Sequence[logging.LogRecord]) -> str:
    """What the service itself logged."""
    return "\n".join(record.getMessage() for record in records if record.name.startswith("bot"))
