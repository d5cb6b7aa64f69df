"""Recognition of practical questions about appointments."""

from __future__ import annotations

import re
from typing import Optional

_COMPANION = (
    r"(?:(?:m[ao]n?|mes|un|une|des|le|la|les|ses|grand\w*|petit\w*|d) )*"
    r"(?:mere|maman|pere|papa|parents?|frere|soeur|amie?s?|potes?|copains?|copines?|educ\w*"
    r"|couple|mari|feme|enfants?|bebe|file|fils|quelqu un|qqn|qelqun|tuteur|tutrice|proche)"
)
_ARTICLES = r"\b(?:mon|mes|le|la|un|une|des|mo|ma|son) "
# Over folded text (`bot.language.folding`), the most specific first.
_QUESTION_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words))
    for name, words in (
        (
            "rdv-annule",
            r"\b(?:si|s) (?:\w+ ){0,2}j? ?(?:an?ul\w*)|\ban?ul\w*.*\b(?:quoi|koi|apres|reprendre"
            r"|frais|amende|grave)\b|\b(?:quoi|koi|pase)\b.*\ban?ul"
            r"|\bsi j? ?(?:e )?(?:viens?|vien|peu[xt]?) (?:pas|plus)|\b(?:amende|sanction)",
        ),
        (
            "rdv-retard",
            r"\bretard|\bbou?re\b|\b(?:si|s) (?:j|je) ?ariv\w* (?:trop )?(?:tard|apres|\d)"
            r"|\bpas a l ?heure\b",
        ),
        (
            "rdv-anonyme",
            r"\banonym|\bconfidenti|\bsecret|\b(?:vrai|faux|mon|son) (?:pre)?nom"
            r"|\b(?:parents?|mere|pere|ecole|prof\w*|profs)\b.*\b(?:savoir|saura\w*|courant|sache\w*)"
            r"|\bqu on sache|\b(?:dire|repeter) a (?:mes|ma|mon) (?:parents|mere|pere|ecole)",
        ),
        (
            "rdv-langue",
            r"\bpas (?:bien |tres bien |beaucoup )?(?:le )?(?:francais|fr)\b|\binterprete"
            r"|\b(?:vous|tu|on|qui|ki|gens|peut|peux|posible|rdv|en)\b.*"
            r"\b(?:anglais|arabe|turc|neerlandais|flamand|alemand"
            r"|espagnol|italien|portugais|roumain|ukrainien|ruse|polonais|kurde|albanais|pachto|dari"
            r"|farsi|tigrinya|somali|lingala|english|langue|francais)\b|\blangues?\b",
        ),
        (
            "rdv-gratuit",
            r"\bgratuit|\bgratos\b|\bpay(?:er|ant|e)\b|\bcoute?\w*|\bprix\b|\btarif|\bthunes?\b"
            r"|\b(?:pas|plus) d ?argent",
        ),
        (
            "rdv-apporter",
            r"\b(?:j|je )?(?:apo?rt|aport|amen|ramen|emen|prend|pren)\w*(?: \w+)? "
            r"(?:quoi|koi|avec)\b|\b(?:quoi|koi|que|qu)\b.*\b(?:aporter|amener|ramener|prendre)"
            r"|\bj?(?:aport|amen|ramen|prend)\w* (?:\w+ )?(?:truc|quelque chose|qqch|qqc)\b"
            rf"|\b(?:aport|amen|ramen|prend|besoin d)\w* (?:{_ARTICLES[2:]})?(?:\w+ )?"
            r"(?:papiers?|documents?|bul?etins?|cv|carte|diplomes?|docs?)"
            r"|\b(?:papiers?|documents?|bul?etins?|carte d identite|docs?)\b|\bprepar\w*",
        ),
        (
            "rdv-accompagne",
            rf"\b(?:avec|ac|ramener|amener) {_COMPANION}\b|\bacompagn|\b(?:a deux|tout seul\w*"
            r"|toute seule|seule?)\b|\ba plusieurs\b"
            rf"|\b{_COMPANION} (?:\w+ ){{0,4}}(?:vien\w*"
            r"|(?:peu|veu|doi)\w* (?:ele |il )?"
            r"(?:venir|asister|etre|rester|entrer|m acompagner))\b",
        ),
        (
            "rdv-duree",
            r"\b(?:combien|cb|cmb|conbien)\b.*\b(?:te?mps|tps|minutes?|min|heures?)\b"
            r"|\b(?:dur\w+)\b|\bc(?:a| est)? ?(?:est )?(?:trop |tres )?long\b|\blongte?m?ps\b"
            r"|\bpour une heure\b|\bquele heure\b.*\b(?:fini|termin|sor)\w*",
        ),
        (
            "rdv-qui",
            r"\b(?:qui|ki)\b.*\b(?:recoi\w*|sera|la|conseil\w*|personne|voir)\b"
            r"|\b(?:avec|sur) (?:qui|ki)\b|\b(?:quel\w*|kel\w*) (?:conseil\w*|personne)"
            r"|\b(?:home|mec|gars) ou (?:une )?(?:feme|file|meuf)|\bpsy\b"
            r"|\b(?:conseil\w*|personne)\b.*\b(?:qui|ki)\b",
        ),
    )
)


def find_practical_question(folded: str) -> Optional[str]:
    """Return the id of the matching question of the base (`rendez-vous.yml`), or None.

    `folded` is the result of `bot.language.folding`.
    """
    return next((name for name, words in _QUESTION_PATTERNS if words.search(folded)), None)
