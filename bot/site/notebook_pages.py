"""« Mon carnet »: the notebook as a printable page and a PDF, and its plan as a calendar file.

The session is a token in a header, not a cookie. Opened by its address, the page has no notebook,
and its script requests it again with the token stored in the browser.
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

from bot.notebook.export_document import DocumentedStep, NotebookDocument
from bot.site.plan_calendar import build_plan_calendar
from bot.site.public_pages import capitalise_first, template_environment

NOTEBOOK_PATH, PDF_PATH, PLAN_CALENDAR_PATH = "/carnet", "/carnet/pdf", "/carnet/plan.ics"
TITLE = "Mon carnet d’orientation"
_HEADERS = {"cache-control": "no-store", "vary": "authorization"}

# Returns the document of a request's session, or None for an absent or unknown session.
ReadDocument = Callable[[Request], Awaitable[Optional[NotebookDocument]]]
# A response of the domain, filled with facts.
Sentence = Callable[..., str]


@dataclass(frozen=True)
class NotebookPages:
    """The pages of the notebook; `facts` are those of `bot.site.public_pages.page_routes`."""

    facts: Mapping[str, Any]
    read: ReadDocument
    sentence: Sentence
    now: Callable[[], dt.datetime]

    def routes(self) -> list[Route]:
        """Return the routes of the page and the files."""
        return [
            Route(NOTEBOOK_PATH, self.page),
            Route(PDF_PATH, self.file),
            Route(PLAN_CALENDAR_PATH, self.calendar),
        ]

    async def page(self, request: Request) -> Response:
        """Return the notebook as a page, or a page that says why it is absent."""
        state, document = await self._find(request)
        return self._page(state, document, status=_STATUS_BY_STATE[state])

    async def file(self, request: Request) -> Response:
        """Return the notebook as a PDF, or a page that says why it is absent."""
        state, document = await self._find(request)
        if state != "open" or document is None:
            return self._page(state, document, status=_NO_FILE_STATUS[state])
        content = await self.pdf_of(document)
        named = {"content-disposition": 'attachment; filename="carnet.pdf"'}
        return Response(content, media_type="application/pdf", headers={**_HEADERS, **named})

    async def calendar(self, request: Request) -> Response:
        """Return the plan as a calendar file, or a page that says why it is absent."""
        state, document = await self._find(request)
        if state != "open" or document is None or not document.plan:
            return self._page(state, document, status=_NO_FILE_STATUS.get(state, 404))
        content = self.calendar_of(document)
        named = {"content-disposition": 'attachment; filename="plan.ics"'}
        return Response(content, media_type="text/calendar", headers={**_HEADERS, **named})

    async def pdf_of(self, document: NotebookDocument) -> bytes:
        """Return a notebook as a PDF."""
        return await run_in_threadpool(partial(self._pdf, document))

    def calendar_of(self, document: NotebookDocument) -> bytes:
        """Return the plan of a notebook, which must have one, as a calendar file."""
        return build_plan_calendar(document, partial(self._step, document), self.now())

    def _step(self, document: NotebookDocument, step: DocumentedStep) -> str:
        """Return the text of a step without its day, which is that of the calendar entry."""
        unsure = {"whom": "", "vous": document.formal}
        status = self.sentence("utter_status_to_confirm", **unsure) if step.unsure else ""
        facts = {"title": step.title, "source": status, "vous": document.formal}
        return capitalise_first(self.sentence(f"utter_do_{step.key}", **facts)).strip()

    async def _find(self, request: Request) -> tuple[str, Optional[NotebookDocument]]:
        try:
            document = await self.read(request)
        except (DBAPIError, asyncio.TimeoutError):
            return "unavailable", None
        if document is None:
            return ("unknown" if "authorization" in request.headers else "closed"), None
        return ("empty" if document.empty else "open"), document

    def _page(self, state: str, document: Optional[NotebookDocument], status: int) -> Response:
        html = self._render("notebook.html", document, state=state, path=NOTEBOOK_PATH)
        return HTMLResponse(html, status, headers=_HEADERS)

    def _pdf(self, document: NotebookDocument) -> bytes:
        from bot.site.notebook_pdf import render_pdf  # imports 30 MB that few processes need

        return render_pdf(self._render("_notebook.html", document), TITLE)

    def _render(self, name: str, document: Optional[NotebookDocument], **more: Any) -> str:
        sentence = partial(self.sentence, vous=document.formal if document else False)
        page = template_environment().get_template(name)
        do = partial(self._step, document) if document else None
        return page.render(self.facts, doc=document, sentence=sentence, do=do, **more)


_STATUS_BY_STATE = {"open": 200, "empty": 200, "closed": 200, "unknown": 401, "unavailable": 503}
_NO_FILE_STATUS = {"empty": 404, "closed": 401, "unknown": 401, "unavailable": 503}
