"""The rate limits of sends to Telegram: some 30 messages a second in all, one a second per chat.

A chat accepts a short burst, so a reply of several messages arrives at once.
"""

from __future__ import annotations

from aiolimiter import AsyncLimiter

from bot.messaging.keyed_limiters import KeyedLimiters

MAX_MESSAGES_PER_SECOND = 30
MAX_CHAT_BURST_MESSAGES = 4


class SendRateLimiter:
    """Delays sends to keep the limits; one per process, on its event loop.

    Several processes together may exceed them; Telegram then asks to wait, and delivery does.
    """

    def __init__(
        self, a_second: float = MAX_MESSAGES_PER_SECOND, burst: float = MAX_CHAT_BURST_MESSAGES
    ) -> None:
        """Allow `a_second` messages per second in all, and a `burst` of messages to one chat."""
        # In short intervals: 30 at once would already be a burst.
        self._all = AsyncLimiter(max(a_second / 10, 1), 0.1)
        self._chats = KeyedLimiters(burst, a_second=1)

    async def turn(self, chat: str) -> None:
        """Wait until a message to this chat may be sent."""
        await self._chats.of(chat).acquire()
        await self._all.acquire()

    async def wait_for_any(self) -> None:
        """Wait until a call that sends no message may be made."""
        await self._all.acquire()
