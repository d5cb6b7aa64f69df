"""Exchange between Cités: the base as one file, and another Cité's file as a dataset of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.base import EXCHANGED, Base, kind_of
from knowledge.cited import Source
from knowledge.fact import cited_in
from knowledge.importing import datasets
from knowledge.importing.datasets import Line, Manifest, Refusal
from knowledge.importing.tables import ImportRefused
from knowledge.official import Sheet
from knowledge.schema import plain, why
from knowledge.text import slug


def export(base: Base, path: Path, origin: str, today: dt.date) -> int:
    """Write what people wrote (official files are imported by each Cité); the number of entries.

    An entry that came from another Cité keeps its origin.
    """
    entries = [entry for entry in _written(base).values() if not isinstance(entry, Sheet)]
    cited = {source for entry in entries for source in cited_in(entry)}
    sources = tuple(plain(source) for name, source in sorted(base.sources.items()) if name in cited)
    manifest = Manifest("package", origin, today, sources)
    lines = ((kind_of(entry), plain(entry)) for entry in entries)
    datasets.write(path, manifest, lines, force=True)
    return len(entries)


def _written(base: Base) -> dict[str, Any]:
    return {**base.entries, **base.shortages, **base.deadlines}


class Package:
    """Another Cité's file, ready to be written as a dataset beside our own entries."""

    def __init__(self, path: Path, base: Base) -> None:
        self._path, self._base, self._ours = path, base, _written(base)
        self._given, self._read = datasets.read(path)
        if not slug(self._given.origin):
            raise ImportRefused(path.name, 1, "manifest: it does not say which Cité it comes from")
        self.name = f"package-{slug(self._given.origin)}"
        self.refused: list[Refusal] = []
        self._renamed = self._new_sources()

    def manifest(self) -> Manifest:
        """The package's own, its sources renamed where ours have the same id for another thing."""
        sources = tuple(
            {**source, "id": self._renamed[source["id"]]} for source in self._given.sources
        )
        return Manifest(self.name, self._given.origin, self._given.date, sources)

    def lines(self) -> Iterator[Line]:
        """What can be added. Ours is never overwritten: an id that is taken is a conflict."""
        seen: set[str] = set()
        for number, (kind, raw) in enumerate(self._read, start=2):
            entry = self._checked(number, kind, raw)
            if entry["id"] in seen:
                raise ImportRefused(self._path.name, number, f"this id is twice: {entry['id']}")
            seen.add(entry["id"])
            ours = self._ours.get(entry["id"])
            if ours is not None and not self._ours_came_from_there(entry["id"]):
                same = _content(plain(ours)) == _content(entry)
                reason = "the same as ours" if same else "conflict: we have another one"
                self.refused.append(Refusal(self._path.name, number, f"{entry['id']}: {reason}"))
                continue
            yield (
                kind,
                {
                    **_renamed(entry, self._renamed),
                    "origin": entry.get("origin") or self._given.origin,
                },
            )

    def _checked(self, number: int, kind: str, raw: dict[str, Any]) -> dict[str, Any]:
        if kind not in EXCHANGED:
            raise ImportRefused(self._path.name, number, f"unknown kind: {kind}")
        try:
            read = EXCHANGED[kind](**raw)
        except (ValidationError, TypeError) as error:
            raise ImportRefused(self._path.name, number, f"{raw['id']}: {why(error)}") from None
        unknown = [name for name in cited_in(read) if name not in self._renamed]
        if unknown:
            raise ImportRefused(self._path.name, number, f"unknown source: {unknown[0]}")
        return plain(read)

    def _ours_came_from_there(self, entry_id: str) -> bool:
        return self._base.files.get(entry_id) == f"{self.name}.jsonl"

    def _new_sources(self) -> dict[str, str]:
        renamed = {}
        for raw in self._given.sources:
            try:
                source = Source(**raw)
            except (ValidationError, TypeError) as error:
                raise ImportRefused(self._path.name, 1, f"a source: {why(error)}") from None
            ours = self._base.sources.get(source.id)
            clash = ours is not None and ours != source
            renamed[source.id] = slug(f"{self._given.origin} {source.id}") if clash else source.id
        return renamed


def _renamed(part: Any, names: dict[str, str]) -> Any:
    """Plain data with other names for its sources, those of single facts too."""
    if isinstance(part, list):
        return [_renamed(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: [names[source] for source in value] if key == "sources" else _renamed(value, names)
        for key, value in part.items()
    }


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    """What an entry says, whoever wrote it: ours may come back to us from another Cité."""
    return {name: value for name, value in entry.items() if name != "origin"}
