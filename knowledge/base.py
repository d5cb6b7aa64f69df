"""The base: every entry of a folder, read once and never changed afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Optional, Union

import yaml
from pydantic import ValidationError

from knowledge.schema import Occupation, Question, Service, Source, Training

Entry = Union[Occupation, Training, Question, Service]

# What `--kind` and `Hit.kind` say, and where the entries of a kind are written.
FILES: dict[str, tuple[type, tuple[str, ...]]] = {
    "source": (Source, ("sources.yml",)),
    "occupation": (Occupation, ("occupations/*.yml",)),
    "training": (Training, ("trainings/*.yml",)),
    "faq": (Question, ("questions/*.yml",)),
    "service": (Service, ("place.yml", "services/*.yml")),
}
KINDS = tuple(kind for kind in FILES if kind != "source")


class KnowledgeError(Exception):
    """An entry cannot be loaded: `file`, `entry` (its id or place in the file) and `reason`."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")
        self.file, self.entry, self.reason = file, entry, reason


class Base:
    """All entries by kind, in the order of their files.

    `files` tells which file an entry was written in; entries that an importer brought have none.
    """

    def __init__(
        self,
        sources: Iterable[Source] = (),
        entries: Iterable[Entry] = (),
        files: Optional[Mapping[str, str]] = None,
    ) -> None:
        self.files: Mapping[str, str] = MappingProxyType(dict(files or {}))
        self.sources = _by_id(sources, self.files)
        self.entries: Mapping[str, Entry] = _by_id(entries, self.files)
        self.occupations = self._of(Occupation)
        self.trainings = self._of(Training)
        self.questions = self._of(Question)
        self.services = self._of(Service)

    @classmethod
    def load(cls, folder: Path) -> Base:
        """Read the YAML files of `folder`. Raises KnowledgeError at the first wrong entry."""
        if not folder.is_dir():
            raise KnowledgeError(str(folder), "-", "no such folder")
        read = {kind: list(_read_kind(folder, kind)) for kind in FILES}
        found = [(file, entry) for kind in KINDS for file, entry in read[kind]]
        _refuse_twice(found)
        _refuse_twice(read["source"])
        return cls(
            sources=(source for _, source in read["source"]),
            entries=(entry for _, entry in found),
            files={entry.id: file for file, entry in found},
        )

    def get(self, entry_id: str) -> Optional[Entry]:
        """The entry with this id, whatever its kind, or None."""
        return self.entries.get(entry_id)

    def trainings_for(self, occupation_id: str) -> tuple[Training, ...]:
        """Trainings that lead to a profession: those that say so, then those its ways in name."""
        found = {t.id: t for t in self.trainings.values() if occupation_id in t.occupations}
        occupation = self.occupations.get(occupation_id)
        for way in occupation.ways_in if occupation else ():
            training = self.trainings.get(way.training or "")
            if training:
                found.setdefault(training.id, training)
        return tuple(found.values())

    @cached_property
    def digest(self) -> str:
        """A hash of the content: equal for two bases that answer alike, whatever their files."""
        digest = hashlib.sha256()
        every: tuple[Mapping[str, Any], ...] = (self.sources, self.entries)
        for entries in every:
            for entry_id in sorted(entries):
                entry = entries[entry_id]
                digest.update(f"{type(entry).__name__}{entry.json()}\n".encode())
        return digest.hexdigest()

    def _of(self, kind: type) -> Mapping[str, Any]:
        return MappingProxyType({i: e for i, e in self.entries.items() if isinstance(e, kind)})


def kind_of(entry: Entry) -> str:
    """« occupation », « training », « faq » or « service »."""
    return next(kind for kind in KINDS if isinstance(entry, FILES[kind][0]))


def title_of(entry: Entry) -> str:
    """What an entry is called on a card: both titles of a profession, the question of an answer."""
    if isinstance(entry, Occupation):
        return str(entry.title.both)
    return str(entry.question if isinstance(entry, Question) else entry.title)


def _by_id(entries: Iterable[Any], files: Mapping[str, str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.id in found:
            raise KnowledgeError(files.get(entry.id, "-"), entry.id, "this id is used twice")
        found[entry.id] = entry
    return MappingProxyType(found)


def _refuse_twice(found: list[tuple[str, Any]]) -> None:
    """An id twice is refused here, where both files are known."""
    seen: dict[str, str] = {}
    for file, entry in found:
        if entry.id in seen:
            raise KnowledgeError(file, entry.id, f"this id is used twice, also in {seen[entry.id]}")
        seen[entry.id] = file


def _read_kind(folder: Path, kind: str) -> Iterator[tuple[str, Any]]:
    model, patterns = FILES[kind]
    for path in (path for pattern in patterns for path in sorted(folder.glob(pattern))):
        file = path.relative_to(folder).as_posix()
        for place, raw in enumerate(_read_list(path, file), start=1):
            yield file, _build(model, raw, file, place)


def _read_list(path: Path, file: str) -> list[Any]:
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else "-"
        raise KnowledgeError(file, line, f"not readable as YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError(file, "-", f"not readable as YAML: {error}") from error
    if not isinstance(content, list):
        raise KnowledgeError(file, "-", "a list of entries is expected")
    return content


def _build(model: Any, raw: Any, file: str, place: int) -> Any:
    if not isinstance(raw, dict):
        raise KnowledgeError(file, f"entry {place}", "an entry is a mapping with an id")
    try:
        return model(**raw)
    except (ValidationError, TypeError) as error:
        raise KnowledgeError(file, str(raw.get("id", f"entry {place}")), _reason(error)) from error


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        f"{'.'.join(str(part) for part in e['loc'] if part != '__root__') or 'entry'}: {e['msg']}"
        for e in error.errors()
    )
