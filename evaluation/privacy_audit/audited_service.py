"""The audited service and doubles of the platforms, on loopback, in one event loop.

The data folder is its own; model, base and retention are the operator's.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import shutil
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from bot.app import Service
from bot.messaging.db_executor import JobPriority
from bot.settings import Settings
from bot.storage.unit_of_work import UnitOfWork, reading, writing
from evaluation.privacy_audit import platform_doubles

T = TypeVar("T")
AUDIT_DATE = dt.date(2026, 11, 25)
# Settings that the script relies on, whatever the operator's are.
_SCRIPT_SETTINGS = {
    "site_url": "https://boussole.exemple.be",
    "booking_before": 0,
    "booking_after": 15,
    "booking_notice": 120,
    "booking_horizon": 60,
    "address_shares": False,
    "turn_seconds": 20.0,
}
# Keep-alive connections may be closed by the server while they are being reused.
_NO_KEEPALIVE = httpx.Limits(max_keepalive_connections=0)


class AuditClock:
    """A clock that runs on from the hour to which it is set."""

    def __init__(self) -> None:
        self.set("08:00")

    def set(self, hour: str, day: dt.date = AUDIT_DATE) -> None:
        """Set the hour, in UTC, since local hours change with the season."""
        at = dt.time.fromisoformat(hour)
        self._base = dt.datetime.combine(day, at, dt.timezone.utc)
        self._since = time.monotonic()

    def __call__(self) -> dt.datetime:
        return self._base + dt.timedelta(seconds=time.monotonic() - self._since)


@dataclass
class AuditedService:
    """A running service with access to its internals."""

    service: Service
    clock: AuditClock
    http: httpx.AsyncClient

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a read transaction, in the service's threads."""
        return await self.service.threads.run(JobPriority.READ, partial(self._read, work))

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a write transaction and commit."""
        return await self.service.threads.run(JobPriority.ACCEPT, partial(self._write, work))

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        with reading(self.service.parts.engine) as unit:
            return work(unit)

    def _write(self, work: Callable[[UnitOfWork], T]) -> T:
        with writing(self.service.parts.engine) as unit:
            result = work(unit)
            unit.commit()
            return result


def build_audit_settings(operators: Settings, folder: Path, platforms: str) -> Settings:
    """Return the operator's settings with own data, keys and platform addresses.

    Existing vectors are copied.
    """
    vectors = operators.data / "vectors.sqlite"
    if vectors.exists():
        shutil.copy(vectors, folder)
    return operators.copy(
        update={
            "data": folder,
            "database": None,
            "pseudonym_key": None,
            "vault_keys": None,
            **_SCRIPT_SETTINGS,
            "telegram_token": platform_doubles.TELEGRAM_TOKEN,
            "telegram_secret": platform_doubles.TELEGRAM_SECRET,
            "telegram_polling": False,
            "telegram_api": platforms,
            "messenger_token": platform_doubles.MESSENGER_TOKEN,
            "messenger_secret": platform_doubles.MESSENGER_SECRET,
            "messenger_verify": "audit",
            "messenger_api": platforms,
        }
    )


@contextlib.asynccontextmanager
async def run_audited_service(
    operators: Settings, model: Path, folder: Path
) -> AsyncIterator[AuditedService]:
    """Run the service during the block."""
    clock = AuditClock()
    async with serve_on_loopback(platform_doubles.build_platforms()) as platforms:
        mine = build_audit_settings(operators, folder, platforms)
        service = await asyncio.to_thread(Service.build, mine, model, clock)
        async with (
            serve_on_loopback(service.application()) as url,
            httpx.AsyncClient(base_url=url, timeout=60, limits=_NO_KEEPALIVE) as http,
        ):
            yield AuditedService(service, clock, http)


@contextlib.asynccontextmanager
async def serve_on_loopback(application: Any) -> AsyncIterator[str]:
    """Serve an application on a free loopback port; yield its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            application, ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=3
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listener]))
        while not server.started:
            if task.done():
                task.result()  # raise the error that stopped it
                raise RuntimeError("the server stopped before it started")
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
