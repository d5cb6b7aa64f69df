"""Many open pages on `boussole serve --workers` with PostgreSQL: turns begin at a fixed rate,
however long their answers take, four fifths of them presses of a button, one fifth typed questions.
Every page checks its own history. Prints what a page waits for an answer, what was lost, doubled or
out of order, and the CPU time of a turn, which is less in doubt than a wait on a busy machine.

`--restart` replaces all workers (SIGHUP) after a third of the time. `make soak` runs it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bot.storage.conversation_tables import inbox
from tests.support.checked_client import CheckedClient, Findings
from tests.support.served_workers import (
    ServedWorkers,
    count_open_files,
    list_children,
    read_cpu_seconds,
    serve_workers,
)
from tests.support.service_processes import make_settings, run_postgres

PEOPLE = int(os.environ.get("PEOPLE", "1000"))
RATE = float(os.environ.get("RATE", "40"))  # turns a second, all together
SECONDS = float(os.environ.get("SECONDS", "120"))
TYPED_SHARE, BAR_MS = 0.2, 150
WARM_SECONDS = 5.0  # not measured: what is slow the first time
# As the proxies in `deploy/`: less than the service, which closes idle connections after five.
KEEPALIVE_SECONDS = 4.0
_OPEN_FILES, _AT_ONCE = 8192, 50
# With a number that no other turn has, so that no cache knows the sentence.
_QUESTIONS = (
    "c'est quoi le métier de {trade} ? question {number}",
    "combien gagne un {trade} dans {number} ans",
    "quelle formation pour devenir {trade}, bureau {number} ?",
    "je cherche un travail avec {number} animaux",
)
_TRADES = ("boulanger", "infirmier", "électricien", "menuisier", "comptable", "jardinier")
_CONNECTIONS = sa.text(
    "SELECT count(*) - 1 FROM pg_stat_activity"
    " WHERE datname = current_database() AND usesysid IS NOT NULL"
)


@dataclass
class Run:
    """What came of it: each wait with the moment of its turn, by kind of turn; `replaced` is when
    a restart began and ended, `late` counts turns that no page was free for, `connections` is the
    highest number of PostgreSQL's; CPU seconds by who used them."""

    findings: Findings = field(default_factory=Findings)
    waits: list[tuple[float, str, float]] = field(default_factory=list)
    replaced: tuple[float, float] = (0.0, 0.0)
    late: int = 0
    connections: int = 0
    cpu: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    stored: int = 0

    def select(self, kind: str = "", during_restart: bool = False) -> list[float]:
        """The waits in milliseconds, of one kind or both, in or out of the restart."""
        began, ended = self.replaced
        return [
            wait * 1000
            for at, which, wait in self.waits
            if kind in ("", which) and (began <= at <= ended) == during_restart
        ]


def main() -> int:
    """0 when no page found a fault and the bar holds outside of the restart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--restart", action="store_true")
    options = parser.parse_args()
    run, errors = measure(options.workers, options.restart)
    report(run, errors)
    holds = statistics.quantiles(run.select(), n=20)[-1] <= BAR_MS
    return 0 if holds and not +run.findings.faults and run.stored == run.sent else 1


def measure(workers: int, restart: bool) -> tuple[Run, Counter[str]]:
    """Return what the pages found, and what the service logged."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(_OPEN_FILES, hard)), hard))
    with tempfile.TemporaryDirectory() as folder, run_postgres(Path(folder)) as database:
        postgres = int((Path(folder) / "postgres" / "postmaster.pid").read_text().split()[0])
        with serve_workers(make_settings(Path(folder), database), workers) as served:
            run = asyncio.run(_measure(served, database, postgres, restart))
    return run, served.errors


def report(run: Run, errors: Counter[str]) -> None:
    """Print the figures."""
    print_waits(run, "during the restart")
    if run.replaced[1]:
        print(f"the restart took {run.replaced[1] - run.replaced[0]:.0f} s")
    print_history(run)
    print(f"turns left out for want of a free page {run.late}; connections {run.connections}")
    each = {name: f"{1000 * used / len(run.waits):.1f}" for name, used in run.cpu.items()}
    print(f"CPU milliseconds of a turn: {each}; logged: {dict(errors) or 'nothing'}")


def print_waits(run: Run, meanwhile: str) -> None:
    """Print what pages waited for, by kind of turn, and `meanwhile`, as what happened is called."""
    for name, waits in (
        ("all turns", run.select()),
        ("choices", run.select("choice")),
        ("typed", run.select("text")),
        (meanwhile, run.select(during_restart=True)),
    ):
        if len(waits) > 1:
            cuts = statistics.quantiles(waits, n=100)
            line = f"p50 {cuts[49]:.0f}, p95 {cuts[94]:.0f}, p99 {cuts[98]:.0f}"
            print(f"{name}: {line}, longest {max(waits):.0f} ms, {len(waits)} turns")


