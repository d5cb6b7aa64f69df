"""The response while the service starts: one sentence, and when to retry.

The model is not loaded yet, so the sentence is read from the domain file. The page reloads itself
without a script, which its content security policy would not allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.care.helplines import get_emergency_number
from bot.settings import PROJECT_ROOT
from bot.site import assets
from bot.site.error_pages import is_api_path
from bot.site.public_pages import template_environment
from bot.site.security_headers import SecurityHeaders

STARTING_REASON, STARTING_STATUS, STARTING_SENTENCE = "starting", 503, "utter_starting"
RETRY_SECONDS = 3
_SENTENCES_FILE = PROJECT_ROOT / "bot" / "domain" / "refusals.yml"


def build_startup_app(facts: Mapping[str, Any]) -> ASGIApp:
    """Return an app that serves static files and answers everything else with 503.

    `facts` come from `bot.site.page_facts`.
    """
    handlers = {HTTPException: _StartupAnswers(facts).refused}
    routes = [Route("/healthz", _alive), Route("/readyz", _not_ready), *assets.asset_routes()]
    return SecurityHeaders(Starlette(routes=routes, exception_handlers=handlers))


class _StartupAnswers:
    """The responses, rendered once, as starting up keeps the interpreter busy."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._message = _load_sentence()
        page = template_environment().get_template("starting.html")
        self._page = page.render(facts, path="", sentence=self._message, seconds=RETRY_SECONDS)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Return 503 as JSON or as a page."""
        headers = {"retry-after": str(RETRY_SECONDS)}
        if is_api_path(request.scope["path"]):
            content = {"error": STARTING_REASON, "message": self._message}
            return JSONResponse(content, STARTING_STATUS, headers)
        return HTMLResponse(self._page, STARTING_STATUS, headers)


async def _alive(request: Request) -> Response:
    return JSONResponse({"alive": True})


async def _not_ready(request: Request) -> Response:
    return JSONResponse({"ready": False}, STARTING_STATUS, {"retry-after": str(RETRY_SECONDS)})


def _load_sentence() -> str:
    responses = yaml.load(_SENTENCES_FILE.read_text("utf-8"), yaml.CSafeLoader)["responses"]
    sentence = str(responses[STARTING_SENTENCE][0]["text"])
    return sentence.format(emergency_number=get_emergency_number())
