"""Loading of the files that replies link to, for platforms; the web chat fetches them itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from bot.booking import booking_errors
from bot.messaging.db_executor import DbExecutor, JobPriority
from bot.messaging.notebook_documents import build_conversation_document
from bot.messaging.platform_sender import FileUnavailable
from bot.messaging.turn_dependencies import TurnDependencies
from bot.notebook.export_document import NotebookDocument
from bot.presentation.booking_facts import APPOINTMENT_PATH, CALENDAR_FILENAME
from bot.site.appointment_pages import AppointmentPages
from bot.site.notebook_pages import PDF_PATH, PLAN_CALENDAR_PATH, NotebookPages

_APPOINTMENT_FILE = re.compile(rf"{APPOINTMENT_PATH}/([^/]+)/{re.escape(CALENDAR_FILENAME)}")


@dataclass(frozen=True)
class ReplyFiles:
    """A `bot.messaging.platform_sender.FileLoader` that uses the pages of the web."""

    parts: TurnDependencies
    threads: DbExecutor
    notebooks: NotebookPages
    appointments: AppointmentPages

    async def __call__(self, conversation: int, url: str) -> bytes:
        """Return the file at a path of this service for the person of a conversation.

        Raises:
            FileUnavailable: there is no such file.
        """
        if url == PDF_PATH:
            return await self.notebooks.pdf_of(await self._document(conversation))
        if url == PLAN_CALENDAR_PATH:
            document = await self._document(conversation)
            if not document.plan:
                raise FileUnavailable
            return self.notebooks.calendar_of(document)
        match = _APPOINTMENT_FILE.fullmatch(url)
        if match is None:
            raise FileUnavailable
        try:
            return await self.appointments.calendar(match[1])
        except booking_errors.UnknownAppointment:
            raise FileUnavailable from None

    async def _document(self, conversation: int) -> NotebookDocument:
        document = await self.threads.run(
            JobPriority.READ, partial(build_conversation_document, self.parts, conversation)
        )
        if document.empty:
            raise FileUnavailable
        return document
