"""How people write: shortened, without accents, with slips of an AZERTY keyboard, dictated."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Noise = Callable[[str, random.Random], str]

_SHORT = {
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
_SHORTENED = re.compile(
    r"(?<!\w)(" + "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)
SHARE_SHORTENED = 0.7
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_NEIGHBOURS = {
    letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, letter in enumerate(row)
}
LETTERS_A_SLIP = 25
MIN_LETTERS_SLIPPED = 4


def clean(text: str, rng: random.Random) -> str:
    """As the bank has it."""
    return text


def sms(text: str, rng: random.Random) -> str:
    """Shortened words, no capitals."""

    def shorten(found: re.Match[str]) -> str:
        return _SHORT[found[1].lower()] if rng.random() < SHARE_SHORTENED else found[1]

    return _SHORTENED.sub(shorten, text).lower()


def bare(text: str, rng: random.Random) -> str:
    """No accents, and apostrophes left out or typed as a blank."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub("['’]", lambda found: rng.choice(("", " ")), plain)


def slips(text: str, rng: random.Random) -> str:
    """A letter struck beside its key, left out, doubled or swapped, one in `LETTERS_A_SLIP`."""
    words = text.split(" ")
    for _ in range(max(1, len(text) // LETTERS_A_SLIP)):
        long = [place for place, word in enumerate(words) if len(word) >= MIN_LETTERS_SLIPPED]
        if long:
            place = rng.choice(long)
            words[place] = _slipped(words[place], rng)
    return " ".join(words)


def _slipped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    beside = _NEIGHBOURS.get(letter.lower(), letter)
    return rng.choice(
        (
            before + rng.choice(beside) + after,
            before + after,
            before + letter * 2 + after,
            before + after[0] + letter + after[1:],
        )
    )


def dictated(text: str, rng: random.Random) -> str:
    """One breath: no capitals, no punctuation."""
    return " ".join(re.sub(r"[.,;:!?…«»()\"]", " ", text).lower().split())


KINDS: dict[str, Noise] = {
    "clean": clean,
    "sms": sms,
    "bare": bare,
    "slips": slips,
    "dictated": dictated,
}
