"""Validation of incoming messages (CARE C5); anything else is refused with a reason."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE_CHARS = 2000
# NFC can shorten a text, but not below a quarter: longer ones are refused unread.
_MAX_RAW_CHARS = 4 * MAX_MESSAGE_CHARS
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


# Embeddings, overrides and isolates reorder the text that follows on the screen; zero-width
# characters split a word. Joiners and direction marks stay: emoji, Persian and Hebrew need them.
_HIDDEN_CHARACTERS = re.compile(
    "[\u00ad\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    # Tag characters are invisible, except in flag emoji.
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+"
)


class MessageRefused(ValueError):
    """The message is refused. `reason` is a key; the domain holds the sentence."""

    reason = "refused"

    def __init__(self) -> None:
        super().__init__(self.reason)


class MessageEmpty(MessageRefused):
    """No visible character is left."""

    reason = "empty"


class MessageTooLong(MessageRefused):
    """The message has more than 2,000 characters."""

    reason = "too_long"


class MessageNotUnicode(MessageRefused):
    """The message has a lone surrogate, which UTF-8 cannot encode."""

    reason = "not_unicode"


class MessageHasControlCharacter(MessageRefused):
    """The message has a control character other than newline and tab."""

    reason = "control"


def clean_message(text: str) -> str:
    """Return the text in NFC, stripped, with CRLF as newline.

    Raises:
        MessageEmpty, MessageTooLong, MessageNotUnicode, MessageHasControlCharacter: all of them
            `MessageRefused`, with a `reason`.
    """
    if len(text) > _MAX_RAW_CHARS:
        raise MessageTooLong
    if _SURROGATE.search(text):
        raise MessageNotUnicode
    lines = text.replace("\r\n", "\n")
    if _CONTROL.search(lines):
        raise MessageHasControlCharacter
    composed = unicodedata.normalize("NFC", lines).strip()
    if len(composed) > MAX_MESSAGE_CHARS:
        raise MessageTooLong
    if all(unicodedata.category(char) in _INVISIBLE for char in composed):
        raise MessageEmpty
    return composed


def strip_hidden_characters(text: str) -> str:
    """Remove characters that are invisible or reorder text on a screen."""
    return _HIDDEN_CHARACTERS.sub("", text).strip()
