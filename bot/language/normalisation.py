"""Normalise French text, so that typed text matches the knowledge base."""

from __future__ import annotations

import re
import threading
from collections.abc import Container, Iterable

import Stemmer

from bot.language.erasable_caches import erasable_cache
from bot.language.folding import fold
from bot.language.word_lists import STOP_WORDS

_INCLUSIVE = re.compile(
    r"(?<=\w)(?:[·•‧∙⋅]\w{1,5}(?:[·•‧∙⋅.]s)?"  # infirmier·ère·s
    r"|\((?:e|ne|ère|re|se|euse|trice|rice|le|s|es)\)"  # infirmier(ère)
    r"|\.(?:e|ne|ère)(?:\.s)?\b)"  # infirmier.ère.s
)
_NOT_WORD = re.compile(r"[^a-z0-9+#]+")
# Elisions without an apostrophe, before a longer word: « lecole », « dinfirmier », « quarreter ».
_RUN_ON = re.compile(r"(qu|[djl])([aehiouy].{3,})")

# Feminine endings and their masculine, longest first, without accents.
_FEMININE = tuple(
    (re.compile(ending + "$"), masculine)
    for ending, masculine in (
        ("trice", "teur"),
        ("ienne", "ien"),
        ("iere", "ier"),
        ("euse", "eur"),
        ("eure", "eur"),
        ("onne", "on"),
        ("elle", "el"),
        ("ante", "ant"),
        ("ente", "ent"),
        ("iale", "ial"),
        ("ere", "er"),
        ("ive", "if"),
        ("ffe", "f"),
        ("ate", "at"),
        ("ee", "e"),
    )
)


def normalise(text: str) -> str:
    """Lower the case, remove accents and punctuation, read « infirmier·ère » as « infirmier »."""
    return _NOT_WORD.sub(" ", fold(_INCLUSIVE.sub("", text.lower()))).strip()


def tokenise(text: str) -> list[str]:
    """Return the words of `normalise(text)`."""
    return normalise(text).split()


def split_run_on_words(words: Iterable[str], known: Container[str]) -> list[str]:
    """Split normalised words that lack their apostrophe: « lecole » → l, ecole.

    Only if the rest is `known` and the whole word is not: « laver » and « danse » stay whole.
    """
    return [part for word in words for part in _split_run_on_word(word, known)]


def _split_run_on_word(word: str, known: Container[str]) -> tuple[str, ...]:
    match = None if word in STOP_WORDS or word in known else _RUN_ON.fullmatch(word)
    return (match[1], match[2]) if match and match[2] in known else (word,)


@erasable_cache(16384)
def to_masculine_singular(word: str) -> str:
    """Return the masculine singular of a normalised word: « infirmieres » → « infirmier »."""
    if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 4:
        for ending, masculine in _FEMININE:
            if ending.search(word):
                return ending.sub(masculine, word)
    return word


_local = threading.local()  # a Stemmer is not thread-safe


@erasable_cache(16384)
def stem(word: str) -> str:
    """Return the French stem of a normalised word, the same for both genders."""
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("french", 0)
    return str(_local.stemmer.stemWord(to_masculine_singular(word)))


def stem_words(words: list[str]) -> list[str]:
    """Return the stems of normalised words, without stop words."""
    return [stem(word) for word in words if word not in STOP_WORDS]


def slugify(text: str) -> str:
    """Return an id made of a text: « Cité de Liège » → « cite-de-liege », at most 80 characters."""
    return re.sub(r"[^a-z0-9]+", "-", normalise(text))[:80].strip("-")
