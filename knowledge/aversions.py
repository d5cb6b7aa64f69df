"""What people cannot stand in a job (blood, heights, being shut in), and where it is daily work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.language.normalisation import normalise
from knowledge.entry_schema import Occupation

AVERSIONS_FILE = "aversions.yml"
INDOORS = "indoors"
# How an entry says that one gets out, or about.
_OUTSIDE = re.compile(
    r"\b(?:dehors|exterieurs?|plein air|chantiers?|terrain|jardins?|routes?|rues?|visites?|forets?"
    r"|chez les|deplacements?|voitures?|vehicules?|camions?|cabine|bus|trains?|bord|ciel)\b"
)


class Aversions:
    """Names of aversions by what is said, and the professions that have them."""

    def __init__(self, written: Mapping[str, Mapping[str, Any]]) -> None:
        self._said = {
            name: re.compile(rf"\b(?:{'|'.join(each['said'])})s?\b")
            for name, each in written.items()
        }
        self._ids = {name: frozenset(_iter_occupation_ids(written, name)) for name in written}

    @classmethod
    def load(cls, folder: Path) -> Aversions:
        """Those of `folder`, none when it has no such file."""
        path = folder / AVERSIONS_FILE
        if not path.exists():
            return cls({})
        return cls(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader))

    @property
    def ids(self) -> frozenset[str]:
        """Every profession that is named."""
        return frozenset().union(*self._ids.values())

    def find_in_text(self, words: str) -> frozenset[str]:
        """The aversions that words which refuse something speak of."""
        said = normalise(words)
        return frozenset(name for name, pattern in self._said.items() if pattern.search(said))

    def has(self, occupation: Occupation, names: frozenset[str]) -> bool:
        """Whether a profession has one of these aversions in its days."""
        if any(occupation.id in self._ids[name] for name in names):
            return True
        return INDOORS in names and not _OUTSIDE.search(normalise(occupation.conditions.outdoors))


def _iter_occupation_ids(written: Mapping[str, Mapping[str, Any]], name: str) -> Iterator[str]:
    yield from written[name].get("occupations") or ()
    for other in written[name].get("also") or ():
        yield from _iter_occupation_ids(written, other)
