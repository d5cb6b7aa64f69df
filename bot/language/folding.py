"""Fold text to a form in which it can be compared.

`fold` is the base: `fold_text` compares typed text with displayed text, `normalisation.normalise`
with the knowledge base, `pattern_normalisation` with the distress patterns. `offset_folding` keeps
the positions of the original and folds by itself.
"""

from __future__ import annotations

import re
import unicodedata

_FRENCH_MARKS = re.compile("[\u0300-\u036f]")
_MARKS, _INVISIBLE = ("Mn", "Me"), ("Mn", "Me", "Cf")
_GENDER_AND_SKIN = re.compile("[\u2640\u2642\U0001f3fb-\U0001f3ff]")
_SOFT = re.compile(r"[\s.,!;:…'’`\"()«»*_~]+")
_HYPHEN = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_REPEAT = re.compile(r"([^\d\s])\1+")


def fold(
    text: str,
    *,
    eszett: bool = True,
    ligatures: bool = True,
    compatibility: bool = True,
    invisible: bool = False,
) -> str:
    """Lower the case and remove accents and other marks.

    Args:
        eszett: write ß as ss.
        ligatures: write œ and æ as oe and ae.
        compatibility: replace compatibility forms: « ² » by 2, « … » by three dots.
        invisible: remove joiners, soft hyphens and other invisible characters.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD" if compatibility else "NFD", text)
    folded = _FRENCH_MARKS.sub("", decomposed.casefold() if eszett else decomposed.lower())
    if ligatures:
        folded = folded.replace("œ", "oe").replace("æ", "ae")
    if folded.isascii():
        return folded
    dropped = _INVISIBLE if invisible else _MARKS
    return "".join(char for char in folded if unicodedata.category(char) not in dropped)


def fold_text(text: str) -> str:
    """Fold accents, emoji variants, soft punctuation and repeated letters (« ouiiii »).

    Digits, signs before digits, slashes and question marks are kept: « 2,5 » is not « 25 ».
    """
    folded = _GENDER_AND_SKIN.sub("", fold(text, eszett=False, invisible=True))
    return _REPEAT.sub(r"\1", _SOFT.sub(" ", _HYPHEN.sub(" ", folded))).strip()
