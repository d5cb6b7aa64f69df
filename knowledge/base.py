"""The base: every entry of a folder, read once and never changed afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Optional, Union

import yaml
from pydantic import ValidationError

from knowledge import constraints, over
from knowledge.cited import Cited, Source
from knowledge.contexts import Contexts
from knowledge.fact import cited_in
from knowledge.importing import datasets
from knowledge.importing.tables import ImportRefused
from knowledge.names import shared_out
from knowledge.official import EscoName, IscoGroup, School, Sheet
from knowledge.reviewing import Review, applied
from knowledge.schema import (
    Deadline,
    Event,
    Field,
    Occupation,
    Question,
    Service,
    Shortage,
    Site,
    Training,
    Wage,
    why,
)
from knowledge.text import normalise

Entry = Union[Occupation, Sheet, Training, Question, Service, Event]

PLACE = "place.yml"
# What `--kind` and `Hit.kind` say, and where the entries of a kind are written.
FILES: dict[str, tuple[type, tuple[str, ...]]] = {
    "source": (Source, ("sources.yml",)),
    "occupation": (Occupation, ("occupations/*.yml",)),
    "training": (Training, ("trainings/*.yml",)),
    "faq": (Question, ("questions/*.yml",)),
    "service": (Service, (PLACE, "partners.yml")),
    "event": (Event, ("events.yml",)),
    "shortage": (Shortage, ("shortages.yml",)),
    "deadline": (Deadline, ("deadlines.yml",)),
    "field": (Field, ("fields.yml",)),
    "wage": (Wage, ("wages.yml",)),
}
# What can be searched; a French sheet is an occupation to whoever searches.
KINDS = ("occupation", "training", "faq", "service", "event")
# What people write, and what a package of another Cité may bring.
_NOT_EXCHANGED = ("source", "field", "wage")
EXCHANGED = {kind: model for kind, (model, _) in FILES.items() if kind not in _NOT_EXCHANGED}
# What only an importer brings.
_OFFICIAL = {
    "sheet": Sheet,
    "school": School,
    "esco": EscoName,
    "isco": IscoGroup,
    "review": Review,
}


class KnowledgeError(Exception):
    """An entry cannot be loaded: `file`, `entry` (its id or place in the file) and `reason`."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")
        self.file, self.entry, self.reason = file, entry, reason


