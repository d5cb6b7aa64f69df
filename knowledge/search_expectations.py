"""Search test cases written by centres: questions that must lead to a given entry."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.library import Library

# Hits on the screen: the answer itself and those offered beside it.
MAX_SHOWN_HITS = 3


@dataclass(frozen=True)
class SearchMiss:
    """A question, its expected entry and the entries found instead."""

    asked: str
    entry: str
    found: tuple[str, ...]


def get_path(folder: Path) -> Path:
    """Return the path of the test cases in a folder of datasets."""
    return folder / "answers.tests.yml"


def write_cases(path: Path, cases: Iterable[dict[str, Any]]) -> None:
    """Replace the file atomically. A case has `entry` and the list `asked`."""
    draft = path.with_suffix(f".{os.getpid()}.part")
    text = yaml.safe_dump(list(cases), allow_unicode=True, sort_keys=False)
    draft.write_text(text, "utf-8")
    os.replace(draft, path)


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Return the cases, none without a file."""
    return list(yaml.safe_load(path.read_text("utf-8")) or ()) if path.exists() else []


def find_misses(library: Library, cases: Iterable[dict[str, Any]]) -> list[SearchMiss]:
    """Return the questions that do not lead to their entry."""
    return [
        SearchMiss(asked, case["entry"], found)
        for case in cases
        for asked in case["asked"]
        if case["entry"] not in (found := _find_entries(library, asked))
    ]


def _find_entries(library: Library, asked: str) -> tuple[str, ...]:
    named = library.asked(asked)
    if named is not None:
        return (named,)
    return tuple(hit.id for hit in library.search(asked, ("faq",), MAX_SHOWN_HITS))
