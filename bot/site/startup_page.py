"""What is answered while the service gets ready: one sentence, and when to ask again.

No model and no base is there yet, so the sentence is read from the file of the domain itself. The
page loads itself again without a script, as the policy of the site has it.
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
    """Answers everything but the files of the pages with 503; `facts` as `bot.site.page_facts`
    makes them."""
    answers = _StartupAnswers(facts)
    routes = [Route("/healthz", _alive), Route("/readyz", _not_ready), *assets.asset_routes()]
    return SecurityHeaders(
        Starlette(routes=routes, exception_handlers={HTTPException: answers.refused})
    )


class _StartupAnswers:
    """All is made at the start: meanwhile the interpreter has much else to do."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._told = _load_sentence()
        page = template_environment().get_template("starting.html")
        self._page = page.render(facts, path="", sentence=self._told, seconds=RETRY_SECONDS)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Whatever was asked: not yet."""
        headers = {"retry-after": str(RETRY_SECONDS)}
        if is_api_path(request.scope["path"]):
            return JSONResponse(
                {"error": STARTING_REASON, "message": self._told}, STARTING_STATUS, headers
            )
        return HTMLResponse(self._page, STARTING_STATUS, headers)


async def _alive(request: Request) -> Response:
    return JSONResponse({"alive": True})


async def _not_ready(request: Request) -> Response:
    return JSONResponse({"ready": False}, STARTING_STATUS, {"retry-after": str(RETRY_SECONDS)})


def _load_sentence() -> str:
    responses = yaml.load(_SENTENCES_FILE.read_text("utf-8"), yaml.CSafeLoader)["responses"]
    sentence = str(responses[STARTING_SENTENCE][0]["text"])
    return sentence.format(emergency_number=get_emergency_number())
