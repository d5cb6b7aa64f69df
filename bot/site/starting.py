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

from bot.settings import ROOT
from bot.site import assets
from bot.site.faults import FOR_PROGRAMS
from bot.site.headers import SecurityHeaders
from bot.site.pages import environment

REASON, STATUS, SENTENCE = "starting", 503, "utter_starting"
RETRY_SECONDS = 3
_SENTENCES = ROOT / "bot" / "domain" / "refusals.yml"


def application(facts: Mapping[str, Any]) -> ASGIApp:
    """Answers everything but the files of the pages with 503; `facts` as `bot.site.shown` makes
    them."""
    answers = _Answers(facts)
    routes = [Route("/healthz", _alive), Route("/readyz", _not_ready), *assets.routes()]
    return SecurityHeaders(
        Starlette(routes=routes, exception_handlers={HTTPException: answers.refused})
    )


class _Answers:
    """All is made at the start: meanwhile the interpreter has much else to do."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._told = _sentence()
        page = environment().get_template("starting.html")
        self._page = page.render(facts, path="", sentence=self._told, seconds=RETRY_SECONDS)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Whatever was asked: not yet."""
        headers = {"retry-after": str(RETRY_SECONDS)}
        if request.scope["path"].startswith(FOR_PROGRAMS):
            return JSONResponse({"error": REASON, "message": self._told}, STATUS, headers)
        return HTMLResponse(self._page, STATUS, headers)


async def _alive(request: Request) -> Response:
    return JSONResponse({"alive": True})


async def _not_ready(request: Request) -> Response:
    return JSONResponse({"ready": False}, STATUS, {"retry-after": str(RETRY_SECONDS)})


def _sentence() -> str:
    responses = yaml.load(_SENTENCES.read_text("utf-8"), yaml.CSafeLoader)["responses"]
    return str(responses[SENTENCE][0]["text"])
