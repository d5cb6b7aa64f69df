"""Approved answers as a dataset of the knowledge base, like an imported one.

The database is the source of truth. Each process writes the file at its start and when answers
change (`bot.console.answers.library_refresher`), together with the questions that must lead to them
(`boussole knowledge check --answers`).
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
from knowledge.importers.delimited_files import ImportRefused
from knowledge.provenance import Source

_log = logging.getLogger(__name__)

DATASET_NAME = dataset_files.LEARNED_ANSWERS_NAME
ANSWER_REGIME = "Réponse de l'équipe, d'après la source lue à cette date."
CENTRE_REGIME = "Réponse de l'équipe de la Cité."
ANSWER_TOPIC = "équipe"


def write_approved_answers(engine: Engine, folder: Path, today: dt.date) -> None:
    """Write the dataset as a process starts; a failure is logged, not raised."""
    try:
        refresh_dataset(engine, folder, today)
    except (OSError, ImportRefused) as error:
        _log.error("the approved answers could not be written: %s", type(error).__name__)


def refresh_dataset(engine: Engine, folder: Path, today: dt.date) -> int:
    """Write the dataset and return the number of answers in it. Raises OSError."""
    with reading(engine) as unit:
        answers = filter_usable_answers(list_answers(unit, APPROVED))
    return write_dataset(answers, folder, today)


def filter_usable_answers(answers: list[Answer]) -> list[Answer]:
    """Return the answers that make a valid entry, the oldest first; log the others."""
    usable = []
    for answer in sorted(answers, key=lambda answer: answer.id):
        if is_usable_answer(answer):
            usable.append(answer)
        else:
            _log.error("approved answer %d is left out of the base: it is invalid", answer.id)
    return usable


def write_dataset(found: list[Answer], folder: Path, today: dt.date) -> int:
    """Write the dataset and return the number of answers. An empty one is not created."""
    sources = tuple(to_plain_data(build_source(answer)) for answer in found)
    manifest = dataset_files.Manifest(DATASET_NAME, "la console", today, sources)
    lines = [("faq", to_plain_data(build_entry(answer))) for answer in found]
    if dataset_files.mirror_dataset(folder, manifest, lines):
        cases = map(_build_case, found)
        search_expectations.write_cases(search_expectations.get_path(folder), cases)
    return len(found)


def build_entry(answer: Answer) -> Question:
    """Return the knowledge base entry of an answer."""
    return Question(
        id=answer.entry,
        sources=(answer.entry,),
        confirmed=answer.read_on,
        question=answer.question,
        variants=tuple(answer.variants),
        short=" ".join(answer.answer.split()),
        regime=ANSWER_REGIME if answer.url else CENTRE_REGIME,
        topic=ANSWER_TOPIC,
    )


def build_source(answer: Answer) -> Source:
    """Return the source of an answer; its publisher is the name of the site, or the source itself
    where that is the centre."""
    return Source(
        id=answer.entry,
        title=answer.source,
        publisher=extract_site_name(answer.url) if answer.url else answer.source,
        published=None if answer.url else answer.read_on,
        read=answer.read_on,
        url=answer.url or None,
    )


def is_usable_answer(answer: Answer) -> bool:
    """Return whether a valid entry can be built from an answer."""
    try:
        build_source(answer), build_entry(answer)
    except ValueError:  # pydantic's message would repeat the answer's text
        return False
    return True


def _build_case(answer: Answer) -> dict[str, Any]:
    return {"entry": answer.entry, "asked": [answer.question, *answer.variants]}
