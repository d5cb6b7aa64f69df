"""Datasets of imported entries: one JSON Lines file each, replaced atomically.

The first line is the manifest: format, version, name, origin, date and sources; each other line is
`{"kind", "entry"}`. An exported package has the same form (`docs/knowledge-package.md`). The
manifest of a dataset also has a sum of the lines after it: a package may be edited, a dataset that
changed by itself is damaged.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Optional

from knowledge.importers.delimited_files import ImportRefused

FORMAT, VERSION = "boussole-knowledge", 1
_SUM = "sum"
# An import that retires more than this share of its dataset is probably truncated. A small number
# is always allowed.
MAX_RETIRED_SHARE, MIN_RETIRED_ALLOWED = 0.25, 5


@dataclass(frozen=True)
class RefusedRow:
    """A skipped row and the reason."""

    file: str
    row: Optional[int]
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: row {self.row}: {self.reason}" if self.row else self.reason


@dataclass
class ImportReport:
    """The ids an import changed. `hidden`: entries that a hand-written one with their id hides."""

    dataset: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for `--json`."""
        return {**self.__dict__, "refused": [str(each) for each in self.refused]}


@dataclass(frozen=True)
class Manifest:
    """The origin of a dataset. `sources` are plain `knowledge.provenance.Source` data."""

    name: str
    origin: str
    date: dt.date
    sources: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the first line of the file as plain data."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "name": self.name,
            "origin": self.origin,
            "date": self.date.isoformat(),
            "sources": list(self.sources),
        }


DatasetLine = tuple[str, dict[str, Any]]  # kind, entry


def get_dataset_path(folder: Path, name: str) -> Path:
    """Return the path of a dataset."""
    return folder / f"{name}.jsonl"


def read_dataset(path: Path) -> tuple[Manifest, Iterator[DatasetLine]]:
    """Return the manifest and the lines of a dataset or package.

    Raises:
        ImportRefused: the format or version is unknown, or the file is truncated or damaged.
    """
    lines = _iter_json_lines(path)
    first: dict[str, Any] = next(lines, (1, {}))[1]
    if first.get("format") != FORMAT:
        raise ImportRefused(path.name, 1, f"not a {FORMAT} file")
    if first.get("version") != VERSION:
        raise ImportRefused(path.name, 1, f"version {first.get('version')}, this reads {VERSION}")
    try:
        date = dt.date.fromisoformat(str(first["date"]))
        manifest = Manifest(str(first["name"]), str(first["origin"]), date, tuple(first["sources"]))
    except (KeyError, ValueError, TypeError) as error:
        raise ImportRefused(path.name, 1, f"manifest: {error}") from None
    return manifest, _iter_entries(path, lines)


def write_dataset(
    path: Path,
    manifest: Manifest,
    lines: Iterable[DatasetLine],
    force: bool = False,
    summed: bool = True,
) -> ImportReport:
    """Replace a dataset; if the iterator `lines` raises, nothing is replaced. A package to give is
    not `summed`.

    Raises:
        ImportRefused: more than MAX_RETIRED_SHARE of the dataset would be retired, unless `force`.
    """
    before: dict[str, str] = _read_raw_lines(path) if path.exists() else {}
    report = ImportReport(manifest.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False
    ) as draft:
        try:
            seen = _write_lines(draft, manifest, _compared(lines, before, report), summed)
            report.retired = sorted(set(before) - seen)
            if not force:
                _check_retired(path.name, len(report.retired), len(before))
            draft.flush()
            os.fsync(draft.fileno())
            os.chmod(draft.name, 0o644)  # public knowledge, unlike most temporary files
            os.replace(draft.name, path)
        except BaseException:
            os.unlink(draft.name)
            raise
    return report


