"""When the base is replaced: nothing is built in vain, and what it was takes no memory any more."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT_ROOT
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary, Library

DATA = PROJECT_ROOT / "knowledge" / "data"


def test_a_base_of_a_day_is_indexed_once(
    library: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A start reads the whole base and serves what holds on its day."""
    built: list[Any] = []
    monkeypatch.setattr(
        "knowledge.library.SearchIndex", lambda base, *given: built.append(base) or library.index
    )
    monkeypatch.setattr(KnowledgeBase, "load", lambda *given: library.base)
    later = max(library.base.last_days) + dt.timedelta(days=1)
    opened = Library.open(DATA, tmp_path / "vectors.sqlite", library.embedder, day=later)
    used = CurrentLibrary.of(opened, later)
    assert used.library is opened
    assert used.read is library.base
    assert [base is library.base.on(later) for base in built] == [True]
    assert used.library.base is not library.base


def test_an_index_goes_as_soon_as_nobody_reads_it(library: Any) -> None:
    """Without the collector: it does not look at what was loaded at the start."""
    old = library.of(library.base.with_dataset("learned.yml", [], []))
    old.search("soigner des animaux")
    parts = old.index, old.index.names, old.index.names.official
    gone = [weakref.ref(each) for each in (old, *parts)]
    gc.disable()
    try:
        del old, parts
        assert [each() for each in gone] == [None] * len(gone)
    finally:
        gc.enable()
