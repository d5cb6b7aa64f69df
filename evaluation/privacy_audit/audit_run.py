"""Runs the audit: plays the day, then searches everything that it left."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.storage import database_backup
from evaluation.privacy_audit import leak_search, planted_values
from evaluation.privacy_audit.audited_service import AUDIT_DATE, AuditedService, run_audited_service
from evaluation.privacy_audit.channel_clients import WebClient
from evaluation.privacy_audit.leak_search import SearchResult
from evaluation.privacy_audit.output_capture import CapturedOutput, capture_output
from evaluation.privacy_audit.planted_values import PLATFORM_ID, PlantedValue, ValueMatcher
from evaluation.privacy_audit.script_runner import SCRIPT_FILE, ScriptRunner
from knowledge.importers import exchange_package

CONTACT_NAMES = ("contact_tel", "contact_mail")
BACKUP_NAME = "backup.sqlite"
CODE_KIND = "code"  # notebook code: allowed only in the reply that shows it


@dataclass(frozen=True)
class AuditOutcome:
    """Result of an audit."""

    found: SearchResult
    people: int
    steps: int

    @property
    def good(self) -> bool:
        """Whether nothing leaked and all required tables were filled."""
        sealed = len(self.found.sealed) == len(CONTACT_NAMES)
        return sealed and not self.found.wrong and not self.found.unreached

    def to_json(self) -> dict[str, Any]:
        """Return the result of `--json`."""
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
        """Return the result as text."""
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


async def run_audit(
    settings: Settings, model: Path, folder: Path, script: Path = SCRIPT_FILE
) -> AuditOutcome:
    """Play the day in a folder, and search. Raises ScriptMismatch."""
    planted = planted_values.load_planted_values()
    with _redirect_temporary_files(folder), capture_output() as told:
        async with run_audited_service(settings, model, folder) as run:
            played = ScriptRunner(run, planted)
            await played.play(script)
            result = await _search_everything(run, played, folder)
    sought = ValueMatcher([*planted.values(), *_list_web_tokens(played), *_list_codes(played)])
    _search_output(told, sought, result)
    return AuditOutcome(result, len(played.stage.people), played.steps)


async def _search_everything(
    run: AuditedService, played: ScriptRunner, folder: Path
) -> SearchResult:
    """Search while the service runs, with its files in use."""
    parts, result = run.service.parts, SearchResult()
    sought = ValueMatcher([*played.planted.values(), *_list_web_tokens(played)])
    figures = await played.stage.counsellor.get("/chiffres")
    result.text("figures of the console", figures.text, sought, strictly=True)
    for shown in played.stage.shown:
        result.text("pages of people", shown, sought)
    exchange_package.export_base(parts.library.base, folder / "export.zip", "audit", AUDIT_DATE)
    served = await run.http.get("/metrics")
    everything = ValueMatcher(
        [*played.planted.values(), *_list_web_tokens(played), *_list_codes(played)]
    )
    result.text("metrics", leak_search.read_metrics() + served.text, everything, strictly=True)
    leak_search.search_tables(parts.engine, sought, result)
    database_backup.back_up_database(parts.settings.database_url, folder / BACKUP_NAME)
    leak_search.search_files(folder, sought, result)
    contacts = [played.planted[name] for name in CONTACT_NAMES]
    leak_search.search_vault(parts.engine, parts.vault, contacts, result)
    return result


def _search_output(told: CapturedOutput, sought: ValueMatcher, found: SearchResult) -> None:
    """Search logs and output, where nothing at all is allowed."""
    for where, text in told.texts():
        found.text(where, text, sought, strictly=True)


def _list_web_tokens(played: ScriptRunner) -> list[PlantedValue]:
    """Return the session tokens of web pages."""
    return [
        PlantedValue(PLATFORM_ID, f"the page of {name}", person.who)
        for name, person in played.stage.people.items()
        if isinstance(person, WebClient)
    ]


def _list_codes(played: ScriptRunner) -> list[PlantedValue]:
    return [
        PlantedValue(CODE_KIND, f"the code of {name}", code)
        for name, code in played.stage.codes.items()
    ]


@contextlib.contextmanager
def _redirect_temporary_files(folder: Path) -> Iterator[None]:
    """Put temporary files into the folder that is searched."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder / "temporary")
    Path(tempfile.tempdir).mkdir()
    try:
        yield
    finally:
        tempfile.tempdir = before