class Base:
    """All entries by kind, in the order of their files.

    `files` tells which file an entry was written in, a dataset's for one that was imported.
    A trade of ROME whose code a hand-written profession has is no entry of its own: its names go
    to that profession (`official_names`).
    """

    def __init__(
        self,
        sources: Iterable[Source] = (),
        entries: Iterable[Any] = (),
        files: Optional[Mapping[str, str]] = None,
        site: Optional[Site] = None,
        contexts: Optional[Contexts] = None,
    ) -> None:
        self.files: Mapping[str, str] = MappingProxyType(dict(files or {}))
        self.sources = _by_id(sources, self.files)
        self.site = site
        self.contexts = contexts or Contexts({})
        self._every = _by_id(entries, self.files)
        self.reviews = _of(self._every, Review)
        self._said = every = applied(self._every, self.reviews.values())
        self.occupations = _of(every, Occupation)
        self.trainings = _of(every, Training)
        self.questions = _of(every, Question)
        self.services = _of(every, Service)
        self.events = _of(every, Event)
        self.shortages = _of(every, Shortage)
        self.deadlines = _of(every, Deadline)
        self.fields = _of(every, Field)
        wages = sorted(_of(every, Wage).values(), key=lambda one: (one.year, not one.average))
        self.wages = {wage.occupation: wage for wage in wages if wage.occupation}  # the newest
        self.averages = {w.occupation: w for w in wages if w.occupation and w.average}
        self.minimum_wage = next((wage for wage in wages if not wage.occupation), None)
        self.schools = {school.fase: school for school in _of(every, School).values()}
        self.isco = {group.code: group for group in _of(every, IscoGroup).values()}
        self.esco = _of(every, EscoName)
        sheets = _of(every, Sheet)
        written = {occupation.rome for occupation in self.occupations.values()}
        self.sheets = {i: sheet for i, sheet in sheets.items() if sheet.rome not in written}
        self.official_names = shared_out(self.occupations.values(), sheets.values())
        self.entries: Mapping[str, Entry] = MappingProxyType(
            {i: e for i, e in every.items() if isinstance(e, _SEARCHED) and not _merged(self, e)}
        )

    @classmethod
    def load(cls, folder: Path, imported: Optional[Path] = None) -> Base:
        """Read the YAML files of `folder`, and the datasets of `imported`.

        What is written by hand wins over what was imported under the same id.

        Raises:
            KnowledgeError: the first entry that is wrong.
        """
        if not folder.is_dir():
            raise KnowledgeError(str(folder), "-", "no such folder")
        read = {kind: list(_read_kind(folder, kind)) for kind in FILES}
        found = [(file, entry) for kind in FILES if kind != "source" for file, entry in read[kind]]
        sources = read["source"]
        _refuse_twice(found)
        _refuse_twice(sources)
        if imported and imported.is_dir():
            for path in sorted(imported.glob("*.jsonl")):
                _add_dataset(path, found, sources)
        base = cls(
            sources=(source for _, source in sources),
            entries=(entry for _, entry in found),
            files={entry.id: file for file, entry in found},
            site=_site(folder),
            contexts=Contexts.load(folder),
        )
        for partner in base.site.partners if base.site else ():
            if partner not in base.services:
                raise KnowledgeError("site.yml", "partners", f"no such service: {partner}")
        return base

    def with_dataset(self, file: str, sources: Iterable[Source], entries: Iterable[Any]) -> Base:
        """Another with these entries in the place of those of one dataset, a source that only they
        cited included; no file is read.

        Raises:
            KnowledgeError: an id is used twice.
        """
        kept = [each for i, each in self._every.items() if self.files.get(i) != file]
        gone = [each for i, each in self._every.items() if self.files.get(i) == file]
        unused = _cited(gone) - _cited(kept)
        known = {i: each for i, each in self.sources.items() if i not in unused}
        added = [each for each in sources if each.id not in known]
        new = list(entries)
        files = {each.id: self.files[each.id] for each in kept if each.id in self.files}
        return Base(
            sources=[*known.values(), *added],
            entries=[*kept, *new],
            files={**files, **{each.id: file for each in new}},
            site=self.site,
            contexts=self.contexts,
        )

    def on(self, day: dt.date) -> Base:
        """What of it may be said on a day: itself where nothing is over (`knowledge.over`)."""
        if all(last >= day for last in self.last_days):
            return self
        kept = (over.lasting(each, day) for each in self._said.values())
        return Base(
            sources=self.sources.values(),
            entries=(e for e in kept if e is not None and not isinstance(e, Review)),
            files=self.files,
            site=self.site,
            contexts=self.contexts,
        )

    @cached_property
    def last_days(self) -> frozenset[dt.date]:
        """The days after which something of it is over."""
        return frozenset(day for each in self._said.values() for day in over.last_days(each))

    def get(self, entry_id: str) -> Optional[Entry]:
        """The entry with this id, whatever its kind, or None."""
        return self.entries.get(entry_id)

    def title(self, entry_id: str) -> Optional[str]:
        """What an entry or a deadline is called on a card; None when the base lacks it."""
        deadline = self.deadlines.get(entry_id)
        if deadline is not None:
            return deadline.title
        entry = self.entries.get(entry_id)
        return title_of(entry) if entry else None

    def trainings_for(self, occupation_id: str) -> tuple[Training, ...]:
        """Trainings that lead to a profession: those that say so, then those its ways in name."""
        found = {t.id: t for t in self.trainings.values() if occupation_id in t.occupations}
        occupation = self.occupations.get(occupation_id)
        for way in occupation.ways_in if occupation else ():
            training = self.trainings.get(way.training or "")
            if training:
                found.setdefault(training.id, training)
        return tuple(found.values())

    def coming_events(self, now: dt.datetime) -> list[Event]:
        """Those that have not ended, the nearest first."""
        coming = (event for event in self.events.values() if event.end >= now)
        return sorted(coming, key=lambda event: (event.start, event.id))

    def coming_deadlines(self, today: dt.date) -> list[Deadline]:
        """Those that have not passed, the nearest last day first."""
        dated = ((d.last_day, d.id, d) for d in self.deadlines.values())
        coming = [(last, i, d) for last, i, d in dated if last is not None and last >= today]
        return [deadline for _, _, deadline in sorted(coming, key=lambda one: one[:2])]

    @property
    def partners(self) -> list[Service]:
        """Those one can be sent to, in the order of their names: no ranking."""
        named = [self.services[i] for i in (self.site.partners if self.site else ())]
        return sorted(named, key=lambda service: normalise(service.title))

    @property
    def place(self) -> dict[str, str]:
        """What the base knows of the centre itself, by field; empty where it knows nothing."""
        return self.site.dict(exclude={"partners", "towns", "sources"}) if self.site else {}

    @cached_property
    def towns(self) -> frozenset[str]:
        """The towns that a request may name, normalised: where trainings are given, and around."""
        around = self.site.towns if self.site else ()
        return constraints.towns(self.trainings.values()) | {normalise(town) for town in around}

    @cached_property
    def digest(self) -> str:
        """A hash of the content: equal for two bases that answer alike, whatever their files."""
        digest = hashlib.sha256()
        every: tuple[Mapping[str, Any], ...] = (
            self.sources,
            self.entries,
            self.shortages,
            self.deadlines,
        )
        for entries in every:
            for entry_id in sorted(entries):
                entry = entries[entry_id]
                digest.update(f"{type(entry).__name__}{entry.json()}\n".encode())
        return digest.hexdigest()


