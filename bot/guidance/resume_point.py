"""The unfinished step at which « on continue » resumes."""

from __future__ import annotations

from typing import Optional

from bot.guidance import decision_grid
from bot.matching import questionnaire
from bot.notebook.model import Notebook


def find_resume_point(notebook: Notebook) -> Optional[str]:
    """Return the step to resume: the current one, else a started questionnaire or grid."""
    if notebook.step == "rever":
        return "rever"
    begun = {"reflechir": _is_questionnaire_begun(notebook), "decider": _is_grid_begun(notebook)}
    if notebook.step and begun.get(notebook.step):
        return notebook.step
    return next((step for step, left in begun.items() if left), None)


def _is_questionnaire_begun(notebook: Notebook) -> bool:
    done, total = questionnaire.measure_progress(notebook)
    return 0 < done < total


def _is_grid_begun(notebook: Notebook) -> bool:
    begun = notebook.grid.weights or notebook.grid.ratings
    return bool(notebook.comparison and begun and decision_grid.find_next_cell(notebook))
