"""`kill -9` at each step while people write: what they sent is stored, answered and shown once.

`KILLS=100 PART=3 pytest …` plays that many on each database and adds its figures to the results
(`kill_results`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.storage.unit_of_work import is_sqlite
from tests.faults.kill_campaign import ANY_MOMENT, STEPS, KillCampaign
from tests.faults.kill_results import append_part
from tests.support.service_driver import ServiceDriver
from tests.support.telegram_double import TelegramDouble

KILLS = int(os.environ.get("KILLS", "0"))
PART = int(os.environ.get("PART", "1"))
# What `tests/messaging/test_killed_process.py` leaves out, each once.
SHORT_ON_SQLITE = (
    *("claim, before its commit", "interpretation", "outbox, read for a page"),
    *("delivery, before the send", "delivery, after the send"),
)
SHORT_ON_POSTGRESQL = ("delivery, before its outcome commits", ANY_MOMENT)
FEW = {"web_people": 3, "telegram_people": 1}
pytestmark = pytest.mark.timeout(300 + 6 * KILLS)


@pytest.fixture(scope="module")
def driver(model: Path, shared_data: Path) -> Iterator[ServiceDriver]:
    driver = ServiceDriver()
    yield driver
    driver.close()


async def test_kills_at_each_step_lose_and_double_nothing(
    driver: ServiceDriver,
    engine: Engine,
    tmp_path: Path,
    double: TelegramDouble,
    telegram_sender: Any,
) -> None:
    load: dict[str, Any] = {"steps": STEPS, "kills": KILLS}
    if not KILLS:
        steps = SHORT_ON_SQLITE if is_sqlite(engine) else SHORT_ON_POSTGRESQL
        load = {"steps": steps, "kills": len(steps), "max_hits": 2, **FEW}
    campaign = KillCampaign(driver, engine, tmp_path, double, telegram_sender, seed=PART, **load)
    result = await campaign.run()
    if KILLS:
        append_part(result, PART, "SQLite" if is_sqlite(engine) else "PostgreSQL")
    assert [*map(str, result.findings)] == []
    assert sum(result.kills.values()) == load["kills"]
