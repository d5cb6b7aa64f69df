"""`boussole serve`: the whole service in one process."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from typing import Any

from bot.cli.progress import Bar
from bot.settings import Settings, SettingsError


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="the whole service")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int, default=1)
    parser.set_defaults(command=serve)


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Train if needed, load, migrate, serve until interrupted."""
    refuse_workers(options.workers, settings)
    began = time.monotonic()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    from bot.dialogue import training

    model = training.ensure(settings.models)
    print("Loading the model and the knowledge…", file=sys.stderr, flush=True)
    import uvicorn

    from bot.app import Service
    from bot.safeguarding.helplines import stale

    service = Service.build(settings, model, progress=Bar("knowledge vectors"))
    if stale(service.parts.clock().date()):
        print(
            "The helplines were verified long ago: check them (docs/safeguarding.md)",
            file=sys.stderr,
        )
    host, port = (
        options.host or settings.host,
        settings.port if options.port is None else options.port,
    )
    print(
        f"Boussole listens on http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        f" (ready in {time.monotonic() - began:.1f} s, stop with Ctrl-C)",
        file=sys.stderr,
        flush=True,
    )
    # Rasa pins websockets < 11, which uvicorn's own support cannot import; none is used here.
    uvicorn.run(
        service.application(),
        host=host,
        port=port,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16 * 1024,
    )
    return 0


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
