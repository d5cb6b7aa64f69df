"""What is said, as Messenger takes it: quick replies, buttons, templates, pictures, files.

Nothing of the bot's leaves later than a day after the person's last message. What a counsellor
wrote in the console may, for a week, with the tag that Meta has for it; the bot's never has it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.channels.compiling import Limits, Message, Words, compile_reply
from bot.channels.indicator import Typing
from bot.channels.messenger import CHANNEL, WINDOW
from bot.channels.messenger.graph import Graph, Upload
from bot.channels.raster import png
from bot.conversation.sending import Address, Contents, FileGone, Refused, TooLate
from bot.handoff.states import HUMAN
from bot.messages import Card, Choice, File, Picture, Reply

LIMITS = Limits(
    text=2000, beside=640, caption=0, lasting=3, fleeting=13, label=20, tiles=10, tile=80
)
_LASTING = replace(LIMITS, fleeting=0)
HUMAN_WINDOW = dt.timedelta(days=7)
# Comes back with the echo of what we send; what comes back without it, a human wrote.
OURS = "boussole"


@dataclass(frozen=True)
class Outgoing:
    """One message: what the Send API calls `message`, and the file to send with it. `human`: a
    counsellor wrote it."""

    message: dict[str, Any]
    picture: Optional[Picture] = None
    file: Optional[File] = None
    human: bool = False


class MessengerSender:
    """`bot.conversation.sending.Sender`; `site` is where this service is reached, for links."""

    channel = CHANNEL

    def __init__(
        self, graph: Graph, words: Words, contents: Contents, site: str, typing: Typing
    ) -> None:
        self._graph, self._words, self._contents, self._site = graph, words, contents, site
        self._typing = typing

    def messages(self, reply: Reply, seq: int) -> Sequence[Outgoing]:
        """The messages of a reply."""
        return [_outgoing(each, bool(reply.author)) for each in self.compiled(reply, seq)]

    def compiled(self, reply: Reply, seq: int) -> Sequence[Message]:
        """What a person sees of a reply."""
        # Quick replies go with the next message: what leads back to the bot has to stay in reach
        # of whoever talks with a human, and so has all that another reply comes behind.
        limits = _LASTING if reply.owner == HUMAN or reply.followed else LIMITS
        return compile_reply(_at_hand(reply, limits), seq, limits, self._words, self._site)

    async def send(self, to: Address, message: Outgoing, now: dt.datetime) -> None:
        """Hand it to Meta. Raises what `Sender.send` does."""
        late = now - to.heard
        if late >= (HUMAN_WINDOW if message.human else WINDOW):
            raise TooLate
        if late >= WINDOW:
            kind = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        else:
            kind = {"messaging_type": "RESPONSE"}
        upload = await self._upload(to, message)
        await self._typing.over(to.native_id)
        body = {"recipient": {"id": to.native_id}, **kind, "message": message.message}
        await self._graph.send(body, upload)

    async def _upload(self, to: Address, message: Outgoing) -> Optional[Upload]:
        if message.picture is not None:
            drawn = await asyncio.get_running_loop().run_in_executor(None, png, message.picture)
            return Upload(drawn, "image.png", "image/png")
        if message.file is None:
            return None
        try:
            content = await self._contents(to.conversation, message.file.url)
        except FileGone:
            raise Refused from None
        return Upload(content, message.file.name, message.file.media_type)


def _at_hand(reply: Reply, limits: Limits) -> Reply:
    """A card that comes alone is what is talked of: all there is to press goes below the field,
    where three buttons a message would make a ladder of it."""
    if len(reply.cards) != 1 or len(reply.offered) > limits.fleeting:
        return reply
    card = replace(reply.cards[0], choices=())
    return replace(reply, cards=(card,), choices=reply.offered)


def _outgoing(message: Message, human: bool) -> Outgoing:
    said: dict[str, Any] = {"metadata": OURS, **_content(message)}
    if message.fleeting:
        said["quick_replies"] = [
            {"content_type": "text", "title": each.label, "payload": each.token}
            for each in message.fleeting
        ]
    return Outgoing(said, message.picture, message.file, human)


def _content(message: Message) -> dict[str, Any]:
    if message.picture is not None:
        return _attachment("image", {})
    if message.file is not None:
        return _attachment("file", {})
    if message.tiles:
        elements = [_element(card) for card in message.tiles]
        return _attachment("template", {"template_type": "generic", "elements": elements})
    if message.buttons:
        payload = {"template_type": "button", "text": message.text}
        return _attachment("template", {**payload, "buttons": _buttons(message.buttons)})
    return {"text": message.text}


def _attachment(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": kind, "payload": payload}}


def _element(card: Card) -> dict[str, Any]:
    element: dict[str, Any] = {"title": card.title, "subtitle": card.text}
    return {**element, "buttons": _buttons(card.choices)} if card.choices else element


def _buttons(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"type": "postback", "title": each.label, "payload": each.token} for each in choices]
