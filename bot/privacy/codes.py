"""The code of a notebook: eight French words that designate it, elsewhere or later.

It is derived from the notebook's seed with the secret key, so it can be shown again on demand:
beside the notebook only its hash is stored. The reply that tells it stands in the conversation
until that is purged. Eight words out of 512 are 72 bits of an HMAC. The list holds short, common,
accent-free nouns at least two letters apart, so that a code can be dictated.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Optional

from bot.privacy.remembered import remembered

WORDS_IN_A_CODE = 8
_BITS = 9  # of a word: one of 512
_LIST = Path(__file__).with_name("words.txt")
_MINTING = b"boussole code of words v1\0"
_PURPOSE = b"boussole resume code v1\0"
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
# With a word wrong, blanks and dashes alone stand between: a list of animals has commas.
_IN_ONE_BREATH = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*|[\s-])+")


def new_seed() -> str:
    """What the code of a new notebook is made from, or of one whose code is changed."""
    return secrets.token_hex(32)


def code_for(seed: str, key: bytes, count: int = WORDS_IN_A_CODE) -> str:
    """The code made from a seed, as it is shown: « abeille-canyon-… », of so many words."""
    digest = hmac.new(key, _MINTING + seed.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    listed = words()
    picked = []
    for _ in range(count):
        number, place = divmod(number, len(listed))
        picked.append(listed[place])
    return "-".join(picked)


def normalise_code(text: str) -> str:
    """What was typed, in the shape of `code_for`: no case, accents, or choice of separators.

    Never raises; what is no code comes back in that shape too, and matches no stored hash.
    """
    return "-".join(_plain_words(text))


def find_code(text: str) -> Optional[str]:
    """The code inside a sentence (« mon code : Abeille Canyon … »), or None.

    One with a word misspelt or left out counts, so that it can be told that it is wrong.
    """
    place = next(codes(text), None)
    return normalise_code(text[slice(*place)]) if place else None


def codes(text: str) -> Iterator[tuple[int, int]]:
    """Where the codes of a text stand, first those that are whole, then those with one word wrong;
    most texts hold none."""
    spans = [match.span() for match in _WORD.finditer(text)]
    right = [is_listed(text[start:end]) for start, end in spans]
    if sum(right) < WORDS_IN_A_CODE - 1:
        return
    taken = 0  # the words before are part of a code
    for least in (WORDS_IN_A_CODE, WORDS_IN_A_CODE - 1):
        for first in range(len(spans) - least + 1):
            listed = [n for n in range(first, len(spans))[:WORDS_IN_A_CODE] if right[n]]
            if len(listed) < least or first < taken:
                continue
            start, end = spans[listed[0]][0], spans[listed[-1]][1]
            if least == WORDS_IN_A_CODE or _IN_ONE_BREATH.fullmatch(text[start:end]):
                yield start, end
                taken = listed[-1] + 1
        if taken:
            return


def hash_code(code: str, key: bytes) -> str:
    """What is stored instead of the code: HMAC-SHA256, hexadecimal, of its normal form."""
    return hmac.new(key, _PURPOSE + normalise_code(code).encode(), hashlib.sha256).hexdigest()


def packed(code: str) -> str:
    """A code in twelve of A-Z, a-z, 0-9, - and _, for a link; `unpacked` is its inverse.

    Raises:
        ValueError: it does not have eight of the words.
    """
    named, listed = normalise_code(code).split("-"), words()
    if len(named) != WORDS_IN_A_CODE or not set(named) <= _known():
        raise ValueError("not eight of the words")
    number = sum(listed.index(word) << _BITS * n for n, word in enumerate(named))
    return urlsafe_b64encode(number.to_bytes(_BITS * WORDS_IN_A_CODE // 8, "big")).decode()


def unpacked(text: str) -> Optional[str]:
    """The code that was packed, or None: it never was one."""
    if not re.fullmatch("[A-Za-z0-9_-]{12}", text):
        return None
    number, listed = int.from_bytes(urlsafe_b64decode(text), "big"), words()
    places = (number >> _BITS * n & len(listed) - 1 for n in range(WORDS_IN_A_CODE))
    return "-".join(listed[place] for place in places)


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """The 512 words, in order."""
    return tuple(_LIST.read_text(encoding="ascii").split())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(words())


@remembered(4096)
def is_listed(word: str) -> bool:
    """Whether codes may hold this word, however it is written."""
    return normalise_code(word) in _known()


def _plain_words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.findall(r"[a-z]+", bare)
