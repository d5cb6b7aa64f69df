"""The questionnaire of thirty statements and its interpretation. Not a validated test.

Ipsative scoring: the mean answer of a letter minus the person's own mean, so that agreeing with
everything shows no tendency. A letter stands out if it is at least one *margin* above that mean.
The margin is 1/√(answers ÷ 6): 0.45 with thirty answers, 0.71 with twelve, because a mean of two
answers varies more than a mean of five. With random answers each letter stands out for fewer than
30 % of people.

The result is flat (None) if the means of the letters differ by less than `MIN_LETTER_SPREAD` or
none stands out. Letters with equal means are kept or left out together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Optional

from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import ITEM_BY_ID, ITEMS, RIASEC_LETTERS, Item

MIN_ANSWERS = 12
MIN_ANSWERS_PER_LETTER = 2
MIN_LETTER_SPREAD = 0.75
_ROUNDING = 1e-9


@dataclass(frozen=True)
class CarryingAnswer:
    """An answer behind a tendency, for feedback to quote."""

    item: str
    value: int


@dataclass(frozen=True)
class Tendency:
    """A letter above the person's own mean, the difference, and the answers behind it."""

    letter: str
    above: float
    carried_by: tuple[CarryingAnswer, ...]


def find_next_item(notebook: Notebook) -> Optional[Item]:
    """Return the first item neither answered nor skipped, None at the end."""
    done = {*notebook.answers, *notebook.skipped}
    return next((item for item in ITEMS if item.id not in done), None)


def find_previous_item(notebook: Notebook) -> Optional[Item]:
    """Return the last item answered or skipped before the open one, None at the start."""
    done = {*notebook.answers, *notebook.skipped}
    standing = notebook.question
    before = ITEMS
    if standing is not None and standing.kind == "item":
        before = ITEMS[: ITEMS.index(ITEM_BY_ID[standing.values[0]])]
    return next((item for item in reversed(before) if item.id in done), None)


def measure_progress(notebook: Notebook) -> tuple[int, int]:
    """Return (answered or skipped, total)."""
    return len({*notebook.answers, *notebook.skipped}), len(ITEMS)


def find_answer_period(notebook: Notebook) -> Optional[tuple[dt.datetime, dt.datetime]]:
    """Return the times of the first and last answers counted by `measure_progress`, or None."""
    answered = (rated.when for rated in notebook.answers.values())
    times = sorted([*answered, *notebook.skipped.values()])
    return (times[0], times[-1]) if times else None


def find_item_position(item: str) -> tuple[int, int]:
    """Return the position of an item, from 1, and the number of items."""
    return ITEMS.index(ITEM_BY_ID[item]) + 1, len(ITEMS)


def has_enough_answers(notebook: Notebook) -> bool:
    """Return whether there are twelve answers: two rounds, two per letter if none was skipped."""
    return len(notebook.answers) >= MIN_ANSWERS


def compute_letter_means(notebook: Notebook) -> Mapping[str, float]:
    """Return the mean answer, 1 to 5, of each letter with at least two answers."""
    return {
        letter: sum(given) / len(given)
        for letter, given in _group_by_letter(notebook).items()
        if len(given) >= MIN_ANSWERS_PER_LETTER
    }


def compute_deviations(notebook: Notebook) -> Mapping[str, float]:
    """Return the mean minus the person's own mean, for letters with at least two answers."""
    if not notebook.answers:
        return {}
    own_mean = _compute_own_mean(notebook)
    return {letter: mean - own_mean for letter, mean in compute_letter_means(notebook).items()}


def find_tendencies(notebook: Notebook) -> Optional[tuple[Tendency, ...]]:
    """Return the letters that stand out, strongest first; None if too few answers, or flat."""
    if not has_enough_answers(notebook):
        return None
    above = compute_deviations(notebook)
    if not above or max(above.values()) - min(above.values()) < MIN_LETTER_SPREAD - _ROUNDING:
        return None
    margin = 1 / sqrt(len(notebook.answers) / len(RIASEC_LETTERS))
    standing_out = [letter for letter in above if above[letter] >= margin - _ROUNDING]
    standing_out.sort(key=lambda letter: (-round(above[letter], 9), RIASEC_LETTERS.index(letter)))
    tendencies = tuple(
        Tendency(x, round(above[x], 3), _find_carrying_answers(notebook, x)) for x in standing_out
    )
    return tendencies or None


def _group_by_letter(notebook: Notebook) -> dict[str, list[int]]:
    values: dict[str, list[int]] = {letter: [] for letter in RIASEC_LETTERS}
    for item, rated in notebook.answers.items():
        values[ITEM_BY_ID[item].letter].append(rated.value)
    return values


def _compute_own_mean(notebook: Notebook) -> float:
    return sum(rated.value for rated in notebook.answers.values()) / len(notebook.answers)


def _find_carrying_answers(notebook: Notebook, letter: str) -> tuple[CarryingAnswer, ...]:
    """Return the two highest answers of a letter that are not below the person's mean."""
    own_mean = _compute_own_mean(notebook)
    given = [
        CarryingAnswer(item.id, notebook.answers[item.id].value)
        for item in ITEMS
        if item.letter == letter and item.id in notebook.answers
    ]
    carrying = [carrier for carrier in given if carrier.value > own_mean]
    return tuple(sorted(carrying, key=lambda carrier: -carrier.value)[:2])
