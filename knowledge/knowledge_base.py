"""`KnowledgeBase`: the immutable set of entries read from a folder."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Optional

from bot.language.normalisation import normalise
from knowledge import fact_expiry, training_constraints
from knowledge.base_files import read_files, read_site
from knowledge.contacts import find_contacts
from knowledge.entry_kinds import SEARCHED_MODELS, Entry, title_of
from knowledge.entry_schema import (
    Deadline,
    Event,
    Field,
    Occupation,
    Question,
    Service,
    Shortage,
    Training,
    Wage,
)
from knowledge.fact_reviews import FactReview, apply_reviews
from knowledge.fact_status import list_source_ids
from knowledge.imported_models import EscoName, IscoGroup, RomeSheet, School
from knowledge.official_name_assignment import assign_official_names
from knowledge.provenance import EntryModel, Source
from knowledge.site_schema import Site
from knowledge.work_contexts import WorkContexts
from knowledge.yaml_files import KnowledgeError


class KnowledgeBase:
    """All entries by kind, in the order of their files.

    `files` maps each entry to its file or dataset. A ROME sheet whose code belongs to a
    hand-written profession is not an entry: its names go to that profession (`official_names`).
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
        self._on_day: Optional[tuple[dt.date, KnowledgeBase]] = None
        self.contexts = contexts or WorkContexts({})
        self._every = _index_by_id(entries, self.files)
        self.reviews = _select_kind(self._every, FactReview)
        self._reviewed = every = apply_reviews(self._every, self.reviews.values())
        self.occupations = _select_kind(every, Occupation)
        self.trainings = _select_kind(every, Training)
        self.questions = _select_kind(every, Question)
        self.services = _select_kind(every, Service)
        self.events = _select_kind(every, Event)
        self.shortages = _select_kind(every, Shortage)
        self.deadlines = _select_kind(every, Deadline)
        self.fields = _select_kind(every, Field)
        self._index_wages(_select_kind(every, Wage).values())
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
                if isinstance(e, SEARCHED_MODELS) and not _is_merged_sheet(self, e)
            }
        )

    def _index_wages(self, every: Iterable[Wage]) -> None:
        wages = sorted(every, key=lambda one: (one.year, not one.average))
        self.wages = {wage.occupation: wage for wage in wages if wage.occupation}  # the newest
        self.averages = {w.occupation: w for w in wages if w.occupation and w.average}
        self.minimum_wage = next((wage for wage in wages if not wage.occupation), None)

    @classmethod
    def load(cls, folder: Path, imported: Optional[Path] = None) -> KnowledgeBase:
        """Read the YAML files of `folder` and the datasets of `imported`.

        A hand-written entry wins over an imported one with the same id.

        Raises:
            KnowledgeError: an entry is invalid or an id is used twice.
        """
        files = read_files(folder, imported)
        base = cls(
            sources=(source for _, source in files.sources),
            entries=(entry for _, entry in files.entries),
            files={entry.id: file for file, entry in files.entries},
            site=read_site(folder),
            contexts=WorkContexts.load(folder),
        )
        for partner in base.site.partners if base.site else ():
            if partner not in base.services:
                raise KnowledgeError("site.yml", "partners", f"no such service: {partner}")
        return base

    def with_dataset(
        self, file: str, sources: Iterable[Source], entries: Iterable[Any]
    ) -> KnowledgeBase:
        """Return a base in which these entries and sources replace those of one dataset.

        Sources that only the replaced entries cited are dropped. No file is read.

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
        """Return the base without what is expired on a day, itself where nothing is.

        The same one for the same day, so that nobody indexes it again.
        """
        if all(last >= day for last in self.last_days):
            return self
        if self._on_day is None or self._on_day[0] != day:
            self._on_day = day, self._without_expired(day)
        return self._on_day[1]

    def _without_expired(self, day: dt.date) -> KnowledgeBase:
        kept = (fact_expiry.drop_expired(each, day) for each in self._reviewed.values())
        return KnowledgeBase(
            sources=self.sources.values(),
            entries=(e for e in kept if e is not None and not isinstance(e, FactReview)),
            files=self.files,
            site=self.site,
            contexts=self.contexts,
        )

    @cached_property
    def last_days(self) -> frozenset[dt.date]:
        """The days after which something in the base expires."""
        return frozenset(
            day for entry in self._reviewed.values() for day in fact_expiry.iter_last_days(entry)
        )

    def get(self, entry_id: str) -> Optional[Entry]:
        """Return the entry with this id, of any kind, or None."""
        return self.entries.get(entry_id)

    def title(self, entry_id: str) -> Optional[str]:
        """Return the display title of an entry or a deadline, or None if it is unknown."""
        deadline = self.deadlines.get(entry_id)
        if deadline is not None:
            return deadline.title
        entry = self.entries.get(entry_id)
        return title_of(entry) if entry else None

    def list_trainings_for(self, occupation_id: str) -> tuple[Training, ...]:
        """Return the trainings that name a profession, then those that its ways in name."""
        found = {t.id: t for t in self.trainings.values() if occupation_id in t.occupations}
        occupation = self.occupations.get(occupation_id)
        for way in occupation.ways_in if occupation else ():
            training = self.trainings.get(way.training or "")
            if training:
                found.setdefault(training.id, training)
        return tuple(found.values())

    def list_coming_events(self, now: dt.datetime) -> list[Event]:
        """Return the events that have not ended, the nearest first."""
        coming = (event for event in self.events.values() if event.end >= now)
        return sorted(coming, key=lambda event: (event.start, event.id))

    def list_coming_deadlines(self, today: dt.date) -> list[Deadline]:
        """Return the deadlines that have not passed, the nearest first."""
        dated = ((d.last_day, d.id, d) for d in self.deadlines.values())
        coming = [(last, i, d) for last, i, d in dated if last is not None and last >= today]
        return [deadline for _, _, deadline in sorted(coming, key=lambda one: one[:2])]

    @property
    def partners(self) -> list[Service]:
        """The partner services, alphabetically so that none is ranked."""
        named = [self.services[i] for i in (self.site.partners if self.site else ())]
        return sorted(named, key=lambda service: normalise(service.title))

    @property
    def place(self) -> dict[str, str]:
        """The facts about the centre by field; empty without `site.yml`."""
        return self.site.facts if self.site else {}

    @cached_property
    def contacts(self) -> tuple[str, ...]:
        """The telephone numbers and e-mail addresses of services, schools, trainings, events and
        answers, as they are written."""
        kinds: tuple[Mapping[str, Any], ...] = (
            *(self.services, self.schools, self.trainings, self.events, self.questions),
        )
        return find_contacts(entry for kind in kinds for entry in kind.values())

    @cached_property
    def towns(self) -> frozenset[str]:
        """The normalised towns that a request may name: those of the trainings and the site."""
        around = self.site.towns if self.site else ()
        return training_constraints.collect_towns(self.trainings.values()) | {
            normalise(town) for town in around
        }

    @cached_property
    def digest(self) -> str:
        """A hash of the content, independent of the files it is written in."""
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


def _select_kind(every: Mapping[str, Any], kind: type) -> Mapping[str, Any]:
    return MappingProxyType({i: e for i, e in every.items() if isinstance(e, kind)})


def _is_merged_sheet(base: KnowledgeBase, entry: Any) -> bool:
    return isinstance(entry, RomeSheet) and entry.id not in base.sheets


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
