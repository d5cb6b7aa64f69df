"""Stem and transliterate words of other languages so that their variants compare equal.

These share a form: « kaynakçıyım » and « kaynakçı », « зварювальником » and « zvaryuvalnyk »,
« modarres » and « moudarris ». The forms are only compared, never shown.
"""

from __future__ import annotations

import re

from bot.language.folding import fold

# Inflectional endings, longest first; « tr » and « uk » in Latin letters. No verb endings, since
# « kochen » is not a cook, and « recht » not a lawyer.
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
# Arabic prefixes, in Arabic and in Latin letters.
_ARABIC_PREFIXES = ("وال", "بال", "كال", "لل", "ال", "ك", "ب", "ل", "و", "al", "ul", "l")
_ARABIC_LANGUAGES = ("ar", "darija")
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
# Unify the transliterations of Ukrainian and Arabic.
_UKRAINIAN = (
    *(("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("g", "h")),
    *(("w", "v"), ("y", "i"), ("j", "i"), ("ie", "e"), ("iu", "u"), ("ia", "a")),
)
_ARABIC = (
    *(("ch", "sh"), ("ou", "u"), ("5", "kh"), ("7", "h"), ("9", "k"), ("q", "k"), ("8", "gh")),
    *(("6", "t"), ("3", ""), ("2", ""), ("'", ""), ("o", "u"), ("y", "i")),
)
_TWICE = re.compile(r"(.)\1+")
# A shorter stem is too ambiguous.
_MIN_LETTERS, _MIN_LETTERS_OF_SEVERAL, _MIN_LETTERS_OF_ARABIC = 4, 3, 5


def fold_foreign_word(word: str) -> str:
    """Lower the case and remove accents, one letter for one."""
    return fold(word, ligatures=False, compatibility=False)


def stem_foreign_word(word: str, language: str, several: bool = False) -> str:
    """Return the stem of a word; with `several`, part of a longer name, it may be shorter."""
    stem = _to_latin(fold_foreign_word(word), language)
    least = _MIN_LETTERS_OF_SEVERAL if several else _MIN_LETTERS
    if language in _ARABIC_LANGUAGES:
        in_latin = stem.isascii()
        least = _MIN_LETTERS_OF_ARABIC if in_latin else _MIN_LETTERS_OF_SEVERAL
        stem = _without_article(stem, least)
    if len(stem) < least:
        return fold_foreign_word(word)  # too short a stem is ambiguous
    ending = next((e for e in _ENDINGS.get(language, ()) if stem.endswith(e)), "")
    if len(stem) - len(ending) >= least:
        stem = stem.removesuffix(ending)
    if language == "uk" and stem.endswith("ec"):
        stem = f"{stem[:-2]}c"  # « продавець », « продавцем »
    return stem


def _to_latin(word: str, language: str) -> str:
    if language == "tr":
        return word.replace("ı", "i")
    if language == "uk":
        word = "".join(_CYRILLIC.get(c, c) for c in word)
        return _TWICE.sub(r"\1", _apply_spellings(word, _UKRAINIAN))
    if language in _ARABIC_LANGUAGES:
        word = word.replace("ى", "ي").replace("ة", "ه")
        if not word.isascii():
            return word
        word = _TWICE.sub(r"\1", _apply_spellings(word, _ARABIC))
        return word.replace("e", "i") if language == "ar" else word
    return word


def _apply_spellings(word: str, ways: tuple[tuple[str, str], ...]) -> str:
    for way, one in ways:
        word = word.replace(way, one)
    return word


def _without_article(word: str, least: int) -> str:
    for before in _ARABIC_PREFIXES:
        if word.startswith(before) and len(word) - len(before) >= least:
            return word[len(before) :]
    return word
