"""How fast Telegram may be written to: some 30 messages a second in all, one a second to a chat.

A chat takes a few at once; so a reply of three messages arrives as one.
"""

from __future__ import annotations

from aiolimiter import AsyncLimiter

from bot.messaging.keyed_limiters import KeyedLimiters

MAX_MESSAGES_PER_SECOND = 30
MAX_CHAT_BURST_MESSAGES = 4


class SendRateLimiter:
    """Waits until the next message may leave; one for each process, on its event loop.

    Several processes together may be too fast: then Telegram says so, and delivery waits.
    """

    def __init__(
        self, a_second: float = MAX_MESSAGES_PER_SECOND, burst: float = MAX_CHAT_BURST_MESSAGES
    ) -> None:
        """`burst`: messages to one chat at once, and as many in as many seconds."""
        # Small helpings of time: 30 at once would be a burst in itself.
        self._all = AsyncLimiter(max(a_second / 10, 1), 0.1)
        self._chats = KeyedLimiters(burst, a_second=1)

    async def turn(self, chat: str) -> None:
        """A message to this chat."""
        await self._chats.of(chat).acquire()
        await self._all.acquire()

    async def wait_for_any(self) -> None:
        """A call that brings nobody a message."""
        await self._all.acquire()
