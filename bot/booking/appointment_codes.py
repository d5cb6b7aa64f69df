"""What designates an appointment to whoever made it: four words to say, and a link.

Both are made from a seed with the secret key, so they can be told again; beside the appointment
stand only their hashes. Four words of 512 are 36 bits: wrong ones are counted, five an hour
(`bot.privacy.code_attempts`). A link holds 256 bits and is never guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Optional

from bot.privacy.word_codes import derive_code, hash_code, is_code_word, normalise_code

CODE_WORDS = 4
CODE_MARK = "[code de rendez-vous]"
_TOKEN_LABEL = b"boussole appointment link v1\0"
_TOKEN_HASH_LABEL = b"boussole appointment token v1\0"
_WORD = r"[^\W\d_]{3,}"
# Within a lookahead: of six words in a row, each four are looked at.
_FOUR_WORDS = re.compile(rf"(?<![-\w])(?=({_WORD}(?:[\s,–-]+{_WORD}){{3}})(?![-\w]))")
_CODE_MENTION = re.compile(r"\b(codes?|rdv|rendez)\b", re.IGNORECASE)


@dataclass(frozen=True)
class AppointmentKeys:
    """The words and the token, and the hashes by which they are found."""

    code: str
    token: str
    code_hash: str
    token_hash: str

    @property
    def hashes(self) -> tuple[str, str]:
        """Those of the words and of the link."""
        return self.code_hash, self.token_hash


def derive_keys(seed: str, key: bytes) -> AppointmentKeys:
    """What a seed stands for."""
    code = derive_code(seed, key, CODE_WORDS)
    token = hmac.new(key, _TOKEN_LABEL + seed.encode(), hashlib.sha256).hexdigest()
    return AppointmentKeys(code, token, hash_code(code, key), hash_token(token, key))


def hash_token(token: str, key: bytes) -> str:
    """What is stored instead of a link's token."""
    return hmac.new(key, _TOKEN_HASH_LABEL + token.encode(), hashlib.sha256).hexdigest()


def is_code(words: str) -> bool:
    """Whether the words of a code, joined by dashes, are those of an appointment: it has fewer than
    a notebook's."""
    return len(words.split("-")) == CODE_WORDS


def has_mark(text: str) -> bool:
    """Whether the code of an appointment stood in a stored text."""
    return CODE_MARK in text


def find_code(text: str) -> Optional[tuple[str, str]]:
    """The code of an appointment in a text, and the text with a mark in its place; or None.

    Words joined by dashes, or said to be a code, or nothing but four words of the list: a list of
    animals in a sentence is none.
    """
    for match in _FOUR_WORDS.finditer(text):
        found, start, end = match[1], *match.span(1)
        if not all(is_code_word(word) for word in normalise_code(found).split("-")):
            continue
        rest = text[:start] + text[end:]
        joined = not re.search(r"[\s,]", found)
        if joined or not rest.strip() or _CODE_MENTION.search(rest):
            return normalise_code(found), text[:start] + CODE_MARK + text[end:]
    return None
