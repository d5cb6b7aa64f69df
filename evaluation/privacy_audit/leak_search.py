"""Searches everything that the day left for planted values."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.vault import UnreadableToken, Vault
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import reading
from evaluation.privacy_audit.planted_values import FORBIDDEN_KINDS, PlantedValue, ValueMatcher

# Tables that must have rows, otherwise the audit proves nothing about them.
REQUIRED_TABLES = frozenset(
    {
        *("inbox", "outbox", "choices", "tracker_events", "notebooks", "unanswered", "sessions"),
        *("routes", "erased_messages", "tombstones", "appointments", "answered", "alerts"),
        *("handoffs", "handoff_notes", "ratings", "answers", "corrections", "events", "audit"),
        *("failed_sign_ins",),
    }
)


@dataclass(frozen=True)
class Leak:
    """A planted value found where it must not be."""

    where: str
    planted: PlantedValue


@dataclass
class SearchResult:
    """`wrong`: leaks. `left`: number of rows with names and addresses, by column and kind. `rows`:
    number of rows by table."""

    wrong: list[Leak] = field(default_factory=list)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)
    sealed: list[str] = field(default_factory=list)
    searched: Counter[str] = field(default_factory=Counter)

    @property
    def unreached(self) -> list[str]:
        """Required tables without rows."""
        return sorted(name for name in REQUIRED_TABLES if not self.rows.get(name))

    def text(self, where: str, text: str, sought: ValueMatcher, strictly: bool = False) -> None:
        """Search a text; with `strictly`, no planted value at all is allowed."""
        self.searched["characters of text"] += len(text)
        found = sorted(sought.in_text(text), key=lambda each: each.name)
        self.wrong += [
            Leak(where, each) for each in found if strictly or each.kind in FORBIDDEN_KINDS
        ]
        if not strictly:
            self.left.update(
                (where, each.kind) for each in found if each.kind not in FORBIDDEN_KINDS
            )


def search_tables(engine: Engine, sought: ValueMatcher, found: SearchResult) -> None:
    """Search all columns of all tables, decoding JSON."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with reading(engine) as unit:
        for table in tables.sorted_tables:
            rows = unit.execute(sa.select(table)).all()
            found.rows[table.name] = len(rows)
            for row in rows:
                for name, value in row._mapping.items():
                    if isinstance(value, str):
                        found.text(f"{table.name}.{name}", " ".join(_decode_json(value)), sought)


def search_files(folder: Path, sought: ValueMatcher, found: SearchResult) -> None:
    """Search the bytes of all files below a folder."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        raw = path.read_bytes()
        found.searched["bytes of files"] += len(raw)
        where = f"file {path.relative_to(folder)}"
        hits = (each for each in sought.in_bytes(raw) if each.kind in FORBIDDEN_KINDS)
        found.wrong += [Leak(where, each) for each in sorted(hits, key=lambda each: each.name)]


def search_vault(
    engine: Engine, vault: Vault, contacts: Iterable[PlantedValue], found: SearchResult
) -> None:
    """Note which contacts are stored encrypted and can be decrypted."""
    query = sa.select(appointments.c.contact).where(appointments.c.contact.is_not(None))
    with reading(engine) as unit:
        kept = [_try_decrypt(vault, token) for token in unit.execute(query).scalars()]
    found.sealed += [each.name for each in contacts if each.value in kept]


def read_metrics() -> str:
    """Return the Prometheus metrics of all registries in this process, "" without any."""
    library = sys.modules.get("prometheus_client")
    if library is None:
        return ""
    ours = [module for name, module in sys.modules.items() if name.partition(".")[0] == "bot"]
    values = (value for module in ours for value in vars(module).values())
    found = {id(each): each for each in values if isinstance(each, library.CollectorRegistry)}
    registries = [library.REGISTRY, *found.values()]
    return "\n".join(library.generate_latest(each).decode() for each in registries)


def _try_decrypt(vault: Vault, token: str) -> str:
    try:
        return vault.open(token)
    except UnreadableToken:
        return ""


def _decode_json(value: str) -> Iterator[str]:
    """Yield the text, and every text in it if it is JSON."""
    yield value
    if value[:1] in ("{", "[", '"'):
        try:
            yield from _walk_texts(json.loads(value))
        except ValueError:  # not JSON after all
            return


def _walk_texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield name
            yield from _walk_texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _walk_texts(value)
