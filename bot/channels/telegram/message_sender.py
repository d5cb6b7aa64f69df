"""The sender of Telegram."""

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

from bot.channels.picture_rasterizer import render_png
from bot.channels.reply_compiler import (
    CHOICES_ONLY_TEXT,
    ChannelWords,
    PlatformMessage,
    compile_reply,
)
from bot.channels.telegram import CHANNEL, LIMITS
from bot.channels.telegram.bot_api_errors import to_send_error
from bot.channels.telegram.inline_keyboards import (
    build_keyboard,
    is_valid_callback,
)
from bot.channels.telegram.send_rate_limiter import SendRateLimiter
from bot.channels.text_splitter import split_text, utf16_length
from bot.channels.typing_indicator import TypingIndicator
from bot.messages import Link, Reply
from bot.messaging.platform_sender import (
    FileLoader,
    FileUnavailable,
    MessageRefused,
    Recipient,
    RetryableError,
)
from bot.privacy.word_codes import pack_code

_RESUME_PREFIX = "resume:"

_VISIBLE_PATTERN = regex.compile(r"[^\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """The `PlatformSender` of Telegram.

    `name` is the bot's user name, empty until it is known; `told` is called with each error.
    """

    channel = CHANNEL

    def __init__(
        self,
        bot: Bot,
        contents: FileLoader,
        words: ChannelWords,
        site: str,
        pace: SendRateLimiter,
        typing: TypingIndicator,
        told: Callable[[TelegramError], None],
    ) -> None:
        self._bot, self._contents, self._on_error = bot, contents, told
        self._words, self._site = words, site
        self._pace, self._typing = pace, typing
        self.name = ""

    def messages(self, reply: Reply, seq: int) -> Sequence[PlatformMessage]:
        """Return the messages of a reply, without those in which nothing is visible.

        Raises:
            RetryableError: its link needs the bot's name, which is not known yet.
        """
        reply = replace(reply, link=self._link(reply.link))
        compiled = compile_reply(reply, seq, LIMITS, self._words, self._site)
        fitting = (each for message in compiled for each in _fit_caption(message))
        return _attach_bare_buttons(
            [shown for message in fitting if (shown := _ensure_visible(message))]
        )

    async def send(self, to: Recipient, message: PlatformMessage, now: dt.datetime) -> None:
        """Send a message with one call; its content is prepared before the rate limit applies."""
        content = await self._content(to, message)
        await self._pace.turn(to.native_id)
        await self._typing.over(to.native_id)
        try:
            await self._call(int(to.native_id), message, content)
        except TelegramError as error:
            self._on_error(error)
            raise to_send_error(error) from None

    async def _content(self, to: Recipient, message: PlatformMessage) -> bytes:
        if message.picture:
            try:
                return await asyncio.to_thread(render_png, message.picture)
            except ValueError:
                raise MessageRefused from None
        if message.file:
            try:
                return await self._contents(to.conversation, message.file.url)
            except FileUnavailable:
                raise MessageRefused from None
        return b""

    async def _call(self, chat: int, message: PlatformMessage, content: bytes) -> None:
        markup = build_keyboard(filter(is_valid_callback, message.buttons))
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
                entities=[_bold_entity(*span) for span in message.bold],
                link_preview_options=_NO_PREVIEW,
                reply_markup=markup,
            )

    def _link(self, link: Optional[Link]) -> Optional[Link]:
        """Turn the link of a notebook into a deep link that opens the chat with its code."""
        if link is None or not link.url.startswith(_RESUME_PREFIX):
            return link
        if not self.name:
            raise RetryableError
        code = pack_code(link.url.removeprefix(_RESUME_PREFIX))
        return replace(link, url=create_deep_linked_url(self.name, code))


def _fit_caption(message: PlatformMessage) -> list[PlatformMessage]:
    """Send the label of a file as its caption, or as a text before it if it is too long."""
    if message.file is None or utf16_length(message.file.label) <= LIMITS.caption:
        return [message]
    texts = [PlatformMessage(piece) for piece in split_text(message.file.label, LIMITS.text)]
    return [*texts, replace(message, file=replace(message.file, label=""))]


def _ensure_visible(message: PlatformMessage) -> Optional[PlatformMessage]:
    """Give a message without visible text a placeholder, or drop it: Telegram rejects those."""
    if message.picture or message.file or _VISIBLE_PATTERN.search(message.text):
        return message
    return replace(message, text=CHOICES_ONLY_TEXT, bold=()) if message.buttons else None


def _attach_bare_buttons(messages: Sequence[PlatformMessage]) -> list[PlatformMessage]:
    """Move buttons without text to the picture or file before them."""
    attached: list[PlatformMessage] = []
    for message in messages:
        before = attached[-1] if attached else None
        bare = message.buttons and message.text == CHOICES_ONLY_TEXT
        if bare and before and (before.picture or before.file) and not before.buttons:
            attached[-1] = replace(before, buttons=message.buttons)
        else:
            attached.append(message)
    return attached


def _bold_entity(start: int, end: int) -> MessageEntity:
    return MessageEntity(MessageEntity.BOLD, start, end - start)
