"""Notices sent directly when a message cannot be stored, bypassing the outbox.

Best effort. A notice is repeated after a pause only; so long recipients are kept as pseudonyms.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any

from bot.care.answer_facts import build_answer_facts
from bot.care.detector import detect
from bot.channels.messenger import CHANNEL
from bot.channels.messenger.graph_client import GraphClient
from bot.channels.messenger.message_sender import OWN_METADATA
from bot.channels.platform_intake import MAX_SCANNED_CHARS
from bot.messaging.platform_sender import SendError
from bot.messaging.turn_dependencies import TurnDependencies
from bot.privacy.pseudonyms import derive_pseudonym

logger = logging.getLogger(__name__)

MIN_REPEAT_DELAY = dt.timedelta(minutes=5)
_MAX_REMEMBERED_NOTICES = 10_000


@dataclass
class DirectNotices:
    """Sends the notices by the Graph API."""

    parts: TurnDependencies
    graph: GraphClient
    _told: dict[tuple[str, str], dt.datetime] = field(default_factory=dict)
    _sending: dict[tuple[str, str], asyncio.Task] = field(default_factory=dict)

    def notify_crowded(self, who: str, words: str) -> None:
        """Tell a person that too many messages wait; in distress, send the helplines (S1)."""
        if not self._lines(who, words):
            self._say(who, "utter_refused_too_many")

    def notify_unstored(self, who: str, words: str) -> None:
        """Send the helplines if an unstored message calls for help (S1); Meta sends it again."""
        self._lines(who, words)

    async def close(self) -> None:
        """Wait for the notices being sent."""
        await asyncio.gather(*self._sending.values(), return_exceptions=True)

    def _lines(self, who: str, words: str) -> bool:
        signal = detect(words[:MAX_SCANNED_CHARS])
        if signal:
            lines = build_answer_facts(signal, self.parts.clock())["lines"]
            self._say(who, "utter_storage_failed_distress", lines=lines)
        return bool(signal)

    def _say(self, who: str, name: str, **found: Any) -> None:
        now, what = self.parts.clock(), (derive_pseudonym(CHANNEL, who, self.parts.key), name)
        told = self._told.get(what)
        if what in self._sending or (told is not None and now - told < MIN_REPEAT_DELAY):
            return
        text = self.parts.dialogue.sentence(name, **found)
        self._sending[what] = asyncio.create_task(self._send(who, text, what))

    async def _send(self, who: str, text: str, what: tuple[str, str]) -> None:
        """Send a notice; it is remembered only if that succeeds, so that the next one is tried."""
        message = {"text": text, "metadata": OWN_METADATA}
        body = {"recipient": {"id": who}, "messaging_type": "RESPONSE", "message": message}
        try:
            await self.graph.send(body)
            self._remember(what)
        except SendError as error:
            logger.error("messenger: an urgent word did not leave: %s", type(error).__name__)
        finally:
            del self._sending[what]

    def _remember(self, what: tuple[str, str]) -> None:
        now = self.parts.clock()
        if len(self._told) >= _MAX_REMEMBERED_NOTICES:
            self._told = {key: at for key, at in self._told.items() if now - at < MIN_REPEAT_DELAY}
        self._told[what] = now
