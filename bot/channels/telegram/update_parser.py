"""What an update of Telegram tells us; all that is not for us is None."""

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

# What Telegram is asked to tell.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True)
class UpdateItem:
    """One thing to take in. `kind`: open, text, or other (`body` is its mark then, and `words` are
    looked through for distress). `id` is its own among all of this chat."""

    kind: str
    id: str
    body: str = ""
    words: str = ""


@dataclass(frozen=True)
class MessageSent:
    """A person wrote, in private: usually one item."""

    who: str
    items: tuple[UpdateItem, ...]


@dataclass(frozen=True)
class ButtonPressed:
    """A person pressed a button of `message`, whose keyboard is `shown` if Telegram still knows."""

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
    """Something in a group or a channel: the bot is there, and should not be."""

    chat: int


TelegramEvent = Union[MessageSent, ButtonPressed, BotBlocked, GroupActivity]

_COMMAND_PATTERN = re.compile(r"(/\w+)(?:@\w+)?(?:\s+(\S+))?\s*")
_TOKEN_PATTERN = re.compile(
    r"[A-Za-z0-9_.-]+"
)  # clients that are not Telegram's own may send anything
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
    """What came, as python-telegram-bot has it. Where Telegram knows more kinds of messages than
    that does, who wrote it and its words are enough.

    Raises whatever is wrong with it.
    """
    try:
        return Update.de_json(data, bot)
    except (KeyError, TypeError, ValueError):
        message = data["message"]
        kept = {name: message[name] for name in _ESSENTIAL_FIELDS if name in message}
        return Update.de_json({"update_id": data["update_id"], "message": kept}, bot)


def interpret_update(update: Update) -> Optional[TelegramEvent]:
    """What is to be done about it."""
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
    """The same as something that cannot be read, its words looked through for distress."""
    words = " ".join(item.body if item.kind == "text" else item.words for item in sent.items)
    return MessageSent(sent.who, (UpdateItem("other", sent.items[0].id, _UNREADABLE_MARK, words),))


def _interpret_message(update: Update, message: Message) -> Optional[TelegramEvent]:
    if message.chat.type != ChatType.PRIVATE:
        return None if message.left_chat_member else GroupActivity(message.chat.id)
    return _interpret_private_message(message, tuple(_list_items(update, message)))


def _interpret_private_message(
    message: Message, items: tuple[UpdateItem, ...]
) -> Optional[MessageSent]:
    """Only what a person wrote in a chat of their own."""
    sender = message.from_user
    if message.chat.type != ChatType.PRIVATE or sender is None or sender.is_bot or not items:
        return None
    return MessageSent(str(message.chat.id), items)


def _list_items(update: Update, message: Message) -> Iterator[UpdateItem]:
    """The number of a message is its own in a chat, and its time besides: numbers of updates begin
    anew when nobody wrote for a week."""
    number = f"{message.message_id}:{int(message.date.timestamp())}"
    if message.text:
        yield _interpret_text(message.text, number)
        return
    mark = _attachment_mark(update, message)
    caption = message.caption or ""
    # Whoever is in distress needs no word about their photo.
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
    """The mark of what was sent; None when nothing was (« X pinned a message »)."""
    for name, mark in _ATTACHMENT_MARKS:
        if getattr(message, name):
            return mark
    return None if filters.StatusUpdate.ALL.check_update(update) else _OTHER_MARK


def _list_edited_items(message: Message) -> Iterator[UpdateItem]:
    """Words that were changed; a place that moves, or a message Telegram touched, is none.

    One message is answered for one change, all changes are looked through for distress.
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
