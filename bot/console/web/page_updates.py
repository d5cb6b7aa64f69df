"""Wakes the console's open pages: those of a conversation, and those that show the queue.

Pages of the queue wake on news of any conversation; `bot.console.desk.live_stream` limits how often
they query.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.messaging.listeners import Listeners

# Pseudo-conversation that pages of the queue listen to; no conversation has this id.
QUEUE_PAGES = 0


def make_page_notifier(listeners: Listeners) -> Callable[[int], None]:
    """Return the callback for news of a conversation, in place of `listeners.tell`."""

    def tell(conversation: int) -> None:
        listeners.tell(conversation)
        listeners.tell(QUEUE_PAGES)

    return tell
