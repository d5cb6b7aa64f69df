"""One form for a word of another language, however it is inflected or put into Latin letters.

« kaynakçıyım » and « kaynakçı », « зварювальником » and « zvaryuvalnyk », « modarres » and
« moudarris » come to the same. The forms are only compared with each other, never shown.
"""

from __future__ import annotations

import re
import unicodedata

# What a word may end with in a sentence, the longest first; « tr » and « uk » in Latin letters. No
# ending of a verb: « kochen » is no cook, and « recht » no lawyer.
_ENDINGS = {
    "en": ("s",),
    "nl": ("s",),
    "de": ("innen", "n", "e", "s"),
    "es": ("es", "s"),
    "pt": ("es", "s"),
    "it": ("a", "e", "i", "o"),
    "ro": ("ului", "elor", "ilor", "lor", "ele", "ul", "ii", "ei", "a", "e", "i"),
    "tr": (
        *("ydim", "ydum", "ligi", "lugu", "dim", "dum", "tim", "tum", "yim", "yum", "lik", "luk"),
        *("lar", "ler", "im", "um", "yi", "yu"),
    ),
    "uk": (
        *("ami", "ah", "am", "iv", "om", "em", "im", "ou", "eu", "oi", "ei", "a", "u", "i", "e"),
    ),
    "ar": ("ين", "ون", "ات", "ا", "a"),
}
# What Arabic writes before a word, in its own letters and in Latin ones.
_BEFORE = ("وال", "بال", "كال", "لل", "ال", "ك", "ب", "ل", "و", "al", "ul", "l")
_OF_ARABIC = ("ar", "darija")
_CYRILLIC = dict(
    zip(
        "абвгґдеёжзиіїйклмнопрстуфхцчшщыэюяєьъ'’ʼ",
        (
            *("a", "b", "v", "h", "h", "d", "e", "e", "zh", "z", "i", "i", "i", "i", "k", "l"),
            *("m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "ch", "sh", "sh", "i", "e"),
            *("u", "a", "e", "", "", "", "", ""),
        ),
        strict=True,
    )
)
# Each way to write Ukrainian, and Arabic, in Latin letters comes to one.
_UKRAINIAN = (
    *(("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("g", "h")),
    *(("w", "v"), ("y", "i"), ("j", "i"), ("ie", "e"), ("iu", "u"), ("ia", "a")),
)
_ARABIC = (
    *(("ch", "sh"), ("ou", "u"), ("5", "kh"), ("7", "h"), ("9", "k"), ("q", "k"), ("8", "gh")),
    *(("6", "t"), ("3", ""), ("2", ""), ("'", ""), ("o", "u"), ("y", "i")),
)
_TWICE = re.compile(r"(.)\1+")
# So few letters say too little once an ending is gone.
_LEAST, _LEAST_OF_SEVERAL, _LEAST_OF_ARABIC = 4, 3, 5


def plain(word: str) -> str:
    """Lower case, without accents and signs."""
    bare = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in bare if unicodedata.category(c) != "Mn")


def stem(word: str, language: str, several: bool = False) -> str:
    """The form that a word shares with its inflections; `several`: it is one of several words that
    name something together, and may be shorter."""
    known = _latin(plain(word), language)
    least = _LEAST_OF_SEVERAL if several else _LEAST
    if language in _OF_ARABIC:
        in_latin = known.isascii()
        least = _LEAST_OF_ARABIC if in_latin else _LEAST_OF_SEVERAL
        known = _without_article(known, least)
    if len(known) < least:
        return plain(word)  # so short a form is of many words
    ending = next((e for e in _ENDINGS.get(language, ()) if known.endswith(e)), "")
    if len(known) - len(ending) >= least:
        known = known.removesuffix(ending)
    if language == "uk" and known.endswith("ec"):
        known = f"{known[:-2]}c"  # « продавець », « продавцем »
    return known


def _latin(word: str, language: str) -> str:
    if language == "tr":
        return word.replace("ı", "i")
    if language == "uk":
        word = "".join(_CYRILLIC.get(c, c) for c in word)
        return _TWICE.sub(r"\1", _written(word, _UKRAINIAN))
    if language in _OF_ARABIC:
        word = word.replace("ى", "ي").replace("ة", "ه")
        if not word.isascii():
            return word
        word = _TWICE.sub(r"\1", _written(word, _ARABIC))
        return word.replace("e", "i") if language == "ar" else word
    return word


def _written(word: str, ways: tuple[tuple[str, str], ...]) -> str:
    for way, one in ways:
        word = word.replace(way, one)
    return word


def _without_article(word: str, least: int) -> str:
    for before in _BEFORE:
        if word.startswith(before) and len(word) - len(before) >= least:
            return word[len(before) :]
    return word
