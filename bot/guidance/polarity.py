"""The polarity of a clause, by closed classes of cues: liking, refusing, accepting, hedging.

Cues are verbs of liking, negated or not, and judgements (« …, ça me va », « …, bof »). The input is
in normal form. A clause without cues is left to the classifier.
"""

from __future__ import annotations

import re
from typing import Optional

from bot.language.normalisation import normalise

FOR, AGAINST = "for", "against"
# A kind of fact by the labels, and what the words correct it to.
CORRECTED_KINDS = frozenset(
    {
        *(("like", "situation"), ("dislike", "situation")),
        *(("goal", "situation"), ("goal", "dislike")),
    }
)

_NO = r"(?:pas?|plus|jamais|rien|guere|moins|aucune?|surtout pas)"
_LIKING = (
    r"(?:\w*aim(?:e|es|ent|ais|ait|ee?s?|er)|\w*aimer?ai[st]?|\w*ador(?:e\w*|ais|ait)"
    r"|\w*kiff\w*|\w*prefer\w*|plai[ts]\w*|plai?r\w+|plu|passionn\w*|interess\w*|inspir\w*"
    r"|attir\w*|motiv\w*"
    r"|branche|tente|eclate|amuse|botte|envie|fan|love|like|enjoy)"
)
_WANTING = r"(?:j?(?:veux?|veut|voudrai[st]|aimerai[st]))"
# « j'aime pas », « ça ne me plaît plus », « je ne veux plus », « pas aimé ».
_NEGATED = re.compile(
    rf"\b(?:{_LIKING}|{_WANTING})(?: (?:trop|vraiment|tellement))? {_NO}\b"
    r"|\b(?:pas|plus|jamais|rien|aucune?|don t|doesn t|not)"
    rf"(?: (?:trop|vraiment|du|tout|tellement|bien)){{0,2}} (?:{_LIKING})\b"
)
# « ça m'intéresse pas mal » likes.
_RATHER = re.compile(rf"\b({_LIKING}) pas mal\b(?! (?:de|d)\b)")
# « on ne s'ennuie jamais », « ça me dégoûte pas ».
_NOT_DISLIKED = re.compile(
    r"\b(?:deteste|ennui\w*|ennuy\w*|gave|saoule|soule|degoute\w*|paralyse\w*) (?:pas|jamais)\b"
)
_DISLIKING = re.compile(
    r"\b(?:\w*detest\w*|\w*deteste|haïs|hais|horreur|marre|ras le bol|degoute\w*|gave|saoule|soule"
    r"|lasse|fuis|evite\w*|ennui\w*|ennuy\w*|chiante?s?|invivables?|insupportables?|infernal\w*"
    r"|paralyse\w*|l enfer|hate|can t|cannot|don t want"
    r"|(?:support|suport)\w* (?:pas|plus)|(?:pas|plus) support\w*"
    r"|(?:en|n) peux plus|fini pour moi|(?:pas|plus) (?:pour moi|mon truc|ma tasse|mon fort)"
    r"|(?:pas|plus) possible|(?:peur|horreur) d[eu]|plus jamais|jamais plus|c est mort)\b"
)
_LEADS_AGAINST = re.compile(
    r"^(?:et |mais |donc |moi |par contre |surtout |vraiment |non |bof )*"
    r"(?:(?:pas?|jamais|ni|sans|aucune?|eviter)\b"
    r"(?! (?:mal|plus$|que|seulement|forcement|besoin|grave|de (?:souci|probleme|soucis)|peur)\b)"
    r"(?! (?:d[eu]? )?(?:experience|competence|notion|base|idee|diplome|certificat)s?\b)"
    r"|(?:bof|non) (?=(?:l|la|le|les|des|du|de|aux?) ))"
)
_ENDS_AGAINST = re.compile(
    r"\b(?:non|nan|non merci|no|jamais|bof|bof bof|surtout pas|pas trop|pas du tout"
    r"|(?:beaucoup|bcp|nettement|bien) moins|tres peu pour moi|sans facon|beurk|berk"
    r"|beuh|merci bien)$"
)
_ENDS_FOR = re.compile(
    r"\b(?:oui|ouais|yes|ok|nickel|volontiers|(?:ca|c|sa)(?: me)? (?:va|passe|convient)(?: bien)?"
    r"|ca m ?irait|me (?:va|convient)(?: bien)?|pas de (?:souci|probleme)s?"
    r"|(?:debrouille|sors|defends|c est|trouve \w+) pas mal)$"
)
# « ma mère veut m'inscrire en … », « mes parents voudraient que je fasse … »: a wish about the
# person that is not theirs.
_WISHED_BY_OTHERS = re.compile(
    r"\b(?!je |j )\w+ (?:veut?|veulent|voudrai(?:t|ent)|aimerai(?:t|ent)|pousse(?:nt)?|forcent?"
    r"|force|obligent?|oblige|tien(?:t|nent))\b.{0,30}?\b(?:m|me|que (?:je|j)|[qk]u?e? j\w+)\b"
    r"|\b(?!je )\w+ (?:me|m) (?:pousse|force|oblige|verrai|voi)(?:t|ent|nt)?\b"
)
# Acceptance, often under a condition: « les grues ça passe si elles sont petites ».
_ACCEPTS = re.compile(
    r"^(?P<what>.+?) (?:(?:ca|sa|c|cela) (?:me )?(?:passe|va|irait|pourrait aller|peut aller"
    r"|convient)|(?:c|ca) ?(?:est|etait|serait)? (?:ok|okay|bon|possible|acceptable)|pourquoi pas"
    r"|ok|okay)(?: (?:bien|encore|quand meme|finalement|en fait))*"
    r"(?P<if> (?:si|tant que|a condition|quand|pourvu|du moment)\b.*)?$"
)
# « j'ai rien contre la nuit », « la nuit ne me dérange pas »: it is accepted, which is no liking.
_DISTURBS = r"(?:derange|gene|embete|ennuie|rebute|pose (?:pas|aucun) (?:de )?(?:probleme|souci))"
_TOLERATES = re.compile(
    r"\b(?:rien|pas|aucun (?:probleme|souci)) (?:du tout |vraiment )?(?:contre|avec) (?P<what>.+)$"
    rf"|^(?P<that>.+?) (?:(?:ca|sa|c|cela) )?(?:ne |n )?(?:me |m |nous )?{_DISTURBS}\w*"
    r"(?: pas| plus| jamais| aucunement)?(?: du tout| trop| plus que ca)?$"
    rf"|\b(?:ca|sa|c|cela) (?:ne |n )?(?:me |m )?{_DISTURBS}\w* pas (?:du tout |trop )?(?:de |d )"
    r"(?P<doing>.+)$"
)
_DENIES = re.compile(r"\b(?:rien|pas|plus|jamais|aucun\w*)\b")
_IN_THE_END = re.compile(r"\b(?:en fait|finalement|au final|tout compte fait|reflexion faite)\b")
_EXCEPT = re.compile(r"\bsauf\b|\ba part (?:si|quand|pour)\b|\bexcepte\b")
_NO_JUDGEMENT = re.compile(
    r"\bpourquoi pas\b|\b(?:ce n|c|n) est pas que?\b|\bpas mal (?:de|d)\b|\bne? \w+ pas contre\b"
)
# « je vois pas le temps passer ».
_ABSORBED = re.compile(r"\b(?:vois|voyais) (?:pas|plus|jamais) (?:\w+ ){1,2}passer\b")
# Things that are missed, or places where the person sees themselves.
_MISSED = re.compile(
    r"\bce (?:qui (?:me|m)|que je) (?:manque\w*|regrette\w*|ferait|fait) (?!pas\b)"
    r"|\bme (?:vois|verrais) (?:bien|plutot|mieux)\b|\bmeilleur (?:moment|souvenir)s?\b"
)
# Adverbs of probability, verbs of opinion in the first person, denied certainty.
_HEDGES = re.compile(
    r"\b(?:peut etre|sans doute|probablement|eventuellement|possiblement|vraisemblablement"
    r"|presque|quasi(?:ment)?|a priori|plus ou moins|un jour|si jamais|au pire"
    r"|(?:je|j|on|nous) (?:me )?(?:crois|croit|pense|pensons|suppose|imagine|hesite|tate|dirais)"
    r"|jpense|jcrois|jhesite"
    r"|(?:pas|jamais|ni|peu) (?:\w+ ){0,2}(?:sure?s?|certaine?s?|convaincue?s?|decidee?s?)"
    r"|(?:ne )?(?:sais|sait) pas(?: trop| encore)? si)\b"
)


