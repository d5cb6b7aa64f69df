"""The service: builds and wires all parts, and runs the jobs and the web application."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Optional

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.booking.local_time import local_day
from bot.care.classifier import load_classifier
from bot.care.patterns import load_patterns
from bot.channels.platform_channel import PlatformChannel
from bot.channels.platform_intake import PlatformIntake
from bot.channels.platforms import build_platforms, start_platform
from bot.channels.web.chat_api import WebChannel
from bot.console.answers import answer_dataset
from bot.console.answers.answer_rehearsal import AnswerRehearser
from bot.console.answers.library_refresher import LibraryRefresher
from bot.console.auth import staff_sessions
from bot.console.auth.console_keys import Keys
from bot.console.console_app import Console
from bot.console.retention import PURGES
from bot.console.statistics import monthly_counts
from bot.console.statistics.unanswered_topics import QuestionTopics
from bot.console.web.dependencies import ConsoleDependencies
from bot.dialogue.agent import Dialogue
from bot.jobs.appointment_feedback import AppointmentFeedbackJob
from bot.jobs.calendar_fetch_job import CalendarFetchJob
from bot.jobs.deferred_answer_delivery import DeferredAnswerJob
from bot.jobs.delivery_worker import DeliveryWorker
from bot.jobs.periodic_task import run_periodically
from bot.jobs.retention_job import RetentionJob
from bot.jobs.timeouts import TimeoutJob
from bot.jobs.waiting_list_job import WaitingListJob
from bot.library_loggers import silence_library_loggers
from bot.matching.catalogue import Catalogue
from bot.messaging.admission import Admission
from bot.messaging.announcements import announce
from bot.messaging.db_executor import DbExecutor
from bot.messaging.listeners import Listeners
from bot.messaging.turn_dependencies import TurnDependencies
from bot.messaging.wakeups import WakeupListener
from bot.messaging.worker import Worker
from bot.privacy.vault import Vault
from bot.settings import Settings
from bot.site.appointment_pages import AppointmentPages
from bot.site.class_pages import ClassPages
from bot.site.cross_origin import CrossOriginMiddleware
from bot.site.error_pages import ErrorResponses, UnexpectedErrorMiddleware
from bot.site.health import Health
from bot.site.notebook_pages import NotebookPages
from bot.site.offline_page import offline_routes
from bot.site.open_data_routes import OpenDataRoutes
from bot.site.page_facts import LivePageFacts
from bot.site.professional_answer_pages import ProfessionalAnswerPages
from bot.site.public_pages import page_routes
from bot.site.reply_files import ReplyFiles
from bot.site.security_headers import SecurityHeaders
from bot.storage import lock_timeouts
from bot.storage.unit_of_work import is_sqlite
from bot.stores import open_database, open_library, utc_now
from knowledge.library import CurrentLibrary
from knowledge.sentence_embedding import default_embedder
from knowledge.vector_cache import Progress

# The part of a turn's time limit after which waiting requests are refused as stuck.
_STORAGE_WAIT_FRACTION = 0.7

TOPIC_SECONDS = 60  # between looks for the topics of unanswered questions


@dataclass(frozen=True)
class FilePages:
    """The pages that also provide files to the platforms."""

    notebooks: NotebookPages
    appointments: AppointmentPages


@dataclass
class Service:
    """One process of Boussole: turns, jobs and the web application."""

    parts: TurnDependencies
    threads: DbExecutor
    listeners: Listeners
    worker: Worker
    wakeups: WakeupListener
    web: WebChannel
    learning: LibraryRefresher
    pages: FilePages
    platforms: list[PlatformChannel]
    delivery_worker: DeliveryWorker
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
        engine = open_database(settings, create_missing=True)
        lock_timeouts.apply_service_timeouts(engine)
        answer_dataset.write_approved_answers(engine, settings.imported, clock().date())
        library = open_library(settings, progress, local_day(clock()))
        load_patterns()  # takes half a second, which the first message should not pay
        load_classifier()
        default_embedder().prepare()
        parts = TurnDependencies(
            engine=engine,
            dialogue=Dialogue(model),
            current=CurrentLibrary.of(library, local_day(clock())),
            catalogue=Catalogue(
                library.base.occupations.values(), library.base.contexts, library.skills.skills
            ),
            settings=settings.with_site_defaults(library.base.place),
            key=settings.key(),
            vault=Vault.of(settings),
            clock=clock,
        )
        service = cls.of(parts)
        service.learning.refresh_site()
        # Exclude the loaded data, which stays for good, from garbage collection.
        gc.collect()
        gc.freeze()
        return service

    @classmethod
    def of(cls, parts: TurnDependencies) -> Service:
        """Wire the parts of the service."""
        silence_library_loggers()
        alone = is_sqlite(parts.engine)
        writers = 1 if alone else parts.settings.dialogue_threads
        threads = DbExecutor(writers, _STORAGE_WAIT_FRACTION * parts.settings.turn_seconds)
        listeners = Listeners()
        worker = Worker(parts, threads, listeners.tell, alone=alone)
        learning = LibraryRefresher(
            parts.engine, parts.settings.imported, parts.clock, parts.current, parts.site
        )
        wakeups = WakeupListener(
            parts.engine, listeners.wake, listeners.tell, learning.wake, listeners.wake_all
        )
        admission = Admission(stored=2 * writers, place=threads.place)
        web = WebChannel(parts, threads, worker, listeners, admission)
        pages = _build_pages(parts, threads, web)
        receiving = partial(
            PlatformIntake,
            parts=parts,
            threads=threads,
            worker=worker,
            listeners=listeners,
            admission=admission,
        )
        files = ReplyFiles(parts, threads, pages.notebooks, pages.appointments)
        platforms = build_platforms(parts.settings, receiving, files)
        delivery = DeliveryWorker(parts, threads, [platform.sender for platform in platforms])
        listeners.follow(delivery.tell)
        return cls(
            parts, threads, listeners, worker, wakeups, web, learning, pages, platforms, delivery
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the worker and the jobs for the duration of the block."""
        parts, threads = self.parts, self.threads
        notify = self.listeners.tell
        topics = QuestionTopics(parts.engine, parts.current, parts.clock)
        counting = partial(monthly_counts.count_finished_days, find_topic=topics.find)
        console = (staff_sessions.end_abandoned_duties, counting)
        jobs = {
            "topics": run_periodically(
                TOPIC_SECONDS, "topics", partial(asyncio.to_thread, topics.refresh)
            ),
            "worker": self.worker.run(),
            "purge": RetentionJob(parts, threads, PURGES).run(),
            "waiting": TimeoutJob(parts, threads, notify, console).run(),
            "waiting list": WaitingListJob(parts, threads, notify).run(),
            "calendars": CalendarFetchJob(parts, threads).run(),
            "learning": self.learning.run(),
            "afterwards": AppointmentFeedbackJob(parts, threads, notify).run(),
            "answers": DeferredAnswerJob(parts, threads, notify).run(),
            "delivery": self.delivery_worker.run(),
        }
        self._tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
        self.wakeups.start()
        for platform in self.platforms:
            await start_platform(platform)
        try:
            yield
        finally:
            self.wakeups.stop()
            await self.worker.stop()
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            for platform in self.platforms:  # after delivery, which uses them
                await platform.stop()
            self.threads.close()

    def application(self) -> Starlette:
        """Build the web application: pages, chat API, console, webhooks, health."""

        @contextlib.asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            async with self.running():
                yield

        parts, facts = self.parts, _live_page_facts(self.parts)
        in_class = ClassPages(facts, parts.settings.site_url, parts.key, parts.clock)
        faults = ErrorResponses(facts, parts.dialogue.sentence)
        app = Starlette(
            routes=[
                *self.web.routes(),
                *self._health().routes(),
                *(route for platform in self.platforms for route in platform.routes()),
                *self.pages.notebooks.routes(),
                *in_class.routes(),
                *self.pages.appointments.routes(),
                *ProfessionalAnswerPages(facts, parts, self.threads).routes(),
                *self._console().routes(),
                *_list_site_routes(parts, facts),
            ],
            middleware=[
                Middleware(
                    CrossOriginMiddleware,
                    origins=parts.settings.origins,
                    faults=faults,
                    site=parts.settings.site_url,
                ),
                Middleware(UnexpectedErrorMiddleware, faults=faults),
            ],
            exception_handlers={HTTPException: faults.refused},
            lifespan=lifespan,
        )
        # A redirect would lead to the host that the request names.
        app.router.redirect_slashes = False
        # Outermost, so that responses to unexpected errors have the headers too.
        app.middleware_stack = SecurityHeaders(app.build_middleware_stack(), parts.settings.origins)
        return app

    def _health(self) -> Health:
        parts, shares = self.parts, lambda: self.web.shares.hold
        return Health(parts, self.threads, self.worker, self._jobs, self._channels, shares=shares)

    def _jobs(self) -> dict[str, bool]:
        """Return by job whether it is running; delivery is left out without platforms."""
        idle = set() if self.platforms else {"delivery"}
        return {name: not task.done() for name, task in self._tasks.items() if name not in idle}

    def _channels(self) -> dict[str, bool]:
        """Return by platform whether it was reached at the last attempt."""
        reached = self.delivery_worker.reached
        started = {platform.sender.channel: platform.started for platform in self.platforms}
        return {name: reached.get(name, value) for name, value in started.items()}

    def _console(self) -> Console:
        """Build the counsellors' console."""
        parts, keys = self.parts, Keys(self.parts.key, self.parts.vault)
        dependencies = ConsoleDependencies(
            parts.engine,
            self.threads,
            keys,
            parts.settings,
            parts.clock,
            self.learning,
            announce=partial(announce, parts),
            rehearser=AnswerRehearser(parts),
            listeners=self.listeners,
            source=parts.networks.of,
        )
        return Console(dependencies)


def _list_site_routes(parts: TurnDependencies, facts: LivePageFacts) -> list[BaseRoute]:
    open_data = OpenDataRoutes(parts).routes() if parts.settings.open_data else []
    return [*open_data, *offline_routes(facts), *page_routes(facts)]


def _live_page_facts(parts: TurnDependencies) -> LivePageFacts:
    return LivePageFacts(lambda: parts.current_settings)


def _build_pages(parts: TurnDependencies, threads: DbExecutor, web: WebChannel) -> FilePages:
    facts = _live_page_facts(parts)
    return FilePages(
        NotebookPages(facts, web.notebook, parts.dialogue.sentence, parts.clock),
        AppointmentPages(facts, parts, threads),
    )
