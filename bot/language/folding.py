"""One way to compare what people type: case, accents, emoji variants and repeats do not count."""

from __future__ import annotations

import re
import unicodedata

# Combining marks (accents, keycaps), joiners and variation selectors, gender signs, skin tones.
_DROPPED_CATEGORIES = {"Mn", "Me", "Cf"}
_DROPPED = re.compile("[\u2640\u2642\U0001f3fb-\U0001f3ff]")
_SOFT = re.compile(r"[\s.,!;:…'’`\"()«»*_~]+")
_HYPHEN = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")
_REPEAT = re.compile(r"([^\d\s])\1+")


def fold_text(text: str) -> str:
    """Lower case, no accents, soft punctuation as one space, « ouiiii » as « oui ».

    Digits, signs before digits, slashes and question marks stay: « 2,5 » is not « 25 ».
    """
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if unicodedata.category(c) not in _DROPPED_CATEGORIES)
    text = _HYPHEN.sub(" ", _DROPPED.sub("", text))
    return _REPEAT.sub(r"\1", _SOFT.sub(" ", text)).strip()
