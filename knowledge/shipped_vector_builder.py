"""Building and checking the files of shipped vectors."""

from __future__ import annotations

import random
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
from knowledge.sentence_embedding import Embedder, default_embedder
from knowledge.shipped_vectors import iter_keys, list_files, read_rows, write_rows
from knowledge.skill_classifier import load_skills
from knowledge.vector_cache import Progress, VectorCache, make_passage_key, make_query_key

# How many queries, and how many passages, `draw_texts` returns.
_DRAWN, _SEED = 250, 1


@dataclass(frozen=True)
class WantedTexts:
    """The texts of one file by key: `written` are embedded as passages, `spoken` as queries."""

    written: dict[bytes, str]
    spoken: dict[bytes, str]

    @property
    def keys(self) -> set[bytes]:
        """The keys of all texts."""
        return {*self.written, *self.spoken}


def collect_wanted_texts(base: KnowledgeBase, embedder: Embedder) -> dict[str, WantedTexts]:
    """Return the texts to ship by file name (`occupations/J15.npy`)."""
    wanted: dict[str, WantedTexts] = {}
    for entry in base.entries.values():
        name = str(Path(base.files[entry.id]).with_suffix(".npy"))
        of_file = wanted.setdefault(name, WantedTexts({}, {}))
        further = answer_details.list_sentences(entry) if isinstance(entry, Question) else []
        for text in (*search_documents.list_passages(entry), *further):
            of_file.written[make_passage_key(embedder, text)] = text
    spoken: tuple[tuple[str, Mapping[int, SampleGroup]], ...] = (
        ("interests", load_interests()),
        ("skills", load_skills()),
        ("tellings", load_disclosures()),
    )
    for folder, groups in spoken:
        for group in groups.values():
            samples = {make_query_key(embedder, text): text for text in group.samples}
            wanted[f"{folder}/{group.number:02}.npy"] = WantedTexts({}, samples)
    return wanted


def draw_texts(base: KnowledgeBase) -> list[str]:
    """Return some texts of each kind as the model takes them, the same for the same base."""
    rng = random.Random(_SEED)  # nosec B311: a sample of texts, nothing secret
    wanted = collect_wanted_texts(base, default_embedder()).values()
    drawn = []
    for prefix, kind in (("query", "spoken"), ("passage", "written")):
        texts = sorted({text for each in wanted for text in getattr(each, kind).values()})
        drawn += [f"{prefix}: {text}" for text in rng.sample(texts, min(_DRAWN, len(texts)))]
    return drawn


def iter_stale_files(base: KnowledgeBase, embedder: Embedder, folder: Path) -> Iterator[str]:
    """Yield a message for each file that is out of date; nothing is embedded."""
    wanted = collect_wanted_texts(base, embedder)
    existing = {path.relative_to(folder).as_posix() for path in list_files(folder)}
    for name in sorted({*wanted, *existing}):
        has = set(iter_keys(read_rows(folder / name)))
        should = wanted[name].keys if name in wanted else set()
        if has != should or (name in existing and not should):
            yield f"{name}: {len(should - has)} vectors missing, {len(has - should)} superfluous"


def update_files(
    base: KnowledgeBase,
    embedder: Embedder,
    folder: Path,
    cache: Optional[Path] = None,
    progress: Optional[Progress] = None,
) -> None:
    """Bring the files up to date: embed missing vectors (or read them from `cache`), remove
    superfluous ones, keep the others unchanged."""
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
    passages = vectors.passages(list(written.values()), embedder, progress)
    queries = vectors.queries(list(spoken.values()), embedder, progress)
    new = dict(zip((*written, *spoken), (*passages, *queries), strict=True))
    for name, of_file in needed.items():
        if has[name] != of_file.keys:
            fresh = {key: new[key] for key in of_file.keys - has[name]}
            write_rows(folder / name, of_file.keys, fresh)
