"""Reading the files of a base: hand-written YAML and imported datasets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from pydantic import ValidationError

from knowledge.entry_kinds import EXCHANGED_MODELS, IMPORTED_MODELS, KIND_FILES
from knowledge.entry_serialisation import explain_error
from knowledge.importers import dataset_files
from knowledge.importers.delimited_files import ImportRefused
from knowledge.provenance import Source
from knowledge.site_schema import Site
from knowledge.yaml_files import KnowledgeError, read_yaml


@dataclass(frozen=True)
class BaseFiles:
    """The entries and sources, each with its file; hand-written ones first."""

    sources: list[tuple[str, Source]]
    entries: list[tuple[str, Any]]


def read_files(folder: Path, imported: Optional[Path] = None) -> BaseFiles:
    """Read the YAML files of `folder` and the datasets of `imported`.

    A hand-written entry wins over an imported one with the same id.

    Raises:
        KnowledgeError: an entry is invalid or an id is used twice.
    """
    if not folder.is_dir():
        raise KnowledgeError(str(folder), "-", "no such folder")
    read = {kind: list(_read_kind(folder, kind)) for kind in KIND_FILES}
    found = [each for kind in KIND_FILES if kind != "source" for each in read[kind]]
    sources = read["source"]
    _refuse_duplicate_ids(found)
    _refuse_duplicate_ids(sources)
    if imported and imported.is_dir():
        for path in sorted(imported.glob("*.jsonl")):
            _add_dataset(path, found, sources)
    return BaseFiles(sources, found)


def _refuse_duplicate_ids(found: list[tuple[str, Any]]) -> None:
    """Refuse an id that is used twice, naming both files."""
    seen: dict[str, str] = {}
    for file, entry in found:
        if entry.id in seen:
            raise KnowledgeError(file, entry.id, f"this id is used twice, also in {seen[entry.id]}")
        seen[entry.id] = file


def _read_kind(folder: Path, kind: str) -> Iterator[tuple[str, Any]]:
    model, patterns = KIND_FILES[kind]
    for path in (path for pattern in patterns for path in sorted(folder.glob(pattern))):
        file = path.relative_to(folder).as_posix()
        for place, raw in enumerate(_read_list(path, file), start=1):
            yield file, _build_entry(model, raw, file, place)


def _add_dataset(path: Path, found: list[tuple[str, Any]], sources: list[tuple[str, Any]]) -> None:
    """Add the entries and sources of one dataset, except those whose id is already taken."""
    taken = {entry.id for _, entry in found}
    known = {source.id for _, source in sources}
    try:
        manifest, lines = dataset_files.read_dataset(path)
        for place, raw in enumerate(manifest.sources, start=1):
            source = _build_entry(Source, raw, path.name, place)
            if source.id not in known:
                sources.append((path.name, source))
        for place, (kind, raw) in enumerate(lines, start=2):
            model = {**EXCHANGED_MODELS, **IMPORTED_MODELS}.get(kind)
            if model is None:
                raise KnowledgeError(path.name, raw["id"], f"unknown kind: {kind}")
            if raw["id"] not in taken:
                found.append((path.name, _build_entry(model, raw, path.name, place)))
                taken.add(raw["id"])
    except ImportRefused as error:
        raise KnowledgeError(path.name, f"row {error.row or 1}", error.reason) from error


def read_site(folder: Path) -> Optional[Site]:
    """Return the base's facts about the centre, or None without `site.yml`.

    Raises:
        KnowledgeError: the file is invalid.
    """
    path = folder / "site.yml"
    if not path.exists():
        return None
    return _build_entry(Site, read_yaml(path, path.name), path.name, 1)


def _read_list(path: Path, file: str) -> list[Any]:
    content = read_yaml(path, file)
    if not isinstance(content, list):
        raise KnowledgeError(file, "-", "a list of entries is expected")
    return content


def _build_entry(model: Any, raw: Any, file: str, place: int) -> Any:
    if not isinstance(raw, dict):
        raise KnowledgeError(file, f"entry {place}", "an entry is a mapping with an id")
    try:
        return model(**raw)
    except (ValidationError, TypeError) as error:
        entry_id = str(raw.get("id", f"entry {place}"))
        raise KnowledgeError(file, entry_id, explain_error(error)) from error