def print_history(run: Run) -> None:
    """Print what the pages found."""
    found = run.findings
    print(f"faults: {dict(+found.faults) or 'none'}; {run.sent} sent, {run.stored} answered")
    print(f"streams reopened {found.reopened}, messages sent again {found.resent}")


async def _measure(served: ServedWorkers, database: str, postgres: int, restart: bool) -> Run:
    run, loop = Run(), asyncio.get_running_loop()
    engine = sa.create_engine(database, poolclass=NullPool)
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEPALIVE_SECONDS)
    async with aiohttp.ClientSession(connector=connector) as http:
        clients = [CheckedClient(http, served.url, n, run.findings) for n in range(PEOPLE)]
        await let_all(clients, CheckedClient.open)
        files = list(map(count_open_files, served.list_workers()))
        print(f"{PEOPLE} pages are open, {files} files by worker", flush=True)
        await run_turns(clients, Run(run.findings), WARM_SECONDS)
        before = _read_cpu(served, postgres)
        watching = loop.run_in_executor(None, _watch_connections, engine, run)
        restarting = asyncio.create_task(_restart(served, run)) if restart else None
        await run_turns(clients, run, SECONDS)
        if restarting is not None:
            await restarting
        run.cpu = _read_cpu(served, postgres)
        run.cpu.subtract(before)
        await watching
        await asyncio.sleep(2)  # streams that ended just now come back
        await let_all(clients, CheckedClient.check)
        run.sent = sum(len(each.history.messages) for each in clients)
        await let_all(clients, CheckedClient.close)
    with engine.connect() as connection:
        done = sa.and_(inbox.c.kind != "open", inbox.c.status == "done")
        count = sa.select(sa.func.count()).select_from(inbox).where(done)
        run.stored = connection.execute(count).scalar_one()
    return run


async def let_all(
    clients: list[CheckedClient], act: Callable[[CheckedClient], Awaitable[None]]
) -> None:
    """Let every page act, some at a time."""
    for first in range(0, len(clients), _AT_ONCE):
        await asyncio.gather(*map(act, clients[first : first + _AT_ONCE]))


async def run_turns(clients: list[CheckedClient], run: Run, seconds: float) -> None:
    """Begin turns at the rate, each on the page that has been quiet for longest."""
    draw, loop = random.Random(7), asyncio.get_running_loop()
    began, turns, waiting = loop.time(), [], clients.copy()
    for number in range(int(RATE * seconds)):
        await asyncio.sleep(max(0.0, began + number / RATE - loop.time()))
        client = next((each for each in waiting if not each.busy), None)
        if client is None:
            run.late += 1
            continue
        waiting.remove(client)
        waiting.append(client)
        client.busy = True
        turns.append(asyncio.create_task(_take_turn(client, draw, number, run)))
    await asyncio.gather(*turns)


async def _take_turn(client: CheckedClient, draw: random.Random, number: int, run: Run) -> None:
    began = time.monotonic()
    if draw.random() < TYPED_SHARE or not client.choices:
        question = draw.choice(_QUESTIONS).format(trade=draw.choice(_TRADES), number=number)
        kind, message = "text", {"text": question}
    else:
        kind, message = "choice", {"choice": client.choices[0]}
    wait = await client.send(message)
    if wait is not None:
        run.waits.append((began, kind, wait))


async def _restart(served: ServedWorkers, run: Run) -> None:
    """Replace all workers, one after the other, while the pages talk."""
    await asyncio.sleep(SECONDS / 3)
    began, loop = time.monotonic(), asyncio.get_running_loop()
    workers = len(served.list_workers())
    served.process.send_signal(signal.SIGHUP)
    await loop.run_in_executor(None, served.wait_for_lines, "was replaced", workers)
    run.replaced = began, time.monotonic() + 1.0  # the last pages come back within a second


def _watch_connections(engine: sa.engine.Engine, run: Run) -> None:
    """Keep the highest number of PostgreSQL's connections, without our own."""
    for _ in range(int(SECONDS)):
        with engine.connect() as connection:
            found = connection.execute(_CONNECTIONS).scalar_one()
        run.connections = max(run.connections, found)
        time.sleep(1.0)


def _read_cpu(served: ServedWorkers, postgres: int) -> Counter[str]:
    """CPU seconds so far; of a worker that was replaced by the supervisor's account."""
    workers = (served.process.pid, *served.list_workers())
    pages = resource.getrusage(resource.RUSAGE_SELF)
    return Counter(
        {
            "workers": read_cpu_seconds(*workers),
            "PostgreSQL": read_cpu_seconds(postgres, *list_children(postgres)),
            "pages": pages.ru_utime + pages.ru_stime,
        }
    )


if __name__ == "__main__":
    sys.exit(main())
