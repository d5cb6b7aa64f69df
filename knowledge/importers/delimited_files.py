"""Reading of delimited files from a folder or a zip archive, with one-line errors."""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Optional

# Protection against zip bombs; the largest official file has 20 MB.
MAX_FILE_BYTES = 300 * 1024 * 1024
_DELIMITERS = ",;\t|"
# Raised for damaged or encrypted archives and unknown compression methods.
DAMAGED_ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)

Row = dict[str, str]
CountBytes = Callable[[int], None]  # called with the bytes read since the last call


class ImportRefused(Exception):
    """A file cannot be imported: `file`, `row` (1 is the header) and `reason`."""

    def __init__(self, file: str, row: Optional[int], reason: str) -> None:
        place = f"{file}: row {row}" if row else file
        super().__init__(f"{place}: {reason}")
        self.file, self.row, self.reason = file, row, reason


@dataclass(frozen=True)
class TableSpec:
    """A delimited file and its required columns."""

    file: str
    columns: tuple[str, ...]
    delimiter: str = ","


class FileSource:
    """The files of a folder or a zip archive, or a single file."""

    def __init__(self, path: Path, tick: CountBytes = lambda size: None) -> None:
        self.path, self._tick = path, tick
        if not path.exists():
            raise ImportRefused(str(path), None, "no such file or folder")
        self._zip = _open_file(path) if path.suffix.lower() == ".zip" else None
        self.names = self._listed()

    def named(self, pattern: str) -> list[str]:
        """Return the names whose last part matches a regular expression, in order."""
        wanted = re.compile(pattern)
        return [name for name in self.names if wanted.fullmatch(name.rpartition("/")[2])]

    def one(self, pattern: str, what: str) -> str:
        """Return the only matching name.

        Raises:
            ImportRefused: there is none, or there are several.
        """
        found = self.named(pattern)
        if len(found) != 1:
            how_many = "is missing" if not found else f"is there {len(found)} times"
            raise ImportRefused(str(self.path), None, f"{what} {how_many}")
        return found[0]

    def rows(self, table: TableSpec) -> Iterator[tuple[int, Row]]:
        """Yield (row number, row) of a table; every required column is a text, possibly empty.

        Raises:
            ImportRefused: a row cannot be read.
        """
        short = table.file.rpartition("/")[2]
        number = 0
        try:
            with self._stream(table.file) as stream:
                lines = _decode_lines(stream)
                first = next(lines, "")
                _check_delimiter(first, table.delimiter, short)
                every = itertools.chain([first], lines)
                reader = csv.reader(every, delimiter=table.delimiter, strict=True)
                header = [column.strip() for column in next(reader, [])]
                _check_header(header, table, short)
                number = 1
                for values in reader:
                    number += 1
                    if len(values) != len(header):
                        raise ImportRefused(short, number, _check_width(values, header))
                    yield number, dict(zip(header, values, strict=True))
        except UnicodeError:
            raise ImportRefused(
                short, number + 1, "not UTF-8 (Windows-1252?): save the file as UTF-8"
            ) from None
        except csv.Error as error:
            raise ImportRefused(short, number + 1, f"not readable: {error}") from None
        except DAMAGED_ARCHIVE_ERRORS as error:
            raise ImportRefused(short, number + 1, f"damaged archive: {error}") from None

    def text(self, name: str) -> str:
        """Return the start of a file, with surrogate escapes for invalid UTF-8."""
        try:
            with self._stream(name) as stream:
                return stream.read(100_000)
        except DAMAGED_ARCHIVE_ERRORS as error:
            raise ImportRefused(name, None, f"damaged archive: {error}") from None

    def _listed(self) -> list[str]:
        if self._zip is not None:
            return sorted(info.filename for info in self._zip.infolist() if not info.is_dir())
        if self.path.is_file():
            return [self.path.name]
        return sorted(each.name for each in self.path.iterdir() if each.is_file())

    @contextmanager
    def _stream(self, name: str) -> Iterator[IO[str]]:
        if self._zip is not None:
            if self._zip.getinfo(name).file_size > MAX_FILE_BYTES:
                raise ImportRefused(name, None, f"larger than {MAX_FILE_BYTES // 1024 // 1024} MB")
            raw: IO[bytes] = self._zip.open(name)
        else:
            folder = self.path.parent if self.path.is_file() else self.path
            raw = (folder / name).open("rb")
        with raw:
            counted = io.BufferedReader(_BoundedReader(raw, name, self._tick), 1 << 16)
            yield io.TextIOWrapper(counted, "utf-8-sig", "surrogateescape", newline="")


class _BoundedReader(io.RawIOBase):
    """Counts the bytes read and stops at MAX_FILE_BYTES, whatever size the archive declares."""

    def __init__(self, raw: IO[bytes], name: str, tick: CountBytes) -> None:
        self._raw, self._name, self._tick, self._read = raw, name, tick, 0

    def readable(self) -> bool:
        return True

    # Python 3.10 has no public type for a writable buffer.
    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._read += len(data)
        if self._read > MAX_FILE_BYTES:
            raise ImportRefused(
                self._name, None, f"larger than {MAX_FILE_BYTES // 1024 // 1024} MB"
            )
        self._tick(len(data))
        return len(data)


def _decode_lines(stream: IO[str]) -> Iterator[str]:
    """Yield the lines, raising UnicodeError at the row with invalid UTF-8."""
    for line in stream:
        line.encode()
        yield line


def _open_file(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ImportRefused(path.name, None, f"not a readable zip: {error}") from None


def _check_delimiter(first: str, expected: str, short: str) -> None:
    found = [mark for mark in _DELIMITERS if mark in first]
    if found and expected not in found:
        raise ImportRefused(
            short, 1, f"wrong delimiter: « {expected} » expected, « {found[0]} » found"
        )


def _check_header(header: Sequence[str], table: TableSpec, short: str) -> None:
    missing = [column for column in table.columns if column not in header]
    if not missing:
        return
    if not any(header):
        raise ImportRefused(short, 1, "the file is empty")
    raise ImportRefused(short, 1, f"missing column: {', '.join(missing)}")


def _check_width(values: Sequence[str], header: Sequence[str]) -> str:
    return f"{len(values)} columns where the header has {len(header)} (truncated file?)"
