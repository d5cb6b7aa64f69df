"""Noise of informal writing: abbreviations, missing accents, AZERTY slips, dictation."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

NoiseFunction = Callable[[str, random.Random], str]

_ABBREVIATIONS = {
    "salut": "slt",
    "bonjour": "bjr",
    "pourquoi": "pk",
    "comment": "cmt",
    "combien": "cb",
    "beaucoup": "bcp",
    "toujours": "tjs",
    "maintenant": "mtn",
    "pour": "pr",
    "avec": "ac",
    "dans": "ds",
    "vous": "vs",
    "quoi": "koi",
    "que": "ke",
    "est-ce que": "esk",
    "c'est": "c",
    "c’est": "c",
    "j'ai": "g",
    "je suis": "chui",
    "quelque chose": "qqch",
    "parce que": "pcq",
    "s'il vous plaît": "svp",
}
_ABBREVIATION_PATTERN = re.compile(
    r"(?<!\w)("
    + "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
SHARE_SHORTENED = 0.7
_KEYBOARD_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_NEIGHBOUR_KEYS = {
    letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in _KEYBOARD_ROWS
    for place, letter in enumerate(row)
}
LETTERS_PER_SLIP = 25
MIN_SLIP_LETTERS = 4


def keep_clean(text: str, rng: random.Random) -> str:
    """Return the text unchanged."""
    return text


def shorten_as_sms(text: str, rng: random.Random) -> str:
    """Abbreviate words and drop capitals."""

    def shorten(found: re.Match[str]) -> str:
        return _ABBREVIATIONS[found[1].lower()] if rng.random() < SHARE_SHORTENED else found[1]

    return _ABBREVIATION_PATTERN.sub(shorten, text).lower()


def write_without_accents(text: str, rng: random.Random) -> str:
    """Drop accents, and apostrophes or replace them by a space."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub("['’]", lambda found: rng.choice(("", " ")), plain)


def add_slips(text: str, rng: random.Random) -> str:
    """Replace, drop, double or swap a letter, about one in `LETTERS_PER_SLIP`."""
    words = text.split(" ")
    for _ in range(max(1, len(text) // LETTERS_PER_SLIP)):
        long = [place for place, word in enumerate(words) if len(word) >= MIN_SLIP_LETTERS]
        if long:
            place = rng.choice(long)
            words[place] = _slip_letter(words[place], rng)
    return " ".join(words)


def _slip_letter(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    beside = _NEIGHBOUR_KEYS.get(letter.lower(), letter)
    return rng.choice(
        (
            before + rng.choice(beside) + after,
            before + after,
            before + letter * 2 + after,
            before + after[0] + letter + after[1:],
        )
    )


def write_as_dictated(text: str, rng: random.Random) -> str:
    """Drop capitals and punctuation."""
    return " ".join(re.sub(r"[.,;:!?…«»()\"]", " ", text).lower().split())


NOISE_KINDS: dict[str, NoiseFunction] = {
    "clean": keep_clean,
    "sms": shorten_as_sms,
    "bare": write_without_accents,
    "slips": add_slips,
    "dictated": write_as_dictated,
}
