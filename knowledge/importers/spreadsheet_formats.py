"""The importable spreadsheets: their columns and the fields these fill.

Three are for the centre, the others for partners: the options of a secondary school, the courses of
an IFAPME centre, the sessions of Le Forem.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.language.normalisation import slugify
from knowledge.entry_schema import Event, Shortage, Training
from knowledge.importers.delimited_files import Row

SOURCE_COLUMNS = ("source", "editeur", "date_source", "lien_source")
LIST_COLUMNS = frozenset({"metiers", "suite", "autres_noms"})
PROVENANCE_FIELDS = {
    "id": "id",
    "verifie_le": "confirmed",
    "valable_jusque": "valid_until",
    "responsable": "owner",
}
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def _compute_nothing(row: Row) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class SpreadsheetFormat:
    """The mapping of a spreadsheet to entries: column → field.

    `computed`: returns fields derived from other columns, which an explicit value of the row
    overrides. `other`: the columns that it reads.
    """

    kind: str
    model: Any
    fields: dict[str, str]
    computed: Callable[[Row], Mapping[str, Any]] = _compute_nothing
    other: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the spreadsheet."""
        return (*self.fields, *self.other, *SOURCE_COLUMNS)


def parse_day(text: str, column: str) -> dt.date:
    """Return the date in a cell.

    Raises:
        ValueError: it is not an ISO date; the message names the column.
    """
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{column}: not a date (2026-11-30): {text.strip()}") from None


def _compute_school_year(name: str, school: str, owner: str) -> Callable[[Row], Mapping[str, Any]]:
    """Return the computed fields of an option or a course, valid until the end of its year."""

    def computed(row: Row) -> Mapping[str, Any]:
        text = row["annee_scolaire"].strip()
        years = re.fullmatch(r"(20\d\d)-(20\d\d)", text)
        if not years or int(years[2]) != int(years[1]) + 1:
            raise ValueError(f"annee_scolaire: not a school year (2026-2027): {text}")
        return {
            "id": slugify(f"{row[name]} {row[school]}"),
            "valid_until": dt.date(int(years[2]), 8, 31),
            "owner": owner,
        }

    return computed


def _compute_session(row: Row) -> Mapping[str, Any]:
    """Return the computed fields of a session, valid until its registration closes or it begins."""
    start, end = parse_day(row["debut"], "debut"), parse_day(row["fin"], "fin")
    if end < start:
        raise ValueError("fin: it ends before it starts")
    last = row["inscription_jusque"].strip()
    return {
        "id": slugify(f"{row['formation']} {row['centre']} {start}"),
        "kind": "formation professionnelle",
        "schedule": f"Du {_render_date(start)} au {_render_date(end)}.",
        "valid_until": parse_day(last, "inscription_jusque") if last else start,
        "owner": "le Forem",
    }


def _render_date(date: dt.date) -> str:
    """Return a date in French: « 1er mars 2027 »."""
    return f"{'1er' if date.day == 1 else date.day} {_MONTHS[date.month - 1]} {date.year}"


CENTRE_FORMATS = {
    "formations": SpreadsheetFormat(
        "training",
        Training,
        {
            **PROVENANCE_FIELDS,
            "titre": "title",
            "sorte": "kind",
            "niveau": "level",
            "duree": "length",
            "horaire": "schedule",
            "conditions": "conditions",
            "ecole": "school",
            "lieu": "place",
            "fase": "fase",
            "lien": "url",
            "resume": "summary",
            "metiers": "occupations",
            "suite": "next",
            "autres_noms": "aliases",
        },
    ),
    "penuries": SpreadsheetFormat(
        "shortage",
        Shortage,
        {
            **PROVENANCE_FIELDS,
            "titre": "title",
            "annee": "year",
            "liste": "list",
            "region": "region",
            "metiers": "occupations",
        },
    ),
    "evenements": SpreadsheetFormat(
        "event",
        Event,
        {
            **PROVENANCE_FIELDS,
            "titre": "title",
            "debut": "start",
            "fin": "end",
            "lieu": "place",
            "public": "audience",
            "resume": "summary",
            "lien": "url",
        },
    ),
}
PARTNER_FORMATS = {
    "options-secondaire": SpreadsheetFormat(
        "training",
        Training,
        {
            **PROVENANCE_FIELDS,
            "option": "title",
            "forme": "kind",
            "annees": "length",
            "niveau": "level",
            "conditions": "conditions",
            "ecole": "school",
            "lieu": "place",
            "fase": "fase",
            "lien": "url",
            "resume": "summary",
            "metiers": "occupations",
            "suite": "next",
            "autres_noms": "aliases",
        },
        _compute_school_year("option", "ecole", "l'école"),
        ("annee_scolaire",),
    ),
    "cours-ifapme": SpreadsheetFormat(
        "training",
        Training,
        {
            **PROVENANCE_FIELDS,
            "cours": "title",
            "filiere": "kind",
            "niveau": "level",
            "duree": "length",
            "horaire": "schedule",
            "conditions": "conditions",
            "centre": "school",
            "lieu": "place",
            "lien": "url",
            "resume": "summary",
            "metiers": "occupations",
            "suite": "next",
            "autres_noms": "aliases",
        },
        _compute_school_year("cours", "centre", "l'IFAPME"),
        ("annee_scolaire",),
    ),
    "calendrier-forem": SpreadsheetFormat(
        "training",
        Training,
        {
            **PROVENANCE_FIELDS,
            "formation": "title",
            "centre": "school",
            "lieu": "place",
            "niveau": "level",
            "duree": "length",
            "conditions": "conditions",
            "lien": "url",
            "resume": "summary",
            "metiers": "occupations",
            "suite": "next",
            "autres_noms": "aliases",
        },
        _compute_session,
        ("debut", "fin", "inscription_jusque"),
    ),
}
ALL_FORMATS = {**CENTRE_FORMATS, **PARTNER_FORMATS}
