"""`boussole serve`: the whole service in one process."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import logs, memory
from bot.progress import Bar
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.app import Service


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="the whole service")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int, default=1)
    parser.set_defaults(command=serve)


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """The service of the settings, until interrupted."""
    refuse_workers(options.workers, settings)
    refuse_an_example(settings)
    port = settings.port if options.port is None else options.port
    run(settings, options.host or settings.host, port, partial(_look_around, settings=settings))
    return 0


def run(settings: Settings, host: str, port: int, prepare: Callable[[Service, str], None]) -> None:
    """Train if needed, load, migrate, serve until interrupted. `prepare`: what is done with the
    service, and told its address, before anybody is answered."""
    from bot.storage.in_use import in_use

    settings = settings.copy(update={"host": host})
    with in_use(settings.database_url):
        _served(settings, host, port, prepare)


def _served(
    settings: Settings, host: str, port: int, prepare: Callable[[Service, str], None]
) -> None:
    began = time.monotonic()
    memory.give_back()
    logs.set_up()
    from bot.cli.waiting_room import waiting_room
    from bot.dialogue import training
    from bot.jobs import gauges
    from bot.site import starting
    from bot.site.shown import shown

    room = waiting_room(starting.application(shown(settings)), host, port)
    # Both ports are had before anything is loaded, and before anybody is told that it listens.
    with gauges.served(settings.metrics_host, settings.metrics_port):
        with _uncollected(), room as listening:
            address = _address(listening)
            _tell(f"Boussole gets ready; {address} says so meanwhile")
            model = training.ensure(settings.models)
            _tell(f"Loading the model and the knowledge… ({time.monotonic() - began:.1f} s)")
            from bot.app import Service
            from bot.cli import connections

            service = Service.build(settings, model, progress=Bar("vectors of the base"))
            prepare(service, address)
            application, parts = service.application(), service.parts
        seconds = time.monotonic() - began
        _tell(f"Boussole listens on {address} (ready in {seconds:.1f} s, stop with Ctrl-C)")
        with gauges.gauged(parts.engine, parts.clock):
            connections.run(application, listening, settings.proxies, service.web.refusal)


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is loaded stays: looking for what could be freed meanwhile is a fifth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown_host = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{shown_host}:{port}"


def _look_around(service: Service, address: str, settings: Settings) -> None:
    """What whoever starts it should know."""
    from bot.channels.platforms import left_out

    look_at_the_helplines(service.parts.clock().date())
    look_at_the_console(service.parts.engine, settings)
    for line in left_out(settings):
        _tell(line)
    if not service.web.shares.hold:
        _tell("Network addresses are not counted: behind a proxy, set BOUSSOLE_PROXIES")


def look_at_the_helplines(today: dt.date) -> None:
    """Say so when nobody checked them for long (S4)."""
    from bot.safeguarding.helplines import stale, verified

    if stale(today):
        print(
            f"The helplines were last verified on {verified()}: check them (docs/safeguarding.md)",
            file=sys.stderr,
        )


def look_at_the_console(engine: Any, settings: Settings) -> None:
    """Say how the first account is made. Raises SettingsError: the vault's keys are wrong."""
    from bot.console.accounts import are_none
    from bot.privacy.sealed import check
    from bot.privacy.vault import Vault
    from bot.storage.unit_of_work import reading

    with reading(engine) as unit:
        check(unit, Vault.of(settings))
        nobody = are_none(unit)
    if nobody:
        print(
            "No counsellor has an account yet: `boussole counsellor add NAME --admin` makes one",
            file=sys.stderr,
        )


def refuse_workers(workers: int, settings: Settings) -> None:
    """One process only; with PostgreSQL start as many commands as wanted.

    Raises:
        SettingsError: more than one was asked for.
    """
    if workers == 1:
        return
    if settings.database_url.startswith("sqlite"):
        raise SettingsError("--workers: SQLite has one writer, so one process; use PostgreSQL")
    raise SettingsError("--workers: start `boussole serve` once per process, each on its own port")


def refuse_an_example(settings: Settings) -> None:
    """What `boussole demo` made is for it alone: its passphrases stand in a file.

    Raises:
        SettingsError.
    """
    from bot.storage import example
    from bot.storage.in_use import sqlite_file

    file = sqlite_file(settings.database_url)
    if file is not None and file.exists() and example.is_one(file):
        raise SettingsError(f"BOUSSOLE_DATA: {file} is an example, made by `boussole demo`")
