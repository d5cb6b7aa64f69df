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

from bot.language.normalisation import normalise
from knowledge import fact_expiry, training_constraints
from knowledge.entry_schema import (
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
    explain_error,
)
from knowledge.fact_reviews import FactReview, apply_reviews
from knowledge.fact_status import list_source_ids
from knowledge.imported_models import EscoName, IscoGroup, RomeSheet, School
from knowledge.importers import dataset_files
from knowledge.importers.delimited_files import ImportRefused
from knowledge.official_name_assignment import assign_official_names
from knowledge.provenance import EntryModel, Source
from knowledge.work_contexts import WorkContexts

Entry = Union[Occupation, RomeSheet, Training, Question, Service, Event]

PLACE_FILE = "place.yml"
# What `--kind` and `SearchHit.kind` say, and where the entries of a kind are written.
KIND_FILES: dict[str, tuple[type, tuple[str, ...]]] = {
    "source": (Source, ("sources.yml",)),
    "occupation": (Occupation, ("occupations/*.yml",)),
    "training": (Training, ("trainings/*.yml",)),
    "faq": (Question, ("questions/*.yml",)),
    "service": (Service, (PLACE_FILE, "partners.yml")),
    "event": (Event, ("events.yml",)),
    "shortage": (Shortage, ("shortages.yml",)),
    "deadline": (Deadline, ("deadlines.yml",)),
    "field": (Field, ("fields.yml",)),
    "wage": (Wage, ("wages.yml",)),
}
# What can be searched; a French sheet is an occupation to whoever searches.
SEARCHED_KINDS = ("occupation", "training", "faq", "service", "event")
# What people write, and what a package of another Cité may bring.
_NOT_EXCHANGED = ("source", "field", "wage")
EXCHANGED_MODELS = {
    kind: model for kind, (model, _) in KIND_FILES.items() if kind not in _NOT_EXCHANGED
}
# What only an importer brings.
_IMPORTED_MODELS = {
    "sheet": RomeSheet,
    "school": School,
    "esco": EscoName,
    "isco": IscoGroup,
    "review": FactReview,
}


