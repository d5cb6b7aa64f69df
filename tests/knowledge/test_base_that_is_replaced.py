"""When the base learns, what it knew before takes no memory any more."""

from __future__ import annotations

import gc
import weakref
from typing import Any


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
