"""Approved answers as a dataset of the base, like any other that was imported.

The database is where they are kept; each process makes the file from it when they change
(`bot.console.answers.library_refresher`) and at its start. Beside it, the questions that must lead
to them, which `boussole knowledge check --answers` asks.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from bot.console.answers.answer_repository import APPROVED, Answer, list_answers
from bot.console.answers.prose_rules import extract_site_name
from bot.storage.unit_of_work import reading
from knowledge import search_expectations
from knowledge.entry_schema import Question
from knowledge.entry_serialisation import to_plain_data
from knowledge.importers import dataset_files
from knowledge.provenance import Source

_log = logging.getLogger(__name__)

DATASET_NAME = "answers"
ANSWER_REGIME = "Réponse de l'équipe, d'après la source lue à cette date."
ANSWER_TOPIC = "équipe"


def refresh_dataset(engine: Engine, folder: Path, today: dt.date) -> int:
    """Write the dataset anew; how many answers are in it. Raises OSError."""
    with reading(engine) as unit:
        found = filter_usable_answers(list_answers(unit, APPROVED))
    return write_dataset(found, folder, today)


def filter_usable_answers(answers: list[Answer]) -> list[Answer]:
    """In the order they were written; one of which no entry can be made is left out, and the log
    says which."""
    found = []
    for answer in sorted(answers, key=lambda answer: answer.id):
        if is_usable_answer(answer):
            found.append(answer)
        else:
            _log.error("the approved answer %d is left out of the base", answer.id)
    return found


def write_dataset(found: list[Answer], folder: Path, today: dt.date) -> int:
    """Write the dataset of usable answers; how many there are. Nothing is written where there
    never was one."""
    sources = tuple(to_plain_data(build_source(answer)) for answer in found)
    manifest = dataset_files.Manifest(DATASET_NAME, "la console", today, sources)
    lines = [("faq", to_plain_data(build_entry(answer))) for answer in found]
    if dataset_files.mirror_dataset(folder, manifest, lines):
        cases = map(_build_case, found)
        search_expectations.write_cases(search_expectations.get_path(folder), cases)
    return len(found)


def build_entry(answer: Answer) -> Question:
    """The entry that the bot will answer with."""
    return Question(
        id=answer.entry,
        sources=(answer.entry,),
        confirmed=answer.read_on,
        question=answer.question,
        variants=tuple(answer.variants),
        short=" ".join(answer.answer.split()),
        regime=ANSWER_REGIME,
        topic=ANSWER_TOPIC,
    )


def build_source(answer: Answer) -> Source:
    """The page that was read; its publisher is the site it is on."""
    return Source(
        id=answer.entry,
        title=answer.source,
        publisher=extract_site_name(answer.url),
        read=answer.read_on,
        url=answer.url,
    )


def is_usable_answer(answer: Answer) -> bool:
    """Whether an entry can be made of it."""
    try:
        build_source(answer), build_entry(answer)
    except ValueError:  # of pydantic, whose text would repeat what was written
        return False
    return True


def _build_case(answer: Answer) -> dict[str, Any]:
    return {"entry": answer.entry, "asked": [answer.question, *answer.variants]}
