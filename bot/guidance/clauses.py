"""The clauses of what somebody tells: which of them carry something of that person, and in how
many words they can be quoted.

A message is told in one breath: a hello, a laugh, what a father does, what is not wanted, thanks.
What is noted and said back is the clause with the fact, not the breath.
"""

from __future__ import annotations

import re

from bot.guidance import doors
from knowledge.text import normalise

MAX_QUOTED = 10
# A verb of the first person as it is typed, run on or not: « je », « jsuis », « jai ».
_I = (
    r"(?:je\b|j['’ ]|j[bcdfghklmnpqrstvwxz]\w+|jai\w*\b|jador\w*|jen\b|jav\w+|jet(?:ais|udi\w*)"
    r"|jessa\w*)"
)
_WHO = (
    rf"(?:{_I}|moi\b|tu\b|t['’]|(?:il|elle|on|nous|vous|ils|elles)\b|c['’ ]?est?\b|[çc]a\b"
    r"|(?:mon|ma|mes|notre|nos|son|sa|ses|leurs?) |pas |ni |sans |aucune? |plus de |plut[oô]t )"
)
_MARKS = re.compile(r"([.!?…\n;:()]+)")
# A comma cuts where a new clause begins after it: « l'ordre, classer, ranger » is one.
_CUTS = re.compile(
    rf",\s*(?=(?:et |mais |donc |car |puis )?{_WHO})"
    r"|\s+(?=(?:mais|par contre|sinon|en plus|donc|du coup|car\b|d['’ ]?ailleurs|parce qu[e'’]"
    r"|vu qu[e'’])\s?\S)"
    rf"|\s+et (?={_WHO})"
    # Where nothing was typed between two: « il est coiffeur jcomprends rien ».
    r"|(?<!\bque)(?<!\bqu)(?<!quand)(?<!\bsi)(?<!comme)(?<!\bou)(?<!\boù)(?<!dont)(?<!\bmoi)"
    r"(?<!\bet)(?<!parce)(?<!\bki)(?<!\bke)(?<!\bqui)\s+"
    r"(?=j(?:suis|veux|peux|comprends|connais|sais|pense|crois|deteste|kiffe|prefere)\b)",
    re.IGNORECASE,
)
_JOINING = (
    r"et|mais|donc|car|puis|par contre|sinon|en plus|du coup|alors|parce qu[e'’]|vu qu[e'’]|aussi"
    r"|en fait|enfin|bref|au fait|d['’ ]?ailleurs|surtout que"
)
_LAUGHS = r"lo+l|m+d+r+|p+t+d+r+|x+d+|jpp|(?:h[aeé]){2,}h?|hi(?:hi)+"
_HELLOS = (
    r"slt|salut|bonjour|bjr|bonsoir|bsr|coucou|cc|hello|yo+|wsh|wesh|hey|madame|monsieur|m'sieur"
)
_FILLERS = (
    r"bon|ben|bah|beh|eu+h+|hein|quoi|voil[aà]|genre|franchement|s[eé]rieux|s[eé]rieusement|oui"
    r"|ouais|ok+|okay|d['’ ]?accord|stp|svp|s['’ ]il (?:te|vous) pla[iî]t|merci(?: (?:bcp|beaucoup"
    r"|bien|d['’]avance))?|oh|ah|tu vois|vous voyez|tkt|t['’ ]inqui[eè]te|je te jure|jte jure"
)
_BEFORE = re.compile(
    rf"^\W*(?:(?:{_JOINING}|{_LAUGHS}|{_HELLOS}|{_FILLERS}|moi,?(?= {_I}))(?![\w'’])[\W_]*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:[\W_]+(?:{_LAUGHS}|{_HELLOS}|{_FILLERS}|aussi|en fait|au fait|c['’ ]?est vrai))+\W*$",
    re.IGNORECASE,
)
# What stands alone and tells nothing, over normal forms.
_NOTHING = re.compile(
    rf"(?:(?:{_LAUGHS}|{_HELLOS}|rien|bof|jsp|non|nan|{_JOINING}|{_FILLERS}"
    r"|(?:on est|je suis|jsuis|chui) d ?accord|c ?(?:est)? ?(?:ca|sa|bon|vrai|clair|tout|la verite"
    r"|cool|logique|top)|je (?:rigole|plaisante)(?: pas)?|jrigole|jdeconne|logique|parfait"
    r"|super|cool|top|nickel|tant mieux|tant pis|t ?(?:es)? ?(?:sympa|cool)|de rien"
    r"|rien de special|\d+|(?:moi|elle|lui|il|eux|nous|vous)|pour (?:l instant|le moment)"
    r"|juste (?:l |les |des |une )?(?:infos?|faits?|reponse|renseignements?))\s*)+"
)
# « donc ça me concerne pas » draws a conclusion, and tells nothing new.
_CONCLUDES = re.compile(
    r"^\W*(?:donc|du coup|alors)\W+(?:c['’ ]|c\b|cest\b|[cçs]a\b|on est\b)", re.I
)
# « … et j'en ai marre » says nothing without the clause before it.
_POINTS_BACK = re.compile(
    r"(?:j['’ ]?en (?:ai|peux|veux)|[çc]a me pla[iî]t)\b(?:\s+\S+){0,3}$", re.IGNORECASE
)
_THEIRS = re.compile(r"\b(?:son|sa|ses|leurs?|lui|eux|il|elle|ils|elles)\b")


def bearing(text: str, others: bool = False) -> list[str]:
    """The clauses of `text` that carry something of whoever writes, or (`others`) of anybody; none
    where it is all hello, laugh, thanks, conclusion, or about somebody else."""
    kept: list[str] = []
    of_another = False
    pieces = _MARKS.split(text)
    for sentence, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        said = _CUTS.split(sentence)
        for clause in said[: -1 if "?" in mark else None]:  # what is asked is told by nobody
            bare = trimmed(clause)
            if not bare or _CONCLUDES.search(clause):
                continue
            theirs = of_another and bool(_THEIRS.search(normalise(bare)))
            of_another = not others and (doors.of_another(bare) or theirs)
            if kept and not of_another and _POINTS_BACK.match(bare):
                kept[-1] = f"{kept[-1]} et {bare}"
            elif not of_another:
                kept.append(bare)
    return kept


def trimmed(clause: str) -> str:
    """A clause without what greets, laughs, thanks or joins at its ends; empty if no more is in
    it."""
    bare = _AFTER.sub("", _BEFORE.sub("", clause)).strip(" \t,.;:!…-")
    return "" if says_nothing(bare) else bare


def says_nothing(text: str) -> bool:
    """Whether words tell nothing that could be noted: « mdr ok merci »."""
    said = normalise(text)
    return not said or _NOTHING.fullmatch(said) is not None


def quoted(words: str) -> str:
    """At most MAX_QUOTED of the words."""
    said = words.split()
    return words if len(said) <= MAX_QUOTED else f"{' '.join(said[:MAX_QUOTED])}…"
