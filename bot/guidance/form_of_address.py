"""« tu » or « vous », as the person asks for or uses towards the bot; `tu` by default.

Only what addresses the bot counts: « vous êtes où ? » is about the place.
"""

from __future__ import annotations

import re
from typing import Optional

from bot.language.normalisation import normalise

# « vous êtes où ? » is about the place; in a longer message « vous » is the bot.
MIN_LETTER_WORDS = 10
# From this length on, « Bonjour » and capitalised sentences make a letter.
MIN_FORMAL_LETTER_WORDS = 18
_IN_FORM = re.compile(r"^Bonjour\b.*[.!?] +[A-ZÀÂÉÈÊ]", re.DOTALL)
_SAID_TU = re.compile(r"\b(?:tu|toi|te|t)\b")
_VOUS_AT_ALL = re.compile(r"(?<!rendez )\b(?:vous|votre|vos)\b")
_CLAUSES = re.compile(r"[,.;:!?…\n]+| mais ")
_NAMED = (
    r"(?:\b(?:le|au|du|tes|pas de|veux|utiliser|di[st]|dites|dire|dises?|disiez|plutot que)"
    r" (?:moi |nous )?{word}\b"
)
_TU = re.compile(r"\btuto\w+|" + _NAMED.format(word="tu") + r"|\b(?:pas|avec) tu\b)")
_VOUS = re.compile(r"\bvouvo\w+|" + _NAMED.format(word="vous") + r"|\bveux pas vous\b)")
_EITHER = re.compile(r"\btu (?:ou|et) vous\b|\bvous (?:ou|et) tu\b")
# Negations of a request, in its own clause: « arrête de me tutoyer », « pk tu me vouvoies ».
_NO = re.compile(
    r"\b(arrete\w*|besoin|bizarre|depuis quand|derange\w*|gene|laisse tomber|ne|pas|permis"
    r"|permet\w*|pk|plus|pq|pourquoi|sans|stop|trop|vieillit|tu me (?:tutoie|vouvoie)\w*"
    r"|vous me (?:tutoy|vouvoy)\w*)\b"
)
_NOT_THIS = re.compile(r"^(?:du|plutot que) ")
_TO_THIS = re.compile(r"^au ")
_VERBS = "auriez|avez|connaissez|conseillez|pensez|pourriez|pouvez|proposez|sauriez|savez"
_WRITES_VOUS = re.compile(
    rf"\b(?!rendez\b)\w{{2,}}ez vous\b"
    rf"|\bvous ({_VERBS}) (me|m|nous)\b|\bje vous (demande|remercie)\b"
    r"|\bbonjour (?:a vous|madame|monsieur)\b|\b(?:madame|monsieur) (?:ou|et) (?:madame|monsieur)\b"
    r"|\b(?:cordialement|veuillez|bien a vous)\b"
    r"|\b(aidez|dites|donnez|expliquez|indiquez|montrez|parlez|renseignez) (moi|nous)\b"
)


def mentions_form(text: str) -> bool:
    """Return whether a text mentions « tu » or « vous » as a form of address."""
    whole = normalise(text)
    return any(form.search(whole) for form in (_TU, _VOUS, _EITHER))


def parse_requested_form(text: str) -> Optional[bool]:
    """Return whether the last request is for « vous » (True) or « tu » (False), else None."""
    whole = normalise(text)
    if _EITHER.search(whole):
        return None
    calls = [call for clause in _CLAUSES.split(text) for call in _find_calls(normalise(clause))]
    if calls:
        return calls[-1]
    words = len(whole.split())
    named = words >= MIN_LETTER_WORDS and _VOUS_AT_ALL.search(whole)
    formal = (
        words >= MIN_FORMAL_LETTER_WORDS and _IN_FORM.search(text) and not _SAID_TU.search(whole)
    )
    return True if named or formal or _WRITES_VOUS.search(whole) else None


def _find_calls(clause: str) -> list[bool]:
    """Return for each form named in a clause, in order, whether it amounts to « vous »."""
    named = [(found, True) for found in _VOUS.finditer(clause)]
    named += [(found, False) for found in _TU.finditer(clause)]
    return [vous != _is_refused(found, clause) for found, vous in sorted(named, key=_get_position)]


def _is_refused(found: re.Match[str], clause: str) -> bool:
    if _TO_THIS.match(found[0]):
        return bool(re.search(r"\b(ne|pas|stop)\b", clause))
    return bool(_NOT_THIS.match(found[0]) or _NO.search(clause))


def _get_position(named: tuple[re.Match[str], bool]) -> int:
    return named[0].start()
