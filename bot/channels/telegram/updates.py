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

from bot.privacy.codes import unpacked
from bot.safeguarding.detector import detect

# What Telegram is asked to tell.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True)
class Item:
    """One thing to take in. `kind`: open, text, or other (`body` is its mark then, and `words` are
    looked through for distress). `id` is its own among all of this chat."""

    kind: str
    id: str
    body: str = ""
    words: str = ""


@dataclass(frozen=True)
class Sent:
    """A person wrote, in private: usually one item."""

    who: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Pressed:
    """A person pressed a button of `message`, whose keyboard is `shown` if Telegram still knows."""

    who: str
    query: str
    token: str
    message: int
    shown: Optional[InlineKeyboardMarkup]


@dataclass(frozen=True)
class Blocked:
    """A person blocked the bot."""

    who: str
    at: dt.datetime


@dataclass(frozen=True)
class Elsewhere:
    """Something in a group or a channel: the bot is there, and should not be."""

    chat: int


Known = Union[Sent, Pressed, Blocked, Elsewhere]

_COMMAND = re.compile(r"(/\w+)(?:@\w+)?(?:\s+(\S+))?\s*")
_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")  # clients that are not Telegram's own may send anything
# In this order: an animation is a document as well, a venue a location.
_MARKS = (
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
_ESSENTIAL = ("message_id", "date", "chat", "from", "text", "caption")
_OTHER, _EDITED, _UNREADABLE = "[autre envoi]", "[message modifié]", "[message illisible]"
_THERE = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)


def parse(data: dict[str, Any], bot: Bot) -> Update:
    """What came, as python-telegram-bot has it. Where Telegram knows more kinds of messages than
    that does, who wrote it and its words are enough.

    Raises whatever is wrong with it.
    """
    try:
        return Update.de_json(data, bot)
    except (KeyError, TypeError, ValueError):
        message = data["message"]
        kept = {name: message[name] for name in _ESSENTIAL if name in message}
        return Update.de_json({"update_id": data["update_id"], "message": kept}, bot)


def read(update: Update) -> Optional[Known]:
    """What is to be done about it."""
    if update.message:
        return _message(update, update.message)
    if update.edited_message:
        return _private(update.edited_message, tuple(_edited(update.edited_message)))
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _member(update.my_chat_member)
    return None


def unreadable(sent: Sent) -> Sent:
    """The same as something that cannot be read, its words looked through for distress."""
    words = " ".join(item.body if item.kind == "text" else item.words for item in sent.items)
    return Sent(sent.who, (Item("other", sent.items[0].id, _UNREADABLE, words),))


def _message(update: Update, message: Message) -> Optional[Known]:
    if message.chat.type != ChatType.PRIVATE:
        return None if message.left_chat_member else Elsewhere(message.chat.id)
    return _private(message, tuple(_items(update, message)))


def _private(message: Message, items: tuple[Item, ...]) -> Optional[Sent]:
    """Only what a person wrote in a chat of their own."""
    sender = message.from_user
    if message.chat.type != ChatType.PRIVATE or sender is None or sender.is_bot or not items:
        return None
    return Sent(str(message.chat.id), items)


def _items(update: Update, message: Message) -> Iterator[Item]:
    """The number of a message is its own in a chat, and its time besides: numbers of updates begin
    anew when nobody wrote for a week."""
    number = f"{message.message_id}:{int(message.date.timestamp())}"
    if message.text:
        yield _typed(message.text, number)
        return
    mark = _mark(update, message)
    caption = message.caption or ""
    # Whoever is in distress needs no word about their photo.
    if mark and not (caption and detect(caption)):
        album = message.media_group_id
        yield Item("other", f"album:{album}" if album else f"sent:{number}", mark)
    if caption:
        yield Item("text", number, caption)


def _typed(text: str, number: str) -> Item:
    command = _COMMAND.fullmatch(text)
    if command and command[1].lower() == "/start":
        code = unpacked(command[2] or "")
        return Item("text", number, code) if code else Item("open", number)
    if command and not command[2]:
        return Item("text", number, command[1])
    return Item("text", number, text)


def _mark(update: Update, message: Message) -> Optional[str]:
    """The mark of what was sent; None when nothing was (« X pinned a message »)."""
    for name, mark in _MARKS:
        if getattr(message, name):
            return mark
    return None if filters.StatusUpdate.ALL.check_update(update) else _OTHER


def _edited(message: Message) -> Iterator[Item]:
    """Words that were changed; a place that moves, or a message Telegram touched, is none.

    One message is answered for one change, all changes are looked through for distress.
    """
    words = message.text or message.caption
    if message.edit_date is None or not words:
        return
    changed = f":{int(message.edit_date.timestamp())}" if detect(words) else ""
    yield Item("other", f"edit:{message.message_id}{changed}", _EDITED, words)


def _pressed(query: CallbackQuery) -> Optional[Pressed]:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or query.from_user.is_bot:
        return None
    shown = message.reply_markup if isinstance(message, Message) else None
    token = query.data or ""
    return Pressed(
        str(message.chat.id),
        query.id,
        token if _TOKEN.fullmatch(token) else "",
        message.message_id,
        shown,
    )


def _member(change: ChatMemberUpdated) -> Optional[Known]:
    status = change.new_chat_member.status
    if change.chat.type == ChatType.PRIVATE:
        left = status == ChatMemberStatus.BANNED
        return Blocked(str(change.chat.id), change.date) if left else None
    return Elsewhere(change.chat.id) if status in _THERE else None
