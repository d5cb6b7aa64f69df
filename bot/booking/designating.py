"""What designates an appointment to whoever made it: four words to say, and a link.

Both are made from a seed with the secret key, so they can be told again; beside the appointment
stand only their hashes. Four words of 512 are 36 bits: wrong ones are counted, five an hour
(`bot.privacy.guesses`). A link holds 256 bits and is never guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Optional

from bot.privacy.codes import code_for, hash_code, is_listed, normalise_code

WORDS = 4
MARK = "[code de rendez-vous]"
_LINK = b"boussole appointment link v1\0"
_HASH = b"boussole appointment token v1\0"
_WORD = r"[^\W\d_]{3,}"
# Within a lookahead: of six words in a row, each four are looked at.
_RUN = re.compile(rf"(?<![-\w])(?=({_WORD}(?:[\s,–-]+{_WORD}){{3}})(?![-\w]))")
_SPOKEN_OF = re.compile(r"\b(codes?|rdv|rendez)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Designation:
    """The words and the token, and the hashes by which they are found."""

    code: str
    token: str
    code_hash: str
    token_hash: str

    @property
    def hashes(self) -> tuple[str, str]:
        """Those of the words and of the link."""
        return self.code_hash, self.token_hash


def designation(seed: str, key: bytes) -> Designation:
    """What a seed stands for."""
    code = code_for(seed, key, WORDS)
    token = hmac.new(key, _LINK + seed.encode(), hashlib.sha256).hexdigest()
    return Designation(code, token, hash_code(code, key), hash_token(token, key))


def hash_token(token: str, key: bytes) -> str:
    """What is stored instead of a link's token."""
    return hmac.new(key, _HASH + token.encode(), hashlib.sha256).hexdigest()


def find_code(text: str) -> Optional[tuple[str, str]]:
    """The code of an appointment in a text, and the text with a mark in its place; or None.

    Words joined by dashes, or said to be a code, or nothing but four words of the list: a list of
    animals in a sentence is none.
    """
    for match in _RUN.finditer(text):
        found, start, end = match[1], *match.span(1)
        if not all(is_listed(word) for word in normalise_code(found).split("-")):
            continue
        rest = text[:start] + text[end:]
        joined = not re.search(r"[\s,]", found)
        if joined or not rest.strip() or _SPOKEN_OF.search(rest):
            return normalise_code(found), text[:start] + MARK + text[end:]
    return None
