"""Who waits for news in the console: the pages of a conversation, and those that show the queue.

A page of the queue is woken by the news of any conversation: somebody may have asked for a human,
been taken, or left. It looks once a second at most (`bot.console.desk.live_stream`).
"""

from __future__ import annotations

from collections.abc import Callable

from bot.messaging.listeners import Listeners

# What the pages of the queue listen to: no conversation has this id.
QUEUE_PAGES = 0


def make_page_notifier(listeners: Listeners) -> Callable[[int], None]:
    """What is called with each conversation that has news, instead of `listeners.tell`."""

    def tell(conversation: int) -> None:
        listeners.tell(conversation)
        listeners.tell(QUEUE_PAGES)

    return tell
