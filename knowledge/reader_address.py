"""Whom a sentence of the base speaks to: nobody, as some readers hear « tu », others « vous ».

So an answer says « il faut demander », « on peut regarder », never « demande » or « regardez ».
"""

from __future__ import annotations

import re

# « rendez-vous » is no « vous », and « le ton » of a voice is nobody's.
_PERSON = re.compile(
    r"(?<!rendez-)\b(tu|te|toi|tes|vous|votre|vos|t['’]\w+)\b|(?<!le )(?<!un )\b(ton|ta)\b",
    re.IGNORECASE,
)
_TU = (
    "appelle|apporte|associe|change|commence|compare|demande|dis|donne|écoute|envoie|évite|fais"
    "|interroge|lis|n['’]hésite|parle|parles-en|paie|pars|prends|prépare|préviens"
    "|propose|regarde|relis|renseigne|signale|signe|téléphone|va|vas-y|vérifie|viens|vois"
)
_VOUS = (
    "appelez|apportez|associez|changez|commencez|comparez|demandez|dites|donnez|écoutez|envoyez"
    "|évitez|faites|gardez|interrogez|lisez|n['’]hésitez|parlez|passez|posez|prenez|préparez"
    "|prévenez|proposez|regardez|renseignez|signalez|téléphonez|vérifiez|visitez|voyez"
)
# An order opens a sentence, or follows « : »; elsewhere these are also what somebody does.
_ORDER = re.compile(rf"(?:^|[.!?…:;] )(?:{_TU}|{_VOUS})\b", re.IGNORECASE)


def find_reader_address(text: str) -> str:
    """The first words that speak to one reader, or an empty text."""
    found = _PERSON.search(text) or _ORDER.search(text)
    return found[0].strip(" .!?…:;") if found else ""
