"""What a message may be made of (CARE C5); everything else is refused with a reason."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE_CHARS = 2000
# Composing can shorten a text, but not below a quarter: longer ones are refused unread.
_MAX_RAW_CHARS = 4 * MAX_MESSAGE_CHARS
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


# Embeddings, overrides and isolates put what follows in another order on the screen, other lines
# too; zero-width signs split a word that is read whole. Joiners and the marks of a direction stay:
# emoji, Persian and Hebrew need them.
_HIDDEN_CHARACTERS = re.compile(
    "[\u00ad\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    # Tags are letters that nobody sees, but for those of a flag.
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+"
)


class MessageRefused(ValueError):
    """A message that is not accepted. `reason` is a key; the sentence is the domain's."""

    reason = "refused"

    def __init__(self) -> None:
        super().__init__(self.reason)


class MessageEmpty(MessageRefused):
    """Nothing visible is left."""

    reason = "empty"


class MessageTooLong(MessageRefused):
    """More than 2,000 characters."""

    reason = "too_long"


class MessageNotUnicode(MessageRefused):
    """A lone surrogate: no valid UTF-8 holds it."""

    reason = "not_unicode"


class MessageHasControlCharacter(MessageRefused):
    """NUL or another control character; newline and tab are welcome."""

    reason = "control"


def clean_message(text: str) -> str:
    """The text in NFC without surrounding blanks; CRLF becomes a newline.

    Raises:
        Empty, TooLong, NotUnicode, ControlCharacter: all `Refused`, each with its `reason`.
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
    """The text without what would reorder it on a screen or hide in it. Distress is looked for in
    the text as it came."""
    return _HIDDEN_CHARACTERS.sub("", text).strip()
