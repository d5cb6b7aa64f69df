"""The decision grid as a series of questions: first the weights, then each profession's ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Optional

from bot.guidance.entries import Question
from bot.guidance.folding import fold
from bot.guidance.items import CRITERIA
from bot.guidance.notebook import Notebook

KIND = "grid"
NEUTRAL = 3  # what a cell that is passed counts


def asked(text: str) -> bool:
    """Whether the grid itself is asked for, by its name."""
    return "grile" in fold(text)  # as `fold` writes « grille »


def next_cell(notebook: Notebook) -> Optional[Question]:
    """The first cell without an answer, None when the grid is full."""
    return next((cell for cell in _cells(notebook) if not _filled(notebook, cell)), None)


def previous_cell(notebook: Notebook, standing: Question) -> Optional[Question]:
    """The cell before the one that stands, None at the start."""
    cells = list(_cells(notebook))
    place = cells.index(standing) if standing in cells else 0
    return cells[place - 1] if place else None


def place(notebook: Notebook, cell: Question) -> tuple[int, int]:
    """(which cell it is, counted from 1, and how many there are)."""
    cells = list(_cells(notebook))
    return cells.index(cell) + 1, len(cells)


def progress(notebook: Notebook) -> tuple[int, int]:
    """(the number of the next cell, counted from 1, and how many there are)."""
    cells = list(_cells(notebook))
    filled = sum(_filled(notebook, cell) for cell in cells)
    return min(filled + 1, len(cells)), len(cells)


def answered(notebook: Notebook) -> int:
    """How many cells have an answer, weights and ratings together."""
    return len(notebook.grid.weights) + sum(map(len, notebook.grid.ratings.values()))


def fill(notebook: Notebook, cell: Question, value: int, when: dt.datetime) -> None:
    """Answer a cell from 1 to 5."""
    criterion, occupation = read(cell)
    if occupation is None:
        notebook.weight(criterion, value, when)
    else:
        notebook.rate(occupation, criterion, value, when)


def read(cell: Question) -> tuple[str, Optional[str]]:
    """The criterion of a cell, and its profession (None: a weight)."""
    criterion, *occupation = cell.values
    return criterion, occupation[0] if occupation else None


def _cells(notebook: Notebook) -> Iterator[Question]:
    for criterion in CRITERIA:
        yield Question(KIND, (criterion,))
    for criterion in CRITERIA:
        for occupation in notebook.compared:
            yield Question(KIND, (criterion, occupation))


def _filled(notebook: Notebook, cell: Question) -> bool:
    criterion, occupation = read(cell)
    if occupation is None:
        return criterion in notebook.grid.weights
    return criterion in notebook.grid.ratings.get(occupation, {})
