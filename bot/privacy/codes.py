"""The code of a notebook: eight French words that designate it, elsewhere or later.

It is derived from the pseudonym with the secret key, so it can be shown again on demand while only
its hash is stored. Eight words out of 512 are 72 bits of an HMAC. The list holds short, common,
accent-free nouns at least two letters apart, so that a code can be dictated.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Optional

WORDS_IN_A_CODE = 8
_LIST = Path(__file__).with_name("words.txt")
_MINTING = b"boussole code of words v1\0"
_PURPOSE = b"boussole resume code v1\0"


def code_for(person: str, key: bytes) -> str:
    """The code of a person's notebook, as it is shown: « abeille-canyon-… »."""
    digest = hmac.new(key, _MINTING + person.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    listed = words()
    picked = []
    for _ in range(WORDS_IN_A_CODE):
        number, place = divmod(number, len(listed))
        picked.append(listed[place])
    return "-".join(picked)


def normalise_code(text: str) -> str:
    """What was typed, in the shape of `code_for`: no case, accents, or choice of separators.

    Never raises; what is no code comes back in that shape too, and matches no stored hash.
    """
    return "-".join(_plain_words(text))


def find_code(text: str) -> Optional[str]:
    """The code inside a sentence (« mon code : Abeille Canyon … »), or None."""
    known = _known()
    run: list[str] = []
    for word in _plain_words(text):
        run = [*run, word] if word in known else []
        if len(run) == WORDS_IN_A_CODE:
            return "-".join(run)
    return None


def hash_code(code: str, key: bytes) -> str:
    """What is stored instead of the code: HMAC-SHA256, hexadecimal, of its normal form."""
    return hmac.new(key, _PURPOSE + normalise_code(code).encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """The 512 words, in order."""
    return tuple(_LIST.read_text(encoding="ascii").split())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(words())


def _plain_words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.findall(r"[a-z]+", bare)
