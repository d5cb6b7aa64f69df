"""What is measured: the held-out bank, queries for professions, made-up people."""

from __future__ import annotations

import datetime as dt
import random

from bot.dialogue.reading.labelled_messages import LabelledSegment, read_messages
from bot.notebook.model import Notebook
from bot.notebook.questionnaire_items import ITEMS, RIASEC_LETTERS
from evaluation.simulator.sentence_bank import BANK_FOLDER

_NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.timezone.utc)
_LEANING_MEAN, _OTHER_MEAN = 4.2, 2.6


def read_bank() -> list[LabelledSegment]:
    """Return the French segments of the bank."""
    paths = [BANK_FOLDER / "bank_messages.txt", BANK_FOLDER / "bank_dialogues.txt"]
    return [segment for message in read_messages(paths) for segment in message.segments]


def read_distress() -> list[str]:
    """Return the explicit sentences of distress of the bank."""
    return [message.text for message in read_messages([BANK_FOLDER / "distress.txt"])]


def generate_people(count: int) -> list[dict[str, int]]:
    """Return answers to the thirty statements, half leaning to a letter, half at random."""
    rng = random.Random(20261130)  # nosec B311  # the same people each time
    people = []
    for number in range(count):
        letter = RIASEC_LETTERS[number % len(RIASEC_LETTERS)] if number % 2 else ""
        people.append({item.id: _draw(rng, letter, item.letter) for item in ITEMS})
    return people


def make_notebook(answers: dict[str, int]) -> Notebook:
    """Return the notebook of somebody who only gave these answers."""
    notebook = Notebook()
    for item, value in answers.items():
        notebook.answer(item, value, _NOW)
    return notebook


def _draw(rng: random.Random, leaning: str, letter: str) -> int:
    if not leaning:
        return rng.randint(1, 5)
    mean = _LEANING_MEAN if letter == leaning else _OTHER_MEAN
    return min(5, max(1, round(rng.gauss(mean, 1))))