_SEARCHED = (Occupation, Sheet, Training, Question, Service, Event)


def _of(every: Mapping[str, Any], kind: type) -> Mapping[str, Any]:
    return MappingProxyType({i: e for i, e in every.items() if isinstance(e, kind)})


def _merged(base: Base, entry: Any) -> bool:
    return isinstance(entry, Sheet) and entry.id not in base.sheets


def kind_of(entry: Any) -> str:
    """One of KINDS, « shortage » or « deadline »."""
    if isinstance(entry, Sheet):
        return "occupation"
    return next(kind for kind in EXCHANGED if isinstance(entry, FILES[kind][0]))


def title_of(entry: Entry) -> str:
    """What an entry is called on a card: both titles of a profession, the question of an answer."""
    if isinstance(entry, (Occupation, Sheet)):
        return str(entry.title.both)
    return str(entry.question if isinstance(entry, Question) else entry.title)


def _by_id(entries: Iterable[Any], files: Mapping[str, str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.id in found:
            raise KnowledgeError(files.get(entry.id, "-"), entry.id, "this id is used twice")
        found[entry.id] = entry
    return MappingProxyType(found)


def _cited(entries: Iterable[Any]) -> set[str]:
    return {source for entry in entries if isinstance(entry, Cited) for source in cited_in(entry)}


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


def _add_dataset(path: Path, found: list[tuple[str, Any]], sources: list[tuple[str, Any]]) -> None:
    """The entries and sources of one dataset; what is there already under an id stays."""
    taken = {entry.id for _, entry in found}
    known = {source.id for _, source in sources}
    try:
        manifest, lines = datasets.read(path)
        for place, raw in enumerate(manifest.sources, start=1):
            source = _build(Source, raw, path.name, place)
            if source.id not in known:
                sources.append((path.name, source))
        for place, (kind, raw) in enumerate(lines, start=2):
            model = {**EXCHANGED, **_OFFICIAL}.get(kind)
            if model is None:
                raise KnowledgeError(path.name, raw["id"], f"unknown kind: {kind}")
            if raw["id"] not in taken:
                found.append((path.name, _build(model, raw, path.name, place)))
                taken.add(raw["id"])
    except ImportRefused as error:
        raise KnowledgeError(path.name, f"row {error.row or 1}", error.reason) from error


def _site(folder: Path) -> Optional[Site]:
    path = folder / "site.yml"
    if not path.exists():
        return None
    return _build(Site, _read_yaml(path, path.name), path.name, 1)


def _read_list(path: Path, file: str) -> list[Any]:
    content = _read_yaml(path, file)
    if not isinstance(content, list):
        raise KnowledgeError(file, "-", "a list of entries is expected")
    return content


def _read_yaml(path: Path, file: str) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else "-"
        raise KnowledgeError(file, line, f"not readable as YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError(file, "-", f"not readable as YAML: {error}") from error


def _build(model: Any, raw: Any, file: str, place: int) -> Any:
    if not isinstance(raw, dict):
        raise KnowledgeError(file, f"entry {place}", "an entry is a mapping with an id")
    try:
        return model(**raw)
    except (ValidationError, TypeError) as error:
        raise KnowledgeError(file, str(raw.get("id", f"entry {place}")), why(error)) from error
