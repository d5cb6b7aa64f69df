"""The code of a notebook: eight French words that open it on another device.

It is derived from the notebook's seed and the secret key, so it can be shown again; only its hash
is stored with the notebook. The reply that shows it stays in the conversation until that is purged.
Eight words out of 512 are 72 bits of an HMAC. The list holds short, common, accent-free nouns that
differ by at least two letters, so that a code can be dictated.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Optional

from bot.language.erasable_caches import erasable_cache
from bot.language.folding import fold

CODE_WORD_COUNT = 8
_BITS_PER_WORD = 9  # one of 512 words
_WORD_LIST_FILE = Path(__file__).with_name("words.txt")
_DERIVATION_PURPOSE = b"boussole code of words v1\0"
_HASH_PURPOSE = b"boussole resume code v1\0"
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
# If a word is wrong, only spaces and dashes may separate them: a list of animals has commas.
_WORDS_WITHOUT_PUNCTUATION = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*|[\s-])+")


def new_seed() -> str:
    """Return a random seed for a new code."""
    return secrets.token_hex(32)


def derive_code(seed: str, key: bytes, count: int = CODE_WORD_COUNT) -> str:
    """Return the code of a seed, of `count` words: « abeille-canyon-… »."""
    digest = hmac.new(key, _DERIVATION_PURPOSE + seed.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    listed = code_words()
    picked = []
    for _ in range(count):
        number, place = divmod(number, len(listed))
        picked.append(listed[place])
    return "-".join(picked)


def normalise_code(text: str) -> str:
    """Return any text in the format of `derive_code`. Never raises."""
    return "-".join(_split_plain_words(text))


def find_code(text: str) -> Optional[str]:
    """Return the code inside a sentence (« mon code : Abeille Canyon … »), or None.

    A code with one word misspelt or missing counts, so that it can be reported as wrong.
    """
    place = next(find_code_spans(text), None)
    return normalise_code(text[slice(*place)]) if place else None


def find_code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of complete codes, or else of codes with one wrong word."""
    spans = [match.span() for match in _WORD.finditer(text)]
    right = [is_code_word(text[start:end]) for start, end in spans]
    if sum(right) < CODE_WORD_COUNT - 1:
        return
    taken = 0  # words before this index belong to a code
    for least in (CODE_WORD_COUNT, CODE_WORD_COUNT - 1):
        for first in range(len(spans) - least + 1):
            listed = [n for n in range(first, len(spans))[:CODE_WORD_COUNT] if right[n]]
            if len(listed) < least or first < taken:
                continue
            start, end = spans[listed[0]][0], spans[listed[-1]][1]
            if least == CODE_WORD_COUNT or _WORDS_WITHOUT_PUNCTUATION.fullmatch(text[start:end]):
                yield start, end
                taken = listed[-1] + 1
        if taken:
            return


def hash_code(code: str, key: bytes) -> str:
    """Return the HMAC-SHA256 of a code, hexadecimal, which is stored instead of it."""
    return hmac.new(key, _HASH_PURPOSE + normalise_code(code).encode(), hashlib.sha256).hexdigest()


def pack_code(code: str) -> str:
    """Return a code as 12 URL-safe base64 characters; `unpack_code` is the inverse.

    Raises:
        ValueError: it is not eight words of the list.
    """
    named, listed = normalise_code(code).split("-"), code_words()
    if len(named) != CODE_WORD_COUNT or not set(named) <= _code_word_set():
        raise ValueError("not eight of the words")
    number = sum(listed.index(word) << _BITS_PER_WORD * n for n, word in enumerate(named))
    return urlsafe_b64encode(number.to_bytes(_BITS_PER_WORD * CODE_WORD_COUNT // 8, "big")).decode()


def unpack_code(text: str) -> Optional[str]:
    """Return the code that was packed, or None if the text is not one."""
    if not re.fullmatch("[A-Za-z0-9_-]{12}", text):
        return None
    number, listed = int.from_bytes(urlsafe_b64decode(text), "big"), code_words()
    places = (number >> _BITS_PER_WORD * n & len(listed) - 1 for n in range(CODE_WORD_COUNT))
    return "-".join(listed[place] for place in places)


@lru_cache(maxsize=1)
def code_words() -> tuple[str, ...]:
    """Return the 512 words, in order."""
    return tuple(_WORD_LIST_FILE.read_text(encoding="ascii").split())


@lru_cache(maxsize=1)
def _code_word_set() -> frozenset[str]:
    return frozenset(code_words())


@erasable_cache(4096)
def is_code_word(word: str) -> bool:
    """Return whether the word, however spelt, is in the list."""
    return normalise_code(word) in _code_word_set()


def _split_plain_words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", fold(text, ligatures=False))
