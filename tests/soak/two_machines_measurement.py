"""Two machines on one PostgreSQL behind nginx, each in a network namespace, and people who talk:
one machine is killed, or taken off the network (`--unplug`), and people go on with the other.
Prints what they waited for, and what was lost, doubled or out of order.

It needs root, `ip`, openssl and nginx, and makes a bridge and namespaces of its own while it runs,
so it is not in `make soak`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine.url import make_url

from bot.storage import database_engine as engines
from bot.storage.conversation_tables import inbox
from bot.storage.schema_migration import migrate_schema
from tests.soak.many_streams_measurement import (
    KEEPALIVE_SECONDS,
    Run,
    let_all,
    print_history,
    print_waits,
    run_turns,
)
from tests.support.checked_client import CheckedClient
from tests.support.service_processes import make_settings, run_postgres
from tests.support.two_machines import URL, Machine, relay_database, run_two_machines

PEOPLE = int(os.environ.get("PEOPLE", "60"))
SECONDS = float(os.environ.get("SECONDS", "60"))
LOST_SECONDS = 20.0  # of which turns are shown apart
# After a kill, and after an unplugged machine: a page looks for a sign of life for 45 seconds.
MAX_WAIT_SECONDS = {False: 10.0, True: 60.0}


def main() -> int:
    """0 when no page found a fault, and nobody waited for longer than the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unplug", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, run_postgres(Path(folder)) as database:
        parsed = make_url(database)
        with relay_database(Path(parsed.query["host"]) / ".s.PGSQL.5432") as address:
            host, _, port = address.partition(":")
            reached = parsed.set(host=host, port=int(port), query={})
            run = _play(Path(folder), database, reached.render_as_string(False), options.unplug)
    print_waits(run, "in the twenty seconds after it was lost")
    print_history(run)
    longest = max(wait for _, _, wait in run.waits)
    print(f"the longest wait: {longest:.1f} s, bar {MAX_WAIT_SECONDS[options.unplug]:.0f} s")
    whole = not +run.findings.faults and run.stored == run.sent
    return 0 if whole and longest <= MAX_WAIT_SECONDS[options.unplug] else 1


def _play(folder: Path, database: str, reached: str, unplug: bool) -> Run:
    engine = engines.create_database_engine(database)
    migrate_schema(engine)
    settings = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        settings.append(make_settings(folder / name, reached))
    keys = {"pseudonym_key": settings[0].pseudonym_key, "vault_keys": settings[0].vault_keys}
    settings[1] = settings[1].copy(update=keys)
    with run_two_machines(settings) as machines:
        run = asyncio.run(_measure(machines[0], unplug))
    done = sa.and_(inbox.c.kind != "open", inbox.c.status == "done")
    with engine.connect() as connection:
        count = sa.select(sa.func.count()).select_from(inbox).where(done)
        run.stored = connection.execute(count).scalar_one()
    engine.dispose()
    return run


async def _measure(machine: Machine, unplug: bool) -> Run:
    run, loop = Run(), asyncio.get_running_loop()
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEPALIVE_SECONDS, ssl=False)
    async with aiohttp.ClientSession(connector=connector) as http:
        clients = [CheckedClient(http, URL, n, run.findings) for n in range(PEOPLE)]
        await let_all(clients, CheckedClient.open)
        print(f"{PEOPLE} pages are open", flush=True)
        lost = loop.call_later(SECONDS / 3, machine.unplug if unplug else machine.kill)
        run.replaced = (began := time.monotonic() + SECONDS / 3), began + LOST_SECONDS
        await run_turns(clients, run, SECONDS)
        lost.cancel()
        await asyncio.sleep(5)
        await let_all(clients, CheckedClient.check)
        run.sent = sum(len(each.history.messages) for each in clients)
        await let_all(clients, CheckedClient.close)
    return run


if __name__ == "__main__":
    sys.exit(main())
