"""What a bare question asks of the profession on the screen: « combien de temps », « c'est où »."""

from __future__ import annotations

import re
from typing import Optional

from bot.guidance.folding import fold

_FIRST = r"(?:(?:et|ok|dacord|alors) )*(?:(?:c|c est|cest|ca|sa|on|il faut|faut) )?(?:se |s )?"
_LAST = r"(?: (?:ca|sa|stp|svp|alors|au juste|environ|en tout|en gros|pour ca|pr ca))* ?\??"
_ASKS = {
    name: re.compile(f"{_FIRST}(?:{words}){_LAST}")
    for name, words in {
        "ask_access": r"(?:dure )?(?:combien|cb|cmb) (?:de |d )?(?:temps|tps|ans?|ane|anes|anees?)"
        r"|dure (?:combien|cb|cmb|longtemps)|(?<=c )long|(?<=st )long",
        "ask_trainings": r"(?:fait |aprend |etudie |passe )?ou",
        "ask_pay": r"(?:gagne |gagnes |paye |paie |pay )?(?:combien|cb|cmb)(?: par mois)?",
    }.items()
}


def asked(text: str) -> Optional[str]:
    """The intent of a question that names nothing; None for all else."""
    said = fold(text)
    return next((name for name, pattern in _ASKS.items() if pattern.fullmatch(said)), None)
