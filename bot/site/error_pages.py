"""What is answered where an address leads nowhere, or where something happened that nobody foresaw:
one French sentence, as JSON for programs and as a page for people.

Nothing of a fault reaches whoever asked, and the log names its kind and its place in the code only:
the text of an exception may quote what somebody wrote.
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

# Their sentences are the domain's, `utter_` and the reason.
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
    """All is made at the start, so that nothing of it can fail later."""

    def __init__(self, facts: Mapping[str, Any], sentence: Callable[[str], str]) -> None:
        """`facts` are those of `bot.site.public_pages.page_routes`."""
        page = template_environment().get_template("fault.html")
        self._told = {
            status: sentence(f"utter_{reason}") for status, reason in REASON_BY_STATUS.items()
        }
        self._pages = {
            status: page.render(facts, path="", sentence=told)
            for status, told in self._told.items()
        }

    def answer(self, path: str, status: int, headers: Mapping[str, str]) -> Response:
        """As whoever asked there reads it. What is not in REASONS is told as a wrong request."""
        known = status if status in REASON_BY_STATUS else 400
        headers = {**headers, "cache-control": "no-store"}
        if is_api_path(path):
            told = {"error": REASON_BY_STATUS[known], "message": self._told[known]}
            return JSONResponse(told, status, headers)
        return HTMLResponse(self._pages[known], status, headers)

    async def refused(self, request: Request, error: Exception) -> Response:
        """What the router refuses: an address, or a way to use it."""
        if not isinstance(error, HTTPException):
            raise error
        return self.answer(request.scope["path"], error.status_code, dict(error.headers or {}))


def is_api_path(path: str) -> bool:
    """Whether programs call it; people open the others."""
    return path.startswith(("/healthz", "/readyz", *list_api_paths()))


class UnexpectedErrorMiddleware:
    """Ends what nobody caught; a response that has begun is cut off."""

    def __init__(self, app: ASGIApp, faults: ErrorResponses) -> None:
        self.app, self._faults = app, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def noted(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  # nobody is behind this who could tell the client
            logger.error("unforeseen: %s at %s", type(error).__name__, find_error_location(error))
            if not began:
                await self._faults.answer(scope["path"], 500, {})(scope, receive, send)
