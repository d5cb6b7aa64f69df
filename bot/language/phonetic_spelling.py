"""How words sound, roughly: « jvoulé crevé » and « je voulais crever » become the same.

A key for comparing, nobody reads it: nasal vowels are capitals, silent endings go. It hears what
French spells in several ways, and is content to make too much alike. The names of professions
are compared by `phonetic_keys`, with other rules: the classifier of distress was trained on these.
"""

from __future__ import annotations

import re

from bot.language.erasable_caches import erasable_cache

# In order; the words are those of `normalise`: lower case, no accents, each letter once.
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
    """The words of a normalised text, each as it sounds."""
    return [_spell_word(word) for word in words.split()]


@erasable_cache(2048)
def _spell_word(word: str) -> str:
    if len(word) < 3:
        return _SHORT.get(word, word)
    for spelled, heard in _RULES:
        word = spelled.sub(heard, word)
    return word
