"""What counsellors answered is known at once: the library of this process follows the table.

A new library is built aside, outside the event loop and outside any transaction, then takes the
place of the old one by one reference; whoever reads the old one goes on with it. Who approves wakes
the other processes (`LEARNED`); a look every half minute finds what was missed meanwhile.
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
from bot.console import approved, reviewed, reviews
from bot.console.answers import APPROVED, Answer, listed
from bot.console.errors import ConsoleError
from bot.console.reviews import Row
from bot.storage.unit_of_work import reading
from knowledge.base import Base
from knowledge.importing import datasets
from knowledge.library import Current
from knowledge.schema import Question

logger = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
FILE = datasets.path_of(Path(), approved.NAME).name
REVIEWS = datasets.path_of(Path(), reviewed.NAME).name


class NotLearned(ConsoleError):
    """No library could be built with the answers; the one before goes on."""


class Learning:
    """One per process. `current`: None for a console without a bot, which writes the file only."""

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        clock: Callable[[], dt.datetime],
        current: Optional[Current] = None,
    ) -> None:
        self.current = current
        self._engine, self._folder, self._clock = engine, folder, clock
        self._one_at_a_time = threading.Lock()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Another process approved or withdrew something: look now."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._wake.clear()
            try:
                await asyncio.to_thread(self.refresh)
            except Exception as error:  # noqa: BLE001  # the next look must come, whatever failed
                logger.error("the approved answers are put off: %s", type(error).__name__)
            try:
                await asyncio.wait_for(self._wake.wait(), EVERY_SECONDS)
            except asyncio.TimeoutError:
                continue

    def refresh(self) -> bool:
        """Learn what is approved and forget what no longer is; whether anything had changed. Slow
        then, so never in the event loop.

        Raises:
            NotLearned: nothing has changed; OSError, ImportRefused: it is learned, but not written
            for the commands that read files.
        """
        with self._one_at_a_time:
            with reading(self._engine) as unit:
                found = approved.sayable(listed(unit, APPROVED))
                said = reviews.listed(unit)
            today = local_day(self._clock())
            if self.current is not None and not _learn(self.current, found, said, today):
                return False
            approved.write(found, self._folder, today)
            reviewed.write(said, self._folder, today)
            return True


def _learn(current: Current, found: list[Answer], said: list[Row], today: dt.date) -> bool:
    base = current.read
    wanted, judged = _entries(base, found), reviewed.entries(said)
    if (wanted, judged) == (_known(base), dict(base.reviews)) and not current.ended(today):
        return False
    try:
        sources = [approved.source_of(answer) for answer in found if answer.entry in wanted]
        base = base.with_dataset(FILE, sources, wanted.values())
        current.take(base.with_dataset(REVIEWS, (), judged.values()), today)
    except Exception as error:  # whatever an entry breaks: the library in use must go on
        raise NotLearned(type(error).__name__) from error
    return True


def _entries(base: Base, found: list[Answer]) -> dict[str, Question]:
    """By id, in order; what is written by hand under an id wins, as when files are read."""
    taken = {entry for entry, file in base.files.items() if file != FILE}
    return {a.entry: approved.entry_of(a) for a in found if a.entry not in taken}


def _known(base: Base) -> dict[str, Question]:
    return {i: each for i, each in base.questions.items() if base.files.get(i) == FILE}
