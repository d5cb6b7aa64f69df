"""Importer of the school register of the Fédération Wallonie-Bruxelles.

It is the dataset « signaletique-fase » of ODWB.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.importers.dataset_files import DatasetLine, Manifest, RefusedRow
from knowledge.importers.delimited_files import CountBytes, FileSource, ImportRefused, TableSpec

_FASE = re.compile(r"[0-9]{1,5}")
_NUMBER = "N° FASE de l'établissement"
_NAME = "Nom de l'établissement"
_STREET = "Adresse de l'établissement"
_POSTCODE = "Code postal de l'établissement"
_TOWN = "Localité de l'établissement"
_KIND = "Type d'enseignement"
_PLACE = "Commune de l'implantation"
_COLUMNS = (_NUMBER, _NAME, _KIND, "Réseau", _STREET, _POSTCODE, _TOWN, _PLACE)


class SchoolRegister:
    """A register file; a school has one row per place and kind of teaching."""

    def __init__(self, path: Path, date: dt.date, tick: CountBytes = lambda size: None) -> None:
        """`date`: the day of the register, which is not in the file."""
        self._files, self._date = FileSource(path, tick), date
        self.refused: list[RefusedRow] = []

    def manifest(self) -> Manifest:
        """Return the manifest, with the register as its source."""
        source = {
            "id": f"fwb-ecoles-{self._date.year}",
            "title": "Signalétique FASE des établissements scolaires",
            "publisher": "Fédération Wallonie-Bruxelles",
            "official": True,
            "published": self._date.isoformat(),
            "licence": "CC BY 4.0",
            "note": f"Noms, adresses et numéros FASE de {self._date.year}.",
        }
        return Manifest("schools", "Fédération Wallonie-Bruxelles", self._date, (source,))

    def lines(self) -> Iterator[DatasetLine]:
        """Yield each school once, by FASE number."""
        file = self._files.one(r".*\.csv", "the register")
        schools: dict[str, dict[str, Any]] = {}
        for number, row in self._files.rows(TableSpec(file, _COLUMNS, ";")):
            fase = row[_NUMBER].strip()
            if not _FASE.fullmatch(fase) or not row[_NAME].strip():
                reason = f"no FASE number or no name: {fase or '-'}"
                self.refused.append(RefusedRow(file.rpartition("/")[2], number, reason))
                continue
            school = schools.setdefault(fase, _build_school(fase, row))
            _add_unique(school["kinds"], row[_KIND])
            _add_unique(school["towns"], row[_PLACE])
        if not schools:
            raise ImportRefused(file, None, "no school in it")
        for fase in sorted(schools, key=int):
            yield "school", schools[fase]


def _build_school(fase: str, row: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"fase-{fase}",
        "fase": fase,
        "name": " ".join(row[_NAME].split()),
        "network": row["Réseau"],
        "address": f"{row[_STREET]}, {row[_POSTCODE]} {row[_TOWN]}",
        "kinds": [],
        "towns": [],
    }


def _add_unique(values: list[str], value: str) -> None:
    if value and value not in values:
        values.append(value)
