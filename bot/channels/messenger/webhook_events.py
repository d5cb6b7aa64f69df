"""Parsing of Meta's webhook bodies, which may hold many events of many people.

Events that need no action (receipts, reactions, opt-ins, handovers, unknown types) are ignored.
Event ids leave this module only as hashes, since their content is Meta's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional, Union

from bot.care.detector import detect
from bot.channels.messenger.message_sender import OWN_METADATA

_MAX_TITLE_CHARS = 200  # ten times what the platform shows
_NATIVE_ID_PATTERN = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
# The thumb button next to the input field, in its three sizes: a quick « oui ».
_THUMB_STICKER_IDS = frozenset({369239263222822, 369239343222814, 369239383222810})
_ATTACHMENT_MARKS = {
    "image": "[photo]",
    "video": "[vidéo]",
    "reel": "[vidéo]",
    "ig_reel": "[vidéo]",
    "audio": "[message vocal]",
    "file": "[fichier]",
    "location": "[position]",
}
_STICKER_MARK, _OTHER_MARK, _UNREADABLE_MARK = (
    "[autocollant]",
    "[autre envoi]",
    "[message illisible]",
)


@dataclass(frozen=True)
class TextReceived:
    """A text message."""

    who: str
    id: str
    text: str


@dataclass(frozen=True)
class PayloadReceived:
    """A press of a quick reply or a button."""

    who: str
    id: str
    payload: str


@dataclass(frozen=True)
class AttachmentReceived:
    """Something other than text, as a mark of `bot.messaging.non_text_input.MARK_RESPONSES`, with
    `words` to scan for distress."""

    who: str
    id: str
    mark: str
    words: str = ""


@dataclass(frozen=True)
class MessageEdited:
    """A message was edited; `text` is the new text."""

    who: str
    id: str
    text: str


@dataclass(frozen=True)
class HumanReplied:
    """A team member wrote to the person in the page's inbox."""

    who: str
    at: dt.datetime


MessengerEvent = Union[
    TextReceived, PayloadReceived, AttachmentReceived, MessageEdited, HumanReplied
]


def parse_events(body: Any) -> Iterator[MessengerEvent]:
    """Yield the events that need action, in order."""
    for entry in _list(_dict(body).get("entry")):
        for event in _list(_dict(entry).get("messaging")):
            yield from _parse_event(_dict(event))


def to_unreadable_event(event: MessengerEvent) -> MessengerEvent:
    """Turn an event with a text into an unreadable attachment; others stay unchanged."""
    if isinstance(event, (TextReceived, MessageEdited)):
        return AttachmentReceived(event.who, event.id, _UNREADABLE_MARK, event.text)
    return event


def _parse_event(event: dict[str, Any]) -> Iterator[MessengerEvent]:
    who, message = _id(event.get("sender")), _dict(event.get("message"))
    if message.get("is_echo"):
        yield from _parse_echo(event, message)
    elif who is None or message.get("is_deleted"):
        return
    elif message:
        yield from _parse_message(who, event, message)
    elif postback := _dict(event.get("postback")):
        payload = postback.get("payload")
        if isinstance(payload, str) and payload:
            yield PayloadReceived(who, _hash_event_id(postback.get("mid"), event), payload)
    elif edit := _dict(event.get("message_edit")):
        number = _hash_event_id(edit.get("mid"), event)
        yield MessageEdited(who, f"{number}.edit{_number(edit.get('num_edit'))}", _text(edit))


def _parse_echo(event: dict[str, Any], message: dict[str, Any]) -> Iterator[MessengerEvent]:
    who, at = _id(event.get("recipient")), _parse_timestamp(event.get("timestamp"))
    if who is not None and at is not None and message.get("metadata") != OWN_METADATA:
        yield HumanReplied(who, at)


def _parse_message(
    who: str, event: dict[str, Any], message: dict[str, Any]
) -> Iterator[MessengerEvent]:
    number, text = _hash_event_id(message.get("mid"), event), _text(message)
    payload = _dict(message.get("quick_reply")).get("payload")
    # The text of a quick reply is its label, unless it calls for help (S1).
    if isinstance(payload, str) and payload and not detect(text[:_MAX_TITLE_CHARS]):
        yield PayloadReceived(who, number, payload)
        return
    if text:
        yield TextReceived(who, number, text)
    attachments = [_dict(item) for item in _list(message.get("attachments"))]
    if attachments and not text and _is_thumb(attachments[0]):
        yield TextReceived(who, number, "👍")
        return
    marks = dict.fromkeys(map(_attachment_mark, attachments))
    if text:  # a link in the text comes with its preview as an attachment
        marks.pop(_OTHER_MARK, None)
    elif not attachments:
        marks[_OTHER_MARK] = None
    for place, mark in enumerate(marks, start=1):
        yield AttachmentReceived(who, f"{number}.{place}", mark)


def _attachment_mark(attachment: dict[str, Any]) -> str:
    payload = _dict(attachment.get("payload"))
    if attachment.get("sticker_id") or payload.get("sticker_id"):
        return _STICKER_MARK
    kind = attachment.get("type")
    return _ATTACHMENT_MARKS.get(kind, _OTHER_MARK) if isinstance(kind, str) else _OTHER_MARK


def _is_thumb(attachment: dict[str, Any]) -> bool:
    return _number(_dict(attachment.get("payload")).get("sticker_id")) in _THUMB_STICKER_IDS


def _hash_event_id(number: Any, event: dict[str, Any]) -> str:
    """Hash the event's own id, or the whole event if it has none."""
    known = number if isinstance(number, str) and number else json.dumps(event, sort_keys=True)
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _id(holder: Any) -> Optional[str]:
    found = _dict(holder).get("id")
    return found if isinstance(found, str) and _NATIVE_ID_PATTERN.fullmatch(found) else None


def _parse_timestamp(milliseconds: Any) -> Optional[dt.datetime]:
    try:
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _text(holder: dict[str, Any]) -> str:
    text = holder.get("text")
    return text if isinstance(text, str) else ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
