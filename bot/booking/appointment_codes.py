"""The code (four words) and the link token by which a person designates an appointment.

Both are derived from a seed and the secret key, so that they can be shown again; the appointment
stores only their hashes. Four words of 512 are 36 bits, so attempts are limited to five an hour
(`bot.privacy.code_attempts`); a token has 256 bits.
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
# A lookahead, so that matches overlap: every four of six words in a row are tried.
_FOUR_WORDS = re.compile(rf"(?<![-\w])(?=({_WORD}(?:[\s,–-]+{_WORD}){{3}})(?![-\w]))")
_CODE_MENTION = re.compile(r"\b(codes?|rdv|rendez)\b", re.IGNORECASE)


@dataclass(frozen=True)
class AppointmentKeys:
    """The code and the token of an appointment, and their stored hashes."""

    code: str
    token: str
    code_hash: str
    token_hash: str

    @property
    def hashes(self) -> tuple[str, str]:
        """The hashes of code and token."""
        return self.code_hash, self.token_hash


def derive_keys(seed: str, key: bytes) -> AppointmentKeys:
    """Derive code and token from a seed."""
    code = derive_code(seed, key, CODE_WORDS)
    token = hmac.new(key, _TOKEN_LABEL + seed.encode(), hashlib.sha256).hexdigest()
    return AppointmentKeys(code, token, hash_code(code, key), hash_token(token, key))


def hash_token(token: str, key: bytes) -> str:
    """Return the stored hash of a token."""
    return hmac.new(key, _TOKEN_HASH_LABEL + token.encode(), hashlib.sha256).hexdigest()


def is_code(words: str) -> bool:
    """Whether a dashed code has the length of an appointment's; a notebook's has more words."""
    return len(words.split("-")) == CODE_WORDS


def has_mark(text: str) -> bool:
    """Whether an appointment code was redacted from a stored text."""
    return CODE_MARK in text


def find_code(text: str) -> Optional[tuple[str, str]]:
    """Return the appointment code in a text and the text with CODE_MARK in its place, or None.

    Four words of the list are a code if they are dashed, mentioned as a code, or the whole text:
    an enumeration in a sentence is none.
    """
    for match in _FOUR_WORDS.finditer(text):
        words, start, end = match[1], *match.span(1)
        if not all(is_code_word(word) for word in normalise_code(words).split("-")):
            continue
        rest = text[:start] + text[end:]
        is_dashed = not re.search(r"[\s,]", words)
        if is_dashed or not rest.strip() or _CODE_MENTION.search(rest):
            return normalise_code(words), text[:start] + CODE_MARK + text[end:]
    return None
