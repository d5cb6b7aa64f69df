"""The page on which a professional answers one question, opened by the link of a counsellor.

The link is the only credential and shows the question alone. A GET changes nothing; what is sent
becomes a draft that a counsellor checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiolimiter import AsyncLimiter
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.booking.local_time import local_day
from bot.care.answer_facts import build_answer_facts
from bot.care.detector import detect
from bot.deferred_questions import deferred_answers
from bot.deferred_questions.deferred_question_errors import AlreadyDrafted, UnknownInvitation
from bot.handoff.handoff_errors import IdentifyingText
from bot.messaging.db_executor import DbExecutor, JobPriority, StorageStuck
from bot.messaging.keyed_limiters import KeyedLimiters
from bot.messaging.turn_dependencies import TurnDependencies
from bot.presentation.dates_and_amounts import format_day
from bot.presentation.deferred_question_facts import INVITATION_PATH
from bot.privacy.message_validation import MessageRefused
from bot.request_origin import is_cross_site
from bot.site.link_pages import LINK_PAGE_HEADERS, read_form
from bot.site.public_pages import template_environment
from bot.storage.unit_of_work import reading, writing

# 2,000 characters, each up to four bytes of three signs.
_MAX_FORM_BYTES = 28_000
# Requests of one link, and of all: at once, then per second.
LINK_BURST, LINK_PER_SECOND = 20, 0.2
ALL_BURST, ALL_PER_SECOND = 200, 10
_MAX_TOKEN_CHARS = 64


@dataclass(frozen=True)
class ProfessionalAnswerPages:
    """The pages; `shown` are the facts of `bot.site.public_pages.page_routes`."""

    shown: Mapping[str, Any]
    parts: TurnDependencies
    threads: DbExecutor
    _links: KeyedLimiters = field(
        default_factory=lambda: KeyedLimiters(LINK_BURST, LINK_PER_SECOND)
    )
    _all: AsyncLimiter = field(
        default_factory=lambda: AsyncLimiter(ALL_BURST, ALL_BURST / ALL_PER_SECOND)
    )

    def routes(self) -> list[Route]:
        """Return the routes under `/question/{token}`."""
        path = f"{INVITATION_PATH}/{{token}}"
        return [Route(path, self.page), Route(path, self.answer, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        """Return the question with the form, or a word of thanks once it is answered."""
        if not await self._takes(request):
            return self._render("busy", status=429)
        return await self._show(request)

    async def answer(self, request: Request) -> Response:
        """Store the answer as a draft. One that signals distress is not stored (S1)."""
        if not await self._takes(request):
            return self._render("busy", status=429)
        if is_cross_site(request, self.parts.settings.site_url):
            return self._render("foreign", status=403)
        text = (await read_form(request, _MAX_FORM_BYTES)).get("reponse", "")
        if signal := detect(text):
            lines = build_answer_facts(signal, self.parts.clock())["lines"].splitlines()
            return self._render("help", lines=lines)
        try:
            await self.threads.ask(JobPriority.ACCEPT, partial(self._store, _token(request), text))
        except UnknownInvitation:
            return self._render("unknown", status=404)
        except (IdentifyingText, MessageRefused) as error:
            problem = error.reason if isinstance(error, MessageRefused) else "identifying"
            return await self._show(request, 422, problem, text)
        except AlreadyDrafted:
            pass  # the page thanks for the first answer
        except (DBAPIError, StorageStuck):
            return await self._unavailable(text)
        return RedirectResponse(
            f"{INVITATION_PATH}/{_token(request)}", status_code=303, headers=LINK_PAGE_HEADERS
        )

    async def _show(
        self, request: Request, status: int = 200, problem: str = "", typed: str = ""
    ) -> Response:
        try:
            look = partial(self._look, _token(request))
            facts = await self.threads.ask(JobPriority.READ, look)
        except UnknownInvitation:
            return self._render("unknown", status=404)
        except (DBAPIError, StorageStuck):
            return await self._unavailable(typed)
        return self._render(status=status, problem=problem, typed=typed, **facts)

    async def _unavailable(self, typed: str) -> Response:
        return self._render("unavailable", status=503, typed=typed)

    async def _takes(self, request: Request) -> bool:
        """Use a part of the quotas; False if too little is left."""
        for limiter in (self._all, self._links.of(_token(request))):
            if not limiter.has_capacity():
                return False
            await limiter.acquire()
        return True

    # Run in the database threads

    def _look(self, token: str) -> dict[str, Any]:
        with reading(self.parts.engine) as unit:
            invitation, question = deferred_answers.open_invitation(
                unit, token, self.parts.key, self.parts.clock()
            )
        return {
            "state": "thanks" if invitation.drafted else "open",
            "question": question.text,
            "until": format_day(local_day(invitation.expires)),
        }

    def _store(self, token: str, text: str) -> None:
        settings = self.parts.settings
        public = (settings.site_phone, settings.site_email)
        with writing(self.parts.engine) as unit:
            deferred_answers.store_professional_draft(
                unit, token, self.parts.key, text, self.parts.clock(), public
            )
            unit.commit()

    def _render(self, state: str, status: int = 200, **more: Any) -> Response:
        values: dict[str, Any] = {"typed": "", "problem": "", "lines": [], **more}
        values["lifetime"] = deferred_answers.INVITATION_LIFETIME.days
        page = template_environment().get_template("professional_answer.html")
        html = page.render(self.shown, path=INVITATION_PATH, state=state, **values)
        return HTMLResponse(html, status_code=status, headers=LINK_PAGE_HEADERS)


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:_MAX_TOKEN_CHARS]
