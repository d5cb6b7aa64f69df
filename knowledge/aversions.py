"""Aversions (blood, heights, working indoors) and the professions that involve them daily."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.language.normalisation import normalise
from knowledge.entry_schema import Occupation
from knowledge.yaml_files import read_yaml

AVERSIONS_FILE = "aversions.yml"
INDOORS = "indoors"
# Words of an entry that mean working outdoors or travelling.
_OUTSIDE = re.compile(
    r"\b(?:dehors|exterieurs?|plein air|chantiers?|terrain|jardins?|routes?|rues?|visites?|forets?"
    r"|chez les|deplacements?|voitures?|vehicules?|camions?|cabine|bus|trains?|bord|ciel)\b"
)


class Aversions:
    """Patterns that name an aversion, and the professions concerned."""

    def __init__(self, written: Mapping[str, Mapping[str, Any]]) -> None:
        self._patterns = {
            name: re.compile(rf"\b(?:{'|'.join(each['said'])})s?\b")
            for name, each in written.items()
        }
        self._ids = {name: frozenset(_iter_occupation_ids(written, name)) for name in written}

    @classmethod
    def load(cls, folder: Path) -> Aversions:
        """Read the aversions of `folder`; none without such a file."""
        path = folder / AVERSIONS_FILE
        if not path.exists():
            return cls({})
        return cls(read_yaml(path))

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all professions concerned."""
        return frozenset().union(*self._ids.values())

    def find_in_text(self, words: str) -> frozenset[str]:
        """Return the aversions named in a text that refuses something."""
        text = normalise(words)
        return frozenset(name for name, pattern in self._patterns.items() if pattern.search(text))

    def has(self, occupation: Occupation, names: frozenset[str]) -> bool:
        """Whether a profession involves one of these aversions."""
        if any(occupation.id in self._ids[name] for name in names):
            return True
        return INDOORS in names and not _OUTSIDE.search(normalise(occupation.conditions.outdoors))


def _iter_occupation_ids(written: Mapping[str, Mapping[str, Any]], name: str) -> Iterator[str]:
    yield from written[name].get("occupations") or ()
    for other in written[name].get("also") or ():
        yield from _iter_occupation_ids(written, other)
