"""Hands messages to Telegram, one call each."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Optional

import regex
from telegram import Bot, InputFile, LinkPreviewOptions, MessageEntity
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from bot.channels.compiling import ALONE, Message, Words, compile_reply
from bot.channels.fitting import split, units
from bot.channels.indicator import Typing
from bot.channels.raster import png
from bot.channels.telegram import CHANNEL
from bot.channels.telegram.ends import end_of
from bot.channels.telegram.keyboards import LIMITS, fits, keyboard
from bot.channels.telegram.pace import Pace
from bot.conversation.sending import Address, Contents, FileGone, Later, Refused
from bot.messages import Link, Reply
from bot.privacy.codes import packed

_RESUME = "resume:"

_VISIBLE = regex.compile(r"[^\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """The `Sender` of Telegram. `name`: of the bot, once Telegram told it; `told` is called with
    each error."""

    channel = CHANNEL

    def __init__(
        self,
        bot: Bot,
        contents: Contents,
        words: Words,
        site: str,
        pace: Pace,
        typing: Typing,
        told: Callable[[TelegramError], None],
    ) -> None:
        self._bot, self._contents, self._told = bot, contents, told
        self._words, self._site = words, site
        self._pace, self._typing = pace, typing
        self.name = ""

    def messages(self, reply: Reply, seq: int) -> Sequence[Message]:
        """The messages of a reply; those in which nothing can be seen are left out.

        Raises:
            Later: the link in it needs the bot's name, which is not known yet.
        """
        reply = replace(reply, link=self._link(reply.link))
        compiled = compile_reply(reply, seq, LIMITS, self._words, self._site)
        fitting = (each for message in compiled for each in _captioned(message))
        return _hung([shown for message in fitting if (shown := _shown(message))])

    async def send(self, to: Address, message: Message, now: dt.datetime) -> None:
        """One call. What takes long is done before its turn comes."""
        content = await self._content(to, message)
        await self._pace.turn(to.native_id)
        await self._typing.over(to.native_id)
        try:
            await self._call(int(to.native_id), message, content)
        except TelegramError as error:
            self._told(error)
            raise end_of(error) from None

    async def _content(self, to: Address, message: Message) -> bytes:
        if message.picture:
            try:
                return await asyncio.to_thread(png, message.picture)
            except ValueError:
                raise Refused from None
        if message.file:
            try:
                return await self._contents(to.conversation, message.file.url)
            except FileGone:
                raise Refused from None
        return b""

    async def _call(self, chat: int, message: Message, content: bytes) -> None:
        markup = keyboard(filter(fits, message.buttons))
        if message.picture:
            await self._bot.send_photo(
                chat,
                InputFile(content, filename="image.png"),
                caption=message.text or None,
                reply_markup=markup,
            )
        elif message.file:
            await self._bot.send_document(
                chat,
                InputFile(content, filename=message.file.name),
                caption=message.file.label or None,
                reply_markup=markup,
            )
        else:
            await self._bot.send_message(
                chat,
                message.text,
                entities=[_bold(*span) for span in message.bold],
                link_preview_options=_NO_PREVIEW,
                reply_markup=markup,
            )

    def _link(self, link: Optional[Link]) -> Optional[Link]:
        """That of a notebook opens the chat with its code; it needs the bot's name."""
        if link is None or not link.url.startswith(_RESUME):
            return link
        if not self.name:
            raise Later
        code = packed(link.url.removeprefix(_RESUME))
        return replace(link, url=create_deep_linked_url(self.name, code))


def _captioned(message: Message) -> list[Message]:
    """What a file is stands below it, or is said before where that is too long."""
    if message.file is None or units(message.file.label) <= LIMITS.caption:
        return [message]
    told = [Message(piece) for piece in split(message.file.label, LIMITS.text)]
    return [*told, replace(message, file=replace(message.file, label=""))]


def _shown(message: Message) -> Optional[Message]:
    """Telegram takes no message in which nothing can be seen."""
    if message.picture or message.file or _VISIBLE.search(message.text):
        return message
    return replace(message, text=ALONE, bold=()) if message.buttons else None


def _hung(messages: Sequence[Message]) -> list[Message]:
    """Buttons without a word hang below the picture or file before them."""
    hung: list[Message] = []
    for message in messages:
        before = hung[-1] if hung else None
        bare = message.buttons and message.text == ALONE
        if bare and before and (before.picture or before.file) and not before.buttons:
            hung[-1] = replace(before, buttons=message.buttons)
        else:
            hung.append(message)
    return hung


def _bold(start: int, end: int) -> MessageEntity:
    return MessageEntity(MessageEntity.BOLD, start, end - start)
