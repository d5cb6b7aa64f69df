"""What a bare question asks of the profession on the screen: « combien de temps », « c'est où »."""

from __future__ import annotations

import re
from typing import Optional

from bot.guidance.folding import fold

_FIRST = r"(?:(?:et|ok|dacord|alors) )*(?:(?:c|c est|cest|ca|sa|on|il faut|faut) )?(?:se |s )?"
_LAST = (
    r"(?: (?:ca|sa|stp|svp|alors|exactement|au juste|environ|en tout|en gros|pour ca|pr ca"
    r"|les etudes|la formation))* ?\??"
)
_HOW_MUCH = "(?:combien|cb|cmb)"
_TIME = "(?:d ?|de )?(?:temps?|tps|tems|ans?|ane|anes|anees?)"
_ASKS = {
    name: re.compile(f"{_FIRST}(?:{words}){_LAST}")
    for name, words in {
        "ask_access": rf"(?:dure |prend |etudier |met )?{_HOW_MUCH} {_TIME}"
        rf"(?: (?:ca|sa) (?:dure|prend)| d ?etudes?)?"
        rf"|dure {_HOW_MUCH}|dure longtemps|{_HOW_MUCH} (?:ca|sa) dure|(?<=c )long|(?<=st )long",
        "ask_trainings": r"(?:fait |aprend |etudie |passe )?ou"
        r"|ou (?:on |ca s |j ?|se )?(?:apren|forme)\w*",
        "ask_pay": rf"(?:gagne |gagnes |paye |paie |pay )?{_HOW_MUCH}(?: par mois)?"
        rf"|{_HOW_MUCH} (?:ca|sa|on) (?:gagne|paye|paie)(?: par mois)?",
    }.items()
}


def asked(text: str) -> Optional[str]:
    """The intent of a question that names nothing; None for all else."""
    said = fold(text)
    return next((name for name, pattern in _ASKS.items() if pattern.fullmatch(said)), None)