def _write_lines(
    draft: IO[str], manifest: Manifest, texts: Iterable[tuple[str, str]], summed: bool
) -> set[str]:
    """Write the manifest and the `texts` of entries, by id; returns the ids."""
    told, total, seen = manifest.to_json(), 0, set()
    draft.write(_dump_json_line({**told, _SUM: _format_sum(total)} if summed else told))
    for entry_id, text in texts:
        draft.write(text)
        total = zlib.crc32(text.encode(), total)
        seen.add(entry_id)
    if summed:  # in the place of the first line, which is as long
        draft.seek(0)
        draft.write(_dump_json_line({**told, _SUM: _format_sum(total)}))
    return seen


def _compared(
    lines: Iterable[DatasetLine], before: dict[str, str], report: ImportReport
) -> Iterator[tuple[str, str]]:
    """Yield id and text of each entry, and note in the report what it is to those `before`."""
    for kind, entry in lines:
        text = _dump_json_line({"kind": kind, "entry": entry})
        yield entry["id"], text
        _compare(report, before.get(entry["id"]), text, entry["id"])


def mirror_dataset(folder: Path, manifest: Manifest, lines: Sequence[DatasetLine]) -> bool:
    """Replace a dataset by the content of a database, even if the file is truncated.

    Nothing is written without lines if there is no file. Return whether it was written.

    Raises:
        OSError: the file cannot be written.
    """
    path = get_dataset_path(folder, manifest.name)
    if not lines and not path.exists():
        return False
    try:
        write_dataset(path, manifest, lines, force=True)
    except ImportRefused:  # the old file is unreadable, and not needed
        path.unlink()
        write_dataset(path, manifest, lines, force=True)
    return True


def _check_retired(file: str, retired: int, before: int) -> None:
    if retired > max(MIN_RETIRED_ALLOWED, MAX_RETIRED_SHARE * before):
        reason = (
            f"{retired} of {before} entries would be retired (truncated file?); "
            "--force imports it all the same"
        )
        raise ImportRefused(file, None, reason)


def _compare(report: ImportReport, before: Optional[str], text: str, entry_id: str) -> None:
    if before is None:
        report.added.append(entry_id)
    elif before == text:
        report.unchanged += 1
    else:
        report.changed.append(entry_id)


def _read_raw_lines(path: Path) -> dict[str, str]:
    _, lines = read_dataset(path)
    return {entry["id"]: _dump_json_line({"kind": kind, "entry": entry}) for kind, entry in lines}


def _format_sum(total: int) -> str:
    return f"{total:08x}"


def _dump_json_line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _iter_entries(path: Path, lines: Iterator[tuple[int, Any]]) -> Iterator[DatasetLine]:
    for number, data in lines:
        entry = data.get("entry")
        if not isinstance(data.get("kind"), str) or not isinstance(entry, dict):
            raise ImportRefused(path.name, number, "a line is {kind, entry}")
        if not isinstance(entry.get("id"), str):
            raise ImportRefused(path.name, number, "an entry has an id")
        yield data["kind"], entry


def _iter_json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    number, known, total = 0, None, 0
    try:
        with path.open("rb") as lines:  # decoded one by one to know the row of an error
            for number, line in enumerate(lines, start=1):
                data = json.loads(line.decode())
                if not isinstance(data, dict):
                    raise ImportRefused(path.name, number, "a line is an object")
                known = data.get(_SUM) if number == 1 else known
                total = zlib.crc32(line, total) if number > 1 else 0
                yield number, data
        if known not in (None, _format_sum(total)):
            raise ImportRefused(path.name, None, "not as it was written: remove and import again")
    except OSError as error:
        raise ImportRefused(str(path), None, error.strerror or "not readable") from None
    except (ValueError, RecursionError):  # UnicodeDecodeError is one
        raise ImportRefused(path.name, number, "not JSON in UTF-8 (truncated file?)") from None


# The dataset of the answers that the team approved in the console.
LEARNED_ANSWERS_NAME = "answers"
LEARNED_ANSWERS_FILE = get_dataset_path(Path(), LEARNED_ANSWERS_NAME).name
