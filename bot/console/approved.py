"""Approved answers as a dataset of the base, like any other that was imported.

The database is where they are kept; each process makes the file from it when they change
(`bot.console.learning`) and at its start. Beside it, the questions that must lead to them, which
`boussole knowledge check --answers` asks.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from bot.console.answers import APPROVED, Answer, listed
from bot.console.written import site_of
from bot.storage.unit_of_work import reading
from knowledge import regression
from knowledge.cited import Source
from knowledge.importing import datasets
from knowledge.importing.tables import ImportRefused
from knowledge.schema import Question, plain

_log = logging.getLogger(__name__)

NAME = "answers"
REGIME = "Réponse de l'équipe, d'après la source lue à cette date."
TOPIC = "équipe"


def refresh(engine: Engine, folder: Path, today: dt.date) -> int:
    """Write the dataset anew; how many answers are in it. Raises OSError."""
    with reading(engine) as unit:
        found = sayable(listed(unit, APPROVED))
    return write(found, folder, today)


def sayable(answers: list[Answer]) -> list[Answer]:
    """In the order they were written; one of which no entry can be made is left out, and the log
    says which."""
    found = []
    for answer in sorted(answers, key=lambda answer: answer.id):
        if can_be_said(answer):
            found.append(answer)
        else:
            _log.error("the approved answer %d is left out of the base", answer.id)
    return found


def write(found: list[Answer], folder: Path, today: dt.date) -> int:
    """As `refresh`, of what is `sayable`. Nothing is written where there never was an answer."""
    path = datasets.path_of(folder, NAME)
    if not found and not path.exists():
        return 0
    sources = tuple(plain(source_of(answer)) for answer in found)
    manifest = datasets.Manifest(NAME, "la console", today, sources)
    lines = [("faq", plain(entry_of(answer))) for answer in found]
    # The database says which there are: a refusal for want of many would keep old ones.
    try:
        datasets.write(path, manifest, lines, force=True)
    except ImportRefused:  # the file that was there is cut off: nothing of it is needed
        path.unlink()
        datasets.write(path, manifest, lines, force=True)
    regression.write(regression.path_in(folder), map(_case, found))
    return len(found)


def entry_of(answer: Answer) -> Question:
    """The entry that the bot will answer with."""
    return Question(
        id=answer.entry,
        sources=(answer.entry,),
        confirmed=answer.read_on,
        question=answer.question,
        variants=tuple(answer.variants),
        short=" ".join(answer.answer.split()),
        regime=REGIME,
        topic=TOPIC,
    )


def source_of(answer: Answer) -> Source:
    """The page that was read; its publisher is the site it is on."""
    return Source(
        id=answer.entry,
        title=answer.source,
        publisher=site_of(answer.url),
        read=answer.read_on,
        url=answer.url,
    )


def can_be_said(answer: Answer) -> bool:
    """Whether an entry can be made of it."""
    try:
        source_of(answer), entry_of(answer)
    except ValueError:  # of pydantic, whose text would repeat what was written
        return False
    return True


def _case(answer: Answer) -> dict[str, Any]:
    return {"entry": answer.entry, "asked": [answer.question, *answer.variants]}
