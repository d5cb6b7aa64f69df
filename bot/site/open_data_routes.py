"""Open data over HTTP: the collections of `knowledge.open_data`, with pages and entity tags.

Served with `BOUSSOLE_OPEN_DATA` only. Anybody may read them from any site; nothing of a person is
read or written.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.booking.local_time import local_day
from bot.messaging.turn_dependencies import TurnDependencies
from knowledge.open_data.open_collections import OPEN_COLLECTIONS, NoSuchPage, OpenCollection
from knowledge.open_data.publishable_facts import OPEN_DATA_PATH, PublishableFacts

_MEDIA_TYPE = "application/ld+json"
_HEADERS = {
    # Facts end with a day: asked about each time, as the pages are.
    "cache-control": "public, no-cache",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}


@dataclass(frozen=True)
class OpenDataRoutes:
    """The routes of all collections; `parts` gives the base in use and the day."""

    parts: TurnDependencies

    def routes(self) -> list[Route]:
        """Return the list and the entry of each collection."""
        return [route for each in OPEN_COLLECTIONS for route in self._routes_of(each)]

    def _routes_of(self, collection: OpenCollection) -> list[Route]:
        path = f"{OPEN_DATA_PATH}/{collection.name}"

        async def page(request: Request) -> Response:
            number = request.query_params.get("page", "1")
            if not (number.isascii() and number.isdigit() and len(number) < 7):
                raise HTTPException(400)
            published = self._published()
            try:
                document, pages = collection.list_page(int(number), published)
            except NoSuchPage:
                raise HTTPException(404) from None
            links = _render_links(published.address(collection.name), int(number), pages)
            return _answer(request, document, {"link": links})

        async def entry(request: Request) -> Response:
            document = collection.find(request.path_params["entry_id"], self._published())
            if document is None:
                raise HTTPException(404)
            return _answer(request, document, {})

        return [Route(path, page), Route(f"{path}/{{entry_id}}", entry)]

    def _published(self) -> PublishableFacts:
        parts = self.parts
        today = local_day(parts.clock())
        return PublishableFacts(parts.library.base, today, parts.settings.site_url)


def _render_links(address: str, number: int, pages: int) -> str:
    """Return the `Link` header (RFC 8288) of a page."""
    numbers = {"first": 1, "prev": number - 1, "next": number + 1, "last": pages}
    return ", ".join(
        f'<{address}?page={page}>; rel="{name}"'
        for name, page in numbers.items()
        if 1 <= page <= pages
    )


def _answer(request: Request, document: dict[str, Any], added: dict[str, str]) -> Response:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**_HEADERS, **added, "etag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=_MEDIA_TYPE)
