"""The number of pupils or participants that a text names."""

from __future__ import annotations

import re
from typing import Optional

from bot.booking.date_expressions.date_vocabulary import HIGHER_NUMBERS
from bot.language.folding import fold_text
from bot.language.number_words import find_number_words

_MEMBERS = (
    r"(?:eleves?|jeunes?|etudiants?|etudiantes?|ados?|adolescents?|enfants?|gamins?|gosses?|rhetos?"
    r"|aprenants?|stagiaires?|participants?|participantes?|personnes?|persones?|adultes?|aprentis?)"
)
_YEAR = r"(?! ?(?:e|eme|er|ere|ans?|h|heures?|/|decembre|janvier|novembre)(?!\w))"
_COUNTED = (
    re.compile(rf"(?<!\w)(\d{{1,3}}) (?:\w+ ){{0,2}}?{_MEMBERS}(?!\w)"),
    re.compile(
        r"(?<!\w)(?:ils|eles|on|nous|ce|c) (?:sont|est|somes|seri?ons|seront|sera) "
        rf"(?:a |environ )?(\d{{1,3}})(?!\w){_YEAR}"
    ),
    re.compile(
        rf"(?<!\w)(?:venir|viendr\w*|venons|passer) a (?:environ )?(\d{{1,3}})(?!\w){_YEAR}"
    ),
    re.compile(rf"(?<!\w)(?:clase|groupe|groupe clase) de (\d{{1,3}})(?!\w){_YEAR}"),
    re.compile(r"(?<!\w)(?:sont|somes) (?:au nombre de )(\d{1,3})(?!\w)"),
)
_ABOUT = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
_ABOUT_PATTERN = re.compile(rf"(?<!\w)({'|'.join(_ABOUT)})(?!\w)")
_MAX_GROUP = 200


def find_group_size(text: str) -> Optional[int]:
    """Return how many pupils a text names, or None; teachers beside them are not counted."""
    for start, end, digits in reversed(find_number_words(text)):
        text = f"{text[:start]}{digits}{text[end:]}"
    folded = fold_text(text)
    for number, digits in HIGHER_NUMBERS:
        folded = number.sub(digits, folded)
    for pattern in _COUNTED:
        match = pattern.search(folded)
        if match is not None and 0 < int(match[1]) <= _MAX_GROUP:
            return int(match[1])
    about = _ABOUT_PATTERN.search(folded)
    return _ABOUT[about[1]] if about else None