def find_polarity(clause: str, wanting_counts: bool = True) -> Optional[str]:
    """Return FOR, AGAINST, or None without a cue; `wanting_counts`: wanting is FOR too."""
    normalised = _NOT_DISLIKED.sub("", _EXCEPT.split(normalise(clause))[0].strip())
    normalised = _RATHER.sub(r"\1", normalised)
    if _NO_JUDGEMENT.search(normalised):
        return None
    if _ABSORBED.search(normalised) or _MISSED.search(normalised):
        return FOR
    left = _NEGATED.sub(" ", normalised)
    against = left != normalised or bool(_DISLIKING.search(normalised))
    if _LEADS_AGAINST.search(normalised) or _ENDS_AGAINST.search(normalised):
        return AGAINST
    likes = re.search(
        rf"\b(?:{_LIKING}|{_WANTING})\b" if wanting_counts else rf"\b(?:{_LIKING})\b", left
    )
    if against:
        # « ce que j'aime, c'est quand personne n'a peur »: a stated liking decides.
        first = likes and not _is_preceded_by_refusal(normalised, likes.group())
        return FOR if first else AGAINST
    if likes or _ENDS_FOR.search(normalised) or _ACCEPTS.match(normalised):
        return FOR
    return None


def _is_preceded_by_refusal(said: str, word: str) -> bool:
    at = said.find(word)
    starts = [m.start() for m in (_NEGATED.search(said), _DISLIKING.search(said)) if m]
    return bool(starts) and min(starts) <= at


