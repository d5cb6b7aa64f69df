"""Builds everything; the only module that knows all parts."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Optional

from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from bot.booking.local_time import local_day
from bot.channels.platform import Platform
from bot.channels.platforms import may_speak_first, platforms
from bot.channels.receiving import Receiving
from bot.channels.web.api import WebChannel
from bot.console import approved, counting, news, sessions
from bot.console.desk import Desk
from bot.console.keys import Keys
from bot.console.learning import Learning
from bot.console.purges import PURGES
from bot.console.web import Console
from bot.conversation.admission import Admission
from bot.conversation.announcing import announce
from bot.conversation.listeners import Listeners
from bot.conversation.threads import Threads
from bot.conversation.turn import Parts
from bot.conversation.wakeups import Wakeups
from bot.conversation.worker import Worker
from bot.dialogue.agent import Dialogue
from bot.guidance.catalogue import Catalogue
from bot.jobs.afterwards import Afterwards
from bot.jobs.delivering import Delivering
from bot.jobs.purging import Purging
from bot.jobs.waiting import Waiting
from bot.privacy.vault import Vault
from bot.quiet import hush
from bot.safeguarding.classifier import classifier
from bot.safeguarding.patterns import patterns
from bot.settings import Settings
from bot.site.appointments import AppointmentPages
from bot.site.classes import ClassPages
from bot.site.embedding import SharedWith
from bot.site.faults import Faults, Unforeseen
from bot.site.files import Files
from bot.site.headers import SecurityHeaders
from bot.site.health import Health
from bot.site.notebook import NotebookPages
from bot.site.pages import routes as pages
from bot.site.shown import shown
from bot.storage import engine as engines
from bot.storage import patience
from bot.stores import open_database, open_library, utc_now
from knowledge.importing.tables import ImportRefused
from knowledge.library import Current
from knowledge.vectors import Progress

logger = logging.getLogger(__name__)

# The part of a turn's time after which whoever waits hears that the storage is stuck.
_ANSWERED_BY = 0.7
CONSOLE_DUES = (sessions.leave_posts, counting.count)


def write_answers(engine: Engine, folder: Path, today: dt.date) -> None:
    """The answers that were approved, for the base to read; the start does not depend on them."""
    try:
        approved.refresh(engine, folder, today)
    except (OSError, ImportRefused) as error:
        logger.error("the approved answers could not be written: %s", type(error).__name__)


@dataclass(frozen=True)
class Pages:
    """The pages that also give files to the platforms."""

    notebooks: NotebookPages
    appointments: AppointmentPages


@dataclass
class Service:
    """One process of Boussole: turns, jobs and the web application."""

    parts: Parts
    threads: Threads
    listeners: Listeners
    worker: Worker
    wakeups: Wakeups
    web: WebChannel
    learning: Learning
    pages: Pages
    platforms: list[Platform]
    delivering: Delivering
    _tasks: dict[str, asyncio.Task] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        settings: Settings,
        model: Path,
        clock: Callable[[], dt.datetime] = utc_now,
        progress: Optional[Progress] = None,
    ) -> Service:
        """Load the model and the knowledge, open the database, wire the parts."""
        engine = open_database(settings, make=True)
        patience.hurry(engine)
        write_answers(engine, settings.imported, clock().date())
        library = open_library(settings, progress)
        patterns()  # half a second: not at the expense of the first message
        classifier()
        parts = Parts(
            engine=engine,
            dialogue=Dialogue(model),
            current=Current.of(library, local_day(clock())),
            catalogue=Catalogue(
                library.base.occupations.values(), library.base.contexts, library.skills.skills
            ),
            settings=settings.for_site(library.base.place),
            key=settings.key(),
            vault=Vault.of(settings),
            clock=clock,
        )
        service = cls.of(parts)
        # What was loaded stays: the collector need not walk it again at each pass.
        gc.collect()
        gc.freeze()
        return service

    @classmethod
    def of(cls, parts: Parts) -> Service:
        """Wire the parts."""
        hush()
        on_sqlite = engines.is_sqlite(parts.engine)
        writers = 1 if on_sqlite else parts.settings.dialogue_threads
        threads = Threads(writers, _ANSWERED_BY * parts.settings.turn_seconds)
        listeners = Listeners()
        told = news.teller(listeners)
        worker = Worker(parts, threads, told)
        learning = Learning(parts.engine, parts.settings.imported, parts.clock, parts.current)
        wakeups = Wakeups(parts.engine, worker.wake, told, learning.wake)
        admission = Admission(stored=2 * writers, place=threads.place)
        web = WebChannel(parts, threads, worker, listeners, admission)
        pages = _pages(parts, threads, web)
        receiving = partial(
            Receiving,
            parts=parts,
            threads=threads,
            worker=worker,
            listeners=listeners,
            admission=admission,
        )
        files = Files(parts, threads, pages.notebooks, pages.appointments)
        found = platforms(parts, receiving, files)
        delivering = Delivering(parts, threads, [each.sender for each in found])
        listeners.follow(delivering.tell)
        return cls(
            parts, threads, listeners, worker, wakeups, web, learning, pages, found, delivering
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The worker and the jobs, for as long as the block lasts."""
        jobs = {
            "worker": self.worker.run(),
            "purge": Purging(self.parts, self.threads, PURGES).run(),
            "waiting": self._waiting().run(),
            "learning": self.learning.run(),
            "afterwards": self._afterwards().run(),
            "delivery": self.delivering.run(),
        }
        self._tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
        self.wakeups.start()
        for platform in self.platforms:
            await _start(platform)
        try:
            yield
        finally:
            self.wakeups.stop()
            await self.worker.stop()
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            for platform in self.platforms:  # after delivery, which sends by them
                await platform.stop()
            self.threads.close()

    def _waiting(self) -> Waiting:
        told = news.teller(self.listeners)
        return Waiting(self.parts, self.threads, told, CONSOLE_DUES)

    def _afterwards(self) -> Afterwards:
        told = news.teller(self.listeners)
        return Afterwards(self.parts, self.threads, told, may_speak_first)

    def application(self) -> Starlette:
        """The web application: pages, chat API, health."""

        @contextlib.asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            async with self.running():
                yield

        parts, facts = self.parts, shown(self.parts.settings)
        in_class = ClassPages(facts, parts.settings.site_url, parts.key, parts.clock)
        faults = Faults(facts, parts.dialogue.sentence)
        app = Starlette(
            routes=[
                *self.web.routes(),
                *self._health().routes(),
                *(route for platform in self.platforms for route in platform.routes()),
                *self.pages.notebooks.routes(),
                *in_class.routes(),
                *self.pages.appointments.routes(),
                *self._console().routes(),
                *pages(facts),
            ],
            middleware=[
                Middleware(
                    SharedWith,
                    origins=parts.settings.origins,
                    faults=faults,
                    site=parts.settings.site_url,
                ),
                Middleware(Unforeseen, faults=faults),
            ],
            exception_handlers={HTTPException: faults.refused},
            lifespan=lifespan,
        )
        # It would lead to whatever host the request names.
        app.router.redirect_slashes = False
        # Around all, so that the answer to a mistake of ours has them too.
        app.middleware_stack = SecurityHeaders(app.build_middleware_stack(), parts.settings.origins)
        return app

    def _health(self) -> Health:
        return Health(
            self.parts,
            self.threads,
            self.worker,
            self._jobs,
            self._channels,
            shares=lambda: self.web.shares.hold,
        )

    def _jobs(self) -> dict[str, bool]:
        """Which go on. Without platforms there is nothing to deliver, and that job is done."""
        idle = set() if self.platforms else {"delivery"}
        return {name: not task.done() for name, task in self._tasks.items() if name not in idle}

    def _channels(self) -> dict[str, bool]:
        """Which platforms are set up, and whether each was reached when last tried."""
        return {
            each.sender.channel: self.delivering.reached.get(each.sender.channel, each.started)
            for each in self.platforms
        }

    def _console(self) -> Console:
        """The counsellors' site."""
        parts, keys = self.parts, Keys(self.parts.key, self.parts.vault)
        desk = Desk(
            parts.engine,
            self.threads,
            keys,
            parts.settings,
            parts.clock,
            self.learning,
            announce=partial(announce, parts),
            listeners=self.listeners,
            source=parts.networks.of,
        )
        return Console(desk)


async def _start(platform: Platform) -> None:
    """What one platform raises stops neither the others nor the web."""
    try:
        await platform.start()
    except Exception as error:  # noqa: BLE001  # a platform's fault must not stop the web
        # The class only: the text may hold a token.
        told = f"{platform.sender.channel.title()}: did not start ({type(error).__name__})"
        print(f"{told}; the rest of the service works", file=sys.stderr, flush=True)


def _pages(parts: Parts, threads: Threads, web: WebChannel) -> Pages:
    facts = shown(parts.settings)
    return Pages(
        NotebookPages(facts, web.notebook, parts.dialogue.sentence, parts.clock),
        AppointmentPages(facts, parts, threads),
    )
