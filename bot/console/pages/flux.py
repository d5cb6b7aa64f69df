"""`/flux`: what an open page hears as it happens."""

from __future__ import annotations

from sse_starlette import EventSourceResponse
from starlette.responses import Response

from bot.console.forms import whole
from bot.console.gate import error_page, get
from bot.console.live import PING_SECONDS, is_full, stream
from bot.console.visit import Visit


async def listen(visit: Visit) -> Response:
    """`?conversation=12`: also what changes in that one."""
    if is_full(visit.desk, visit.bound):
        return error_page(visit, 409, "too_many_pages")
    if visit.request.method == "HEAD":
        return Response(media_type="text/event-stream")
    handoff = whole(visit.asked("conversation"))
    events = stream(visit.desk, visit.bound, handoff)
    return EventSourceResponse(
        events, ping=PING_SECONDS, headers={"cache-control": "no-store", "x-accel-buffering": "no"}
    )


PAGES = [get("/flux", listen)]
