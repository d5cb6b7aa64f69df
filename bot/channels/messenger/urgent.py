"""What is said past the outbox, because nothing could be put there: best effort, and once for many.

Messages that can't be stored come again and again until they can; floods come by themselves. Each
is told once in a while. Who was told is held as a pseudonym, and not for long.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from bot.channels.messenger import CHANNEL
from bot.channels.messenger.graph import Graph
from bot.channels.messenger.sending import OURS
from bot.conversation.sending import SendError
from bot.conversation.turn import Parts
from bot.privacy.pseudonyms import pseudonym
from bot.safeguarding.answers import facts
from bot.safeguarding.detector import detect

logger = logging.getLogger(__name__)

AGAIN = dt.timedelta(minutes=5)
_MOST_HELD = 10_000


@dataclass
class Urgent:
    """Says it by `graph`."""

    parts: Parts
    graph: Graph
    _told: dict[tuple[str, str], dt.datetime] = field(default_factory=dict)
    _sending: set[asyncio.Task] = field(default_factory=set)

    def many(self, who: str, words: str) -> None:
        """Too much waits already; who is in distress gets the lines all the same (S1)."""
        if not self._lines(who, words):
            self._say(who, "utter_refused_too_many")

    def unstored(self, who: str, words: str) -> None:
        """It will come again by itself; only who is in distress must not wait for that (S1)."""
        self._lines(who, words)

    async def close(self) -> None:
        """Let what is being said leave."""
        await asyncio.gather(*self._sending, return_exceptions=True)

    def _lines(self, who: str, words: str) -> bool:
        signal = detect(words)
        if signal:
            lines = facts(signal, self.parts.clock())["lines"]
            self._say(who, "utter_storage_failed_distress", lines=lines)
        return bool(signal)

    def _say(self, who: str, name: str, **found: Any) -> None:
        now, what = self.parts.clock(), (pseudonym(CHANNEL, who, self.parts.key), name)
        told = self._told.get(what)
        if told is not None and now - told < AGAIN:
            return
        if len(self._told) >= _MOST_HELD:
            self._told = {each: at for each, at in self._told.items() if now - at < AGAIN}
        self._told[what] = now
        text = self.parts.dialogue.sentence(name, **found)
        sending = asyncio.create_task(self._send(who, text))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)

    async def _send(self, who: str, text: str) -> None:
        message = {"text": text, "metadata": OURS}
        body = {"recipient": {"id": who}, "messaging_type": "RESPONSE", "message": message}
        try:
            await self.graph.send(body)
        except SendError as error:
            logger.error("messenger: an urgent word did not leave: %s", type(error).__name__)
