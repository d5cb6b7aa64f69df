"""The whole audit: a day is played, everything that is left of it is searched."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.cli.auditing import planting, searching
from bot.cli.auditing.arriving import OnTheWeb
from bot.cli.auditing.listening import Told, listening
from bot.cli.auditing.planting import PLATFORM_ID, Planted, Sought
from bot.cli.auditing.playing import SCRIPT, Day
from bot.cli.auditing.running import DAY, Running, running
from bot.cli.auditing.searching import Found
from bot.settings import Settings
from bot.storage import copying
from knowledge.importing import package

CONTACTS = ("contact_tel", "contact_mail")
BACKUP = "backup.sqlite"
CODE = "code"  # of a notebook: in the answer that tells it, and nowhere else


@dataclass(frozen=True)
class Outcome:
    """What was found, and how much was done for it."""

    found: Found
    people: int
    steps: int

    @property
    def good(self) -> bool:
        """Nothing is where it must not be, and all was reached that was to be."""
        sealed = len(self.found.sealed) == len(CONTACTS)
        return sealed and not self.found.wrong and not self.found.unreached

    def to_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "good": self.good,
            "found": [
                {"where": each.where, "kind": each.planted.kind, "what": each.planted.name}
                for each in self.found.wrong
            ],
            "left": [
                {"where": where, "kind": kind, "rows": rows}
                for (where, kind), rows in sorted(self.found.left.items())
            ],
            "sealed": self.found.sealed,
            "unreached": self.found.unreached,
            "people": self.people,
            "steps": self.steps,
            "searched": dict(self.found.searched),
        }

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"{self.people} people, {self.steps} steps"
        for name, number in sorted(self.found.searched.items()):
            yield f"searched: {number} {name}"
        yield f"contacts that were asked for, sealed in the vault: {len(self.found.sealed)}"
        for (where, kind), rows in sorted(self.found.left.items()):
            yield f"left: {kind} in {rows} of {where}"
        for name in self.found.unreached:
            yield f"NOT REACHED: {name} has no row, so nothing is proven about it"
        for each in self.found.wrong:
            yield f"FOUND: {each.planted.kind} ({each.planted.name}) in {each.where}"
        yield "nothing is left that must not be" if self.good else "NOT GOOD"


async def day(settings: Settings, model: Path, folder: Path, script: Path = SCRIPT) -> Outcome:
    """Play it in a folder, and search. Raises NotAsWritten."""
    planted = planting.read()
    with _temporary_files(folder), listening() as told:
        async with running(settings, model, folder) as run:
            played = Day(run, planted)
            await played.play(script)
            found = await _search(run, played, folder)
    sought = Sought([*planted.values(), *_minted(played), *_codes(played)])
    _search_what_was_told(told, sought, found)
    return Outcome(found, len(played.stage.people), played.steps)


async def _search(run: Running, played: Day, folder: Path) -> Found:
    """While it runs: its files are as they are in use."""
    parts, found = run.service.parts, Found()
    sought = Sought([*played.planted.values(), *_minted(played)])
    figures = await played.stage.counsellor.get("/chiffres")
    found.text("figures of the console", figures.text, sought, strictly=True)
    for shown in played.stage.shown:
        found.text("pages of people", shown, sought)
    package.export(parts.library.base, folder / "export.zip", "audit", DAY)
    served = await run.http.get("/metrics")
    everything = Sought([*played.planted.values(), *_minted(played), *_codes(played)])
    found.text("metrics", searching.metrics() + served.text, everything, strictly=True)
    searching.in_tables(parts.engine, sought, found)
    copying.copy(parts.settings.database_url, folder / BACKUP)
    searching.in_files(folder, sought, found)
    contacts = [played.planted[name] for name in CONTACTS]
    searching.in_the_vault(parts.engine, parts.vault, contacts, found)
    return found


def _search_what_was_told(told: Told, sought: Sought, found: Found) -> None:
    """Nothing at all may be in a log."""
    for where, text in told.texts():
        found.text(where, text, sought, strictly=True)


def _minted(played: Day) -> list[Planted]:
    """What the web calls people: the tokens of their pages."""
    return [
        Planted(PLATFORM_ID, f"the page of {name}", person.who)
        for name, person in played.stage.people.items()
        if isinstance(person, OnTheWeb)
    ]


def _codes(played: Day) -> list[Planted]:
    return [Planted(CODE, f"the code of {name}", code) for name, code in played.stage.codes.items()]


@contextlib.contextmanager
def _temporary_files(folder: Path) -> Iterator[None]:
    """Those that are made meanwhile stand in the folder that is searched."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder / "temporary")
    Path(tempfile.tempdir).mkdir()
    try:
        yield
    finally:
        tempfile.tempdir = before
