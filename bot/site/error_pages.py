"""Error responses: one French sentence, as JSON for programs and as a page for people.

They contain nothing of the exception, and the log only its type and location: the text of an
exception may contain what a person wrote.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channel_registry import list_api_paths
from bot.logging_setup import find_error_location
from bot.site.public_pages import template_environment

logger = logging.getLogger(__name__)

# Status → reason; the sentence is the domain's `utter_<reason>`.
REASON_BY_STATUS: Mapping[int, str] = MappingProxyType(
    {
        400: "refused_request",
        403: "refused_foreign",
        404: "refused_not_found",
        405: "refused_method",
        500: "unforeseen",
    }
)


class ErrorResponses:
    """The error responses, rendered at start-up so that this cannot fail later."""

    def __init__(self, facts: Mapping[str, Any], sentence: Callable[[str], str]) -> None:
        """`facts` are those of `bot.site.public_pages.page_routes`."""
        page = template_environment().get_template("fault.html")
        reasons = REASON_BY_STATUS.items()
        self._messages = {status: sentence(f"utter_{reason}") for status, reason in reasons}
        self._pages = {
            status: page.render(facts, path="", sentence=message)
            for status, message in self._messages.items()
        }

    def answer(self, path: str, status: int, headers: Mapping[str, str]) -> Response:
        """Return the response of a status as JSON or as a page, by default with the text of 400."""
        known = status if status in REASON_BY_STATUS else 400
        headers = {**headers, "cache-control": "no-store"}
        if is_api_path(path):
            content = {"error": REASON_BY_STATUS[known], "message": self._messages[known]}
            return JSONResponse(content, status, headers)
        return HTMLResponse(self._pages[known], status, headers)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Handle an HTTPException of the router: an unknown path or a wrong method."""
        if not isinstance(error, HTTPException):
            raise error
        return self.answer(request.scope["path"], error.status_code, dict(error.headers or {}))


def is_api_path(path: str) -> bool:
    """Whether a path is called by programs rather than opened by people."""
    return path.startswith(("/healthz", "/readyz", *list_api_paths()))


class UnexpectedErrorMiddleware:
    """Logs uncaught exceptions and responds with 500, unless the response has started."""

    def __init__(self, app: ASGIApp, faults: ErrorResponses) -> None:
        self.app, self._faults = app, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_started = False

        async def track_start(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self.app(scope, receive, track_start)
        except Exception as error:  # noqa: BLE001  # the outermost handler
            logger.error("unforeseen: %s at %s", type(error).__name__, find_error_location(error))
            if not has_started:
                await self._faults.answer(scope["path"], 500, {})(scope, receive, send)
