"""Trainings, shortages and events that a colleague or a partner fills in a spreadsheet.

CSV or XLSX; the kind is told by the columns; templates are in `knowledge/templates/`. Several
values in one cell are separated by « ; ». Every row is checked before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # nosec B405  # the error alone; openpyxl reads
from zipfile import ZipFile

from pydantic import ValidationError

from knowledge.cited import Source
from knowledge.importing import tables
from knowledge.importing.datasets import Line, Manifest, Refusal
from knowledge.importing.sheets import ALL_SHEETS, CITED, MANY, SHEETS, Sheet, day
from knowledge.importing.tables import Files, ImportRefused, Row, Table, Tick
from knowledge.schema import plain, why
from knowledge.text import slug

# Spreadsheets that are saved as CSV have « ; » where French is spoken.
_DELIMITERS = (";", ",", "\t")
__all__ = ["SHEETS", "Spreadsheet"]


class Spreadsheet:
    """One filled-in template. `occupations`: the ids that its column `metiers` may name."""

    def __init__(
        self,
        path: Path,
        today: dt.date,
        occupations: Collection[str],
        tick: Tick = lambda size: None,
    ) -> None:
        self._path, self._today, self._tick = path, today, tick
        self._occupations = occupations
        self._rows = list(self._read())
        self.sheet = self._sheet()
        self._sources: dict[str, dict[str, Any]] = {}
        self.refused: list[Refusal] = []
        self._lines = self._entries()

    def manifest(self) -> Manifest:
        """Named after the kind and the file: a file replaces only what it brought before."""
        name = f"{self.sheet}-{slug(self._path.stem)}"
        return Manifest(name, self._path.name, self._today, tuple(self._sources.values()))

    def lines(self) -> Iterator[Line]:
        """Each row as plain data of its kind."""
        yield from self._lines

    def _sheet(self) -> str:
        header = set(self._rows[0][1]) if self._rows else set()
        for name, sheet in ALL_SHEETS.items():
            own = [column for column in sheet.fields if column not in CITED][:4]
            if set(own) <= header:
                missing = [column for column in sheet.columns if column not in header]
                if missing:
                    raise ImportRefused(self._path.name, 1, f"missing column: {', '.join(missing)}")
                return name
        raise ImportRefused(
            self._path.name,
            1,
            "no template has these columns, or there is no row (see docs/importing.md)",
        )

    def _entries(self) -> list[Line]:
        sheet, found, wrong = ALL_SHEETS[self.sheet], {}, []
        for number, row in self._rows:
            try:
                entry = sheet.model(**self._values(sheet, row))
            except (ValidationError, ValueError) as error:
                wrong.append((number, why(error)))
                continue
            unknown = [i for i in getattr(entry, "occupations", ()) if i not in self._occupations]
            if unknown:
                wrong.append((number, f"metiers: no such profession: {', '.join(unknown)}"))
            if entry.id in found:
                wrong.append((number, f"this id is there twice: {entry.id}"))
            found[entry.id] = entry
        if wrong:
            more = f" (and {len(wrong) - 1} more wrong rows)" if len(wrong) > 1 else ""
            raise ImportRefused(self._path.name, wrong[0][0], wrong[0][1] + more)
        return [(sheet.kind, plain(entry)) for entry in found.values()]

    def _values(self, sheet: Sheet, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {"sources": self._source(row)}
        for column, name in sheet.fields.items():
            text = row[column].strip()
            if column in MANY:
                values[name] = tuple(part.strip() for part in text.split(";") if part.strip())
            elif text:
                values[name] = text
        values = {**sheet.computed(row), **values}
        values.setdefault("id", slug(values.get("title", "")))
        return values

    def _source(self, row: Row) -> tuple[str, ...]:
        title, date = row["source"].strip(), row["date_source"].strip()
        if not title:
            return ()
        if not date:
            raise ValueError("a source has a date (date_source)")
        source_id = slug(f"{title} {date}")
        source = Source(
            id=source_id,
            title=title,
            publisher=row["editeur"].strip() or title,
            published=day(date, "date_source"),
            url=row["lien_source"].strip() or None,
        )
        self._sources[source_id] = plain(source)
        return (source_id,)

    def _read(self) -> Iterator[tuple[int, Row]]:
        """The rows that hold something: a spreadsheet often ends with empty ones."""
        for number, row in self._every_row():
            if any(row.values()):
                yield number, row

    def _every_row(self) -> Iterator[tuple[int, Row]]:
        if self._path.suffix.lower() in (".xlsx", ".xlsm"):
            return _excel_rows(self._path)
        files = Files(self._path, self._tick)
        name = files.one(r".+", "the spreadsheet")
        header = files.text(name).partition("\n")[0]
        return files.rows(Table(name, (), max(_DELIMITERS, key=header.count)))


def _excel_rows(path: Path) -> Iterator[tuple[int, Row]]:
    from openpyxl import load_workbook

    try:
        _refuse_bomb(path)
        book = load_workbook(path, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [_cell(value) for value in next(rows, ())]
        for number, values in enumerate(rows, start=2):
            # Some programs end a row at its last filled cell.
            cells = [*(_cell(value) for value in values), *[""] * len(header)]
            yield number, dict(zip(header, cells, strict=False))
    except (*tables.DAMAGED, ParseError, LookupError, ValueError, TypeError, OSError) as error:
        raise ImportRefused(path.name, None, f"not a readable spreadsheet: {error}") from None


def _refuse_bomb(path: Path) -> None:
    with ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > tables.LARGEST:
            largest = tables.LARGEST // 1024 // 1024
            raise ImportRefused(path.name, None, f"larger than {largest} MB")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
