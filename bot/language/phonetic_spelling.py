"""Approximate phonetic spelling: « jvoulé crevé » and « je voulais crever » become equal.

Nasal vowels are capitals, silent endings are dropped; it rather merges too much. The distress
classifier was trained with these rules; names are compared by `phonetic_keys`, with others.
"""

from __future__ import annotations

import re

from bot.language.erasable_caches import erasable_cache

# In order; the input is the output of `normalise_for_patterns`.
_RULES = tuple(
    (re.compile(spelled), heard)
    for spelled, heard in (
        (r"eau|au", "o"),
        (r"ph", "f"),
        (r"(?<=[aeo])ile?s?$", "y"),
        (r"ck|qu?", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"(?:aient|ais|ait|ai|er|ez|et|es|est|e)$", "e"),
        (r"ai|ei", "e"),
        (r"oeu|oe|eu", "e"),
        (r"oi", "wa"),
        (r"[ea][nm](?=[bcdfgjklpqrstvz]|$)", "A"),
        (r"(?:ai|ei|i|u|y)[nm](?=[bcdfgjklpqrstvz]|$)", "I"),
        (r"o[nm](?=[bcdfgjklpqrstvz]|$)", "O"),
        (r"y", "i"),
        (r"(?<![ck])h", ""),
        (r"z", "s"),
        (r"(?<=\w\w)[estxdp]+$", ""),
        (r"([a-z])\1", r"\1"),
    )
)
_SHORT = {"c": "se", "g": "je"}


def spell_phonetically(words: str) -> list[str]:
    """Return the words of a normalised text in phonetic spelling."""
    return [_spell_word(word) for word in words.split()]


@erasable_cache(2048)
def _spell_word(word: str) -> str:
    if len(word) < 3:
        return _SHORT.get(word, word)
    for spelled, heard in _RULES:
        word = spelled.sub(heard, word)
    return word
