"""Detection of direct address in the sentences of the base.

Some readers are addressed as « tu », others as « vous », so answers say « il faut demander » or
« on peut regarder », never « demande » or « regardez ».
"""

from __future__ import annotations

import re

# Except « rendez-vous » and « le ton » (the noun).
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
# An imperative opens a sentence or follows « : »; elsewhere the same form can be indicative.
_ORDER = re.compile(rf"(?:^|[.!?…:;] )(?:{_TU}|{_VOUS})\b", re.IGNORECASE)


def find_reader_address(text: str) -> str:
    """Return the first words that address the reader, or ""."""
    found = _PERSON.search(text) or _ORDER.search(text)
    return found[0].strip(" .!?…:;") if found else ""
