"""Approximate phonetic keys of French words, to compare names.

« plombié », « plombier » and « plonbier » share a key. Ordered spelling rules after « Phonex »
(Brodeur 1999), shortened. `phonetic_spelling` has other rules (« nation » is nas3 here and natiO
there): the distress classifier was trained with those, while the linking of names and the spelling
correction are tuned to these.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot.language.normalisation import normalise

_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"y", "i"),
        (r"ph", "f"),
        (r"(?<!c)h", ""),
        (r"gu(?=[eiy])", "g"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[ei])", "j"),
        (r"qu?|ck|cc(?![ei])|c(?![eih])|k", "k"),
        (r"s?c(?=[ei])", "s"),
        (r"sch|sh", "ch"),
        (r"eaux?|aux?|ot\b|os\b", "o"),
        (r"ai[ts]?|ei|est?\b|et\b|er\b|ez\b|ee?s?\b(?<=ee)|ees?\b", "e"),
        (r"oeu|eu", "e"),
        (r"(?:ain|ein|in|im|aim)(?![aeiounm])", "1"),
        (r"(?:an|am|en|em)(?![aeiounm])", "2"),
        (r"(?:t|ss|s|c)ion(?![a-z])", "s3"),
        (r"(?:on|om)(?![aeiounm])", "3"),
        (r"(?:un|um)(?![aeiounm])", "1"),
        (r"ill", "i"),
        (r"[tdspxe]+\b", ""),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
    )
)
MIN_LETTERS = 4


def phonetic_key(text: str) -> str:
    """Return the phonetic key of a text, word by word."""
    sounds = normalise(text)
    for pattern, sound in _RULES:
        sounds = pattern.sub(sound, sounds)
    return " ".join(sounds.split())


def find_similar_names(
    text: str, names: dict[str, str], least: float = 84.0
) -> list[tuple[str, float]]:
    """Return the ids of names that sound like `text`, best first, with a similarity up to 100.

    `names` maps phonetic keys to ids. Short words are too similar to be compared.
    """
    wanted = phonetic_key(text)
    if len(wanted) < MIN_LETTERS:
        return []
    hits = process.extract(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=least, limit=8)
    best: dict[str, float] = {}
    for name, score, _ in hits:
        best.setdefault(names[name], float(score))
    return list(best.items())[:3]
