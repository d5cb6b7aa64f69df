"""The sender of Messenger: quick replies, buttons, templates, pictures, files.

Meta's window allows replies of the bot for a day after the person's last message, and replies of a
counsellor for a week, with a tag for human agents that the bot never uses.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.channel_registry import MessageLimits
from bot.channels.messenger import CHANNEL, HUMAN_WINDOW, LIMITS, WINDOW
from bot.channels.messenger.graph_client import GraphClient, Upload
from bot.channels.picture_rasterizer import render_png
from bot.channels.reply_compiler import ChannelWords, PlatformMessage, compile_reply
from bot.channels.typing_indicator import TypingIndicator
from bot.handoff.states import HUMAN
from bot.messages import Card, Choice, File, Picture, Reply
from bot.messaging.platform_sender import (
    FileLoader,
    FileUnavailable,
    MessageRefused,
    Recipient,
    WindowClosed,
)

_LIMITS_WITHOUT_QUICK_REPLIES = replace(LIMITS, quick_replies=0)
# Returned with the echo of the service's own messages; an echo without it is from a human.
OWN_METADATA = "boussole"


@dataclass(frozen=True)
class OutgoingMessage:
    """A `message` of the Send API, with the file to send; `human`: a human wrote it."""

    message: dict[str, Any]
    picture: Optional[Picture] = None
    file: Optional[File] = None
    human: bool = False


class MessengerSender:
    """The `PlatformSender` of Messenger; `site` is the public URL of this service, for links."""

    channel = CHANNEL

    def __init__(
        self,
        graph: GraphClient,
        words: ChannelWords,
        contents: FileLoader,
        site: str,
        typing: TypingIndicator,
    ) -> None:
        self._graph, self._words, self._contents, self._site = graph, words, contents, site
        self._typing = typing

    def messages(self, reply: Reply, seq: int) -> Sequence[OutgoingMessage]:
        """Return the messages of a reply."""
        return [
            _build_outgoing(each, bool(reply.author)) for each in self.compile_messages(reply, seq)
        ]

    def compile_messages(self, reply: Reply, seq: int) -> Sequence[PlatformMessage]:
        """Return the platform messages of a reply."""
        # Quick replies disappear with the next message. Buttons stay, for the way back from a human
        # and for replies that another one follows.
        limits = _LIMITS_WITHOUT_QUICK_REPLIES if reply.owner == HUMAN or reply.followed else LIMITS
        return compile_reply(
            _move_card_choices_to_reply(reply, limits), seq, limits, self._words, self._site
        )

    async def send(self, to: Recipient, message: OutgoingMessage, now: dt.datetime) -> None:
        """Send a message; see `PlatformSender.send`."""
        late = now - to.heard
        if late >= (HUMAN_WINDOW if message.human else WINDOW):
            raise WindowClosed
        if late >= WINDOW:
            kind = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        else:
            kind = {"messaging_type": "RESPONSE"}
        upload = await self._upload(to, message)
        await self._typing.over(to.native_id)
        body = {"recipient": {"id": to.native_id}, **kind, "message": message.message}
        await self._graph.send(body, upload)

    async def _upload(self, to: Recipient, message: OutgoingMessage) -> Optional[Upload]:
        if message.picture is not None:
            png = await asyncio.to_thread(render_png, message.picture)
            return Upload(png, "image.png", "image/png")
        if message.file is None:
            return None
        try:
            content = await self._contents(to.conversation, message.file.url)
        except FileUnavailable:
            raise MessageRefused from None
        return Upload(content, message.file.name, message.file.media_type)


def _move_card_choices_to_reply(reply: Reply, limits: MessageLimits) -> Reply:
    """Show the choices of a single card as quick replies: with three buttons per message they would
    take several messages."""
    if len(reply.cards) != 1 or len(reply.offered) > limits.quick_replies:
        return reply
    card = replace(reply.cards[0], choices=())
    return replace(reply, cards=(card,), choices=reply.offered)


def _build_outgoing(message: PlatformMessage, human: bool) -> OutgoingMessage:
    body: dict[str, Any] = {"metadata": OWN_METADATA, **_build_content(message)}
    if message.quick_replies:
        body["quick_replies"] = [
            {"content_type": "text", "title": choice.label, "payload": choice.token}
            for choice in message.quick_replies
        ]
    return OutgoingMessage(body, message.picture, message.file, human)


def _build_content(message: PlatformMessage) -> dict[str, Any]:
    if message.picture is not None:
        return _build_attachment("image", {})
    if message.file is not None:
        return _build_attachment("file", {})
    if message.tiles:
        elements = [_build_element(card) for card in message.tiles]
        return _build_attachment("template", {"template_type": "generic", "elements": elements})
    if message.buttons:
        payload = {"template_type": "button", "text": message.text}
        return _build_attachment(
            "template", {**payload, "buttons": _build_buttons(message.buttons)}
        )
    return {"text": message.text}


def _build_attachment(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": kind, "payload": payload}}


def _build_element(card: Card) -> dict[str, Any]:
    element: dict[str, Any] = {"title": card.title, "subtitle": card.text}
    return {**element, "buttons": _build_buttons(card.choices)} if card.choices else element


def _build_buttons(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"type": "postback", "title": each.label, "payload": each.token} for each in choices]
