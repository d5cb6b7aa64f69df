"""A mixed load on the served product for a long time: visitors who come, type, press, are silent,
reload and leave, some of whom erase what they wrote or talk with a counsellor. Each minute: memory,
open files, threads, CPU time, rows, and what turns waited. Prints the first five minutes beside the
last five, and keeps the raw numbers. `make soak` runs it for half an hour.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.settings import PROJECT_ROOT, Settings
from bot.storage import database_engine as engines
from bot.storage.conversation_tables import inbox
from evaluation.benchmarks.plain_rasa.machine import describe_machine, read_load
from evaluation.benchmarks.plain_rasa.result_files import write_result
from tests.soak.mixed_soak_report import print_report, write_pictures
from tests.support.process_samples import take_sample
from tests.support.service_processes import make_settings, run_processes_with_pids
from tests.support.soak_counsellor import SoakCounsellor
from tests.support.soak_visitor import CHOICE, TYPED, SoakRun, Visitor

PEOPLE, ARRIVAL_SECONDS, MINUTE = 34, 0.5, 60.0
RESULTS = PROJECT_ROOT / "evaluation" / "benchmarks" / "results"
# All visitors have the address of the measurement.
_ONE_ADDRESS = {"BOUSSOLE_ADDRESS_SHARES": "false"}


def main() -> int:
    """0 when no visitor found a fault and every message was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        with run_processes_with_pids(settings, 1, _ONE_ADDRESS) as processes:
            [(url, pid)] = processes.items()
            result = asyncio.run(_measure(settings, url, pid, minutes))
    path = write_result(result, RESULTS, "soak")
    print_report(result)
    write_pictures(result)
    print(f"raw numbers: {path.name}")
    return 1 if result["violations"] or result["unanswered"] else 0


async def _measure(settings: Settings, url: str, pid: int, minutes: int) -> dict[str, Any]:
    run, samples, loop = SoakRun(), [], asyncio.get_running_loop()
    counsellor = asyncio.create_task(SoakCounsellor(settings, url, run.done).work())
    engine = engines.create_database_engine(settings.database_url)
    database, began = Path(settings.database_url.partition(":///")[2]), time.monotonic()
    ends = began + minutes * MINUTE
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        coming = [asyncio.create_task(_come(http, url, run, n, ends)) for n in range(PEOPLE)]
        for minute in range(minutes + 1):
            await asyncio.sleep(max(0.0, began + minute * MINUTE - time.monotonic()))
            sample = await loop.run_in_executor(None, take_sample, pid, engine, database)
            samples.append({"minute": minute, **sample, **_select_waits(run, began, minute)})
            print(minute, sample["memory"]["VmRSS"], len(run.waits), +run.findings.faults)
            sys.stdout.flush()
        await asyncio.gather(*coming)
    counsellor.cancel()
    result = _gather(run, samples, minutes)
    result["unanswered"] = await loop.run_in_executor(None, _count_unanswered, engine)
    engine.dispose()
    return result


async def _come(
    http: aiohttp.ClientSession, url: str, run: SoakRun, first: int, ends: float
) -> None:
    """Visits at one place, one after the other, until the end."""
    await asyncio.sleep(first * ARRIVAL_SECONDS)
    number = first
    while time.monotonic() < ends:
        await Visitor(http, url, number, run).visit(ends)
        number += PEOPLE


def _select_waits(run: SoakRun, began: float, minute: int) -> dict[str, list[float]]:
    """The waits of the minute that ended, in milliseconds, by kind of turn."""
    until = began + minute * MINUTE
    recent = [each for each in run.waits if until - MINUTE <= each[0] < until]
    return {
        which: [round(wait * 1000, 1) for _, kind, wait in recent if kind == which]
        for which in (TYPED, CHOICE)
    }


def _gather(run: SoakRun, samples: list[dict[str, Any]], minutes: int) -> dict[str, Any]:
    faults = dict(+run.findings.faults)
    refused = {name: count for name, count in faults.items() if name.startswith(("POST", "GET"))}
    return {
        "day": dt.date.today().isoformat(),
        "machine": describe_machine(),
        "load": round(read_load(), 2),
        "minutes": minutes,
        "people": PEOPLE,
        "turns": len(run.waits),
        "done": dict(sorted(run.done.items())),
        "refused": refused,
        "violations": {name: count for name, count in faults.items() if name not in refused},
        "reopened": run.findings.reopened,
        "resent": run.findings.resent,
        "samples": samples,
    }


def _count_unanswered(engine: Engine) -> int:
    """Count the messages of people, of talks that no counsellor holds, without an answer."""
    waiting = sa.and_(inbox.c.kind != "open", inbox.c.status != "done")
    with engine.connect() as connection:
        count = sa.select(sa.func.count()).select_from(inbox).where(waiting)
        return int(connection.execute(count).scalar_one())


if __name__ == "__main__":
    sys.exit(main())
