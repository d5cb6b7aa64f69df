"""The spreadsheets that can be imported: which columns each has, and the field each one fills.

Three are for whoever keeps the base. The others are what only a partner knows: the options of a
secondary school, the courses of an IFAPME centre, the sessions of Le Forem.
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
    """How one kind of spreadsheet becomes entries: column → field.

    `computed`: fields that several columns make together, or a column that is no field; what the
    row says of such a field itself is kept. `other`: the columns that it reads besides.
    """

    kind: str
    model: Any
    fields: dict[str, str]
    computed: Callable[[Row], Mapping[str, Any]] = _compute_nothing
    other: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.fields, *self.other, *SOURCE_COLUMNS)


def parse_day(text: str, column: str) -> dt.date:
    """A day of a cell. Raises ValueError with the name of its column."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{column}: not a date (2026-11-30): {text.strip()}") from None


def _compute_school_year(name: str, school: str, owner: str) -> Callable[[Row], Mapping[str, Any]]:
    """An option or a course is one of a school, told until the end of the year that was listed."""

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
    """A session is told until the last day on which one can register, else until it begins."""
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
    """« 1er mars 2027 »"""
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
