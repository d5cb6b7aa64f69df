"""« Mon carnet »: the notebook of the session that asks, as a page to print, as a PDF, and its plan
as a calendar file.

A session is a token in a header, no cookie: opened from its address alone, the page says so, and
its script asks for it again with the token that this browser keeps.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Optional

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.guidance.document import Document, Step
from bot.site.notebook_calendar import calendar
from bot.site.pages import capitalized, environment

PATH, PDF, CALENDAR = "/carnet", "/carnet/pdf", "/carnet/plan.ics"
TITLE = "Mon carnet d’orientation"
_HEADERS = {"cache-control": "no-store", "vary": "authorization"}

# The document of the session that a request carries; None when it carries none that is known.
Read = Callable[[Request], Awaitable[Optional[Document]]]
# A response of the domain, filled with facts.
Sentence = Callable[..., str]


@dataclass(frozen=True)
class NotebookPages:
    """`facts` are those of `bot.site.pages.routes`."""

    facts: Mapping[str, Any]
    read: Read
    sentence: Sentence
    now: Callable[[], dt.datetime]

    def routes(self) -> list[Route]:
        """The page and the files."""
        return [Route(PATH, self.page), Route(PDF, self.file), Route(CALENDAR, self.calendar)]

    async def page(self, request: Request) -> Response:
        """The notebook, or a plain word about why it is not here."""
        state, document = await self._find(request)
        return self._page(state, document, status=_STATUS[state])

    async def file(self, request: Request) -> Response:
        """The same as a PDF; a plain page when there is nothing to give."""
        state, document = await self._find(request)
        if state != "open" or document is None:
            return self._page(state, document, status=_NO_FILE[state])
        content = await self.pdf_of(document)
        named = {"content-disposition": 'attachment; filename="carnet.pdf"'}
        return Response(content, media_type="application/pdf", headers={**_HEADERS, **named})

    async def calendar(self, request: Request) -> Response:
        """The plan for a calendar; a plain page when there is none."""
        state, document = await self._find(request)
        if state != "open" or document is None or not document.plan:
            return self._page(state, document, status=_NO_FILE.get(state, 404))
        content = self.calendar_of(document)
        named = {"content-disposition": 'attachment; filename="plan.ics"'}
        return Response(content, media_type="text/calendar", headers={**_HEADERS, **named})

    async def pdf_of(self, document: Document) -> bytes:
        """A notebook as a PDF."""
        return await run_in_threadpool(partial(self._pdf, document))

    def calendar_of(self, document: Document) -> bytes:
        """The plan of a notebook for a calendar; it must have one."""
        return calendar(document, partial(self._step, document), self.now())

    def _step(self, document: Document, step: Step) -> str:
        """What to do, without its day: the calendar says it."""
        unsure = {"whom": "", "vous": document.formal}
        status = self.sentence("utter_status_to_confirm", **unsure) if step.unsure else ""
        facts = {"title": step.title, "source": status, "vous": document.formal}
        return capitalized(self.sentence(f"utter_do_{step.key}", **facts)).strip()

    async def _find(self, request: Request) -> tuple[str, Optional[Document]]:
        try:
            document = await self.read(request)
        except (DBAPIError, asyncio.TimeoutError):
            return "unavailable", None
        if document is None:
            return ("unknown" if "authorization" in request.headers else "closed"), None
        return ("empty" if document.empty else "open"), document

    def _page(self, state: str, document: Optional[Document], status: int) -> Response:
        html = self._render("notebook.html", document, state=state, path=PATH)
        return HTMLResponse(html, status, headers=_HEADERS)

    def _pdf(self, document: Document) -> bytes:
        from bot.site.notebook_pdf import pdf  # 30 MB that most processes never need

        return pdf(self._render("_notebook.html", document), TITLE)

    def _render(self, name: str, document: Optional[Document], **more: Any) -> str:
        told = partial(self.sentence, vous=document.formal if document else False)
        page = environment().get_template(name)
        do = partial(self._step, document) if document else None
        return page.render(self.facts, doc=document, sentence=told, do=do, **more)


_STATUS = {"open": 200, "empty": 200, "closed": 200, "unknown": 401, "unavailable": 503}
_NO_FILE = {"empty": 404, "closed": 401, "unknown": 401, "unavailable": 503}
