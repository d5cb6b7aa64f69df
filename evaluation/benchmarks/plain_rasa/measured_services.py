"""The two services: what starts them, where they answer, where they keep what was said."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.settings import PROJECT_ROOT, Settings
from evaluation.benchmarks.plain_rasa.server_processes import plain_environment
from evaluation.benchmarks.plain_rasa.transports import OwnTransport, PlainTransport, Transport

OWN, PLAIN = "boussole", "plain_rasa"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class MeasuredService:
    """A service that runs in a copy of `template`; `database` is a file there."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    environment: Mapping[str, str]
    url: str
    template: Path
    database: str
    connect: Callable[[aiohttp.ClientSession, str], Transport]


def build_own_service(settings: Settings, template: Path, port: int) -> MeasuredService:
    """Return this service on SQLite; `template` gets the vectors that the settings name."""
    template.mkdir(parents=True)
    if (settings.data / "vectors.sqlite").exists():
        shutil.copy(settings.data / "vectors.sqlite", template)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BOUSSOLE_")},
        "BOUSSOLE_DATA": ".",
        "BOUSSOLE_MODELS": str(settings.models.absolute()),
        "PYTHONPATH": str(PROJECT_ROOT),
        "OMP_NUM_THREADS": "1",
    }
    return MeasuredService(
        OWN,
        ((sys.executable, "-m", "bot.cli", "serve", "--port", str(port)),),
        environment,
        f"http://127.0.0.1:{port}",
        template,
        "boussole.sqlite",
        lambda http, url: OwnTransport(http, url, next(_numbers)),
    )


def build_plain_service(project: Path, model: Path, port: int, action_port: int) -> MeasuredService:
    """Return plain Rasa with its action server; `project` holds its files."""
    rasa = str(Path(sys.executable).with_name("rasa"))
    run = (rasa, "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port))
    return MeasuredService(
        PLAIN,
        (
            (rasa, "run", "actions", "--port", str(action_port)),
            (*run, "--model", str(model.absolute())),
        ),
        plain_environment(),
        f"http://127.0.0.1:{port}",
        project,
        "rasa.db",
        lambda http, url: PlainTransport(http, url, f"person-{next(_numbers)}"),
    )
