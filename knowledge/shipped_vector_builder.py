"""Which vectors of the base should be shipped, which are, and how to make the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from knowledge import answer_details, search_documents
from knowledge.disclosure_classifier import load_disclosures
from knowledge.entry_schema import Question
from knowledge.interest_classifier import load_interests
from knowledge.knowledge_base import KnowledgeBase
from knowledge.sample_classifier import SampleGroup
from knowledge.sentence_embedding import Embedder
from knowledge.shipped_vectors import iter_keys, list_files, read_rows, write_rows
from knowledge.skill_classifier import load_skills
from knowledge.vector_cache import Progress, VectorCache, make_passage_key, make_query_key


@dataclass(frozen=True)
class WantedTexts:
    """The texts of one file, by key; `spoken` are embedded as what people say."""

    written: dict[bytes, str]
    spoken: dict[bytes, str]

    @property
    def keys(self) -> set[bytes]:
        """All of them."""
        return {*self.written, *self.spoken}


def collect_wanted_texts(base: KnowledgeBase, embedder: Embedder) -> dict[str, WantedTexts]:
    """What is to be shipped, by the name of its file (`occupations/J15.npy`)."""
    found: dict[str, WantedTexts] = {}
    for entry in base.entries.values():
        name = str(Path(base.files[entry.id]).with_suffix(".npy"))
        of_file = found.setdefault(name, WantedTexts({}, {}))
        further = answer_details.list_sentences(entry) if isinstance(entry, Question) else []
        for text in (*search_documents.list_passages(entry), *further):
            of_file.written[make_passage_key(embedder, text)] = text
    spoken: tuple[tuple[str, Mapping[int, SampleGroup]], ...] = (
        ("interests", load_interests()),
        ("skills", load_skills()),
        ("tellings", load_disclosures()),
    )
    for what, groups in spoken:
        for group in groups.values():
            said = {make_query_key(embedder, text): text for text in group.samples}
            found[f"{what}/{group.number:02}.npy"] = WantedTexts({}, said)
    return found


def iter_stale_files(base: KnowledgeBase, embedder: Embedder, folder: Path) -> Iterator[str]:
    """One line for each file that has not what it should; nothing is embedded."""
    needed = collect_wanted_texts(base, embedder)
    there = {path.relative_to(folder).as_posix() for path in list_files(folder)}
    for name in sorted({*needed, *there}):
        has = set(iter_keys(read_rows(folder / name)))
        should = needed[name].keys if name in needed else set()
        if has != should or (name in there and not should):
            yield f"{name}: {len(should - has)} vectors missing, {len(has - should)} superfluous"


def update_files(
    base: KnowledgeBase,
    embedder: Embedder,
    folder: Path,
    cache: Optional[Path] = None,
    progress: Optional[Progress] = None,
) -> None:
    """Bring the files up to date: missing vectors are embedded (or read from `cache`), superfluous
    ones removed, the others stay as they are."""
    needed = collect_wanted_texts(base, embedder)
    for path in list_files(folder):
        if path.relative_to(folder).as_posix() not in needed:
            path.unlink()
    has = {name: set(iter_keys(read_rows(folder / name))) for name in needed}
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
            write_rows(folder / name, of_file.keys, fresh)
