"""Exchange between Cités: export of the base, and import of another Cité's package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.language.normalisation import slugify
from knowledge.entry_kinds import EXCHANGED_MODELS, kind_of
from knowledge.entry_serialisation import explain_error, to_plain_data
from knowledge.fact_status import list_source_ids
from knowledge.imported_models import RomeSheet
from knowledge.importers import dataset_files
from knowledge.importers.dataset_files import DatasetLine, Manifest, RefusedRow
from knowledge.importers.delimited_files import ImportRefused
from knowledge.knowledge_base import KnowledgeBase
from knowledge.provenance import Source


def export_base(base: KnowledgeBase, path: Path, origin: str, today: dt.date) -> int:
    """Write the hand-written entries to a package and return their number.

    Official files are imported by each Cité. Entries of another Cité keep their origin.
    """
    entries = [
        entry for entry in _list_written_entries(base).values() if not isinstance(entry, RomeSheet)
    ]
    cited = {source for entry in entries for source in list_source_ids(entry)}
    sources = tuple(
        to_plain_data(source) for name, source in sorted(base.sources.items()) if name in cited
    )
    manifest = Manifest("package", origin, today, sources)
    lines = ((kind_of(entry), to_plain_data(entry)) for entry in entries)
    dataset_files.write_dataset(path, manifest, lines, force=True, summed=False)
    return len(entries)


def _list_written_entries(base: KnowledgeBase) -> dict[str, Any]:
    return {**base.entries, **base.shortages, **base.deadlines}


class ExchangePackage:
    """Another Cité's package, to be written as a dataset beside our own entries."""

    def __init__(self, path: Path, base: KnowledgeBase) -> None:
        self._path, self._base, self._ours = path, base, _list_written_entries(base)
        self._given, self._read = dataset_files.read_dataset(path)
        if not slugify(self._given.origin):
            raise ImportRefused(path.name, 1, "manifest: it does not say which Cité it comes from")
        self.name = f"package-{slugify(self._given.origin)}"
        self.refused: list[RefusedRow] = []
        self._renamed = self._new_sources()

    def manifest(self) -> Manifest:
        """Return the package's manifest, sources renamed where their id is ours already."""
        sources = tuple(
            {**source, "id": self._renamed[source["id"]]} for source in self._given.sources
        )
        return Manifest(self.name, self._given.origin, self._given.date, sources)

    def lines(self) -> Iterator[DatasetLine]:
        """Yield the entries that can be added; an id that is ours already is refused."""
        seen: set[str] = set()
        for number, (kind, raw) in enumerate(self._read, start=2):
            entry = self._check_entry(number, kind, raw)
            if entry["id"] in seen:
                raise ImportRefused(self._path.name, number, f"this id is twice: {entry['id']}")
            seen.add(entry["id"])
            ours = self._ours.get(entry["id"])
            if ours is not None and not self._is_from_same_origin(entry["id"]):
                same = _strip_origin(to_plain_data(ours)) == _strip_origin(entry)
                reason = "the same as ours" if same else "conflict: we have another one"
                self.refused.append(RefusedRow(self._path.name, number, f"{entry['id']}: {reason}"))
                continue
            origin = entry.get("origin") or self._given.origin
            yield kind, {**_rename_sources(entry, self._renamed), "origin": origin}

    def _check_entry(self, number: int, kind: str, raw: dict[str, Any]) -> dict[str, Any]:
        if kind not in EXCHANGED_MODELS:
            raise ImportRefused(self._path.name, number, f"unknown kind: {kind}")
        try:
            read = EXCHANGED_MODELS[kind](**raw)
        except (ValidationError, TypeError) as error:
            reason = f"{raw['id']}: {explain_error(error)}"
            raise ImportRefused(self._path.name, number, reason) from None
        unknown = [name for name in list_source_ids(read) if name not in self._renamed]
        if unknown:
            raise ImportRefused(self._path.name, number, f"unknown source: {unknown[0]}")
        return to_plain_data(read)

    def _is_from_same_origin(self, entry_id: str) -> bool:
        return self._base.files.get(entry_id) == f"{self.name}.jsonl"

    def _new_sources(self) -> dict[str, str]:
        renamed = {}
        for raw in self._given.sources:
            try:
                source = Source(**raw)
            except (ValidationError, TypeError) as error:
                reason = f"a source: {explain_error(error)}"
                raise ImportRefused(self._path.name, 1, reason) from None
            has_conflict = self._base.sources.get(source.id, source) != source
            name = f"{self._given.origin} {source.id}"
            renamed[source.id] = slugify(name) if has_conflict else source.id
        return renamed


def _rename_sources(part: Any, names: dict[str, str]) -> Any:
    """Return plain data with renamed sources, at all levels."""
    if isinstance(part, list):
        return [_rename_sources(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: [names[source] for source in value]
        if key == "sources"
        else _rename_sources(value, names)
        for key, value in part.items()
    }


def _strip_origin(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry without its origin: ours may come back from another Cité."""
    return {name: value for name, value in entry.items() if name != "origin"}
