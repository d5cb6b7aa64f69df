"""`boussole serve`: the whole service in one process."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Optional

from bot import logging_setup, malloc_tuning
from bot.cli.worker_supervisor import InheritedSockets, Supervisor, WorkerFailed
from bot.progress_bar import ProgressBar
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.app import Service


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="run the service")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int, default=1)
    # Of a worker, from its supervisor (`worker_supervisor`).
    parser.add_argument("--sockets", type=InheritedSockets.parse, help=argparse.SUPPRESS)
    parser.set_defaults(command=serve)


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Run the service until interrupted."""
    refuse_workers(options.workers, settings)
    refuse_demo_database(settings)
    port = settings.port if options.port is None else options.port
    host = options.host or settings.host
    if options.workers > 1:
        return _supervise(settings, host, port, options.workers)
    prepare = partial(_print_start_warnings, settings=settings)
    run_service(settings, host, port, prepare, options.sockets)
    return 0


def _supervise(settings: Settings, host: str, port: int, workers: int) -> int:
    from bot.cli.startup_server import bind_port

    with bind_port(host, port) as listening:
        supervisor = Supervisor(listening, workers, settings.metrics_port, _print_status)
        try:
            supervisor.run()
        except WorkerFailed as error:
            return error.status
    return 0


def run_service(
    settings: Settings,
    host: str,
    port: int,
    prepare: Callable[[Service, str], None],
    sockets: Optional[InheritedSockets] = None,
) -> None:
    """Train if needed, load, migrate, and serve until interrupted.

    `prepare` is called with the service and its address before it answers. `sockets`: those of a
    worker, in place of a port of its own.
    """
    from bot.storage.database_lock import hold_shared_lock

    settings = settings.copy(update={"host": host})
    with hold_shared_lock(settings.database_url):
        _serve_until_interrupted(settings, host, port, prepare, sockets)


def _serve_until_interrupted(
    settings: Settings,
    host: str,
    port: int,
    prepare: Callable[[Service, str], None],
    sockets: Optional[InheritedSockets],
) -> None:
    began = time.monotonic()
    malloc_tuning.tune_malloc()
    logging_setup.set_up_logging()
    from bot.dialogue import model_training
    from bot.jobs import gauges

    startup = _listen_during_startup(settings, host, port, sockets)
    # Bind both ports before loading anything and before announcing the address.
    with gauges.serve_metrics(settings.metrics_host, settings.metrics_port):
        with _freeze_garbage(), startup as listening:
            address = _format_address(listening)
            _print_status(f"Boussole is starting on {address}")
            model = model_training.ensure_model(settings.models)
            _print_status(
                f"Loading the model and the knowledge… ({time.monotonic() - began:.1f} s)"
            )
            from bot.app import Service
            from bot.cli import http_connections
            from bot.messaging.warm_up import warm_up

            service = Service.build(settings, model, progress=ProgressBar("vectors of the base"))
            prepare(service, address)
            application, parts = service.application(), service.parts
            if sockets is not None:
                warm_up(parts)
        seconds = time.monotonic() - began
        _print_status(f"Boussole listens on {address} (ready in {seconds:.1f} s, stop with Ctrl-C)")
        with gauges.register_gauges(parts.engine, parts.clock):
            if sockets is not None:
                sockets.report_ready()
            http_connections.serve_socket(
                application, listening, settings.proxies, service.web.refusal
            )


def _listen_during_startup(
    settings: Settings, host: str, port: int, sockets: Optional[InheritedSockets]
) -> AbstractContextManager[socket.socket]:
    """Answer on the port while the service loads; a worker leaves that to the others."""
    from bot.cli.startup_server import serve_during_startup
    from bot.site import startup_page
    from bot.site.page_facts import build_page_facts

    if sockets is not None:
        return nullcontext(sockets.listening)
    waiting_room = startup_page.build_startup_app(build_page_facts(settings))
    return serve_during_startup(waiting_room, host, port)


@contextmanager
def _freeze_garbage() -> Iterator[None]:
    """Disable garbage collection while loading; it would take a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _print_status(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _format_address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown_host = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
    return f"http://{shown_host}:{port}"


def _print_start_warnings(service: Service, address: str, settings: Settings) -> None:
    """Print what the operator should know."""
    from bot.channels.platforms import describe_disabled_platforms

    warn_about_helplines(service.parts.clock().date())
    warn_about_console(service.parts.engine, settings)
    for line in describe_disabled_platforms(settings):
        _print_status(line)
    if not service.web.shares.hold:
        _print_status("Network addresses are not counted: behind a proxy, set BOUSSOLE_PROXIES")


def warn_about_helplines(today: dt.date) -> None:
    """Warn if the helplines were not verified for long (S4)."""
    from bot.care.helplines import get_verification_date, is_outdated

    if is_outdated(today):
        print(
            f"The helplines were last verified on {get_verification_date()}: "
            "check them (docs/safeguarding.md)",
            file=sys.stderr,
        )


def warn_about_console(engine: Any, settings: Settings) -> None:
    """Tell how to create the first account, if there is none.

    Raises:
        SettingsError: the vault's keys do not decrypt what is stored.
    """
    from bot.console.staff.account_repository import has_active_account
    from bot.privacy.encrypted_columns import check_vault_keys
    from bot.privacy.vault import Vault
    from bot.storage.unit_of_work import reading

    with reading(engine) as unit:
        check_vault_keys(unit, Vault.of(settings))
        is_empty = not has_active_account(unit)
    if is_empty:
        print(
            "No counsellor has an account yet: `boussole counsellor add NAME --admin` creates one",
            file=sys.stderr,
        )


def refuse_workers(workers: int, settings: Settings) -> None:
    """Refuse more than one worker on SQLite, and none.

    Raises:
        SettingsError.
    """
    if workers < 1:
        raise SettingsError("--workers: at least 1")
    if workers > 1 and settings.database_url.startswith("sqlite"):
        raise SettingsError("--workers: SQLite has one writer, so one process; use PostgreSQL")


def refuse_demo_database(settings: Settings) -> None:
    """Refuse a database of `boussole demo`, whose passphrases are stored in clear.

    Raises:
        SettingsError.
    """
    from bot.storage import example_database
    from bot.storage.database_lock import find_sqlite_file

    file = find_sqlite_file(settings.database_url)
    if file is not None and file.exists() and example_database.is_example_database(file):
        raise SettingsError(f"BOUSSOLE_DATA: {file} is an example, made by `boussole demo`")