class KnowledgeError(Exception):
    """An entry cannot be loaded: `file`, `entry` (its id or place in the file) and `reason`."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")
        self.file, self.entry, self.reason = file, entry, reason


class KnowledgeBase:
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
        contexts: Optional[WorkContexts] = None,
    ) -> None:
        self.files: Mapping[str, str] = MappingProxyType(dict(files or {}))
        self.sources = _index_by_id(sources, self.files)
        self.site = site
        self.contexts = contexts or WorkContexts({})
        self._every = _index_by_id(entries, self.files)
        self.reviews = _select_kind(self._every, FactReview)
        self._said = every = apply_reviews(self._every, self.reviews.values())
        self.occupations = _select_kind(every, Occupation)
        self.trainings = _select_kind(every, Training)
        self.questions = _select_kind(every, Question)
        self.services = _select_kind(every, Service)
        self.events = _select_kind(every, Event)
        self.shortages = _select_kind(every, Shortage)
        self.deadlines = _select_kind(every, Deadline)
        self.fields = _select_kind(every, Field)
        wages = sorted(
            _select_kind(every, Wage).values(), key=lambda one: (one.year, not one.average)
        )
        self.wages = {wage.occupation: wage for wage in wages if wage.occupation}  # the newest
        self.averages = {w.occupation: w for w in wages if w.occupation and w.average}
        self.minimum_wage = next((wage for wage in wages if not wage.occupation), None)
        self.schools = {school.fase: school for school in _select_kind(every, School).values()}
        self.isco = {group.code: group for group in _select_kind(every, IscoGroup).values()}
        self.esco = _select_kind(every, EscoName)
        sheets = _select_kind(every, RomeSheet)
        written = {occupation.rome for occupation in self.occupations.values()}
        self.sheets = {i: sheet for i, sheet in sheets.items() if sheet.rome not in written}
        self.official_names = assign_official_names(self.occupations.values(), sheets.values())
        self.entries: Mapping[str, Entry] = MappingProxyType(
            {
                i: e
                for i, e in every.items()
                if isinstance(e, _SEARCHED_MODELS) and not _is_merged_sheet(self, e)
            }
        )

    @classmethod
    def load(cls, folder: Path, imported: Optional[Path] = None) -> KnowledgeBase:
        """Read the YAML files of `folder`, and the datasets of `imported`.

        What is written by hand wins over what was imported under the same id.

        Raises:
            KnowledgeError: the first entry that is wrong.
        """
        if not folder.is_dir():
            raise KnowledgeError(str(folder), "-", "no such folder")
        read = {kind: list(_read_kind(folder, kind)) for kind in KIND_FILES}
        found = [
            (file, entry) for kind in KIND_FILES if kind != "source" for file, entry in read[kind]
        ]
        sources = read["source"]
        _refuse_duplicate_ids(found)
        _refuse_duplicate_ids(sources)
        if imported and imported.is_dir():
            for path in sorted(imported.glob("*.jsonl")):
                _add_dataset(path, found, sources)
        base = cls(
            sources=(source for _, source in sources),
            entries=(entry for _, entry in found),
            files={entry.id: file for file, entry in found},
            site=_read_site(folder),
            contexts=WorkContexts.load(folder),
        )
        for partner in base.site.partners if base.site else ():
            if partner not in base.services:
                raise KnowledgeError("site.yml", "partners", f"no such service: {partner}")
        return base

    def with_dataset(
        self, file: str, sources: Iterable[Source], entries: Iterable[Any]
    ) -> KnowledgeBase:
        """Another with these entries in the place of those of one dataset, a source that only they
        cited included; no file is read.

        Raises:
            KnowledgeError: an id is used twice.
        """
        kept = [each for i, each in self._every.items() if self.files.get(i) != file]
        gone = [each for i, each in self._every.items() if self.files.get(i) == file]
        unused = _collect_source_ids(gone) - _collect_source_ids(kept)
        known = {i: each for i, each in self.sources.items() if i not in unused}
        added = [each for each in sources if each.id not in known]
        new = list(entries)
        files = {each.id: self.files[each.id] for each in kept if each.id in self.files}
        return KnowledgeBase(
            sources=[*known.values(), *added],
            entries=[*kept, *new],
            files={**files, **{each.id: file for each in new}},
            site=self.site,
            contexts=self.contexts,
        )

    def on(self, day: dt.date) -> KnowledgeBase:
        """What of it may be said on a day: itself where nothing is over
        (`knowledge.fact_expiry`)."""
        if all(last >= day for last in self.last_days):
            return self
        kept = (fact_expiry.drop_expired(each, day) for each in self._said.values())
        return KnowledgeBase(
            sources=self.sources.values(),
            entries=(e for e in kept if e is not None and not isinstance(e, FactReview)),
            files=self.files,
            site=self.site,
            contexts=self.contexts,
        )

    @cached_property
    def last_days(self) -> frozenset[dt.date]:
        """The days after which something of it is over."""
        return frozenset(
            day for each in self._said.values() for day in fact_expiry.iter_last_days(each)
        )

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

    def list_trainings_for(self, occupation_id: str) -> tuple[Training, ...]:
        """Trainings that lead to a profession: those that say so, then those its ways in name."""
        found = {t.id: t for t in self.trainings.values() if occupation_id in t.occupations}
        occupation = self.occupations.get(occupation_id)
        for way in occupation.ways_in if occupation else ():
            training = self.trainings.get(way.training or "")
            if training:
                found.setdefault(training.id, training)
        return tuple(found.values())

    def list_coming_events(self, now: dt.datetime) -> list[Event]:
        """Those that have not ended, the nearest first."""
        coming = (event for event in self.events.values() if event.end >= now)
        return sorted(coming, key=lambda event: (event.start, event.id))

    def list_coming_deadlines(self, today: dt.date) -> list[Deadline]:
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
        return training_constraints.collect_towns(self.trainings.values()) | {
            normalise(town) for town in around
        }

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


_SEARCHED_MODELS = (Occupation, RomeSheet, Training, Question, Service, Event)


def _select_kind(every: Mapping[str, Any], kind: type) -> Mapping[str, Any]:
    return MappingProxyType({i: e for i, e in every.items() if isinstance(e, kind)})


def _is_merged_sheet(base: KnowledgeBase, entry: Any) -> bool:
    return isinstance(entry, RomeSheet) and entry.id not in base.sheets


def kind_of(entry: Any) -> str:
    """One of KINDS, « shortage » or « deadline »."""
    if isinstance(entry, RomeSheet):
        return "occupation"
    return next(kind for kind in EXCHANGED_MODELS if isinstance(entry, KIND_FILES[kind][0]))


def title_of(entry: Entry) -> str:
    """What an entry is called on a card: both titles of a profession, the question of an answer."""
    if isinstance(entry, (Occupation, RomeSheet)):
        return str(entry.title.both)
    return str(entry.question if isinstance(entry, Question) else entry.title)


def _index_by_id(entries: Iterable[Any], files: Mapping[str, str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.id in found:
            raise KnowledgeError(files.get(entry.id, "-"), entry.id, "this id is used twice")
        found[entry.id] = entry
    return MappingProxyType(found)


def _collect_source_ids(entries: Iterable[Any]) -> set[str]:
    return {
        source
        for entry in entries
        if isinstance(entry, EntryModel)
        for source in list_source_ids(entry)
    }


def _refuse_duplicate_ids(found: list[tuple[str, Any]]) -> None:
    """An id twice is refused here, where both files are known."""
    seen: dict[str, str] = {}
    for file, entry in found:
        if entry.id in seen:
            raise KnowledgeError(file, entry.id, f"this id is used twice, also in {seen[entry.id]}")
        seen[entry.id] = file


def _read_kind(folder: Path, kind: str) -> Iterator[tuple[str, Any]]:
    model, patterns = KIND_FILES[kind]
    for path in (path for pattern in patterns for path in sorted(folder.glob(pattern))):
        file = path.relative_to(folder).as_posix()
        for place, raw in enumerate(_read_list(path, file), start=1):
            yield file, _build_entry(model, raw, file, place)


def _add_dataset(path: Path, found: list[tuple[str, Any]], sources: list[tuple[str, Any]]) -> None:
    """The entries and sources of one dataset; what is there already under an id stays."""
    taken = {entry.id for _, entry in found}
    known = {source.id for _, source in sources}
    try:
        manifest, lines = dataset_files.read_dataset(path)
        for place, raw in enumerate(manifest.sources, start=1):
            source = _build_entry(Source, raw, path.name, place)
            if source.id not in known:
                sources.append((path.name, source))
        for place, (kind, raw) in enumerate(lines, start=2):
            model = {**EXCHANGED_MODELS, **_IMPORTED_MODELS}.get(kind)
            if model is None:
                raise KnowledgeError(path.name, raw["id"], f"unknown kind: {kind}")
            if raw["id"] not in taken:
                found.append((path.name, _build_entry(model, raw, path.name, place)))
                taken.add(raw["id"])
    except ImportRefused as error:
        raise KnowledgeError(path.name, f"row {error.row or 1}", error.reason) from error


def _read_site(folder: Path) -> Optional[Site]:
    path = folder / "site.yml"
    if not path.exists():
        return None
    return _build_entry(Site, _read_yaml(path, path.name), path.name, 1)


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


def _build_entry(model: Any, raw: Any, file: str, place: int) -> Any:
    if not isinstance(raw, dict):
        raise KnowledgeError(file, f"entry {place}", "an entry is a mapping with an id")
    try:
        return model(**raw)
    except (ValidationError, TypeError) as error:
        raise KnowledgeError(
            file, str(raw.get("id", f"entry {place}")), explain_error(error)
        ) from error
