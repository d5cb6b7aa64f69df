"""A platform of its own, in this file alone: what a new channel has to bring.

Its people post to `/sample`; what they would receive is kept in `received`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channel_registry import ChannelCapabilities, ChannelDefinition, MessageLimits
from bot.channels.platform_intake import PlatformIntake
from bot.channels.reply_compiler import ChannelWords, PlatformMessage, compile_reply
from bot.messages import Reply
from bot.messaging.platform_sender import FileLoader, Recipient, WindowClosed

LIMITS = MessageLimits(
    text=300, beside=200, caption=0, persistent_buttons=2, quick_replies=4, label=18
)
CAPABILITIES = ChannelCapabilities(LIMITS, push_window=dt.timedelta(hours=2), keeps_copies=True)


class SampleChannel:
    """The platform and its sender."""

    channel = "sample"

    def __init__(self, intake: PlatformIntake, contents: FileLoader) -> None:
        self.sender, self.started, self._intake = self, False, intake
        self._words = ChannelWords.of(intake.parts.dialogue.sentence)
        self.received: list[PlatformMessage] = []

    def routes(self) -> list[BaseRoute]:
        return [Route("/sample", self._post, methods=["POST"])]

    async def start(self) -> None:
        self.started = True

    async def stop(self) -> None:
        self.started = False

    def messages(self, reply: Reply, seq: int) -> Sequence[PlatformMessage]:
        return compile_reply(reply, seq, LIMITS, self._words)

    async def send(self, to: Recipient, message: Any, now: dt.datetime) -> None:
        if not CAPABILITIES.may_push(to.heard, now):
            raise WindowClosed
        self.received.append(message)

    async def _post(self, request: Request) -> Response:
        sent = await request.json()
        take = self._intake.choice if "press" in sent else self._intake.text
        await take(sent["who"], sent["id"], sent.get("press") or sent["text"])
        return Response(status_code=204)


DEFINITION = ChannelDefinition(
    "sample",
    "Sample",
    CAPABILITIES,
    platform=f"{__name__}:SampleChannel",
    path="/sample",
    quoting_loggers=("smpl",),
)
