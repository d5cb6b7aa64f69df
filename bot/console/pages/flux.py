"""`/flux`: what an open page hears as it happens."""

from __future__ import annotations

from sse_starlette import EventSourceResponse
from starlette.responses import Response

from bot.console.forms import whole
from bot.console.gate import get
from bot.console.live import PING_SECONDS, stream
from bot.console.visit import Visit


async def listen(visit: Visit) -> Response:
    """`?conversation=12`: also what changes in that one."""
    handoff = whole(visit.asked("conversation"))
    events = stream(visit.desk, visit.bound, handoff)
    return EventSourceResponse(
        events, ping=PING_SECONDS, headers={"cache-control": "no-store", "x-accel-buffering": "no"}
    )


PAGES = [get("/flux", listen)]
