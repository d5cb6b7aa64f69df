"""`/flux`: the event stream of an open page."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.desk.live_stream import PING_SECONDS, has_too_many_streams, stream_events
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, render_error_page
from bot.messaging.listeners import build_stream_response


async def listen(context: RequestContext) -> Response:
    """Stream events; `?conversation=12` adds those of that conversation."""
    if has_too_many_streams(context.desk, context.bound):
        return render_error_page(context, 409, "too_many_pages")
    if context.request.method == "HEAD":
        return Response(media_type="text/event-stream")
    handoff = parse_number(context.asked("conversation"))
    events = stream_events(context.desk, context.bound, handoff)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return build_stream_response(events, context.desk.listeners, PING_SECONDS, headers)


PAGES = [get("/flux", listen)]
