"""Importer of spreadsheets (CSV, XLSX) filled in by colleagues or partners.

The columns determine the kind; templates are in `knowledge/templates/`. Multiple values in a cell
are separated by « ; ». Every row is checked before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # nosec B405  # the error alone; openpyxl reads
from zipfile import ZipFile

from pydantic import ValidationError

from bot.language.normalisation import slugify
from knowledge.entry_serialisation import explain_error, to_plain_data
from knowledge.importers import delimited_files
from knowledge.importers.dataset_files import DatasetLine, Manifest, RefusedRow
from knowledge.importers.delimited_files import (
    CountBytes,
    FileSource,
    ImportRefused,
    Row,
    TableSpec,
)
from knowledge.importers.spreadsheet_formats import (
    ALL_FORMATS,
    CENTRE_FORMATS,
    LIST_COLUMNS,
    PROVENANCE_FIELDS,
    SpreadsheetFormat,
    parse_day,
)
from knowledge.provenance import Source

# French spreadsheet programs save CSV with « ; ».
_DELIMITERS = (";", ",", "\t")
__all__ = ["CENTRE_FORMATS", "Spreadsheet"]


class Spreadsheet:
    """A filled-in template. `occupations`: the ids allowed in its column `metiers`."""

    def __init__(
        self,
        path: Path,
        today: dt.date,
        occupations: Collection[str],
        tick: CountBytes = lambda size: None,
    ) -> None:
        self._path, self._today, self._tick = path, today, tick
        self._occupations = occupations
        self._rows = list(self._read())
        self.sheet = self._sheet()
        self._sources: dict[str, dict[str, Any]] = {}
        self.refused: list[RefusedRow] = []
        self._lines = self._entries()

    def manifest(self) -> Manifest:
        """Return the manifest, named after kind and file: a file only replaces its own entries."""
        name = f"{self.sheet}-{slugify(self._path.stem)}"
        return Manifest(name, self._path.name, self._today, tuple(self._sources.values()))

    def lines(self) -> Iterator[DatasetLine]:
        """Yield each row as plain data of its kind."""
        yield from self._lines

    def _sheet(self) -> str:
        header = set(self._rows[0][1]) if self._rows else set()
        for name, sheet in ALL_FORMATS.items():
            own = [column for column in sheet.fields if column not in PROVENANCE_FIELDS][:4]
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

    def _entries(self) -> list[DatasetLine]:
        sheet, found, wrong = ALL_FORMATS[self.sheet], {}, []
        for number, row in self._rows:
            try:
                entry = sheet.model(**self._values(sheet, row))
            except (ValidationError, ValueError) as error:
                wrong.append((number, explain_error(error)))
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
        return [(sheet.kind, to_plain_data(entry)) for entry in found.values()]

    def _values(self, sheet: SpreadsheetFormat, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {"sources": self._source(row)}
        for column, name in sheet.fields.items():
            text = row[column].strip()
            if column in LIST_COLUMNS:
                values[name] = tuple(part.strip() for part in text.split(";") if part.strip())
            elif text:
                values[name] = text
        values = {**sheet.computed(row), **values}
        values.setdefault("id", slugify(values.get("title", "")))
        return values

    def _source(self, row: Row) -> tuple[str, ...]:
        title, date = row["source"].strip(), row["date_source"].strip()
        if not title:
            return ()
        if not date:
            raise ValueError("a source has a date (date_source)")
        source_id = slugify(f"{title} {date}")
        source = Source(
            id=source_id,
            title=title,
            publisher=row["editeur"].strip() or title,
            published=parse_day(date, "date_source"),
            url=row["lien_source"].strip() or None,
        )
        self._sources[source_id] = to_plain_data(source)
        return (source_id,)

    def _read(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows that are not empty; spreadsheets often end with empty ones."""
        for number, row in self._every_row():
            if any(row.values()):
                yield number, row

    def _every_row(self) -> Iterator[tuple[int, Row]]:
        if self._path.suffix.lower() in (".xlsx", ".xlsm"):
            return _iter_excel_rows(self._path)
        files = FileSource(self._path, self._tick)
        name = files.one(r".+", "the spreadsheet")
        header = files.text(name).partition("\n")[0]
        return files.rows(TableSpec(name, (), max(_DELIMITERS, key=header.count)))


def _iter_excel_rows(path: Path) -> Iterator[tuple[int, Row]]:
    from openpyxl import load_workbook

    try:
        _refuse_zip_bomb(path)
        book = load_workbook(path, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [_cell_text(value) for value in next(rows, ())]
        for number, values in enumerate(rows, start=2):
            # Some programs end a row at its last filled cell.
            cells = [*(_cell_text(value) for value in values), *[""] * len(header)]
            yield number, dict(zip(header, cells, strict=False))
    except (
        *delimited_files.DAMAGED_ARCHIVE_ERRORS,
        ParseError,
        LookupError,
        ValueError,
        TypeError,
        OSError,
    ) as error:
        raise ImportRefused(path.name, None, f"not a readable spreadsheet: {error}") from None


def _refuse_zip_bomb(path: Path) -> None:
    with ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > delimited_files.MAX_FILE_BYTES:
            largest = delimited_files.MAX_FILE_BYTES // 1024 // 1024
            raise ImportRefused(path.name, None, f"larger than {largest} MB")


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
