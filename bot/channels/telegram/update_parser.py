"""Parsing of Telegram updates into events."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional, Union

from telegram import (
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import filters

from bot.care.detector import detect
from bot.privacy.word_codes import unpack_code

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True)
class UpdateItem:
    """An item to store.

    `kind` is open, text or other; then `body` is a mark and `words` are scanned for distress. `id`
    is unique in the chat.
    """

    kind: str
    id: str
    body: str = ""
    words: str = ""


@dataclass(frozen=True)
class MessageSent:
    """A private message of a person, usually one item."""

    who: str
    items: tuple[UpdateItem, ...]


@dataclass(frozen=True)
class ButtonPressed:
    """A person pressed a button of `message`; `shown` is its keyboard, if Telegram still has it."""

    who: str
    query: str
    token: str
    message: int
    shown: Optional[InlineKeyboardMarkup]


@dataclass(frozen=True)
class BotBlocked:
    """A person blocked the bot."""

    who: str
    at: dt.datetime


@dataclass(frozen=True)
class GroupActivity:
    """The bot is in a group or a channel, which it should leave."""

    chat: int


TelegramEvent = Union[MessageSent, ButtonPressed, BotBlocked, GroupActivity]

_COMMAND_PATTERN = re.compile(r"(/\w+)(?:@\w+)?(?:\s+(\S+))?\s*")
# Unofficial clients may send anything.
_TOKEN_PATTERN = re.compile(r"[A-Za-z0-9_.-]+")
# In this order: an animation is a document as well, a venue a location.
_ATTACHMENT_MARKS = (
    ("photo", "[photo]"),
    ("animation", "[vidéo]"),
    ("video", "[vidéo]"),
    ("video_note", "[vidéo]"),
    ("voice", "[message vocal]"),
    ("audio", "[message vocal]"),
    ("sticker", "[autocollant]"),
    ("document", "[fichier]"),
    ("contact", "[contact]"),
    ("venue", "[position]"),
    ("location", "[position]"),
)
_ESSENTIAL_FIELDS = ("message_id", "date", "chat", "from", "text", "caption")
_OTHER_MARK, _EDITED_MARK, _UNREADABLE_MARK = (
    "[autre envoi]",
    "[message modifié]",
    "[message illisible]",
)
_PRESENT_STATUSES = (
    ChatMemberStatus.MEMBER,
    ChatMemberStatus.ADMINISTRATOR,
    ChatMemberStatus.RESTRICTED,
)


def parse_update(data: dict[str, Any], bot: Bot) -> Update:
    """Parse an update with python-telegram-bot.

    A message of a type that the library does not know is reduced to its sender and text.

    Raises:
        KeyError, TypeError, ValueError: the update is not valid.
    """
    try:
        return Update.de_json(data, bot)
    except (KeyError, TypeError, ValueError):
        message = data["message"]
        reduced = {name: message[name] for name in _ESSENTIAL_FIELDS if name in message}
        return Update.de_json({"update_id": data["update_id"], "message": reduced}, bot)


def interpret_update(update: Update) -> Optional[TelegramEvent]:
    """Return the event of an update; None if it needs no action."""
    if update.message:
        return _interpret_message(update, update.message)
    if update.edited_message:
        return _interpret_private_message(
            update.edited_message, tuple(_list_edited_items(update.edited_message))
        )
    if update.callback_query:
        return _interpret_press(update.callback_query)
    if update.my_chat_member:
        return _interpret_membership(update.my_chat_member)
    return None


def to_unreadable_message(sent: MessageSent) -> MessageSent:
    """Turn a message into an unreadable one, with its words to scan for distress."""
    words = " ".join(item.body if item.kind == "text" else item.words for item in sent.items)
    return MessageSent(sent.who, (UpdateItem("other", sent.items[0].id, _UNREADABLE_MARK, words),))


def _interpret_message(update: Update, message: Message) -> Optional[TelegramEvent]:
    if message.chat.type != ChatType.PRIVATE:
        return None if message.left_chat_member else GroupActivity(message.chat.id)
    return _interpret_private_message(message, tuple(_list_items(update, message)))


def _interpret_private_message(
    message: Message, items: tuple[UpdateItem, ...]
) -> Optional[MessageSent]:
    """Return a message that a person wrote in a private chat; None for others."""
    sender = message.from_user
    if message.chat.type != ChatType.PRIVATE or sender is None or sender.is_bot or not items:
        return None
    return MessageSent(str(message.chat.id), items)


def _list_items(update: Update, message: Message) -> Iterator[UpdateItem]:
    """Yield the items of a message, identified by its number and time: the ids of updates may
    restart after a week without updates."""
    number = f"{message.message_id}:{int(message.date.timestamp())}"
    if message.text:
        yield _interpret_text(message.text, number)
        return
    mark = _attachment_mark(update, message)
    caption = message.caption or ""
    # A caption with distress is answered alone, without the response to the photo.
    if mark and not (caption and detect(caption)):
        album = message.media_group_id
        yield UpdateItem("other", f"album:{album}" if album else f"sent:{number}", mark)
    if caption:
        yield UpdateItem("text", number, caption)


def _interpret_text(text: str, number: str) -> UpdateItem:
    command = _COMMAND_PATTERN.fullmatch(text)
    if command and command[1].lower() == "/start":
        code = unpack_code(command[2] or "")
        return UpdateItem("text", number, code) if code else UpdateItem("open", number)
    if command and not command[2]:
        return UpdateItem("text", number, command[1])
    return UpdateItem("text", number, text)


def _attachment_mark(update: Update, message: Message) -> Optional[str]:
    """Return the mark of an attachment; None for a status update such as a pinned message."""
    for name, mark in _ATTACHMENT_MARKS:
        if getattr(message, name):
            return mark
    return None if filters.StatusUpdate.ALL.check_update(update) else _OTHER_MARK


def _list_edited_items(message: Message) -> Iterator[UpdateItem]:
    """Yield an item for an edited text, but not for a live location or a change by Telegram.

    A message is answered for its first edit only, and for each edit with distress.
    """
    words = message.text or message.caption
    if message.edit_date is None or not words:
        return
    changed = f":{int(message.edit_date.timestamp())}" if detect(words) else ""
    yield UpdateItem("other", f"edit:{message.message_id}{changed}", _EDITED_MARK, words)


def _interpret_press(query: CallbackQuery) -> Optional[ButtonPressed]:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or query.from_user.is_bot:
        return None
    shown = message.reply_markup if isinstance(message, Message) else None
    token = query.data or ""
    return ButtonPressed(
        str(message.chat.id),
        query.id,
        token if _TOKEN_PATTERN.fullmatch(token) else "",
        message.message_id,
        shown,
    )


def _interpret_membership(change: ChatMemberUpdated) -> Optional[TelegramEvent]:
    status = change.new_chat_member.status
    if change.chat.type == ChatType.PRIVATE:
        left = status == ChatMemberStatus.BANNED
        return BotBlocked(str(change.chat.id), change.date) if left else None
    return GroupActivity(change.chat.id) if status in _PRESENT_STATUSES else None
