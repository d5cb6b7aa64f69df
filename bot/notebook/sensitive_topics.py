"""Words that do not enter a notebook unasked: health, origin, religion, residence, justice.

Patterns that would rather keep a harmless sentence out: whoever wants it noted says so by a press.
A trade or a place of work of these fields (hôpital, police, tribunal) is like any other, and so
are people in general (« aider les malades »), not one's own. Written as `fold` leaves them: no
accent, no letter twice.
"""

from __future__ import annotations

import re
from typing import Optional

from bot.language.folding import fold_text

_HEALTH = (
    r"malad\w*|handica\w*|cancer\w*|depresi\w*|deprim\w*|anorexi\w*|boulimi\w*|autis\w*|tdah?|tsa"
    r"|hyperactif\w*|hyperactive\w*|dys(?:lexi|praxi|calculi|phasi|orthographi)\w*|diabet\w*"
    r"|epilep\w*|asthm\w*|alzheimer|parkinson|demence|chimio\w*|hospitalis\w*|opere[es]?|sclerose"
    r"|operation|medicaments?|medocs?|antidepres\w*|enceinte|fauteuil roulant|bipolaire|schizo\w*"
    r"|burn ?out|alcoli\w*|drogue\w*|toxico\w*|adict\w*|infarctus|sida|vih|seropositi\w*"
    r"|(?:une?|mon|son|l|d) avc"  # alone it is « avec »
    r"|(?:mon|ma|vois une?|voir une?|chez (?:le|la|une?)|par une?) psy\w*|en psychiatrie"
    r"|alergi\w*|migraines?|hernie\w*|protheses?|crises? d angois\w*|anxie\w*|ma sante"
    r"|mal (?:au|aux|a la|a l|de) (?:dos|genoux?|epaules?|ventre|tete|coeur|jambes?|mains?)"
    r"|(?:dos|genou|epaule|coeur) (?:fichue?|foutue?|bloque|fragile|malade)"
    r"|sourde?|muete?|aveugle|malentendant\w*|malvoyant\w*"
)
_RELIGION = (
    r"religi\w*|mosque\w*|eglise\w*|synagog\w*|paroiss\w*|temple|ramadan|coran\w*|bible|catech\w*"
    r"|cate|musulman\w*|chretien\w*|catholi\w*|catho|protestant\w*|evangeli\w*|juif\w*|juive\w*"
    r"|islam\w*|imam|halal|casher|kascher|(?:du|de|le) porc|pretre|pasteur|priere\w*|prier|dieu"
    r"|croyant\w*|hijab|kipa|(?:le|un|mon) voile|foulard"
)
_NATIONS = (
    r"(?:marocain|turc|turque|congol|algerien|tunisien|syrien|afghan|ukrainien|rom|roumain|italien"
    r"|polonais|rwandais|camerounais|guinen|somalien|noir|arabe|african|africain|black)\w*"
)
_ORIGIN = (
    r"d origine|mes origines|immigr\w*|migrant\w*|au pays|mon pays|au bled|le bled"
    r"|ne[es]? a l etranger"
    r"|(?:viens|vient|venus?|arives?) (?:du|de la|d) (?:maroc|turquie|congo|algerie|tunisie|syrie"
    r"|afghanistan|ukraine|roumanie|italie|pologne|rwanda|cameroun|guine|somalie|afrique)"
    rf"|(?:je suis|chui|jsuis|je sui|etant|est|sont|belgo|famile) {_NATIONS}"
)
_RESIDENCE = (
    r"sans papiers?|(?:pas|plus|mes|nos|ses|leurs) (?:de |d |les )?papiers|papiers en regle"
    r"|titre de sejour|permis de sejour|en sejour|asile|refugie\w*|clandestin\w*|fedasil|expuls\w*"
    r"|regularis\w*|naturalis\w*|carte orange|anexe (?:26|35)|petit chateau|mena"
)
_JUSTICE = (
    r"prison\w*|taule|detenu\w*|incarcer\w*|condamn\w*|ippj|travail d interet general"
    r"|travaux d interet general|tig|garde a vue|bracelet electronique|casier|ju[gj]e de la jeunese"
    r"|le ju[gj]e|sursis|deal\w*|arete (?:par|pour)|police m a"
)
# One's own, not people in general: « aider les personnes handicapées » is no private matter.
_OTHERS = re.compile(
    r"(?<!\bmes )(?<!\bnos )(?<!\bmon )(?<!\bma )"
    r"\b(?:les|des|aux|gens|persones?|enfants?|ados|jeunes|eleves|adultes|animaux|patients?)"
    r" (?:agees? |qui sont |en situation de |avec un |dificiles et )?"
    r"(?:malades?|maladies|handicapee?s?|handicap|sourds?|aveugles?|autistes|refugies|migrants"
    r"|detenus|drogues|toxicomanes|prisoniers|religions|prisons)\b"
)
_TOPICS = {
    "residence": _RESIDENCE,
    "health": _HEALTH,
    "religion": _RELIGION,
    "origin": _ORIGIN,
    "justice": _JUSTICE,
}
# Elided and written as one word: « lépilepsie », « dasthme ».
_PATTERNS = {name: re.compile(rf"\b[ld]?(?:{words})\b") for name, words in _TOPICS.items()}
# Never noted, not even when asked: it goes to a human, or to the Service droit des jeunes.
NEVER_NOTED = "residence"


def find_sensitive_topic(words: str) -> Optional[str]:
    """What words speak of that a notebook does not hold unasked: "health", "religion", "origin",
    "justice", or NEVER; None for all else."""
    said = _OTHERS.sub("", fold_text(words))
    return next((name for name, pattern in _PATTERNS.items() if pattern.search(said)), None)


def is_sensitive(words: str) -> bool:
    """Whether words speak of such a thing."""
    return find_sensitive_topic(words) is not None
