"""Which vectors of the base should be shipped, which are, and how to make the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from knowledge import details, documents
from knowledge.base import Base
from knowledge.embedding import Embedder
from knowledge.interests import load_interests
from knowledge.samples import Group
from knowledge.schema import Question
from knowledge.shipped_vectors import files, keys_of, rows_of, write
from knowledge.skills import load_skills
from knowledge.tellings import load_tellings
from knowledge.vectors import Progress, VectorCache, passage_key, query_key


@dataclass(frozen=True)
class Wanted:
    """The texts of one file, by key; `spoken` are embedded as what people say."""

    written: dict[bytes, str]
    spoken: dict[bytes, str]

    @property
    def keys(self) -> set[bytes]:
        """All of them."""
        return {*self.written, *self.spoken}


def wanted(base: Base, embedder: Embedder) -> dict[str, Wanted]:
    """What is to be shipped, by the name of its file (`occupations/J15.npy`)."""
    found: dict[str, Wanted] = {}
    for entry in base.entries.values():
        name = str(Path(base.files[entry.id]).with_suffix(".npy"))
        of_file = found.setdefault(name, Wanted({}, {}))
        further = details.texts(entry) if isinstance(entry, Question) else []
        for text in (*documents.passages(entry), *further):
            of_file.written[passage_key(embedder, text)] = text
    spoken: tuple[tuple[str, Mapping[int, Group]], ...] = (
        ("interests", load_interests()),
        ("skills", load_skills()),
        ("tellings", load_tellings()),
    )
    for what, groups in spoken:
        for group in groups.values():
            said = {query_key(embedder, text): text for text in group.samples}
            found[f"{what}/{group.number:02}.npy"] = Wanted({}, said)
    return found


def stale(base: Base, embedder: Embedder, folder: Path) -> Iterator[str]:
    """One line for each file that has not what it should; nothing is embedded."""
    needed = wanted(base, embedder)
    there = {path.relative_to(folder).as_posix() for path in files(folder)}
    for name in sorted({*needed, *there}):
        has = set(keys_of(rows_of(folder / name)))
        should = needed[name].keys if name in needed else set()
        if has != should or (name in there and not should):
            yield f"{name}: {len(should - has)} vectors missing, {len(has - should)} superfluous"


def make(
    base: Base,
    embedder: Embedder,
    folder: Path,
    cache: Optional[Path] = None,
    progress: Optional[Progress] = None,
) -> None:
    """Bring the files up to date: missing vectors are embedded (or read from `cache`), superfluous
    ones removed, the others stay as they are."""
    needed = wanted(base, embedder)
    for path in files(folder):
        if path.relative_to(folder).as_posix() not in needed:
            path.unlink()
    has = {name: set(keys_of(rows_of(folder / name))) for name in needed}
    written: dict[bytes, str] = {}
    spoken: dict[bytes, str] = {}
    for name, of_file in needed.items():
        written.update({k: t for k, t in of_file.written.items() if k not in has[name]})
        spoken.update({k: t for k, t in of_file.spoken.items() if k not in has[name]})
    vectors = VectorCache(cache, shipped=lambda: None)
    new = dict(
        zip(written, vectors.passages(list(written.values()), embedder, progress), strict=True)
    )
    new |= zip(spoken, vectors.queries(list(spoken.values()), embedder, progress), strict=True)
    for name, of_file in needed.items():
        if has[name] != of_file.keys:
            fresh = {key: new[key] for key in of_file.keys - has[name]}
            write(folder / name, of_file.keys, fresh)
