"""The counsellors' site: pages, security headers and static files.

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

from bot.console.pages import ALL_PAGES
from bot.console.web import routing
from bot.console.web.console_headers import STATIC_PATH, ConsoleHeaders
from bot.console.web.dependencies import ConsoleDependencies
from bot.console.web.request_context import CONSOLE_PATH
from bot.console.web.templating import CONSOLE_FOLDER

FIRST_PAGE = "/aujourdhui"


class Console:
    """The mounted application; built by `bot.app` from the dependencies."""

    def __init__(self, desk: ConsoleDependencies) -> None:
        self.desk = desk

    def routes(self) -> list[BaseRoute]:
        """Return the routes below `/conseillers`, as an application of its own."""
        pages = [routing.build_route(page, self.desk) for page in ALL_PAGES]
        static = Mount(STATIC_PATH, StaticFiles(directory=CONSOLE_FOLDER / "static"))
        inside = Starlette(
            routes=[Route("/", _redirect_to_first_page), *pages, static],
            exception_handlers={
                HTTPException: routing.build_not_found_handler(self.desk),
                Exception: routing.build_error_handler(self.desk),
            },
        )
        inside.router.redirect_slashes = False  # as in `bot.app`
        return [
            Route(CONSOLE_PATH, _redirect_to_first_page),
            Mount(CONSOLE_PATH, ConsoleHeaders(inside)),
        ]


async def _redirect_to_first_page(request: Request) -> Response:
    """Redirect to the page of the day."""
    return RedirectResponse(f"{CONSOLE_PATH}{FIRST_PAGE}", status_code=303)