def correct_kind(kind: str, clause: str) -> str:
    """Correct the kind of fact that labels give a clause: what is only accepted is no taste, a wish
    that is negated no goal, and that of others nobody's."""
    if kind in ("like", "dislike") and find_tolerated(clause):
        return "situation"
    if kind != "goal":
        return kind
    if _WISHED_BY_OTHERS.search(normalise(clause)):
        return "situation"
    return "dislike" if find_polarity(clause) == AGAINST else kind


def find_tolerated(clause: str) -> str:
    """Return « la nuit » of « j'ai rien contre la nuit », in normal form, or ""."""
    match = _TOLERATES.search(_IN_THE_END.sub(" ", normalise(clause)).strip())
    denies = match and _DENIES.search(match.group())
    return next(filter(None, match.groups()), "") if match and denies else ""


def find_accepted(clause: str) -> str:
    """Return « les grues » of « en fait les grues ça passe si … », in normal form, or ""."""
    tolerated, normalised = find_tolerated(clause), normalise(clause)
    match = _ACCEPTS.match(_IN_THE_END.sub(" ", normalised).strip())
    if tolerated or match is None or find_polarity(clause) == AGAINST:
        return tolerated
    return match["what"] if match["if"] or _IN_THE_END.search(normalised) else ""


def split_exception(clause: str) -> tuple[str, str]:
    """Split « la paperasse bof, sauf si c'est pour une fête » before « sauf », else add ""."""
    match = re.search(rf"[\s,]*(?:{_EXCEPT.pattern})", clause, re.IGNORECASE)
    return (clause[: match.start()], clause[match.start() :]) if match else (clause, "")


def is_hedged(text: str) -> bool:
    """Whether a typed text leaves open what it states: « je pense que je vais prendre ça »."""
    return _HEDGES.search(normalise(text)) is not None
