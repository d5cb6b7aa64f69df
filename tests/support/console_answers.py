"""Answers that counsellors propose in the console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.booking.local_time import local_day
from bot.console.answers import answer_dataset
from bot.console.answers.answer_repository import APPROVED, Answer
from bot.messaging.turn_dependencies import TurnDependencies
from knowledge.importers.dataset_files import LEARNED_ANSWERS_FILE
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary, Library
from tests.support.console_application import ConsoleApplication, ConsoleBrowser
from tests.support.console_conversations import NOW

DAY = NOW.date()
ANSWER_FORM = {
    "question": "Où passer le permis de cariste ?",
    "variants": "jveux le permis cariste\npermis cariste où ?",
    "answer": "Le Forem propose cette formation. Il faut s'inscrire au centre de compétence.",
    "source": "Formation de cariste",
    "url": "https://www.leforem.be/formations/cariste.html",
    "read_on": "2026-11-24",
}


def propose(browser: ConsoleBrowser, **changed: str) -> Any:
    return browser.post("/questions/proposer", {**ANSWER_FORM, **changed})


def load_approved_base(site: ConsoleApplication) -> KnowledgeBase:
    empty = site.desk.settings.data / "knowledge"
    empty.mkdir(exist_ok=True)
    return KnowledgeBase.load(empty, site.desk.settings.imported)


def approved(number: int, question: str, variants: Sequence[str], answer: str) -> Answer:
    """An approved answer whose source is the centre."""
    centre = "Cité des Métiers"
    return Answer(
        number, question, list(variants), answer, centre, "", DAY, APPROVED, 1, 1, created=NOW
    )


def learn_answers(library: Library, *answers: Answer) -> Library:
    """A library that has learned the answers besides; it takes a second to index."""
    base = library.base.with_dataset(
        LEARNED_ANSWERS_FILE,
        [answer_dataset.build_source(each) for each in answers],
        [answer_dataset.build_entry(each) for each in answers],
    )
    return library.of(base)


def with_library(parts: TurnDependencies, library: Library) -> TurnDependencies:
    return replace(parts, current=CurrentLibrary.of(library, local_day(parts.clock())))
