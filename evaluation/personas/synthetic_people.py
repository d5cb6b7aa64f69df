"""Two thousand reproducible simulated people, to check the guidance in aggregate.

Each leans to one letter, answers the thirty statements with noise, and confirms one to three
interests.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.matching.questionnaire import find_tendencies
from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import ITEMS, RIASEC_LETTERS

PEOPLE_COUNT = 2000
_NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone.utc)


def generate_people() -> Iterator[tuple[Notebook, str]]:
    """Yield notebooks with the letter the person leans to."""
    rng = random.Random(20261125)  # nosec B311  # the same people each time
    for number in range(PEOPLE_COUNT):
        letter, notebook = RIASEC_LETTERS[number % len(RIASEC_LETTERS)], Notebook()
        for item in ITEMS:
            mean = 4.2 if item.letter == letter else 2.6
            notebook.answer(item.id, min(5, max(1, round(rng.gauss(mean, 1)))), _NOW)
        numbers = rng.sample(range(1, 31), rng.randint(1, 3))
        notebook.add_dream("…", numbers, _NOW)
        for interest in numbers:
            notebook.confirm_interest(interest)
        yield notebook, letter


def generate_undecided_people() -> Iterator[Notebook]:
    """Yield as many notebooks with random answers, which should get little feedback."""
    rng = random.Random(7)  # nosec B311  # the same people each time
    for _ in range(PEOPLE_COUNT):
        notebook = Notebook()
        for item in ITEMS:
            notebook.answer(item.id, rng.randint(1, 5), _NOW)
        yield notebook


def measure_feedback(notebooks: Iterable[Notebook]) -> dict[str, float]:
    """Return the share of people who get each feedback sentence (`utter_tendency_…`).

    Above 0.3 the sentence is as unspecific as a horoscope.
    """
    told, count = Counter[str](), 0
    for notebook in notebooks:
        count += 1
        told.update(found.letter for found in find_tendencies(notebook) or ())
    return {f"utter_tendency_{letter}": told[letter] / count for letter in RIASEC_LETTERS}
