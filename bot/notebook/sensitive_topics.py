"""Sensitive words that are not noted unasked: health, origin, religion, residence, justice.

The patterns err on the side of exclusion: the person can confirm with a button. Only the person's
own case is sensitive, not work in these fields (hôpital, police) or « aider les malades ».
"""

from __future__ import annotations

from typing import Optional

from bot.language.folding import fold_text
from bot.language.phrases import phrase

_HEALTH = (
    r"malad\w*|handica\w*|cancer\w*|dépressi\w*|déprim\w*|anorexi\w*|boulimi\w*|autis\w*|tdah?|tsa"
    r"|hyperactif\w*|hyperactive\w*|dys(?:lexi|praxi|calculi|phasi|orthographi)\w*|diabét\w*"
    r"|épilep\w*|asthm\w*|alzheimer|parkinson|démence|chimio\w*|hospitalis\w*|opere[es]?|sclérose"
    r"|opération|médicaments?|médocs?|antidépress\w*|enceinte|fauteuil roulant|bipolaire|schizo\w*"
    r"|burn ?out|alcooli\w*|drogue\w*|toxico\w*|addict\w*|infarctus|sida|vih|séropositi\w*"
    r"|(?:une?|mon|son|l|d) avc"  # alone it is « avec »
    r"|(?:mon|ma|vois une?|voir une?|chez (?:le|la|une?)|par une?) psy\w*|en psychiatrie"
    r"|allergi\w*|migraines?|hernie\w*|prothèses?|crises? d angoiss\w*|anxié\w*|ma santé"
    r"|mal (?:au|aux|a la|a l|de) (?:dos|genoux?|épaules?|ventre|tête|cœur|jambes?|mains?)"
    r"|(?:dos|genou|épaule|cœur) (?:fichue?|foutue?|bloqué|fragile|malade)"
    r"|sourde?|muette?|aveugle|malentendant\w*|malvoyant\w*"
)
_RELIGION = (
    r"religi\w*|mosqué\w*|église\w*|synagog\w*|paroiss\w*|temple|ramadan|coran\w*|bible|catéch\w*"
    r"|caté|musulman\w*|chrétien\w*|catholi\w*|catho|protestant\w*|évangéli\w*|juif\w*|juive\w*"
    r"|islam\w*|imam|halal|casher|kascher|(?:du|de|le) porc|prêtre|pasteur|prière\w*|prier|dieu"
    r"|croyant\w*|hijab|kippa|(?:le|un|mon) voile|foulard"
)
_NATIONS = (
    r"(?:marocain|turc|turque|congol|algérien|tunisien|syrien|afghan|ukrainien|rom|roumain|italien"
    r"|polonais|rwandais|camerounais|guinéen|somalien|noir|arabe|african|africain|black)\w*"
)
_ORIGIN = (
    r"d origine|mes origines|immigr\w*|migrant\w*|au pays|mon pays|au bled|le bled"
    r"|ne[es]? a l étranger"
    r"|(?:viens|vient|venus?|arrives?) (?:du|de la|d) (?:maroc|turquie|congo|algérie|tunisie|syrie"
    r"|afghanistan|ukraine|roumanie|italie|pologne|rwanda|cameroun|guine|somalie|afrique)"
    rf"|(?:je suis|chui|jsuis|je sui|étant|est|sont|belgo|famille) {_NATIONS}"
)
_RESIDENCE = (
    r"sans papiers?|(?:pas|plus|mes|nos|ses|leurs) (?:de |d |les )?papiers|papiers en règle"
    r"|titre de séjour|permis de séjour|en séjour|asile|réfugié\w*|clandestin\w*|fedasil|expuls\w*"
    r"|régularis\w*|naturalis\w*|carte orange|annexe (?:26|35)|petit château|mena"
)
_JUSTICE = (
    r"prison\w*|taule|détenu\w*|incarcér\w*|condamn\w*|ippj|travail d intérêt général"
    r"|travaux d intérêt général|tig|garde à vue|bracelet électronique|casier"
    r"|ju[gj]e de la jeunesse|le ju[gj]e|sursis|deal\w*|arrête (?:par|pour)|police m a"
)
# The person's own case: « aider les personnes handicapées » is not sensitive.
_OTHERS = phrase(
    r"(?<!\bmes )(?<!\bnos )(?<!\bmon )(?<!\bma )"
    r"\b(?:les|des|aux|gens|personnes?|enfants?|ados|jeunes|élèves|adultes|animaux|patients?)"
    r" (?:âgées? |qui sont |en situation de |avec un |difficiles et )?"
    r"(?:malades?|maladies|handicapée?s?|handicap|sourds?|aveugles?|autistes|réfugiés|migrants"
    r"|détenus|drogues|toxicomanes|prisonniers|religions|prisons)\b"
)
_TOPICS = {
    "residence": _RESIDENCE,
    "health": _HEALTH,
    "religion": _RELIGION,
    "origin": _ORIGIN,
    "justice": _JUSTICE,
}
# Elided without an apostrophe: « lépilepsie », « dasthme ».
_PATTERNS = {name: phrase(rf"\b[ld]?(?:{words})\b") for name, words in _TOPICS.items()}
# Never noted, even on request: refer to a counsellor or to the Service droit des jeunes.
NEVER_NOTED = "residence"


def find_sensitive_topic(words: str) -> Optional[str]:
    """Return "health", "religion", "origin", "justice" or NEVER, or None if not sensitive."""
    folded = _OTHERS.sub("", fold_text(words))
    return next((name for name, pattern in _PATTERNS.items() if pattern.search(folded)), None)


def is_sensitive(words: str) -> bool:
    """Return whether the words are sensitive."""
    return find_sensitive_topic(words) is not None
