"""The files that replies name, as bytes: platforms deliver them, the web fetches them itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from actions.booking_facts import CALENDAR as APPOINTMENT
from actions.booking_facts import PATH
from bot.booking import errors
from bot.conversation.notebooks import notebook_in
from bot.conversation.sending import FileGone
from bot.conversation.threads import Rank, Threads
from bot.conversation.turn import Parts
from bot.guidance.document import Document
from bot.site.appointments import AppointmentPages
from bot.site.notebook import CALENDAR, PDF, NotebookPages

_APPOINTMENT = re.compile(rf"{PATH}/([^/]+)/{re.escape(APPOINTMENT)}")


@dataclass(frozen=True)
class Files:
    """`bot.conversation.sending.Contents`, from the pages that give the same files on the web."""

    parts: Parts
    threads: Threads
    notebooks: NotebookPages
    appointments: AppointmentPages

    async def __call__(self, conversation: int, url: str) -> bytes:
        """What is at a path of this service for the person of a conversation. Raises FileGone."""
        if url == PDF:
            return await self.notebooks.pdf_of(await self._document(conversation))
        if url == CALENDAR:
            document = await self._document(conversation)
            if not document.plan:
                raise FileGone
            return self.notebooks.calendar_of(document)
        match = _APPOINTMENT.fullmatch(url)
        if match is None:
            raise FileGone
        try:
            return await self.appointments.calendar(match[1])
        except errors.UnknownAppointment:
            raise FileGone from None

    async def _document(self, conversation: int) -> Document:
        document = await self.threads.run(Rank.READ, partial(notebook_in, self.parts, conversation))
        if document.empty:
            raise FileGone
        return document
