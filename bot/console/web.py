"""The counsellors' site: every page, with its gate, its headers and its static files.

A page is a template, a handler (`async def (visit) -> Response`) in `bot.console.pages`, and a line
in its module's `PAGES`.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console import gate
from bot.console.desk import Desk
from bot.console.headers import STATIC, Headers
from bot.console.pages import EVERY
from bot.console.templating import HERE
from bot.console.visit import ROOT

FIRST = "/aujourdhui"


class Console:
    """Built by `bot.app` from a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def routes(self) -> list[BaseRoute]:
        """All that is below `/conseillers`, as an application of its own."""
        pages = [gate.route(page, self.desk) for page in EVERY]
        static = Mount(STATIC, StaticFiles(directory=HERE / "static"))
        inside = Starlette(
            routes=[Route("/", _first), *pages, static],
            exception_handlers={
                HTTPException: gate.not_found(self.desk),
                Exception: gate.broken(self.desk),
            },
        )
        inside.router.redirect_slashes = False  # as in `bot.app`
        return [Route(ROOT, _first), Mount(ROOT, Headers(inside))]


async def _first(request: Request) -> Response:
    """The page of the day."""
    return RedirectResponse(f"{ROOT}{FIRST}", status_code=303)
