"""The response of an event stream, which ends whole when the process stops.

One that was cut off would look like a broken line to its page, and to uvicorn like an error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.messaging.listeners import Listeners

# To send what is on its way; less than uvicorn waits for connections (`bot.cli.http_connections`).
_END_SECONDS = 1.0


def build_stream_response(
    events: AsyncIterator[ServerSentEvent],
    listeners: Listeners,
    ping: int,
    headers: Mapping[str, str],
) -> EventSourceResponse:
    """Return a response that sends `events`, and a sign of life every `ping` seconds.

    `events` ends soon after `listeners.closed`, which is set when the process begins to stop.
    """
    ending: Any = _Ending(listeners)
    return EventSourceResponse(
        events,
        ping=ping,
        headers=headers,
        shutdown_event=cast(anyio.Event, ending),
        shutdown_grace_period=_END_SECONDS,
    )


@dataclass(frozen=True)
class _Ending:
    """What the library sets when the process begins to stop; it waits for nothing."""

    listeners: Listeners

    def set(self) -> None:
        """End all streams of the process."""
        self.listeners.close()
