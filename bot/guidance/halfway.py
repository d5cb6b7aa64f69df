"""What was begun and left half-way, so that « on continue » goes on there."""

from __future__ import annotations

from typing import Optional

from bot.guidance import grid, questionnaire
from bot.guidance.notebook import Notebook


def halfway(notebook: Notebook) -> Optional[str]:
    """The step to go on with: the present one first, then a questionnaire or a grid begun."""
    if notebook.step == "rever":
        return "rever"
    begun = {"reflechir": _questionnaire(notebook), "decider": _grid(notebook)}
    if notebook.step and begun.get(notebook.step):
        return notebook.step
    return next((step for step, left in begun.items() if left), None)


def _questionnaire(notebook: Notebook) -> bool:
    done, total = questionnaire.progress(notebook)
    return 0 < done < total


def _grid(notebook: Notebook) -> bool:
    begun = notebook.grid.weights or notebook.grid.ratings
    return bool(notebook.comparison and begun and grid.next_cell(notebook))
