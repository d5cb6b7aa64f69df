"""Importer of the regional lists of shortage occupations for work permits (CSV).

A title is linked to a profession if it is one of its names, or if the file marks it as the exact
name of a ROME code that only one profession has. Near matches are not linked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Optional

from bot.language.normalisation import normalise, slugify
from knowledge.entry_schema import Occupation
from knowledge.importers.dataset_files import DatasetLine, Manifest, RefusedRow
from knowledge.importers.delimited_files import (
    CountBytes,
    FileSource,
    ImportRefused,
    Row,
    TableSpec,
)
from knowledge.knowledge_base import KnowledgeBase

_REGION, _TITLE, _ROME, _METHOD = "region", "intitule", "rome_candidat", "methode"
_EXACT = "exact"
# Region → its name, and the authority that decides on its permits.
_REGIONS = {
    "wallonie": ("Wallonie", "le Service public de Wallonie"),
    "bruxelles": ("Bruxelles", "Bruxelles Économie et Emploi"),
}


OfficialNames = Mapping[str, tuple[str, ...]]


class WorkPermitList:
    """A file of titles; `year` is not in the file."""

    def __init__(
        self,
        path: Path,
        year: int,
        today: dt.date,
        base: KnowledgeBase,
        tick: CountBytes = lambda size: None,
    ) -> None:
        self._files, self._year, self._today = FileSource(path, tick), year, today
        self._names = _index_names(base.occupations.values(), base.official_names)
        self._codes = _index_codes(base.occupations.values())
        self.refused: list[RefusedRow] = []

    def manifest(self) -> Manifest:
        """Return the manifest, with one source per region unless `sources.yml` defines its id."""
        sources = [
            {
                "id": _build_source(region, self._year),
                "title": f"Métiers en pénurie pour les permis de travail, {shown}, {self._year}",
                "publisher": self._files.path.name,
                "covers": str(self._year),
                "read": self._today.isoformat(),
            }
            for region, (shown, _) in _REGIONS.items()
        ]
        name = f"permis-travail-{self._year}"
        return Manifest(name, self._files.path.name, self._today, tuple(sources))

    def lines(self) -> Iterator[DatasetLine]:
        """Yield each title once per region, with the professions it names."""
        file = self._files.one(r".*\.csv", "the list")
        found: dict[str, dict[str, Any]] = {}
        for number, row in self._files.rows(TableSpec(file, (_REGION, _TITLE, _ROME, _METHOD))):
            region, title = row[_REGION].strip().lower(), " ".join(row[_TITLE].split())
            if region not in _REGIONS or not title:
                reason = f"no title, or a region that is not known: {region or '-'}"
                self.refused.append(RefusedRow(file.rpartition("/")[2], number, reason))
                continue
            entry = self._entry(region, title, row)
            found.setdefault(entry["id"], entry)
        if not found:
            raise ImportRefused(file, None, "no title in it")
        for entry in found.values():
            yield "shortage", entry

    def _entry(self, region: str, title: str, row: Row) -> dict[str, Any]:
        shown, owner = _REGIONS[region]
        return {
            "id": slugify(f"permis-{region}-{self._year}-{title}"),
            "sources": [_build_source(region, self._year)],
            "owner": owner,
            "title": title,
            "year": self._year,
            "list": "permis de travail",
            "region": shown,
            "occupations": self._find_occupations(title, row),
        }

    def _find_occupations(self, title: str, row: Row) -> list[str]:
        for form in _split_title_forms(title):
            named = self._names.get(normalise(form))
            if named:
                return [named]
        coded = self._codes.get(row[_ROME].strip()) if row[_METHOD].strip() == _EXACT else None
        # « Électromécanicien de maintenance »: the first word and the code disagree.
        head = self._names.get(normalise(title.split()[0]), coded)
        return [coded] if coded and head == coded else []


def _build_source(region: str, year: int) -> str:
    return f"permis-travail-{region}-{year}"


def _index_names(occupations: Iterable[Occupation], official: OfficialNames) -> dict[str, str]:
    """Return the profession of each unambiguous name; titles override other names."""
    titles, others = defaultdict(set), defaultdict(set)
    for each in occupations:
        for name in (each.title.m, each.title.f):
            titles[normalise(name)].add(each.id)
        for name in (*each.aliases, *each.branches, *official.get(each.id, ())):
            others[normalise(name)].add(each.id)
    alone = [{n: ids for n, ids in held.items() if len(ids) == 1} for held in (others, titles)]
    return {name: min(ids) for held in alone for name, ids in held.items()}


def _split_title_forms(title: str) -> tuple[str, ...]:
    """Return the possible names in « Maçon / Maçonne » and « Chef / Cheffe de partie »."""
    first, _, second = title.partition(" / ")
    rest = second.split()[len(first.split()) :]
    return (title, " ".join((first, *rest)), second)


def _index_codes(occupations: Iterable[Occupation]) -> dict[str, Optional[str]]:
    """Return the profession of each ROME code, None for a code of several."""
    by_code: dict[str, Optional[str]] = {}
    for occupation in occupations:
        by_code[occupation.rome] = None if occupation.rome in by_code else occupation.id
    return by_code
