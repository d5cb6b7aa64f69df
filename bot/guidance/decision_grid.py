"""The decision grid as a series of questions: the weights, then each profession's ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Optional

from bot.language.folding import fold_text
from bot.language.phrases import phrase
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Question
from bot.notebook.questionnaire_items import CRITERIA

QUESTION_KIND = "grid"
_NAMED = phrase("grille")
NEUTRAL_RATING = 3  # the value of a skipped cell


def asks_for_grid(text: str) -> bool:
    """Return whether the text asks for the grid by its name."""
    return bool(_NAMED.search(fold_text(text)))


def find_next_cell(notebook: Notebook) -> Optional[Question]:
    """Return the first cell without an answer, None if the grid is full."""
    return next((cell for cell in _iterate_cells(notebook) if not _is_filled(notebook, cell)), None)


def find_previous_cell(notebook: Notebook, standing: Question) -> Optional[Question]:
    """Return the cell before the open one, None at the start."""
    cells = list(_iterate_cells(notebook))
    place = cells.index(standing) if standing in cells else 0
    return cells[place - 1] if place else None


def find_cell_position(notebook: Notebook, cell: Question) -> tuple[int, int]:
    """Return the position of a cell, from 1, and the number of cells."""
    cells = list(_iterate_cells(notebook))
    return cells.index(cell) + 1, len(cells)


def measure_progress(notebook: Notebook) -> tuple[int, int]:
    """Return the position of the next cell, from 1, and the number of cells."""
    cells = list(_iterate_cells(notebook))
    filled = sum(_is_filled(notebook, cell) for cell in cells)
    return min(filled + 1, len(cells)), len(cells)


def count_answers(notebook: Notebook) -> int:
    """Return how many cells have an answer, weights and ratings together."""
    return len(notebook.grid.weights) + sum(map(len, notebook.grid.ratings.values()))


def fill_cell(notebook: Notebook, cell: Question, value: int, when: dt.datetime) -> None:
    """Answer a cell, 1 to 5."""
    criterion, occupation = parse_cell(cell)
    if occupation is None:
        notebook.weight(criterion, value, when)
    else:
        notebook.rate(occupation, criterion, value, when)


def parse_cell(cell: Question) -> tuple[str, Optional[str]]:
    """Return the criterion of a cell, and its profession (None for a weight)."""
    criterion, *occupation = cell.values
    return criterion, occupation[0] if occupation else None


def _iterate_cells(notebook: Notebook) -> Iterator[Question]:
    for criterion in CRITERIA:
        yield Question(QUESTION_KIND, (criterion,))
    for criterion in CRITERIA:
        for occupation in notebook.compared:
            yield Question(QUESTION_KIND, (criterion, occupation))


def _is_filled(notebook: Notebook, cell: Question) -> bool:
    criterion, occupation = parse_cell(cell)
    if occupation is None:
        return criterion in notebook.grid.weights
    return criterion in notebook.grid.ratings.get(occupation, {})
