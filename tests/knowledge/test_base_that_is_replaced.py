"""When the base is replaced: nothing is built in vain, and what it was takes no memory any more."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from typing import Any

from knowledge.library import CurrentLibrary


def test_what_is_read_only_to_be_replaced_gets_no_index(library: Any) -> None:
    """A start reads the whole base and serves what holds on its day."""
    read = library.of(library.base.with_dataset("learned.yml", [], []))
    later = max(read.base.last_days) + dt.timedelta(days=1)
    used = CurrentLibrary.of(read, later).library
    assert used.base is not read.base
    assert "index" in vars(used)
    assert "index" not in vars(read)


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
