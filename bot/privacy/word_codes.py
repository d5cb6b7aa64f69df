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
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Optional

from bot.language.erasable_caches import erasable_cache
from bot.language.folding import fold

CODE_WORD_COUNT = 8
_BITS_PER_WORD = 9  # of a word: one of 512
_WORD_LIST_FILE = Path(__file__).with_name("words.txt")
_DERIVATION_PURPOSE = b"boussole code of words v1\0"
_HASH_PURPOSE = b"boussole resume code v1\0"
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
# With a word wrong, blanks and dashes alone stand between: a list of animals has commas.
_WORDS_WITHOUT_PUNCTUATION = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*|[\s-])+")


def new_seed() -> str:
    """What the code of a new notebook is made from, or of one whose code is changed."""
    return secrets.token_hex(32)


def derive_code(seed: str, key: bytes, count: int = CODE_WORD_COUNT) -> str:
    """The code made from a seed, as it is shown: « abeille-canyon-… », of so many words."""
    digest = hmac.new(key, _DERIVATION_PURPOSE + seed.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    listed = code_words()
    picked = []
    for _ in range(count):
        number, place = divmod(number, len(listed))
        picked.append(listed[place])
    return "-".join(picked)


def normalise_code(text: str) -> str:
    """What was typed, in the shape of `derive_code`: no case, accents, or choice of separators.

    Never raises; what is no code comes back in that shape too, and matches no stored hash.
    """
    return "-".join(_split_plain_words(text))


def find_code(text: str) -> Optional[str]:
    """The code inside a sentence (« mon code : Abeille Canyon … »), or None.

    One with a word misspelt or left out counts, so that it can be told that it is wrong.
    """
    place = next(find_code_spans(text), None)
    return normalise_code(text[slice(*place)]) if place else None


def find_code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the codes of a text stand, first those that are whole, then those with one word wrong;
    most texts hold none."""
    spans = [match.span() for match in _WORD.finditer(text)]
    right = [is_code_word(text[start:end]) for start, end in spans]
    if sum(right) < CODE_WORD_COUNT - 1:
        return
    taken = 0  # the words before are part of a code
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
    """What is stored instead of the code: HMAC-SHA256, hexadecimal, of its normal form."""
    return hmac.new(key, _HASH_PURPOSE + normalise_code(code).encode(), hashlib.sha256).hexdigest()


def pack_code(code: str) -> str:
    """A code in twelve of A-Z, a-z, 0-9, - and _, for a link; `unpacked` is its inverse.

    Raises:
        ValueError: it does not have eight of the words.
    """
    named, listed = normalise_code(code).split("-"), code_words()
    if len(named) != CODE_WORD_COUNT or not set(named) <= _code_word_set():
        raise ValueError("not eight of the words")
    number = sum(listed.index(word) << _BITS_PER_WORD * n for n, word in enumerate(named))
    return urlsafe_b64encode(number.to_bytes(_BITS_PER_WORD * CODE_WORD_COUNT // 8, "big")).decode()


def unpack_code(text: str) -> Optional[str]:
    """The code that was packed, or None: it never was one."""
    if not re.fullmatch("[A-Za-z0-9_-]{12}", text):
        return None
    number, listed = int.from_bytes(urlsafe_b64decode(text), "big"), code_words()
    places = (number >> _BITS_PER_WORD * n & len(listed) - 1 for n in range(CODE_WORD_COUNT))
    return "-".join(listed[place] for place in places)


@lru_cache(maxsize=1)
def code_words() -> tuple[str, ...]:
    """The 512 words, in order."""
    return tuple(_WORD_LIST_FILE.read_text(encoding="ascii").split())


@lru_cache(maxsize=1)
def _code_word_set() -> frozenset[str]:
    return frozenset(code_words())


@erasable_cache(4096)
def is_code_word(word: str) -> bool:
    """Whether codes may hold this word, however it is written."""
    return normalise_code(word) in _code_word_set()


def _split_plain_words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", fold(text, ligatures=False))
