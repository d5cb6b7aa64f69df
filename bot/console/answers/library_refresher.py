"""Keep the library of this process up to date with the approved answers and reviews.

The details of the centre, which admins confirm, are kept up to date in the same way.

A new library is built outside the event loop and outside any transaction, then replaces the old one
by a single assignment; running readers keep the old one. Any of these changes wakes the other
processes (`ANSWERS_CHANGED`); a poll every `REFRESH_SECONDS` picks up notifications that were lost.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Optional

from sqlalchemy.engine import Engine

from bot.booking.local_time import local_day
from bot.booking.site_details import CurrentSite
from bot.booking.site_details_repository import find_site_details
from bot.console.answers import answer_dataset, review_dataset, review_repository
from bot.console.answers.answer_repository import APPROVED, Answer, list_answers
from bot.console.answers.review_repository import ReviewRow
from bot.console.console_errors import ConsoleError
from bot.dialogue.interpretation import learned_answers
from bot.storage.unit_of_work import reading
from knowledge.entry_schema import Question
from knowledge.importers import dataset_files
from knowledge.knowledge_base import KnowledgeBase
from knowledge.library import CurrentLibrary

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 30.0
ANSWERS_FILE = dataset_files.LEARNED_ANSWERS_FILE
REVIEWS_FILE = dataset_files.get_dataset_path(Path(), review_dataset.DATASET_NAME).name


class LibraryNotRefreshed(ConsoleError):
    """No library could be built with the answers; the previous one stays in use."""

    code = "library_not_refreshed"


class LibraryRefresher:
    """Refreshes the library of one process.

    `current` is None in a console without a bot, which only writes the file; `site` are the details
    of the centre that the process shares.
    """

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        clock: Callable[[], dt.datetime],
        current: Optional[CurrentLibrary] = None,
        site: Optional[CurrentSite] = None,
    ) -> None:
        self.current = current
        self.site = site or CurrentSite()
        self._engine, self._folder, self._clock = engine, folder, clock
        self._one_at_a_time = threading.Lock()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Refresh now: another process approved or withdrew something."""
        self._wake.set()

    async def run(self) -> None:
        """Refresh until cancelled."""
        while True:
            self._wake.clear()
            try:
                await asyncio.to_thread(self._refresh_all)
            except Exception as error:  # noqa: BLE001  # keep polling
                logger.error("refresh of the approved answers put off: %s", type(error).__name__)
            try:
                await asyncio.wait_for(self._wake.wait(), REFRESH_SECONDS)
            except asyncio.TimeoutError:
                continue

    def _refresh_all(self) -> None:
        self.refresh_site()
        self.refresh()

    def refresh_site(self) -> None:
        """Use the present details of the centre."""
        with reading(self._engine) as unit:
            found = find_site_details(unit)
        if found != self.site.details:
            self.site.details = found

    def refresh(self) -> bool:
        """Apply the present answers and reviews. Returns whether anything changed.

        Slow when there are changes: do not call it in the event loop.

        Raises:
            LibraryNotRefreshed: nothing has changed.
            OSError, ImportRefused: the library is updated, but the files of commands are not.
        """
        with self._one_at_a_time:
            with reading(self._engine) as unit:
                answers = answer_dataset.filter_usable_answers(list_answers(unit, APPROVED))
                reviews = review_repository.list_reviews(unit)
            today = local_day(self._clock())
            if self.current is not None and not _apply_datasets(
                self.current, answers, reviews, today
            ):
                return False
            answer_dataset.write_dataset(answers, self._folder, today)
            review_dataset.write_dataset(reviews, self._folder, today)
            return True


def _apply_datasets(
    current: CurrentLibrary, answers: list[Answer], reviews: list[ReviewRow], today: dt.date
) -> bool:
    base = current.read
    wanted, judged = _build_entries(base, answers), review_dataset.build_reviews(reviews)
    if (wanted, judged) == (_current_entries(base), dict(base.reviews)) and not current.ended(
        today
    ):
        return False
    try:
        sources = [
            answer_dataset.build_source(answer) for answer in answers if answer.entry in wanted
        ]
        base = base.with_dataset(ANSWERS_FILE, sources, wanted.values())
        current.take(base.with_dataset(REVIEWS_FILE, (), judged.values()), today)
        learned_answers.prepare(current.library)
    except Exception as error:  # the library in use must survive any bad entry
        raise LibraryNotRefreshed(type(error).__name__) from error
    return True


def _build_entries(base: KnowledgeBase, answers: list[Answer]) -> dict[str, Question]:
    """Return the entries by id, in order. A hand-written entry with the same id wins."""
    taken = {entry for entry, file in base.files.items() if file != ANSWERS_FILE}
    return {a.entry: answer_dataset.build_entry(a) for a in answers if a.entry not in taken}


def _current_entries(base: KnowledgeBase) -> dict[str, Question]:
    return {i: each for i, each in base.questions.items() if base.files.get(i) == ANSWERS_FILE}
